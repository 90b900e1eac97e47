//! Basic and Bearer: the requests that are let in, by scope and by time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::time::Duration;

use super::*;

const BEARER: &str =
    r#"{"authentication":{"bearer":{"user":"ann","password":"s3:cret","expires_in":300}}}"#;

fn with(sample: &StandIn, method: Method, path: &str, authorization: &str) -> Response {
    let headers = [("accept", ACCEPT), ("authorization", authorization)];
    answered(sample.answer(&request(method, path, &headers)))
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

/// A token by GET with Basic.
fn token(sample: &StandIn, query: &str) -> String {
    let path = format!("/oauth2/token?service=sample.invalid&{query}");
    let response = with(sample, Method::Get, &path, &basic("ann", "s3:cret"));
    assert_eq!(response.status, 200);
    format!("Bearer {}", body(&response)["access_token"].as_str().expect("a token"))
}

fn challenge(response: &Response) -> &str {
    response.headers.get("www-authenticate").unwrap_or_default()
}

#[test]
fn basic_lets_one_user_in() {
    let sample = sample(r#"{"authentication":{"basic":{"user":"ann","password":"s3:cret"}}}"#);
    let check = |authorization: &str, expected: u16| {
        for path in ["/v2/", "/v2/_catalog", "/v2/web/search/tags/list"] {
            let response = with(&sample, Method::Get, path, authorization);
            assert_eq!(response.status, expected, "{path} {authorization}");
        }
    };
    check(&basic("ann", "s3:cret"), 200);
    check(&basic("ann", "s3:cret").replace("Basic", "basic"), 200);
    check(&basic("ann", "s3:cre"), 401);
    check(&basic("bob", "s3:cret"), 401);
    check("Basic !", 401);
    check("Bearer sample-token-0001", 401);
    let refused = get(&sample, "/v2/");
    assert_eq!((refused.status, challenge(&refused)), (401, "Basic realm=\"sample\""));
    assert_eq!(code(&refused), "UNAUTHORIZED");
    assert_eq!(get(&sample, "/oauth2/token").status, 404);
}

#[test]
fn a_challenge_names_realm_service_and_scope() {
    let sample = sample(BEARER);
    let start = "Bearer realm=\"https://sample.invalid/oauth2/token\",service=\"sample.invalid\"";
    let check = |method: Method, path: &str, scope: &str| {
        let response = ask(&sample, method, path);
        assert_eq!(response.status, 401, "{path}");
        assert_eq!(challenge(&response), format!("{start}{scope}"), "{path}");
    };
    check(Method::Get, "/v2/", "");
    check(Method::Get, "/v2/_catalog", ",scope=\"registry:catalog:*\"");
    check(Method::Get, "/v2/a/b/tags/list", ",scope=\"repository:a/b:pull\"");
    check(Method::Head, "/v2/a/b/manifests/x", ",scope=\"repository:a/b:pull\"");
    check(Method::Delete, "/v2/a/b/manifests/x", ",scope=\"repository:a/b:delete\"");
    check(Method::Get, "/acr/v1/a/b/_manifests", ",scope=\"repository:a/b:metadata_read\"");
    let detail = &body(&get(&sample, "/v2/a/b/tags/list"))["errors"][0]["detail"][0];
    assert_eq!((&detail["Name"], &detail["Action"]), (&"a/b".into(), &"pull".into()));
}

#[test]
fn a_token_opens_what_its_scopes_name_and_nothing_else() {
    let sample = sample(BEARER);
    let tags = "/v2/web/search/tags/list";
    let pull = token(&sample, "scope=repository:web/search:pull,metadata_read");
    let check = |method: Method, path: &str, authorization: &str, status: u16, error: &str| {
        let response = with(&sample, method, path, authorization);
        assert_eq!(response.status, status, "{path}");
        assert!(challenge(&response).ends_with(error), "{path}: {}", challenge(&response));
    };
    let insufficient = "error=\"insufficient_scope\"";
    check(Method::Get, "/v2/", &pull, 200, "");
    check(Method::Get, tags, &pull, 200, "");
    check(Method::Get, "/acr/v1/web/search/_tags", &pull, 200, "");
    check(Method::Get, "/v2/web/storefront/tags/list", &pull, 401, insufficient);
    check(Method::Get, "/v2/_catalog", &pull, 401, insufficient);
    check(Method::Delete, "/acr/v1/web/search/_tags/latest", &pull, 401, insufficient);
    check(Method::Get, tags, "Bearer made-up", 401, "error=\"invalid_token\"");
    check(Method::Get, tags, &basic("ann", "s3:cret"), 401, "pull\"");

    let both = token(&sample, "scope=registry:catalog:*&scope=repository:web/search:delete");
    check(Method::Get, "/v2/_catalog", &both, 200, "");
    check(Method::Delete, "/acr/v1/web/search/_tags/latest", &both, 202, "");
    check(Method::Get, tags, &token(&sample, "scope=repository:*:*"), 200, "");
    check(Method::Get, tags, &token(&sample, ""), 401, insufficient);
}

#[test]
fn a_token_expires_when_its_time_is_slept_away() {
    let sample = sample(BEARER);
    let pull = token(&sample, "scope=repository:web/search:pull");
    let status = || with(&sample, Method::Get, "/v2/web/search/tags/list", &pull).status;
    sample.advance(Duration::from_secs(299));
    assert_eq!(status(), 200);
    sample.advance(Duration::from_secs(1));
    assert_eq!(status(), 401);
    assert_eq!(sample.slept(), Duration::from_secs(300));
}

#[test]
fn tokens_are_given_to_one_user_by_get_and_by_post() {
    let sample = sample(BEARER);
    let by_get = |authorization: &str| {
        with(&sample, Method::Get, "/oauth2/token?scope=registry:catalog:*", authorization)
    };
    let given = body(&by_get(&basic("ann", "s3:cret")));
    assert_eq!(
        (&given["expires_in"], &given["issued_at"]),
        (&300.into(), &"2026-11-20T12:00:00Z".into())
    );
    assert_eq!(by_get(&basic("ann", "wrong")).status, 401);
    assert_eq!(get(&sample, "/oauth2/token").status, 401);

    let by_post = |form: &str| {
        let mut request = request(Method::Post, "/oauth2/token", &[]);
        request.body = form.as_bytes().to_vec();
        answered(sample.answer(&request))
    };
    let form = "grant_type=password&service=sample.invalid&client_id=plimsoll&username=ann\
                &password=s3%3Acret&scope=registry:catalog:*+repository:a/b:pull";
    let token = body(&by_post(form))["access_token"].as_str().expect("a token").to_owned();
    let token = format!("Bearer {token}");
    assert_eq!(with(&sample, Method::Get, "/v2/_catalog", &token).status, 200);
    assert_eq!(with(&sample, Method::Get, "/v2/a/b/tags/list", &token).status, 404, "let in");
    assert_eq!(by_post(&form.replace("s3%3A", "s4%3A")).status, 401);
    assert_eq!(by_post(&form.replace("=password&", "=refresh_token&")).status, 400);
}

#[test]
fn fewer_rights_than_asked_are_no_error_and_the_realm_can_be_elsewhere() {
    let sample = sample(
        r#"{"authentication":{"bearer":{"user":"ann","password":"s3:cret",
            "realm":"https://auth.test/token","granted_actions":["pull"]}}}"#,
    );
    assert!(
        challenge(&get(&sample, "/v2/")).starts_with("Bearer realm=\"https://auth.test/token\"")
    );
    let given = token(&sample, "scope=repository:web/search:pull,delete");
    let path = "/v2/web/search/manifests/latest";
    assert_eq!(with(&sample, Method::Get, path, &given).status, 200);
    let refused = with(&sample, Method::Delete, path, &given);
    assert!(challenge(&refused).ends_with("error=\"insufficient_scope\""));
    let response = with(&sample, Method::Get, "/oauth2/token", &basic("ann", "s3:cret"));
    assert!(body(&response).get("expires_in").is_none(), "as ACR: nothing is said");
}
