//! The CORS doctor against a transport that hides answers as a browser does.

use futures::executor::block_on;

use super::script::{Answer, Script, header, reply};
use crate::registry::doctor::{Diagnosis, Findings, Health, Seen, Verdict, diagnose, probe};
use crate::registry::line::transport::{Method, Request, TransportError};
use crate::registry::{Endpoint, RegistryKind};

const HIDDEN: fn() -> Answer = || Answer::Fails(TransportError::Unreachable);

fn run(
    answer: impl Fn(&Request) -> Answer + 'static,
    reached: bool,
) -> (Findings, Diagnosis, String) {
    let script = Script::new(move |request, _| answer(request));
    let endpoint = Endpoint::new("https://r.test", "", RegistryKind::Oci).expect("an endpoint");
    let findings = block_on(probe(&*script, &endpoint, "https://page.test", reached));
    let diagnosis = diagnose(&findings, "https://page.test");
    (findings, diagnosis, script.told())
}

fn verdicts(diagnosis: &Diagnosis) -> String {
    let letter = |verdict| match verdict {
        Verdict::Good => '+',
        Verdict::Missing => '-',
        Verdict::Unknown => '?',
    };
    diagnosis.checks.iter().map(|check| letter(check.verdict)).collect()
}

/// A registry that everybody may read, with these headers readable.
fn open(request: &Request, headers: &[&str]) -> Answer {
    let path = request.url.strip_prefix("https://r.test").unwrap_or_default();
    let readable = |answer: Answer, name: &str, value: &str| {
        if headers.contains(&name) { answer.with(name, value) } else { answer }
    };
    match (request.method, path) {
        (Method::Get, "/v2/") => reply(200, "{}"),
        (Method::Delete | Method::Put, "/v2/") => reply(405, ""),
        (Method::Get, "/v2/_catalog?n=5") => {
            let body = r#"{"repositories":["../up","a","b","c","d"]}"#;
            readable(reply(200, body), "Link", r#"</v2/_catalog?last=e&n=5>; rel="next""#)
        }
        (Method::Get, "/v2/_catalog?n=6") => {
            reply(200, r#"{"repositories":["a","b","c","d","e","f"]}"#)
        }
        (Method::Get, "/v2/a/tags/list?n=1") => reply(200, r#"{"tags":null}"#),
        (Method::Get, "/v2/b/tags/list?n=1") => reply(200, r#"{"tags":["v1"]}"#),
        (Method::Head, "/v2/b/manifests/v1") => {
            readable(reply(200, ""), "Docker-Content-Digest", "sha256:00")
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn where_nothing_answers_nothing_is_asked() {
    let (findings, diagnosis, told) = run(|_| HIDDEN(), false);
    assert_eq!((findings.entry, &*told, &*verdicts(&diagnosis)), (None, "", "-"));
    assert!(diagnosis.sentence.ends_with("Nothing else could be tested."));
    assert!(diagnosis.sentence.contains("certificate") && !diagnosis.headers_help);
}

#[test]
fn answers_that_are_hidden_are_told_from_none() {
    let (_, diagnosis, told) = run(|_| HIDDEN(), true);
    assert_eq!((&*told, &*verdicts(&diagnosis)), ("GET https://r.test/v2/\n", "+-???????"));
    let header = "Access-Control-Allow-Origin: https://page.test";
    assert!(diagnosis.sentence.contains(header) && diagnosis.headers_help, "{diagnosis:?}");
}

#[test]
fn a_refused_preliminary_request_is_named() {
    // As distribution with htpasswd: simple requests pass, those that the browser announces by OPTIONS do
    // not.
    let answer = |request: &Request| {
        let is_plain = request.method == Method::Get && request.headers.is_empty();
        if is_plain {
            reply(401, "").with("WWW-Authenticate", "Basic realm=\"r\"")
        } else {
            HIDDEN()
        }
    };
    let (findings, diagnosis, told) = run(answer, true);
    assert_eq!((findings.entry, &*verdicts(&diagnosis)), (Some(401), "++----+??"));
    assert!(diagnosis.sentence.contains("OPTIONS") && diagnosis.headers_help, "{diagnosis:?}");
    // No credentials were sent, and no request named anything that could be deleted.
    assert_eq!(
        told,
        "GET https://r.test/v2/\nGET https://r.test/v2/\nGET https://r.test/v2/ [probe]\n\
         DELETE https://r.test/v2/\nPUT https://r.test/v2/\n"
    );
}

#[test]
fn a_registry_that_moved_is_not_taken_for_one_that_hides() {
    let (findings, diagnosis, told) = run(|_| Answer::Fails(TransportError::Redirected), true);
    assert_eq!((&*told, &*verdicts(&diagnosis)), ("GET https://r.test/v2/\n", "++???????"));
    assert!(findings.redirected && !diagnosis.headers_help, "{diagnosis:?}");
    assert!(
        diagnosis.sentence.contains("redirects to another address, which Plimsoll does not follow"),
        "{diagnosis:?}"
    );
}

#[test]
fn http_from_an_https_page_is_named_as_a_cause_and_not_claimed() {
    let local = Endpoint::new("http://localhost:5000", "", RegistryKind::Oci).expect("an endpoint");
    let check = |page: &str, reached: bool, expected: &str, is_named: bool| {
        let script = Script::new(|_, _| HIDDEN());
        let diagnosis = diagnose(&block_on(probe(&*script, &local, page, reached)), page);
        assert_eq!(verdicts(&diagnosis), expected, "{page}");
        assert_eq!(diagnosis.sentence.contains("(mixed content)"), is_named, "{diagnosis:?}");
    };
    check("https://page.test", false, "-", true);
    check("https://page.test", true, "++-???????", false);
    check("http://localhost:8080", false, "-", false);
}

#[test]
fn one_thing_missing_is_named_alone() {
    let no_delete = |request: &Request| match request.method {
        Method::Delete => HIDDEN(),
        _ => open(request, &["Link", "Docker-Content-Digest"]),
    };
    let (_, diagnosis, _) = run(no_delete, true);
    assert_eq!(verdicts(&diagnosis), "++++-+?++");
    assert!(diagnosis.sentence.ends_with("let this page delete."), "{}", diagnosis.sentence);

    let no_types = |request: &Request| match header(request, "accept") {
        Some(_) => HIDDEN(),
        None => open(request, &[]),
    };
    let (_, diagnosis, _) = run(no_types, true);
    assert_eq!(verdicts(&diagnosis), "++-+++???");
}

#[test]
fn hidden_headers_are_found_only_where_they_would_be() {
    let (findings, diagnosis, _) = run(|request| open(request, &[]), true);
    assert_eq!((findings.digest, findings.link), (Seen::No, Seen::No));
    assert!(diagnosis.sentence.ends_with("follow long lists, and one more thing."));

    let all = ["Link", "Docker-Content-Digest"];
    let (findings, diagnosis, _) = run(move |request| open(request, &all), true);
    assert_eq!((findings.digest, findings.link), (Seen::Yes, Seen::Yes));
    assert!(diagnosis.sentence.starts_with("Nothing is missing") && !diagnosis.headers_help);
    assert_eq!(diagnosis.health, Health::Whole);
}

#[test]
fn what_was_not_seen_is_not_said_to_be_there() {
    // Everything passes, but lists and manifests need a sign-in, so their headers are not probed.
    let answer = |_: &Request| reply(401, "").with("WWW-Authenticate", "Basic realm=\"r\"");
    let (_, diagnosis, _) = run(answer, true);
    assert_eq!((&*verdicts(&diagnosis), diagnosis.health), ("+++++++??", Health::SoFar));
    assert_eq!(
        diagnosis.sentence,
        "Nothing that was tested is missing. The tests could not show whether this page may follow long lists \
         and see digests."
    );

    let no_put = |request: &Request| match request.method {
        Method::Put => HIDDEN(),
        _ => open(request, &["Link", "Docker-Content-Digest"]),
    };
    let (_, diagnosis, _) = run(no_put, true);
    assert_eq!((&*verdicts(&diagnosis), diagnosis.health), ("+++++-?++", Health::Lacking));
    assert!(diagnosis.sentence.contains("push, as untagging by placeholder does"), "{diagnosis:?}");
}

#[test]
fn what_answers_like_no_registry_is_named_by_its_status_and_asked_for_nothing_more() {
    for status in [200, 401, 404, 500] {
        let (_, diagnosis, told) = run(move |_| reply(status, "{}"), true);
        let is_registry = matches!(status, 200 | 401);
        assert_eq!(told.contains("DELETE") || told.contains("PUT"), is_registry, "{status}");
        let named = format!("says {status}, and a registry says 200 or 401");
        assert_eq!(diagnosis.sentence.contains(&named), !is_registry, "{}", diagnosis.sentence);
        assert!(
            is_registry || (diagnosis.health, diagnosis.headers_help) == (Health::Lacking, false)
        );
    }
}
