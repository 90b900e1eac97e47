//! Who may ask: Basic, or Bearer with the scopes of a token.
//!
//! Reference: CNCF distribution `spec/auth/token.md`, `spec/auth/scope.md`; the challenges are
//! worded as ACR words them. A Bearer registry here takes no Basic, except at its token endpoint.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::model::Timestamp;
use crate::registry::transport::{Method, Request, Response};
use crate::sample::config::Authentication;
use crate::sample::server::route::Route;
use crate::sample::server::{Server, answer};

/// The tokens that were given out. A token's text says nothing: what it grants is kept here.
#[derive(Default)]
pub(in crate::sample) struct Tokens(Vec<Token>);

struct Token {
    text: String,
    scopes: Vec<String>,
    expires: Timestamp,
}

/// The right that a request needs: any of `actions` on `name`.
struct Need<'a> {
    kind: &'static str,
    name: &'a str,
    actions: &'static [&'static str],
}

impl Tokens {
    /// A new token for these scopes (`type:name:actions`), until `expires`.
    pub(super) fn issue(&mut self, scopes: Vec<String>, expires: Timestamp) -> String {
        let text = format!("sample-token-{:04}", self.0.len() + 1);
        self.0.push(Token { text: text.clone(), scopes, expires });
        text
    }
}

/// Whether the request may go on; else the 401 to answer.
pub(super) fn check(server: &Server<'_>, request: &Request, route: &Route) -> Result<(), Response> {
    let header = authorization(request);
    match &server.config.authentication {
        Authentication::None => Ok(()),
        Authentication::Basic { user, password } => {
            let fits = header.and_then(basic).is_some_and(|(u, p)| u == *user && p == *password);
            if fits { Ok(()) } else { Err(refusal("Basic realm=\"sample\"".to_owned(), None)) }
        }
        Authentication::Bearer(bearer) => {
            let need = need(route, request.method);
            let given = header.and_then(|header| after_scheme(header, "bearer"));
            let token = given.and_then(|text| server.tokens.0.iter().find(|t| t.text == text));
            let problem = match token {
                Some(token) if token.expires <= server.now => Some("invalid_token"),
                Some(token) if need.as_ref().is_none_or(|need| need.is_met_by(&token.scopes)) => {
                    return Ok(());
                }
                Some(_) => Some("insufficient_scope"),
                None => given.map(|_| "invalid_token"),
            };
            let own = format!("{}/oauth2/token", server.base);
            let realm = bearer.realm.as_ref().unwrap_or(&own);
            let mut challenge = format!("Bearer realm=\"{realm}\",service=\"{}\"", server.host());
            if let Some(need) = &need {
                let (kind, name, action) = (need.kind, need.name, need.actions[0]);
                challenge.push_str(&format!(",scope=\"{kind}:{name}:{action}\""));
            }
            if let Some(problem) = problem {
                challenge.push_str(&format!(",error=\"{problem}\""));
            }
            Err(refusal(challenge, need))
        }
    }
}

/// 401 with a challenge.
fn refusal(challenge: String, need: Option<Need<'_>>) -> Response {
    let detail = need.map_or(
        Value::Null,
        |need| json!([{"Type": need.kind, "Name": need.name, "Action": need.actions[0]}]),
    );
    let mut response = answer::error(401, "UNAUTHORIZED", "authentication required", &detail);
    response.headers.push("WWW-Authenticate", challenge);
    response
}

/// The user name and password of a request's Basic credentials.
pub(super) fn basic_credentials(request: &Request) -> Option<(String, String)> {
    authorization(request).and_then(basic)
}

/// Nothing is needed, beyond some token, where there is no name to have rights on.
fn need(route: &Route, method: Method) -> Option<Need<'_>> {
    let actions: &[&str] = match route {
        Route::Catalog => return Some(Need { kind: "registry", name: "catalog", actions: &["*"] }),
        Route::Manifest(..) if method == Method::Delete => &["delete"],
        Route::Manifest(..) | Route::Blob(..) | Route::Referrers(..) => &["pull"],
        Route::Tags(_) => &["pull", "metadata_read"],
        Route::AcrRepository(_) | Route::AcrTags(_) | Route::AcrManifests(_) => &["metadata_read"],
        Route::Base | Route::Token | Route::BadName | Route::Unknown => return None,
    };
    route.repository().map(|name| Need { kind: "repository", name, actions })
}

impl Need<'_> {
    fn is_met_by(&self, scopes: &[String]) -> bool {
        scopes.iter().any(|scope| {
            let (kind, rest) = scope.split_once(':').unwrap_or_default();
            let (name, actions) = rest.rsplit_once(':').unwrap_or_default();
            kind == self.kind
                && (name == self.name || name == "*")
                && actions.split(',').any(|action| action == "*" || self.actions.contains(&action))
        })
    }
}

fn authorization(request: &Request) -> Option<&str> {
    let header = request.headers.iter().find(|(name, _)| *name == "authorization");
    header.map(|(_, value)| value.as_str())
}

fn basic(header: &str) -> Option<(String, String)> {
    let decoded = STANDARD.decode(after_scheme(header, "basic")?).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

fn after_scheme<'a>(header: &'a str, scheme: &str) -> Option<&'a str> {
    let (given, rest) = header.split_once(' ')?;
    given.eq_ignore_ascii_case(scheme).then(|| rest.trim())
}
