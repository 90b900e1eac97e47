//! Azure's identities: by Basic with every request, and by tokens.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;

use super::*;

const CONFIG: &str = r#"{"authentication":{"acr":{"identities":[
    {"kind":"admin","user":"sample","password":"p:1"},
    {"kind":"service_principal","user":"reader","password":"p2","roles":["AcrPull"]},
    {"kind":"service_principal","user":"cleaner","password":"p3","roles":["AcrDelete"]},
    {"kind":"token","user":"nightly","password":"p4","scope_map":[
        {"repositories":"web/*","actions":["content/read","metadata/read"]}]},
    {"kind":"entra","entra_token":"e.n.t","refresh_token":"r.e.f","roles":["AcrPush"]}]}}}"#;
pub(super) const SERVICE: &str = "service=sample.invalid";
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

pub(super) fn with(sample: &StandIn, method: Method, path: &str, authorization: &str) -> Response {
    let headers = [("accept", ACCEPT), ("authorization", authorization)];
    answered(sample.answer(&request(method, path, &headers)))
}

pub(super) fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

pub(super) fn post(sample: &StandIn, path: &str, form: &str) -> Response {
    let mut request = request(Method::Post, path, &[]);
    request.body = form.as_bytes().to_vec();
    answered(sample.answer(&request))
}

pub(super) fn text(response: &Response, name: &str) -> String {
    assert_eq!(response.status, 200, "{}", String::from_utf8_lossy(&response.body));
    body(response)[name].as_str().expect("a text").to_owned()
}

/// The middle part of a token.
pub(super) fn payload(token: &str) -> Value {
    let part = token.split('.').nth(1).expect("three parts");
    let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}

fn access(token: &str) -> String {
    payload(token)["access"].to_string()
}

#[test]
fn basic_is_good_for_every_call_as_far_as_the_rights_go() {
    let sample = sample(CONFIG);
    let check = |user: &str, password: &str, method: Method, path: &str, expected: (u16, &str)| {
        let response = with(&sample, method, path, &basic(user, password));
        assert_eq!(response.status, expected.0, "{user} {path}");
        let challenge = response.headers.get("www-authenticate").unwrap_or_default();
        assert!(challenge.ends_with(expected.1), "{user} {path}: {challenge}");
    };
    let lacking = (401, "error=\"insufficient_scope\"");
    let (tag, catalog) = ("/acr/v1/web/search/_tags/latest", "/v2/_catalog");
    check("sample", "p:1", Method::Get, catalog, (200, ""));
    check("sample", "p:1", Method::Get, tag, (200, ""));
    check("sample", "p1", Method::Get, "/v2/", (401, "service=\"sample.invalid\""));
    check("reader", "p2", Method::Get, catalog, (200, ""));
    check("reader", "p2", Method::Get, tag, (200, ""));
    check("reader", "p2", Method::Delete, tag, lacking);
    check("nightly", "p4", Method::Get, "/v2/", (200, ""));
    check("nightly", "p4", Method::Get, tag, (200, ""));
    check("nightly", "p4", Method::Get, "/acr/v1/base/jdk/_tags", lacking);
    check("nightly", "p4", Method::Get, catalog, lacking);
    check("nightly", "p4", Method::Delete, tag, lacking);
    check("cleaner", "p3", Method::Get, tag, lacking);
    check("cleaner", "p3", Method::Delete, tag, (202, ""));
    // A refresh token is no password here, only at the token's endpoint.
    check(NOBODY, "r.e.f", Method::Get, "/v2/", (401, "\"sample.invalid\""));
}

#[test]
fn challenges_name_the_right_that_is_missing() {
    let sample = sample(CONFIG);
    let start = "Bearer realm=\"https://sample.invalid/oauth2/token\",service=\"sample.invalid\"";
    let check = |method: Method, path: &str, scope: &str| {
        let response = ask(&sample, method, path);
        let challenge = response.headers.get("www-authenticate").map(str::to_owned);
        let scope = if scope.is_empty() { String::new() } else { format!(",scope=\"{scope}\"") };
        assert_eq!(challenge, Some(format!("{start}{scope}")), "{path}");
    };
    check(Method::Get, "/v2/", "");
    check(Method::Get, "/acr/v1/_catalog", "registry:catalog:*");
    check(Method::Get, "/acr/v1/_deleted/_catalog", "registry:deleted_catalog:*");
    check(Method::Get, "/acr/v1/a/b", "repository:a/b:metadata_read");
    check(Method::Patch, "/acr/v1/a/b", "repository:a/b:metadata_write");
    check(Method::Delete, "/acr/v1/a/b", "repository:a/b:delete");
    check(Method::Patch, "/acr/v1/a/b/_tags/x", "repository:a/b:metadata_write");
    check(Method::Delete, "/acr/v1/a/b/_tags/x", "repository:a/b:delete");
    check(Method::Patch, "/acr/v1/a/b/_manifests/x", "repository:a/b:metadata_write");
    check(Method::Get, "/acr/v1/_deleted/a/b/_tags", "repository:a/b:deleted_read");
    let restore = "repository:a/b:deleted_read,deleted_restore";
    check(Method::Post, "/acr/v1/_deleted/a/b/_manifests/x", restore);
    check(Method::Put, "/v2/a/b/manifests/x", "repository:a/b:pull,push");
    check(Method::Post, "/v2/a/b/blobs/uploads/", "repository:a/b:pull,push");
    check(Method::Get, "/v2/a/b/referrers/x", "repository:a/b:pull");
    let detail = |method, path| body(&ask(&sample, method, path))["errors"][0]["detail"].clone();
    let on = |action: &str| json!({"Type": "repository", "Name": "a/b", "Action": action});
    assert_eq!(detail(Method::Delete, "/acr/v1/a/b"), json!([on("delete")]));
    let push = json!([on("pull"), on("push")]);
    assert_eq!(detail(Method::Put, "/v2/a/b/manifests/x"), push);
    assert_eq!(detail(Method::Post, "/v2/a/b/blobs/uploads/"), push);
}

#[test]
fn an_entra_token_becomes_a_refresh_token_becomes_an_access_token() {
    let sample = sample(CONFIG);
    let exchange = |form: &str| post(&sample, "/oauth2/exchange", form);
    let form = format!("grant_type=access_token&{SERVICE}&tenant=t&access_token=e.n.t");
    let refresh = text(&exchange(&form), "refresh_token");
    // 3 hours from 2026-11-20T12:00:00Z, and dated 15 minutes back.
    let claims = payload(&refresh);
    assert_eq!(claims["exp"], 1_795_176_000 + 3 * 3600);
    assert_eq!((&claims["nbf"], &claims["iat"]), (&1_795_175_100.into(), &1_795_175_100.into()));
    assert_eq!(
        (claims["aud"].as_str(), claims.get("aad_identity")),
        (Some("sample.invalid"), None)
    );
    assert_eq!(exchange(&form.replace("e.n.t", "other")).status, 401);
    assert_eq!(exchange(&form.replace("=access_token&", "=refresh_token&")).status, 400);
    assert_eq!(exchange(&form.replace("sample.invalid", "elsewhere.test")).status, 400);
    assert_eq!(get(&sample, "/oauth2/exchange").status, 405);

    let form = format!(
        "grant_type=refresh_token&{SERVICE}&refresh_token={refresh}\
         &scope=registry:catalog:*+repository:a/b:*&scope=repository:*:delete,pull"
    );
    let answer = post(&sample, "/oauth2/token", &form);
    assert_eq!(body(&answer).as_object().map(serde_json::Map::len), Some(1), "nothing but a token");
    assert!(answer.headers.get("x-ms-ratelimit-remaining-calls-per-second").is_some());
    let token = text(&answer, "access_token");
    assert_eq!(payload(&token)["exp"], 1_795_176_000 + 3600);
    assert_eq!(
        access(&token),
        r#"[{"Actions":["*"],"Name":"catalog","Type":"registry"},{"Actions":["pull","push","metadata_read","metadata_write"],"Name":"a/b","Type":"repository"},{"Actions":["pull"],"Name":"*","Type":"repository"}]"#
    );
    let bearer = format!("Bearer {token}");
    assert_eq!(with(&sample, Method::Get, "/v2/_catalog", &bearer).status, 200);
    assert_eq!(with(&sample, Method::Head, "/v2/web/search/manifests/latest", &bearer).status, 200);
    assert_eq!(with(&sample, Method::Delete, "/acr/v1/web/search", &bearer).status, 401);

    // By the sample's clock the access token ends after an hour, the refresh token after three.
    sample.advance(Duration::from_secs(3600));
    let ended = with(&sample, Method::Get, "/v2/_catalog", &bearer);
    let challenge = ended.headers.get("www-authenticate").unwrap_or_default();
    assert!(ended.status == 401 && challenge.ends_with("error=\"invalid_token\""), "{challenge}");
    assert_eq!(post(&sample, "/oauth2/token", &form).status, 200);
    sample.advance(Duration::from_secs(2 * 3600));
    assert_eq!(post(&sample, "/oauth2/token", &form).status, 401);
}

#[test]
fn a_password_or_a_pasted_refresh_token_becomes_an_access_token() {
    let sample = sample(CONFIG);
    let path = format!("/oauth2/token?{SERVICE}&scope=repository:web/search:pull,delete");
    let granted = |user: &str, password: &str| {
        let by_get = with(&sample, Method::Get, &path, &basic(user, password));
        let form = format!(
            "grant_type=password&{SERVICE}&username={user}&password={password}\
             &scope=repository:web/search:pull,delete"
        );
        let by_post = post(&sample, "/oauth2/token", &form);
        assert_eq!(by_get.status, by_post.status, "{user}");
        if by_get.status != 200 {
            return by_get.status.to_string();
        }
        let tokens = [by_get, by_post].map(|answer| access(&text(&answer, "access_token")));
        assert_eq!(tokens[0], tokens[1], "{user}");
        let [actions, _] = tokens;
        actions
    };
    let on = |actions: &str| {
        format!(r#"[{{"Actions":[{actions}],"Name":"web/search","Type":"repository"}}]"#)
    };
    assert_eq!(granted("sample", "p:1"), on(r#""pull","delete""#));
    assert_eq!(granted("reader", "p2"), on(r#""pull""#));
    assert_eq!(granted("cleaner", "p3"), on(r#""delete""#));
    assert_eq!(granted("nightly", "p4"), on(r#""pull""#));
    assert_eq!(granted(NOBODY, "r.e.f"), on(r#""pull""#));
    assert_eq!(granted(NOBODY, "r.e.g"), "401");
    assert_eq!(granted("reader", "p3"), "401");
    let elsewhere = path.replace("sample.invalid", "elsewhere.test");
    assert_eq!(with(&sample, Method::Get, &elsewhere, &basic("reader", "p2")).status, 400);
    assert_eq!(post(&sample, "/oauth2/token", &format!("grant_type=code&{SERVICE}")).status, 400);
    let wrong = "grant_type=refresh_token&service=sample.invalid&refresh_token=r.e.g";
    assert_eq!(post(&sample, "/oauth2/token", wrong).status, 401);
}

#[test]
fn an_abac_registry_says_who_is_meant_and_knows_no_wildcard() {
    let sample = sample(
        r#"{"authentication":{"acr":{"abac":true,"access_seconds":60,"identities":[
            {"kind":"entra","entra_token":"e","roles":["Container Registry Repository Contributor"]}]}}}"#,
    );
    let form = format!("grant_type=access_token&{SERVICE}&access_token=e");
    let refresh = text(&post(&sample, "/oauth2/exchange", &form), "refresh_token");
    assert!(payload(&refresh)["aad_identity"].is_string());
    let token = |scope: &str| {
        let form =
            format!("grant_type=refresh_token&{SERVICE}&refresh_token={refresh}&scope={scope}");
        text(&post(&sample, "/oauth2/token", &form), "access_token")
    };
    assert_eq!(access(&token("registry:catalog:*+repository:*:*")), "[]");
    let one = token("repository:web/search:delete,metadata_read");
    assert_eq!(payload(&one)["exp"], 1_795_176_060);
    let bearer = format!("Bearer {one}");
    assert_eq!(with(&sample, Method::Get, "/acr/v1/web/search", &bearer).status, 200);
    assert_eq!(with(&sample, Method::Get, "/acr/v1/web/storefront", &bearer).status, 401);
}

#[test]
fn tokens_can_be_dated_by_another_present_and_end_by_the_sample_s() {
    let sample = sample(CONFIG);
    sample.date_tokens_by(plimsoll::model::Timestamp::from_millis(2_000_000_000_000));
    let path = format!("/oauth2/token?{SERVICE}&scope=registry:catalog:*");
    let token = text(&with(&sample, Method::Get, &path, &basic("reader", "p2")), "access_token");
    assert_eq!(payload(&token)["exp"], 2_000_003_600_i64);
    let catalog = || with(&sample, Method::Get, "/v2/_catalog", &format!("Bearer {token}")).status;
    sample.advance(Duration::from_secs(3599));
    assert_eq!(catalog(), 200);
    sample.advance(Duration::from_secs(1));
    assert_eq!(catalog(), 401);
}

#[test]
fn network_rules_refuse_everything() {
    let sample = sample(r#"{"network_refused":true}"#);
    for path in ["/v2/", "/v2/_catalog", "/acr/v1/web/search", "/oauth2/token"] {
        let response = with(&sample, Method::Get, path, &basic("sample", "p:1"));
        assert_eq!((response.status, &*code(&response)), (403, "DENIED"), "{path}");
    }
}
