//! `GET` and `POST /oauth2/token` of a `bearer` registry: tokens for one user.
//!
//! Reference: CNCF distribution `spec/auth/token.md` (GET with Basic), `spec/auth/oauth.md` (POST).

use serde_json::{Map, Value, json};

use crate::config::Bearer;
use crate::context::Context;
use crate::sign_in::access::Access;
use crate::sign_in::challenge;
use crate::sign_in::check::basic_credentials;
use crate::sign_in::tokens::Tokens;
use plimsoll::registry::transport::{Method, Request, Response};
use plimsoll::sample::server::answer;
use plimsoll::sample::server::route::Query;

/// Seconds of a token's life, if the configuration states none.
const HOUR: u64 = 3600;

/// A token for the one user; 401 for others.
pub(crate) fn answer(
    context: &Context<'_>,
    tokens: &mut Tokens,
    bearer: &Bearer,
    request: &Request,
    query: &Query,
) -> Response {
    let form;
    let (credentials, asked) = match request.method {
        Method::Get => (basic_credentials(request), query),
        Method::Post => {
            form = Query::read(&String::from_utf8_lossy(&request.body));
            if form.get("grant_type") != Some("password") {
                let message = "grant_type must be password";
                return answer::error(400, "UNSUPPORTED", message, &Value::Null);
            }
            let text = |name| form.get(name).unwrap_or_default().to_owned();
            (Some((text("username"), text("password"))), &form)
        }
        _ => return answer::unsupported("The operation is unsupported."),
    };
    if credentials.is_none_or(|(user, password)| user != bearer.user || password != bearer.password)
    {
        return challenge::plain();
    }
    let scopes = asked.all("scope").flat_map(str::split_whitespace);
    let access: Vec<Access> = scopes.filter_map(|scope| granted(bearer, scope)).collect();
    let expires = context.call.now.plus_seconds(bearer.expires_in.unwrap_or(HOUR));
    let token = tokens.opaque(access, expires);
    let mut body = Map::new();
    body.insert("access_token".to_owned(), json!(token));
    if let Some(seconds) = bearer.expires_in {
        body.insert("expires_in".to_owned(), json!(seconds));
        body.insert("issued_at".to_owned(), json!(context.call.now.to_string()));
    }
    answer::json(&Value::Object(body))
}

/// The granted part of a scope; `None` for no action. The catalog is always granted.
fn granted(bearer: &Bearer, scope: &str) -> Option<Access> {
    let mut access = Access::read(scope)?;
    if let Some(allowed) = bearer.granted_actions.as_ref().filter(|_| access.kind == "repository") {
        let asked = access.actions;
        let fits = |action: &&String| asked.contains(action) || asked.iter().any(|one| one == "*");
        access.actions = allowed.iter().filter(fits).cloned().collect();
    }
    (!access.actions.is_empty()).then_some(access)
}
