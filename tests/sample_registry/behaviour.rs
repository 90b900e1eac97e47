//! The stand-in as a transport: its base, its log, its clock, hidden headers, throttling.

use std::time::Duration;

use futures::executor::block_on;

use super::*;
use plimsoll::registry::transport::{Transport, TransportError};

#[test]
fn only_urls_under_the_base_are_answered_and_all_are_logged() {
    let sample = StandIn::new("https://page.test/registry/a/", Config::default());
    assert_eq!(sample.base(), "https://page.test/registry/a");
    let check = |url: &str, expected: Result<u16, TransportError>| {
        let request = Request { url: url.to_owned(), ..request(Method::Get, "", &[]) };
        let status = block_on(sample.send(request)).map(|response| response.status);
        assert_eq!(status, expected, "{url}");
    };
    check("https://page.test/registry/a/v2/", Ok(200));
    check("https://page.test/registry/ab/v2/", Err(TransportError::Unreachable));
    check("https://page.test/v2/", Err(TransportError::Unreachable));
    check("https://elsewhere.test/v2/", Err(TransportError::Unreachable));
    let log: Vec<String> = sample.requests().into_iter().map(|(_, url)| url).collect();
    assert_eq!(log[0], "/v2/");
    assert_eq!(log[3], "https://elsewhere.test/v2/");
}

#[test]
fn a_smaller_registry_holds_what_was_wanted_as_it_is_in_the_whole_one() {
    let whole = sample("{}").inventory();
    let json = r#"{"repositories":["docs/handbook","sandbox/scratchpad","no/such"]}"#;
    let small = sample(json);
    let names: Vec<String> =
        small.inventory().repositories.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["docs/handbook", "sandbox/scratchpad"]);
    for (name, repository) in &small.inventory().repositories {
        let same = &whole.repositories[name];
        assert!(repository.manifests.keys().eq(same.manifests.keys()), "{name}");
        assert!(repository.tags.keys().eq(same.tags.keys()), "{name}");
    }
}

#[test]
fn sleeping_takes_no_time_and_moves_the_clock() {
    let sample = sample("{}");
    assert_eq!(sample.now().to_string(), "2026-11-20T12:00:00Z");
    block_on(sample.sleep(Duration::from_secs(90)));
    assert_eq!(sample.now().to_string(), "2026-11-20T12:01:30Z");
    sample.reset();
    assert_eq!((sample.slept(), sample.requests().len()), (Duration::ZERO, 0));
}

#[test]
fn a_body_over_the_limit_is_not_handed_over() {
    let sample = sample("{}");
    let limited =
        |limit| Request { body_limit: limit, ..request(Method::Get, "/v2/_catalog", &[]) };
    assert_eq!(block_on(sample.send(limited(20))), Err(TransportError::TooLarge(20)));
    assert!(block_on(sample.send(limited(1 << 20))).is_ok());
}

#[test]
fn the_data_plane_exposes_headers_to_everybody_and_the_token_endpoint_says_nothing() {
    let sample = sample(r#"{"authentication":{"acr":{}}}"#);
    let said = |path: &str| {
        let response = get(&sample, path);
        let header = |name| response.headers.get(name).map(str::to_owned);
        (header("access-control-expose-headers"), header("docker-distribution-api-version"))
    };
    let exposed = "Docker-Content-Digest, WWW-Authenticate, Link, X-Ms-Correlation-Request-Id";
    for path in ["/v2/", "/acr/v1/_catalog"] {
        assert_eq!(said(path), (Some(exposed.to_owned()), Some("registry/2.0".to_owned())));
    }
    assert_eq!(said("/oauth2/token?service=sample.invalid"), (None, None));
}

#[test]
fn hidden_headers_are_not_sent() {
    let sample = sample(r#"{"hidden_headers":["Link","docker-content-digest"]}"#);
    let page = get(&sample, "/v2/_catalog?n=1");
    assert_eq!((page.status, page.headers.get("link")), (200, None));
    let manifest = get(&sample, "/v2/web/search/manifests/latest");
    assert_eq!((manifest.status, manifest.headers.get("Docker-Content-Digest")), (200, None));
    assert!(manifest.headers.get("content-type").is_some());
}

#[test]
fn every_third_request_is_throttled() {
    let sample = sample(r#"{"throttle":{"every":3,"retry_after":7}}"#);
    let answers: Vec<_> = (0..7).map(|_| get(&sample, "/v2/")).collect();
    let statuses: Vec<u16> = answers.iter().map(|response| response.status).collect();
    assert_eq!(statuses, [200, 200, 429, 200, 200, 429, 200]);
    assert_eq!(answers[2].headers.get("retry-after"), Some("7"));
    assert_eq!(code(&answers[2]), "TOOMANYREQUESTS");
}

#[test]
fn a_second_allows_so_many_calls_and_every_answer_says_what_is_left() {
    let sample = sample(r#"{"throttle":{"calls_per_second":2}}"#);
    let ask = || {
        let response = get(&sample, "/v2/");
        let left = response.headers.get("x-ms-ratelimit-remaining-calls-per-second");
        (
            response.status,
            left.map(str::to_owned),
            response.headers.get("retry-after").map(str::to_owned),
        )
    };
    let (one, none) = (Some("1.000000".to_owned()), Some("0.000000".to_owned()));
    assert_eq!(ask(), (200, one.clone(), None));
    assert_eq!(ask(), (200, none.clone(), None));
    assert_eq!(ask(), (429, none, Some("1".to_owned())));
    sample.advance(Duration::from_secs(1));
    assert_eq!(ask(), (200, one, None));
}
