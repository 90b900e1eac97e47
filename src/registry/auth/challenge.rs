//! Challenges: the `WWW-Authenticate` header, by which a registry says how it wants to be asked.
//!
//! Reference: RFC 9110, section 11.6.1; distribution, `spec/auth/token.md`.

use crate::registry::line::transport::Headers;

/// Longest header read, in bytes, and most challenges and parameters: the rest is ignored.
const MAX_HEADER: usize = 16 * 1024;
const MAX_CHALLENGES: usize = 16;
const MAX_PARAMETERS: usize = 32;

/// A way to sign in that a registry offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Challenge {
    /// Lower case: `basic`, `bearer`, …
    pub(crate) scheme: String,
    /// Keys in lower case, values without quotes and escapes.
    parameters: Vec<(String, String)>,
}

impl Challenge {
    /// The first parameter called `key` (lower case) that is not empty.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(k, value)| k == key && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    }

    /// Whether the registry says that a valid token lacks a right, rather than that it is no good.
    pub(crate) fn lacks_right(&self) -> bool {
        self.get("error") == Some("insufficient_scope")
    }
}

/// Every challenge of `headers`, in order. Text that cannot be read is skipped.
pub(crate) fn challenges(headers: &Headers) -> Vec<Challenge> {
    let mut found = Vec::new();
    for value in headers.all("www-authenticate") {
        if value.len() <= MAX_HEADER {
            read(value, &mut found);
        }
    }
    found
}

fn read(value: &str, found: &mut Vec<Challenge>) {
    let mut cursor = Cursor { rest: value };
    // Parameters of a scheme that was left out do not belong to the scheme before.
    let mut is_open = false;
    while !cursor.rest.is_empty() {
        let word = cursor.word();
        if word.is_empty() {
            cursor.skip_one();
        } else if cursor.eat('=') {
            let value = cursor.value();
            if let Some(challenge) = found.last_mut().filter(|_| is_open)
                && challenge.parameters.len() < MAX_PARAMETERS
            {
                challenge.parameters.push((word.to_ascii_lowercase(), value));
            }
        } else {
            is_open = found.len() < MAX_CHALLENGES;
            if is_open {
                let scheme = word.to_ascii_lowercase();
                found.push(Challenge { scheme, parameters: Vec::new() });
            }
        }
    }
}

/// The rest of a header.
struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    /// The token at the beginning; empty where there is none.
    fn word(&mut self) -> &'a str {
        let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        let end = self.rest.find(|c| !is_token(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    /// Takes `wanted`, with blanks around it, if it comes next.
    fn eat(&mut self, wanted: char) -> bool {
        match self.rest.trim_start().strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn skip_one(&mut self) {
        let mut chars = self.rest.chars();
        chars.next();
        self.rest = chars.as_str();
    }

    /// A value: in quotes with escapes, or, as zot sends it, without quotes up to a comma or a blank.
    fn value(&mut self) -> String {
        let Some(quoted) = self.rest.strip_prefix('"') else {
            let end = |c: char| c == ',' || c.is_whitespace();
            let (value, rest) = self.rest.split_at(self.rest.find(end).unwrap_or(self.rest.len()));
            self.rest = rest;
            return value.to_owned();
        };
        let mut value = String::new();
        let mut chars = quoted.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => break,
                '\\' => value.extend(chars.next()),
                _ => value.push(c),
            }
        }
        self.rest = chars.as_str();
        value
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// `scheme key=value …` for each challenge, one a line.
    fn told(values: &[&str]) -> String {
        let headers: Headers = values.iter().map(|value| ("WWW-Authenticate", *value)).collect();
        let mut text = String::new();
        for challenge in challenges(&headers) {
            text.push_str(&challenge.scheme);
            for (key, value) in &challenge.parameters {
                text.push_str(&format!(" {key}={value}"));
            }
            text.push('\n');
        }
        text
    }

    #[test]
    fn challenges_of_real_registries_are_read() {
        let check = |value: &str, expected: &str| assert_eq!(told(&[value]), expected, "{value}");
        check(
            r#"Bearer realm="https://r.azurecr.io/oauth2/token",service="r.azurecr.io",scope="repository:a/b:pull,push",error="insufficient_scope""#,
            "bearer realm=https://r.azurecr.io/oauth2/token service=r.azurecr.io \
             scope=repository:a/b:pull,push error=insufficient_scope\n",
        );
        check(r#"Basic realm="Registry Realm""#, "basic realm=Registry Realm\n");
        check("basic realm=zot", "basic realm=zot\n");
        check(
            "bearer realm=https://z.test/t,service=z",
            "bearer realm=https://z.test/t service=z\n",
        );
    }

    #[test]
    fn several_schemes_quotes_and_escapes_are_told_apart() {
        let check = |value: &str, expected: &str| assert_eq!(told(&[value]), expected, "{value}");
        check(
            r#"Basic realm="a, Bearer realm=b", Bearer realm="c""#,
            "basic realm=a, Bearer realm=b\nbearer realm=c\n",
        );
        check(
            r#"Negotiate, NTLM , BASIC Realm = "x\"y\\z""#,
            "negotiate\nntlm\nbasic realm=x\"y\\z\n",
        );
        check("Negotiate YWJj==, Basic realm=x", "negotiate ywjj==\nbasic realm=x\n");
        assert_eq!(told(&["Bearer a=1", "Basic b=2"]), "bearer a=1\nbasic b=2\n");
        assert_eq!(told(&[]), "");
    }

    #[test]
    fn broken_and_hostile_headers_do_no_harm() {
        let check = |value: &str, expected: &str| assert_eq!(told(&[value]), expected, "{value}");
        check("", "");
        check(",,, ;=\"", "");
        check("realm=\"x\"", "");
        check("Bearer realm=\"never closed, service=x", "bearer realm=never closed, service=x\n");
        check("Bearer realm=\"x\\", "bearer realm=x\n");
        check("Bearer é realm=x", "bearer realm=x\n");
        assert_eq!(
            challenges(&Headers::from_iter([("www-authenticate", "a,".repeat(5000))])).len(),
            16
        );
        assert_eq!(told(&[&"a,".repeat(1 << 20)]), "");
        let many = format!("Bearer {}", "k=v,".repeat(100));
        assert_eq!(told(&[&many]).matches("k=v").count(), 32);
    }

    #[test]
    fn parameters_are_asked_by_name() {
        let read = |value| challenges(&Headers::from_iter([("www-authenticate", value)])).remove(0);
        let challenge = read("Bearer REALM=\"\", realm=a, realm=b, error=\"insufficient_scope\"");
        assert_eq!(challenge.get("realm"), Some("a"));
        assert_eq!(challenge.get("scope"), None);
        assert!(challenge.lacks_right());
        assert!(!read("Bearer error=invalid_token").lacks_right());
    }

    proptest! {
        #[test]
        fn any_text_at_all_is_survived(value in any::<String>(), tail in "[ -~]{0,80}") {
            told(&[&value, &tail, &format!("Bearer {tail}")]);
        }

        #[test]
        fn what_is_written_is_read_back(
            all in vec(("[A-Za-z][A-Za-z0-9-]{0,8}", vec(("[a-z_]{1,9}", "[ -~é]{0,20}"), 1..4)), 1..4),
        ) {
            let mut value = String::new();
            let mut expected = String::new();
            for (scheme, parameters) in &all {
                let quoted = parameters.iter().map(|(key, text)| {
                    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
                    format!("{key}=\"{text}\"")
                });
                let list = quoted.collect::<Vec<_>>().join(", ");
                value.push_str(&format!("{scheme} {list}, "));
                expected.push_str(&scheme.to_lowercase());
                for (key, text) in parameters {
                    expected.push_str(&format!(" {key}={text}"));
                }
                expected.push('\n');
            }
            prop_assert_eq!(told(&[&value]), expected);
        }
    }
}
