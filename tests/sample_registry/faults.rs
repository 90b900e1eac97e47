//! Faults on purpose.

use futures::executor::block_on;

use super::*;
use plimsoll::model::Digest;
use plimsoll::registry::transport::{Transport, TransportError};

const CATALOG: &str = "/v2/_catalog?n=3";

/// A stand-in that always answers GET of the catalog wrongly.
fn faulty(answer: &str) -> StandIn {
    let path = r#""method":"get","path":"/_catalog""#;
    sample(&format!(r#"{{"faults":[{{{path},"answer":{answer}}}]}}"#))
}

fn sent(sample: &StandIn, path: &str) -> Result<Response, TransportError> {
    block_on(sample.send(request(Method::Get, path, &[("accept", ACCEPT)])))
}

#[test]
fn a_fault_fits_by_method_and_path_and_is_used_up() {
    let sample = sample(
        r#"{"faults":[{"method":"GET","path":"/tags/list?n=5","times":2,"answer":{"status":[503,"busy"]}},
                      {"path":"web/search","times":1,"answer":{"status":[500,"{\"errors\":[]}"]}}]}"#,
    );
    let status = |method, path: &str| ask(&sample, method, path).status;
    assert_eq!(status(Method::Head, "/v2/base/jdk/tags/list?n=5"), 200, "another method");
    assert_eq!(status(Method::Get, "/v2/base/jdk/tags/list?n=4"), 200, "another path");
    let first = get(&sample, "/v2/web/search/tags/list?n=5");
    assert_eq!((first.status, &*first.body), (503, b"busy".as_slice()), "the first that fits");
    assert_eq!(first.headers.get("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(status(Method::Get, "/v2/base/jdk/tags/list?n=5"), 503);
    assert_eq!(status(Method::Get, "/v2/base/jdk/tags/list?n=5"), 200, "used up");
    let second = get(&sample, "/v2/web/search/tags/list?n=5");
    assert_eq!(second.headers.get("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(status(Method::Get, "/v2/web/search/tags/list?n=5"), 200);
}

#[test]
fn what_is_answered_instead() {
    let html = get(&faulty(r#""html""#), CATALOG);
    assert_eq!(
        (html.status, html.headers.get("content-type")),
        (200, Some("text/html; charset=utf-8"))
    );
    assert!(html.body.starts_with(b"<!doctype html>"));

    let garbage = get(&faulty(r#""garbage""#), CATALOG);
    assert!(std::str::from_utf8(&garbage.body).is_err());

    let huge = get(&faulty(r#"{"huge":10485760}"#), CATALOG);
    assert_eq!(huge.body.len(), 10 * 1024 * 1024);
    assert!(serde_json::from_slice::<Value>(&huge.body).is_ok(), "only its length is wrong");
    assert_eq!(
        sent(&faulty(r#"{"huge":10485760}"#), CATALOG),
        Err(TransportError::TooLarge(1 << 20))
    );

    let elsewhere = get(&faulty(r#"{"realm_elsewhere":"https://evil.test/t"}"#), CATALOG);
    let challenge = "Bearer realm=\"https://evil.test/t\",service=\"sample.invalid\"";
    assert_eq!(
        (elsewhere.status, elsewhere.headers.get("www-authenticate")),
        (401, Some(challenge))
    );

    assert_eq!(sent(&faulty(r#""drop""#), CATALOG), Err(TransportError::Unreachable));
}

#[test]
fn what_is_altered() {
    let truth = get(&sample("{}"), CATALOG);
    let truncated = get(&faulty(r#""truncated_json""#), CATALOG);
    assert!(truth.body.starts_with(&truncated.body) && truncated.body.len() < truth.body.len());
    assert!(serde_json::from_slice::<Value>(&truncated.body).is_err());
    let length = truncated.body.len().to_string();
    assert_eq!(truncated.headers.get("content-length"), Some(length.as_str()));

    let nothing = get(&faulty(r#""null_lists""#), CATALOG);
    assert!(body(&nothing)["repositories"].is_null());

    let markup = body(&get(&faulty(r#""markup_names""#), CATALOG));
    assert_eq!(markup["repositories"].as_array().map(Vec::len), Some(3 + 3));
    assert_eq!(markup["repositories"][3], "<img src=x onerror=alert(1)>");

    let cut = faulty(r#""cut_body""#);
    let Outcome::Cut(half) = cut.answer(&request(Method::Get, CATALOG, &[])) else {
        panic!("a body that breaks off");
    };
    let length = truth.body.len().to_string();
    assert_eq!(half.headers.get("content-length"), Some(length.as_str()));
    assert!(half.body.len() < truth.body.len());
    assert_eq!(sent(&cut, CATALOG), Err(TransportError::Truncated));
}

#[test]
fn links_that_never_end_or_lead_elsewhere() {
    let endless = faulty(r#""endless_link""#);
    let mut seen = std::collections::BTreeSet::new();
    let mut path = CATALOG.to_owned();
    for _ in 0..50 {
        path = next(&get(&endless, &path)).expect("another page");
        assert!(seen.insert(path.clone()), "{path}");
    }
    assert_eq!(next(&get(&faulty(r#""looping_link""#), CATALOG)).as_deref(), Some(CATALOG));
    let foreign = faulty(r#"{"foreign_link":"https://evil.test/v2/_catalog"}"#);
    assert_eq!(next(&get(&foreign, CATALOG)).as_deref(), Some("https://evil.test/v2/_catalog"));
}

#[test]
fn markup_also_comes_in_lists_of_objects() {
    let sample = sample(
        r#"{"faults":[{"path":"/_tags","answer":"markup_names"},
                                      {"path":"/_manifests","answer":"markup_names"}]}"#,
    );
    let last = |what: &str, key: &str| {
        let list = body(&get(&sample, &format!("/acr/v1/base/jdk/_{what}")));
        list[what].as_array().and_then(|list| list.last()).map(|entry| entry[key].clone())
    };
    assert_eq!(last("tags", "name"), Some("../../etc/passwd".into()));
    assert_eq!(last("manifests", "digest"), Some("../../etc/passwd".into()));
}

#[test]
fn a_wrong_digest_is_a_body_that_it_does_not_fit() {
    let sample = sample(r#"{"faults":[{"path":"/manifests/","answer":"wrong_digest"}]}"#);
    let response = get(&sample, "/v2/web/search/manifests/latest");
    let digest: Digest = response
        .headers
        .get("docker-content-digest")
        .and_then(|digest| digest.parse().ok())
        .expect("a digest");
    assert!(!digest.verifies(&response.body));
    assert!(serde_json::from_slice::<Value>(&response.body).is_ok(), "still JSON");
}

#[test]
fn an_answer_may_be_lost_after_the_deed_and_errors_pass_unaltered() {
    let config = r#"{"faults":[{"method":"DELETE","times":1,"answer":"lose_answer"}]}"#;
    let sample = sample(config);
    let digest = digest_of(&sample, "web/search", "latest");
    let path = format!("/v2/web/search/manifests/{digest}");
    let zeros = format!("/v2/web/search/manifests/sha256:{}", "0".repeat(64));
    let missing = delete(&sample, &zeros);
    assert_eq!(missing.status, 404, "an error passes, and uses nothing up");
    assert_eq!(sample.answer(&request(Method::Delete, &path, &[])), Outcome::Nothing);
    assert_eq!(delete(&sample, &path).status, 404, "it was done");
}

#[test]
fn lists_may_lag_behind_deletions_for_a_while() {
    let sample = sample(
        r#"{"faults":[{"method":"GET","path":"/acr/v1/web/search/_manifests","times":2,"answer":"lag"}]}"#,
    );
    let list = "/acr/v1/web/search/_manifests?n=1000";
    let listed = || body(&get(&sample, list))["manifests"].as_array().map(Vec::len);
    let before = listed();
    let digests = ["latest", "1.10.0"].map(|tag| digest_of(&sample, "web/search", tag));
    for digest in &digests {
        let manifest = format!("/v2/web/search/manifests/{digest}");
        assert_eq!(delete(&sample, &manifest).status, 202);
        assert_eq!(code(&get(&sample, &manifest)), "MANIFEST_UNKNOWN", "only lists lag");
    }
    let one = format!("/acr/v1/web/search/_manifests/{}", digests[0]);
    assert_eq!(get(&sample, &one).status, 404, "what is asked for by name is no list");
    assert_eq!([listed(), listed()], [before, before], "as before the first of them");
    let after = body(&get(&sample, "/acr/v1/web/search"))["manifestCount"].as_u64();
    assert_eq!(listed().map(|count| count as u64), after, "used up");
    assert!(listed() < before);
}
