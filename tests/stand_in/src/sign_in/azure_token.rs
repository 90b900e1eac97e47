//! `/oauth2/exchange` and `/oauth2/token`, as Azure's registries answer them.
//!
//! Reference: Azure/acr `docs/AAD-OAuth.md`, `docs/Token-BasicAuth.md`; Azure
//! `containerregistry.json` 2021-07-01; azure-containerregistry for anonymous clients.

use serde_json::{Value, json};

use crate::config::{Azure, Identity};
use crate::context::Context;
use crate::sign_in::access::Access;
use crate::sign_in::challenge;
use crate::sign_in::check::{basic_credentials, identity};
use crate::sign_in::rights::Rights;
use crate::sign_in::tokens::{Claims, Tokens};
use plimsoll::registry::transport::{Method, Request, Response};
use plimsoll::sample::server::answer;
use plimsoll::sample::server::route::Query;

/// The user whose password is a refresh token.
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

/// A refresh token in exchange for Entra's access token.
pub(crate) fn exchange(
    context: &Context<'_>,
    tokens: &mut Tokens,
    azure: &Azure,
    request: &Request,
) -> Response {
    if request.method != Method::Post {
        return answer::unsupported("The operation is unsupported.");
    }
    let form = Query::read(&String::from_utf8_lossy(&request.body));
    if let Err(refusal) = expect_service(context, &form) {
        return refusal;
    }
    if form.get("grant_type") != Some("access_token") {
        return bad_request("grant_type must be access_token");
    }
    let given = form.get("access_token");
    let known = azure.identities.iter().find(|identity| {
        matches!(identity, Identity::Entra { entra_token: Some(token), .. }
            if given == Some(token.as_str()))
    });
    let Some(identity) = known else { return challenge::plain() };
    let rights = Rights::of(identity, azure);
    let claims = Claims {
        subject: "11111111-2222-4333-8444-555555555555",
        service: context.call.host(),
        seconds: azure.refresh_seconds,
        now: context.call.now,
    };
    let token = tokens.refresh(&claims, rights, azure.abac);
    answer::json(&json!({ "refresh_token": token }))
}

/// An access token for the asked scopes, as far as the identity's rights go. The answer has only
/// `access_token`. A client without credentials gets, where that is allowed, always the same rights.
pub(crate) fn token(
    context: &Context<'_>,
    tokens: &mut Tokens,
    azure: &Azure,
    request: &Request,
    query: &Query,
) -> Response {
    let form;
    let (given, asked) = match request.method {
        Method::Get => (basic_credentials(request), query),
        Method::Post => {
            form = Query::read(&String::from_utf8_lossy(&request.body));
            let text = |name| form.get(name).unwrap_or_default().to_owned();
            let given = match form.get("grant_type") {
                Some("refresh_token") => Some((NOBODY.to_owned(), text("refresh_token"))),
                Some("password") => {
                    form.get("username").map(|user| (user.to_owned(), text("password")))
                }
                _ => return bad_request("grant_type must be password or refresh_token"),
            };
            (given, &form)
        }
        _ => return answer::unsupported("The operation is unsupported."),
    };
    if let Err(refusal) = expect_service(context, asked) {
        return refusal;
    }
    let rights = match given {
        None if azure.anonymous_pull => {
            let token = tokens.anonymous(context.call.host(), context.call.now);
            return answer::json(&json!({ "access_token": token }));
        }
        None => None,
        Some((user, password)) if user == NOBODY => {
            tokens.rights(&password, context.call.now).cloned()
        }
        Some(given) => identity(azure, &given).map(|identity| Rights::of(identity, azure)),
    };
    let Some(rights) = rights else { return challenge::plain() };
    let scopes = asked.all("scope").flat_map(str::split_whitespace);
    let access: Vec<Access> = scopes.filter_map(|scope| rights.grant(scope, azure.abac)).collect();
    let claims = Claims {
        subject: "sample",
        service: context.call.host(),
        seconds: azure.access_seconds,
        now: context.call.now,
    };
    let token = tokens.access(&claims, access);
    answer::json(&json!({ "access_token": token }))
}

/// Whether `service` names this registry.
fn expect_service(context: &Context<'_>, asked: &Query) -> Result<(), Response> {
    let named = asked.get("service").unwrap_or_default();
    if named.eq_ignore_ascii_case(context.call.host()) {
        return Ok(());
    }
    Err(bad_request(&format!("service must be {}", context.call.host())))
}

fn bad_request(message: &str) -> Response {
    answer::error(400, "BAD_REQUEST", message, &Value::Null)
}
