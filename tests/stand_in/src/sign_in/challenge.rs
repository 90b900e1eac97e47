//! 401 with its challenge: where to get a token, the scope, and the problem with the given token.
//!
//! Reference: RFC 6750, section 3; worded as ACR words it.

use serde_json::{Value, json};

use crate::sign_in::need::Need;
use plimsoll::registry::transport::Response;
use plimsoll::sample::server::answer;

/// 401 with a Bearer challenge. `problem`: `invalid_token` or `insufficient_scope`.
pub(crate) fn bearer(
    realm: &str,
    service: &str,
    need: Option<Need<'_>>,
    problem: Option<&str>,
) -> Response {
    let mut challenge = format!("Bearer realm=\"{realm}\",service=\"{service}\"");
    if let Some(need) = &need {
        let (kind, name, actions) = (need.kind, need.name, need.named().join(","));
        challenge.push_str(&format!(",scope=\"{kind}:{name}:{actions}\""));
    }
    if let Some(problem) = problem {
        challenge.push_str(&format!(",error=\"{problem}\""));
    }
    let detail = need.map_or(Value::Null, |need| {
        let actions = need.named().iter();
        actions
            .map(|action| json!({"Type": need.kind, "Name": need.name, "Action": action}))
            .collect()
    });
    with(challenge, &detail)
}

/// 401 with a Basic challenge.
pub(crate) fn basic() -> Response {
    with("Basic realm=\"sample\"".to_owned(), &Value::Null)
}

/// 401 of a token endpoint: no challenge.
pub(crate) fn plain() -> Response {
    unauthorized(&Value::Null)
}

fn with(challenge: String, detail: &Value) -> Response {
    let mut response = unauthorized(detail);
    response.headers.push("WWW-Authenticate", challenge);
    response
}

fn unauthorized(detail: &Value) -> Response {
    let message =
        "authentication required, visit https://aka.ms/acr/authorization for more information.";
    answer::error(401, "UNAUTHORIZED", message, detail)
}
