//! Recorded answers of Azure's service about facts that no document states: the anonymous token, and
//! the rights that pushing takes.

use std::time::Duration;

use super::azure_sign_in::{SERVICE, basic, payload, post, text, with};
use super::*;

#[test]
fn anybody_gets_the_same_token_whatever_is_asked_for_and_it_only_reads() {
    let form = |scope: &str| format!("grant_type=password&{SERVICE}&refresh_token=&scope={scope}");
    let closed = sample(r#"{"authentication":{"acr":{}}}"#);
    assert_eq!(post(&closed, "/oauth2/token", &form("registry:catalog:*")).status, 401);

    let open = sample(r#"{"authentication":{"acr":{"anonymous_pull":true}}}"#);
    assert_eq!(get(&open, "/v2/_catalog").status, 401, "not without a token");
    let check = |token: &str| {
        let claims = payload(token);
        assert_eq!(claims["sub"], "acr_anon_pull");
        assert_eq!(
            claims["access"].to_string(),
            r#"[{"Actions":["pull"],"Name":"*","Type":"repository"}]"#
        );
        // 20 minutes, 15 of which lie back.
        assert_eq!(
            (&claims["iat"], &claims["exp"]),
            (&1_795_175_100.into(), &1_795_176_300.into())
        );
        let bearer = format!("Bearer {token}");
        let catalog = with(&open, Method::Get, "/acr/v1/_catalog", &bearer);
        assert_eq!(catalog.status, 200);
        for path in [
            "acr/v1/web/search",
            "acr/v1/web/search/_tags",
            "acr/v1/web/search/_tags/latest",
            "acr/v1/web/search/_manifests",
            "v2/web/search/tags/list",
            "v2/web/search/manifests/latest",
        ] {
            assert_eq!(
                with(&open, Method::Get, &format!("/{path}"), &bearer).status,
                200,
                "{path}"
            );
        }
        for (method, path) in [
            (Method::Delete, "acr/v1/web/search"),
            (Method::Delete, "acr/v1/web/search/_tags/latest"),
            (Method::Patch, "acr/v1/web/search"),
            (Method::Put, "v2/web/search/manifests/latest"),
            (Method::Get, "acr/v1/_deleted/_catalog"),
        ] {
            let refused = with(&open, method, &format!("/{path}"), &bearer);
            let challenge = refused.headers.get("www-authenticate").unwrap_or_default();
            assert_eq!(refused.status, 401, "{path}");
            assert!(challenge.ends_with(",error=\"insufficient_scope\""), "{path}: {challenge}");
        }
        bearer
    };
    let scopes =
        ["registry:catalog:*", "repository:web/search:metadata_read", "repository:a:pull,push"];
    for scope in
        scopes.into_iter().chain(["repository:web/search:delete", "registry:deleted_catalog:*"])
    {
        check(&text(&post(&open, "/oauth2/token", &form(scope)), "access_token"));
    }
    let path = format!("/oauth2/token?{SERVICE}&scope=registry:catalog:*");
    let bearer = check(&text(&get(&open, &path), "access_token"));
    let status = || with(&open, Method::Get, "/acr/v1/_catalog", &bearer).status;
    open.advance(Duration::from_secs(299));
    assert_eq!(status(), 200);
    open.advance(Duration::from_secs(1));
    assert_eq!(status(), 401);
}

#[test]
fn pushing_takes_the_right_to_pull_as_well() {
    let token = |actions: &str| {
        format!(
            r#"{{"authentication":{{"acr":{{"identities":[{{"kind":"token","user":"ci","password":"p",
                "scope_map":[{{"repositories":"*","actions":[{actions}]}}]}}]}}}}}}"#
        )
    };
    let path = "/v2/a/b/blobs/uploads/";
    for (actions, expected) in [
        (r#""content/write""#, 401),
        (r#""content/read""#, 401),
        (r#""content/read","content/write""#, 202),
    ] {
        let sample = sample(&token(actions));
        let own = with(&sample, Method::Post, path, &basic("ci", "p"));
        assert_eq!(own.status, expected, "{actions}");
        let asked = format!("/oauth2/token?{SERVICE}&scope=repository:a/b:pull,push");
        let granted = text(&with(&sample, Method::Get, &asked, &basic("ci", "p")), "access_token");
        let by_token = with(&sample, Method::Post, path, &format!("Bearer {granted}"));
        assert_eq!(by_token.status, expected, "{actions}");
    }
}
