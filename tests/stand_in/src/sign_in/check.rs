//! The check of a request's sign-in: Basic, or Bearer with a token's scopes.
//!
//! Reference: CNCF distribution `spec/auth/token.md`, `spec/auth/scope.md`; Azure/acr
//! `docs/AAD-OAuth.md` ("Calling an ACR API"): ACR takes Basic on every call, too. A `bearer` registry
//! takes Basic only at its token endpoint.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::config::{Authentication, Azure, Identity};
use crate::context::Context;
use crate::route::Route;
use crate::sign_in::challenge;
use crate::sign_in::need::Need;
use crate::sign_in::rights::Rights;
use crate::sign_in::tokens::Tokens;
use plimsoll::registry::transport::{Request, Response};

/// Lets the request on, or answers 401.
pub(crate) fn check(
    context: &Context<'_>,
    tokens: &Tokens,
    request: &Request,
    route: &Route,
) -> Result<(), Response> {
    has(context, tokens, request, Need::of(route, request.method))
}

/// Whether the client of the request may also pull from another repository.
pub(crate) fn may_pull(
    context: &Context<'_>,
    tokens: &Tokens,
    request: &Request,
    name: &str,
) -> bool {
    let need = Need { kind: "repository", name, actions: &["pull"], all: false };
    has(context, tokens, request, Some(need)).is_ok()
}

fn has(
    context: &Context<'_>,
    tokens: &Tokens,
    request: &Request,
    need: Option<Need<'_>>,
) -> Result<(), Response> {
    let (realm, azure) = match &context.config.authentication {
        Authentication::None => return Ok(()),
        Authentication::Basic { user, password } => {
            let given = basic_credentials(request);
            let fits = given.is_some_and(|(u, p)| u == *user && p == *password);
            return if fits { Ok(()) } else { Err(challenge::basic()) };
        }
        Authentication::Bearer(bearer) => (&bearer.realm, None),
        Authentication::Azure(azure) => (&azure.realm, Some(azure)),
    };
    let mut problem = None;
    if let Some(text) = authorization(request).and_then(|header| after_scheme(header, "bearer")) {
        problem = match tokens.find(text) {
            Some(token) if token.expires <= context.call.now => Some("invalid_token"),
            Some(token) if need.is_none_or(|need| token.opens(&need)) => return Ok(()),
            Some(_) => Some("insufficient_scope"),
            None => Some("invalid_token"),
        };
    } else if let (Some(azure), Some(given)) = (azure, basic_credentials(request))
        && let Some(identity) = identity(azure, &given)
    {
        let rights = Rights::of(identity, azure);
        if need.is_none_or(|need| rights.allow(&need)) {
            return Ok(());
        }
        problem = Some("insufficient_scope");
    }
    let own = format!("{}/oauth2/token", context.call.base);
    let realm = realm.as_ref().unwrap_or(&own);
    Err(challenge::bearer(realm, context.call.host(), need, problem))
}

/// The identity with this name and password.
pub(crate) fn identity<'a>(azure: &'a Azure, given: &(String, String)) -> Option<&'a Identity> {
    azure.identities.iter().find(|identity| match identity {
        Identity::Admin { user, password }
        | Identity::ServicePrincipal { user, password, .. }
        | Identity::Token { user, password, .. } => given.0 == *user && given.1 == *password,
        Identity::Entra { .. } => false,
    })
}

/// The user name and password of a request's Basic credentials.
pub(crate) fn basic_credentials(request: &Request) -> Option<(String, String)> {
    let decoded = STANDARD.decode(after_scheme(authorization(request)?, "basic")?).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

pub(crate) fn authorization(request: &Request) -> Option<&str> {
    header(request, "authorization")
}

/// A request's header by its lower case name.
pub(crate) fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let header = request.headers.iter().find(|(own, _)| *own == name);
    header.map(|(_, value)| value.as_str())
}

fn after_scheme<'a>(header: &'a str, scheme: &str) -> Option<&'a str> {
    let (given, rest) = header.split_once(' ')?;
    given.eq_ignore_ascii_case(scheme).then(|| rest.trim())
}
