//! Claims of a token that is a JWT: its end, and the rights that it was granted. Claims are hints, whose
//! signature nobody checks here: the registry's answer decides.
//!
//! Reference: RFC 7519; distribution, `spec/auth/jwt.md`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::model::Timestamp;

/// The claims of a token.
pub(crate) struct Claims(Value);

impl Claims {
    /// The claims of a JWT; `None` for any other token.
    pub(crate) fn of(token: &str) -> Option<Self> {
        let payload = token.split('.').nth(1)?.trim_end_matches('=');
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok().map(Self)
    }

    /// Seconds for which the token is still good. Where that is not between 0 and the whole life that the
    /// claims state, one of the two clocks is wrong, and half of that life is taken.
    pub(crate) fn seconds_left(&self, now: Timestamp) -> Option<u64> {
        let seconds = |key| self.0.get(key).and_then(Value::as_i64);
        let end = seconds("exp")?;
        let left = end.saturating_sub(now.millis().div_euclid(1000));
        let life = seconds("iat").map(|begin| end.saturating_sub(begin)).filter(|life| *life > 0);
        let left = match life {
            Some(life) if left <= 0 || left > life => life / 2,
            _ => left,
        };
        u64::try_from(left).ok()
    }

    /// Whether the token may have been granted anything that `scopes` asked for. True where the token does
    /// not list its grants, or lists them in a form that is not understood.
    pub(crate) fn may_grant(&self, scopes: &[String]) -> bool {
        let is_clear = self.access().is_some_and(|access| access.iter().all(is_clear));
        scopes.is_empty() || !is_clear || scopes.iter().any(|scope| self.says(scope))
    }

    /// Whether the token says that it was granted any action of `scope`.
    pub(crate) fn says(&self, scope: &str) -> bool {
        self.access().into_iter().flatten().any(|entry| grants(entry, scope))
    }

    fn access(&self) -> Option<&Vec<Value>> {
        self.0.get("access").and_then(Value::as_array)
    }
}

/// Whether an entry of `access` is of the form that distribution and ACR write: type, name and a list of
/// actions, all of them texts.
fn is_clear(entry: &Value) -> bool {
    let is_text = |key| field(entry, key).is_some_and(Value::is_string);
    let actions = field(entry, "actions").and_then(Value::as_array);
    is_text("type")
        && is_text("name")
        && actions.is_some_and(|actions| actions.iter().all(Value::is_string))
}

/// Whether an entry of `access` grants any action of `scope`.
fn grants(entry: &Value, scope: &str) -> bool {
    let text = |key| field(entry, key).and_then(Value::as_str).unwrap_or_default();
    // A name may hold a colon (host:port): split at the first and the last.
    let (kind, rest) = scope.split_once(':').unwrap_or_default();
    let (name, asked) = rest.rsplit_once(':').unwrap_or_default();
    let granted = field(entry, "actions").and_then(Value::as_array).into_iter().flatten();
    let fits = |action: &str| action == "*" || asked.split(',').any(|asked| asked == action);
    text("type") == kind
        && covers(text("name"), name)
        && granted.filter_map(Value::as_str).any(fits)
}

/// ACR writes `Type` in some places and `type` in others.
fn field<'a>(entry: &'a Value, key: &str) -> Option<&'a Value> {
    entry.as_object()?.iter().find(|(k, _)| k.eq_ignore_ascii_case(key)).map(|(_, value)| value)
}

/// Whether `pattern`, a name or the beginning of names (`team/*`), covers `name`.
fn covers(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => pattern == name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(json: &str) -> Option<Claims> {
        Claims::of(&format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(json)))
    }

    #[test]
    fn a_wrong_clock_is_noticed() {
        let now = Timestamp::from_millis(1_000_000_000);
        let check = |json: &str, expected: Option<u64>| {
            let left = claims(json).and_then(|claims| claims.seconds_left(now));
            assert_eq!(left, expected, "{json}");
        };
        check(r#"{"exp":1003600}"#, Some(3600));
        // As ACR: begun a quarter of an hour ago.
        check(r#"{"exp":1003600,"iat":999100}"#, Some(3600));
        // Ours is two hours ahead, or two behind: half of 75 minutes.
        check(r#"{"exp":996400,"iat":991900}"#, Some(2250));
        check(r#"{"exp":1010800,"iat":1006300}"#, Some(2250));
        check(r#"{"exp":999000,"iat":999000}"#, None);
        check(r#"{"exp":1}"#, None);
        check(r#"{"exp":"soon"}"#, None);
        check("no claims", None);
        assert!(Claims::of("opaque").is_none());
    }

    #[test]
    fn what_was_granted_is_read() {
        let check = |access: &str, scope: &str, expected: bool| {
            let claims = claims(&format!(r#"{{"access":{access}}}"#)).expect("claims");
            assert_eq!(claims.may_grant(&[scope.to_owned()]), expected, "{access} {scope}");
        };
        let read = "repository:team/app:pull,metadata_read";
        let delete = "repository:team/app:delete";
        let pull = r#"[{"type":"repository","name":"team/app","actions":["pull"]}]"#;
        check(pull, read, true);
        check(pull, delete, false);
        check(r#"[{"Type":"repository","Name":"team/app","Actions":["*"]}]"#, delete, true);
        // The grant of ACR's anonymous token, whatever it was asked for.
        let anybodys = r#"[{"Type":"repository","Name":"*","Actions":["pull"]}]"#;
        check(anybodys, read, true);
        check(anybodys, delete, false);
        check(anybodys, "registry:catalog:*", false);
        check(r#"[{"type":"repository","name":"team/*","actions":["pull"]}]"#, read, true);
        check(r#"[{"type":"repository","name":"team","actions":["pull"]}]"#, read, false);
        check(r#"[{"type":"repository","name":"other/*","actions":["pull"]}]"#, read, false);
        check("[]", read, false);
        check(r#"[{"type":"repository","name":"team/app","actions":[]}]"#, read, false);
        // An entry of another form may be the grant, so the registry is asked.
        check(r#"[7,{"type":"repository"},null]"#, read, true);
        check(r#"["repository:team/app:pull"]"#, read, true);
        check(r#"[{"type":"repository","name":"team/app","actions":"pull"}]"#, read, true);
        check(r#"[{"type":"repository","name":"team/app","actions":[7]}]"#, read, true);
        check(r#"[{"type":"repository","name":"other","actions":["pull"]},7]"#, read, true);
        let catalog = "registry:catalog:*";
        check(r#"[{"type":"registry","name":"catalog","actions":["*"]}]"#, catalog, true);
        check(pull, catalog, false);
        // A token that lists no grants is sent, and the registry decides.
        check("null", read, true);
        check("\"all\"", read, true);
        assert!(claims(r#"{"access":[]}"#).expect("claims").may_grant(&[]));
    }
}
