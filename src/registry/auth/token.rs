//! Tokens: the request for one, and its answer.
//!
//! Reference: distribution, `spec/auth/token.md`; ACR, `docs/AAD-OAuth.md`.

use serde_json::Value;

use crate::model::Timestamp;
use crate::registry::address::url::push_query;
use crate::registry::answer::limit;
use crate::registry::auth::claims::Claims;
use crate::registry::auth::credentials::Credentials;
use crate::registry::error::Error;
use crate::registry::kind::registry_kind::RegistryKind;
use crate::registry::line::transport::{Method, Request, Response};

/// Seconds for which a token is good where its server does not say. A shorter stated time counts as this
/// one.
const MIN_SECONDS: u64 = 60;
/// Seconds before its end at which a token of a long life is renewed.
const MARGIN_SECONDS: u64 = 300;
/// Longest token kept, in bytes.
const MAX_TOKEN: usize = 32 * 1024;

/// A token and when to ask for another. Not printable.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) value: String,
    pub(crate) renew_at: Timestamp,
    /// The moment when the token came.
    pub(crate) since: Timestamp,
    /// Whether the token says itself that it was granted no right that makes a request worth sending.
    pub(crate) is_empty: bool,
}

/// The request that asks the token server at `realm` (its query is kept) for `scopes`.
///
/// A password goes with a GET, which every token server takes. A token of `az acr login` goes with a POST, and so
/// does a question without credentials in ACR: Microsoft's clients ask so.
pub(crate) fn request(
    realm: &str,
    service: Option<&str>,
    scopes: &[String],
    credentials: &Credentials,
    kind: RegistryKind,
) -> Request {
    let token = credentials.renewing_token();
    if token.is_some() || credentials.is_none() && kind.facts().grants_nobody_by_form {
        return posted(realm, service, scopes, token);
    }
    let mut url = realm.to_owned();
    if let Some(service) = service {
        push_query(&mut url, "service", service);
    }
    for scope in scopes {
        push_query(&mut url, "scope", scope);
    }
    let request = Request::new(Method::Get, url, limit::SMALL);
    match credentials.authorization() {
        Some(value) => request.with_header("authorization", value),
        None => request,
    }
}

/// The request as a form, with a token that renews others, or with nothing.
fn posted(
    realm: &str,
    service: Option<&str>,
    scopes: &[String],
    refresh_token: Option<&str>,
) -> Request {
    let scopes = scopes.join(" ");
    let grant = if refresh_token.is_some() { "refresh_token" } else { "password" };
    let fields = [
        ("grant_type", Some(grant)),
        ("service", service),
        ("scope", Some(scopes.as_str()).filter(|scopes| !scopes.is_empty())),
        ("refresh_token", refresh_token),
    ];
    // A form is written as a query is.
    let mut form = "?".to_owned();
    for (key, value) in fields {
        if let Some(value) = value {
            push_query(&mut form, key, value);
        }
    }
    let mut request = Request::new(Method::Post, realm.to_owned(), limit::SMALL)
        .with_header("content-type", "application/x-www-form-urlencoded");
    request.body = form.split_off(1).into_bytes();
    request
}

/// The token in `response`, which came at `now`. `essential`: scopes of which it must have been granted
/// one, or it counts as empty. A refresh token that comes along is not kept, because the user's own
/// credentials do the same.
pub(crate) fn read(
    url: &str,
    essential: &[String],
    response: &Response,
    now: Timestamp,
) -> Result<Token, Error> {
    let malformed = |what| Err(Error::malformed(url, what));
    let Ok(json) = serde_json::from_slice::<Value>(&response.body) else {
        return malformed("The registry's token server did not answer with JSON.");
    };
    let text = |key| json.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    // Harbor sends an empty `access_token` beside `token`, ACR only an `access_token`.
    let Some(value) = text("token").or(text("access_token")) else {
        return malformed("The registry's token server answered without a token.");
    };
    if value.len() > MAX_TOKEN || !value.bytes().all(|b| b.is_ascii_graphic()) {
        return malformed("The registry's token server answered with an invalid token.");
    }
    let claims = Claims::of(value);
    let is_empty = claims.as_ref().is_some_and(|claims| !claims.may_grant(essential));
    let seconds = json.get("expires_in").and_then(Value::as_u64);
    let seconds = seconds.or_else(|| claims?.seconds_left(now)).unwrap_or(MIN_SECONDS);
    // An empty token is asked for anew soon, because somebody may give the right meanwhile.
    let seconds = if is_empty { MIN_SECONDS } else { seconds.max(MIN_SECONDS) };
    let margin = (seconds / 6).min(MARGIN_SECONDS);
    // `issued_at` is another machine's clock: it counts only where it makes sense on ours.
    let issued = text("issued_at").and_then(Timestamp::parse);
    let issued = issued.filter(|issued| *issued <= now && issued.plus_seconds(seconds) > now);
    let renew_at = issued.unwrap_or(now).plus_seconds(seconds - margin);
    Ok(Token { value: value.to_owned(), renew_at, since: now, is_empty })
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    /// The token read at second 1 000 000 000, and the seconds after which it is renewed.
    fn read_body(body: &str) -> Result<(String, i64), String> {
        let now = Timestamp::from_millis(1_000_000_000_000);
        let response = Response { status: 200, body: body.into(), ..Response::default() };
        read("https://r.test/token?scope=x", &[], &response, now)
            .map(|token| (token.value, token.renew_at.millis() / 1000 - 1_000_000_000))
            .map_err(|error| error.sentence())
    }

    #[test]
    fn requests_keep_the_realms_query_and_carry_basic_only_when_given() {
        let scopes = ["repository:a/b:pull".to_owned(), "registry:catalog:*".to_owned()];
        let anonymous = request(
            "https://r.test/t?x=1",
            Some("r.test"),
            &scopes,
            &Credentials::None,
            RegistryKind::Oci,
        );
        assert_eq!(
            anonymous.url,
            "https://r.test/t?x=1&service=r.test&scope=repository%3Aa%2Fb%3Apull&scope=registry%3Acatalog%3A%2A"
        );
        assert!(anonymous.headers.is_empty());
        let credentials = Credentials::basic("u", "p").expect("fit");
        let named = request("https://r.test/t", None, &[], &credentials, RegistryKind::Acr);
        assert_eq!(named.url, "https://r.test/t");
        // base64("u:p")
        assert_eq!(named.headers, [("authorization", "Basic dTpw".to_owned())]);
    }

    #[test]
    fn acr_is_asked_by_form_where_there_is_no_password() {
        let scopes = ["repository:a/b:pull".to_owned(), "repository:c:pull".to_owned()];
        let check = |credentials: &Credentials, scopes: &[String], body: &str| {
            let realm = "https://r.test/oauth2/token?x=1";
            let request = request(realm, Some("r.test"), scopes, credentials, RegistryKind::Acr);
            assert_eq!((request.method, request.url.as_str()), (Method::Post, realm));
            assert_eq!(String::from_utf8_lossy(&request.body), body);
            let form = "application/x-www-form-urlencoded".to_owned();
            assert_eq!(request.headers, [("content-type", form)]);
        };
        check(&Credentials::None, &[], "grant_type=password&service=r.test");
        let renewing = Credentials::refresh_token("e30.a_b.c+d").expect("fit");
        check(
            &renewing,
            &scopes,
            "grant_type=refresh_token&service=r.test\
             &scope=repository%3Aa%2Fb%3Apull%20repository%3Ac%3Apull&refresh_token=e30.a_b.c%2Bd",
        );
    }

    #[test]
    fn a_token_that_was_granted_nothing_says_so_and_does_not_last() {
        let payload = URL_SAFE_NO_PAD.encode(r#"{"exp":1000003600,"access":[]}"#);
        let body = format!(r#"{{"token":"e30.{payload}.c","refresh_token":"never-kept"}}"#);
        let now = Timestamp::from_millis(1_000_000_000_000);
        let response = Response { status: 200, body: body.into(), ..Response::default() };
        let check = |scopes: &[String], is_empty, seconds: u64| {
            let token = read("https://r.test/token", scopes, &response, now).expect("a token");
            assert_eq!((token.is_empty, token.renew_at), (is_empty, now.plus_seconds(seconds)));
        };
        check(&["repository:a:delete".to_owned()], true, 50);
        check(&[], false, 3300);
    }

    #[test]
    fn tokens_are_renewed_before_their_end() {
        let check = |body: &str, token: &str, seconds: i64| {
            assert_eq!(read_body(body), Ok((token.to_owned(), seconds)), "{body}");
        };
        // 60 s by default, and at least; a sixth of it in reserve.
        check(r#"{"token":"t"}"#, "t", 50);
        check(r#"{"token":"t","expires_in":1}"#, "t", 50);
        check(r#"{"token":"t","expires_in":-5}"#, "t", 50);
        // 1800 s less five minutes.
        check(r#"{"token":"t","access_token":"","expires_in":1800}"#, "t", 1500);
        check(r#"{"token":"","access_token":"a","expires_in":1800}"#, "a", 1500);
        check(r#"{"token":null,"access_token":"a"}"#, "a", 50);
        // Issued 100 s before "now" (2001-09-09T01:46:40Z).
        check(r#"{"token":"t","expires_in":600,"issued_at":"2001-09-09T01:45:00Z"}"#, "t", 400);
        // A clock far from ours does not count.
        check(r#"{"token":"t","expires_in":600,"issued_at":"2001-09-09T00:00:00Z"}"#, "t", 500);
        check(r#"{"token":"t","expires_in":600,"issued_at":"2070-01-01T00:00:00Z"}"#, "t", 500);
    }

    #[test]
    fn acr_tokens_tell_their_end_themselves() {
        let jwt = |claims: &str| format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(claims));
        let check = |claims: &str, seconds: i64| {
            let body = format!(r#"{{"access_token":"{}"}}"#, jwt(claims));
            assert_eq!(read_body(&body), Ok((jwt(claims), seconds)), "{claims}");
        };
        // 3600 s left, less five minutes.
        check(r#"{"exp":1000003600}"#, 3300);
        check(r#"{"exp":1}"#, 50);
        check(r#"{"exp":"soon"}"#, 50);
        check("no claims", 50);
        assert_eq!(read_body(r#"{"access_token":"a.%%.c"}"#), Ok(("a.%%.c".to_owned(), 50)));
    }

    #[test]
    fn answers_without_a_token_are_refused_without_repeating_them() {
        let long = format!(r#"{{"token":"{}"}}"#, "a".repeat(40_000));
        for body in [
            "",
            "<html>secret",
            "{}",
            r#"{"token":7}"#,
            r#"{"token":"a\r\nb"}"#,
            "[]",
            long.as_str(),
        ] {
            let why = read_body(body).expect_err("refused");
            assert!(why.contains("token server") && !why.contains("secret"), "{why}");
        }
    }
}
