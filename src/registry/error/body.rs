//! The body of a refusal: the registry's code and message.
//!
//! Reference: OCI distribution-spec, "Error Codes"; zot answers a single object, without `errors`, when it
//! asks for credentials.

use serde_json::Value;

use crate::model::{lenient_json, visible};

/// Longest error body that is read; a longer one counts as empty.
const MAX_BODY: usize = 64 * 1024;
/// Longest code and text kept, in characters.
const MAX_CODE: usize = 64;
const MAX_TEXT: usize = 200;

/// The first error of a body.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorBody {
    /// The code in upper case, such as `MANIFEST_UNKNOWN`.
    pub(crate) code: Option<String>,
    /// The message; where the body is no error of the specification, its beginning.
    pub(crate) excerpt: String,
    /// The text that the excerpt was cut from. Secrets are searched here, because a cut may go through the
    /// middle of one, and the body spells them in JSON (`\"`, `\u0041`).
    pub(crate) whole: String,
}

impl ErrorBody {
    /// Reads `body`: the specification's JSON, any other text, or nothing.
    pub(crate) fn read(body: &[u8]) -> Self {
        if body.len() > MAX_BODY {
            return Self::default();
        }
        let Some(json) = lenient_json::read::<Value>(body) else {
            let whole = String::from_utf8_lossy(body).into_owned();
            return Self { code: None, excerpt: text_of(&whole), whole };
        };
        let first = json.get("errors").and_then(|errors| errors.get(0)).unwrap_or(&json);
        let text = |key| first.get(key).and_then(Value::as_str).unwrap_or_default();
        let whole = text("message").to_owned();
        Self { code: code_of(text("code")), excerpt: text_of(&whole), whole }
    }
}

/// A code, or nothing where the text does not look like one.
fn code_of(text: &str) -> Option<String> {
    let fits = (1..=MAX_CODE).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    fits.then(|| text.to_ascii_uppercase())
}

/// The visible beginning of a server's text, on one line; empty for markup.
fn text_of(text: &str) -> String {
    let text = text.trim();
    if text.starts_with('<') {
        return String::new();
    }
    let on_a_line = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    visible(on_a_line.take(MAX_TEXT).collect::<String>().trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_errors_and_plain_text_are_read() {
        let check = |body: &str, code: Option<&str>, excerpt: &str| {
            let read = ErrorBody::read(body.as_bytes());
            assert_eq!((read.code.as_deref(), read.excerpt.as_str()), (code, excerpt), "{body}");
        };
        check(
            r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":null}]}"#,
            Some("MANIFEST_UNKNOWN"),
            "manifest unknown",
        );
        check(r#"{"code":"UNAUTHORIZED","message":"no"}"#, Some("UNAUTHORIZED"), "no");
        check(r#"{"errors":[]}"#, None, "");
        check(r#"{"errors":null}"#, None, "");
        check(r#"{"errors":[{"code":7,"message":[]}]}"#, None, "");
        check(r#"{"errors":[{"code":"<b>x</b>"}]}"#, None, "");
        check(r#"[1,2]"#, None, "");
        check("404 page not found\n", None, "404 page not found");
        check("<html><body>404</body></html>", None, "");
        check("a\u{1b}[31m\nb", None, "a [31m b");
        check("no\u{202e}way", None, "no\\u202eway");
        check("", None, "");
    }

    #[test]
    fn long_bodies_are_cut_or_not_read() {
        assert_eq!(ErrorBody::read("é".repeat(1000).as_bytes()).excerpt.chars().count(), 200);
        assert_eq!(ErrorBody::read(&vec![b'x'; 10 << 20]), ErrorBody::default());
        let code = format!(r#"{{"code":"{}"}}"#, "A".repeat(65));
        assert_eq!(ErrorBody::read(code.as_bytes()).code, None);
    }
}
