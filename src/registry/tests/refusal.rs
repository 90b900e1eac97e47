//! Refusals and faults: further tries, slowing down, and the sentence for a person in the end.

use futures::executor::block_on;
use futures::join;

use super::script::{Answer, Script, refuse, reply};
use crate::registry::line::transport::TransportError;
use crate::registry::{Credentials, Error, ErrorKind, RegistryKind};

#[test]
fn faults_are_tried_again_with_growing_pauses() {
    let check = |answer: fn(usize) -> Answer, expected: Result<(), ErrorKind>, sleeps: &[u64]| {
        let script = Script::new(move |_, before| answer(before));
        let client = script.client(RegistryKind::Oci, Credentials::None);
        let outcome = block_on(client.check()).map_err(|error| error.kind);
        assert_eq!((outcome, script.sleeps.borrow().as_slice()), (expected, sleeps));
        assert_eq!(client.requests_sent() as usize, script.log.borrow().len());
    };
    let unreachable = |_| Answer::Fails(TransportError::Unreachable);
    check(unreachable, Err(ErrorKind::Unreachable), &[500, 1000, 2000]);
    let truncated = |_| Answer::Fails(TransportError::Truncated);
    check(truncated, Err(ErrorKind::Truncated), &[500, 1000, 2000]);
    check(|_| refuse(503, "UNAVAILABLE"), Err(ErrorKind::ServerFault), &[500, 1000, 2000]);
    check(|n| if n < 2 { reply(502, "") } else { reply(200, "{}") }, Ok(()), &[500, 1000]);
    check(|_| reply(404, "no"), Err(ErrorKind::NotARegistry), &[]);
    check(|_| reply(200, "<html>"), Err(ErrorKind::NotARegistry), &[]);
    check(|_| reply(200, "").with("Content-Type", "text/html"), Err(ErrorKind::NotARegistry), &[]);
    check(|_| reply(200, vec![b'x'; 10 << 20]), Err(ErrorKind::NotARegistry), &[]);
    check(|_| refuse(403, "DENIED"), Err(ErrorKind::Forbidden), &[]);
}

#[test]
fn when_one_is_throttled_all_wait() {
    let script = Script::new(|_, before| match before {
        0 => refuse(429, "TOOMANYREQUESTS").with("Retry-After", "7"),
        _ => reply(200, r#"{"tags":[]}"#),
    });
    let client = script.client(RegistryKind::Oci, Credentials::None);
    let (a, b) = ("a".parse().expect("a name"), "b".parse().expect("a name"));
    block_on(async {
        client.check().await.expect("throttled once");
        let started = client.transport().now();
        let (one, two) = join!(client.tags(&a), client.tags(&b));
        assert!(one.is_ok() && two.is_ok());
        // Both were throttled together and waited together: 7 s, not 14.
        assert_eq!(client.transport().now().millis() - started.millis(), 7000);
    });
    assert_eq!(script.sleeps.borrow()[0], 7000);
}

#[test]
fn when_the_line_is_down_nothing_is_tried_again() {
    let script = Script::new(|_, _| Answer::Fails(TransportError::Unreachable));
    let client = script.client(RegistryKind::Oci, Credentials::None);
    for _ in 0..10 {
        block_on(client.check()).expect_err("down");
    }
    // Three requests of four tries each, and then one try each.
    assert_eq!(script.log.borrow().len(), 12 + 7);
}

#[test]
fn every_failure_has_a_sentence_with_a_way_out_and_without_secrets() {
    let error = |kind: ErrorKind, code: Option<&str>| Error {
        kind,
        status: None,
        code: code.map(str::to_owned),
        url: "https://r.test/v2/private?scope=…".to_owned(),
        excerpt: String::new(),
        is_next_page: false,
        detail: None,
    };
    let check = |error: Error, parts: &[&str]| {
        let sentence = error.sentence();
        for part in parts {
            assert!(sentence.contains(part), "{sentence}");
        }
        assert!(!sentence.contains("r.test/v2"), "{sentence}");
        assert_eq!(sentence, error.to_string());
    };
    let parts = ["address", "network", "certificate", "CORS"];
    check(error(ErrorKind::Unreachable, None), &parts);
    let disabled = error(ErrorKind::DeletesDisabled, Some("UNSUPPORTED"));
    assert_eq!(
        disabled.sentence(),
        "Deletes are switched off in this registry. Set storage.delete.enabled: true \
         (REGISTRY_STORAGE_DELETE_ENABLED=true) and restart the registry."
    );
    check(error(ErrorKind::DeletesDisabled, None), &["read-only", "storage.maintenance.readonly"]);
    let elsewhere = ErrorKind::RealmElsewhere { host: "evil.test".to_owned() };
    check(error(elsewhere, None), &["evil.test", "Nothing was sent"]);
    check(error(ErrorKind::NotARegistry, None), &["/v2/"]);
    check(error(ErrorKind::PartOfIndex, None), &["Delete the index first"]);
    check(error(ErrorKind::Locked, None), &["deleteEnabled"]);
    for kind in [
        ErrorKind::Truncated,
        ErrorKind::TooLarge,
        ErrorKind::SignInRequired,
        ErrorKind::CredentialsRefused,
        ErrorKind::TokenRefused,
        ErrorKind::GrantRefused,
        ErrorKind::InsufficientScope,
        ErrorKind::RealmInsecure,
        ErrorKind::RealmInside { host: "10.0.0.1".to_owned() },
        ErrorKind::Forbidden,
        ErrorKind::NotFound,
        ErrorKind::NotAllowed,
        ErrorKind::Conflict,
        ErrorKind::Precondition,
        ErrorKind::Throttled,
        ErrorKind::ServerFault,
        ErrorKind::DigestMismatch,
        ErrorKind::Malformed,
        ErrorKind::LinkRefused,
        ErrorKind::LinkUnclear,
        ErrorKind::TooManyPages,
        ErrorKind::BadRequest,
        ErrorKind::Unexpected,
    ] {
        check(error(kind, None), &["."]);
    }

    let absent = Error { status: Some(404), ..error(ErrorKind::NotFound, Some("NAME_UNKNOWN")) };
    check(absent, &["does not exist (NAME_UNKNOWN)"]);
    let proxy = Error { status: Some(404), ..error(ErrorKind::NotFound, None) };
    check(proxy, &["does not say that the item is gone"]);
    let said = Error {
        status: Some(502),
        excerpt: "upstream is away".to_owned(),
        ..error(ErrorKind::ServerFault, None)
    };
    check(said, &["status 502", "\u{201c}upstream is away\u{201d}"]);
}

#[test]
fn of_cors_is_spoken_where_the_registry_itself_is_asked_and_only_there() {
    let check = |url: &str, is_direct: bool| {
        let said = Error::new(ErrorKind::Unreachable, url).sentence();
        assert_eq!(said.contains("CORS"), is_direct, "{url}: {said}");
        assert_eq!(said.contains("the server that this page came from"), !is_direct, "{url}");
    };
    check("https://r.test/v2/", true);
    check("https://auth.test/token", true);
    // A repository may be called as a path through the page's server is.
    check("https://r.test/v2/registry/team/v2/tags/list", true);
    check("https://r.test/acr/v1/registry/team/v2/_tags", true);
    check("https://r.test/api/v2.0/projects/registry/repositories/api/artifacts", true);
    for page in ["https://page.test", "https://page.test/plimsoll", "https://page.test/api/tools"] {
        for own in ["v2/app/tags/list", "acr/v1/_catalog", "oauth2/token", "api/v2.0/projects"] {
            check(&format!("{page}/registry/team/{own}"), false);
        }
    }
}

#[test]
fn a_secret_that_json_escapes_is_not_shown_to_where_the_text_is_cut() {
    // As in a body: {"message":"… quo\"te\\and\/more"}
    let secret = "quo\"te\\and/more-of-it";
    let credentials = || Credentials::basic("ada", secret).expect("fit");
    for length in [0, 150, 190, 195] {
        let escaped = secret.replace('\\', "\\\\").replace('"', "\\\"").replace('/', "\\/");
        let message = format!("{} {escaped}", "x".repeat(length));
        let body = format!(r#"{{"errors":[{{"code":"DENIED","message":"{message}"}}]}}"#);
        let script = Script::new(move |request, _| {
            let is_signed = request.headers.iter().any(|(name, _)| *name == "authorization");
            if is_signed {
                return reply(403, body.clone());
            }
            refuse(401, "UNAUTHORIZED").with("WWW-Authenticate", "Basic realm=\"r\"")
        });
        let client = script.client(RegistryKind::Oci, credentials());
        let error = block_on(client.check()).expect_err("refused");
        assert_eq!((error.kind, error.excerpt.as_str()), (ErrorKind::Forbidden, ""), "{length}");
    }
}

#[test]
fn of_cors_only_those_are_told_whom_it_may_concern() {
    let check = |base: &str, target: &str, is_behind: bool| {
        let error = Error::new(ErrorKind::Unreachable, &format!("{base}{target}"));
        let sentence = error.sentence();
        assert!(sentence.starts_with("No answer came."), "{sentence}");
        assert_eq!(sentence.contains("CORS"), !is_behind, "{base}{target}: {sentence}");
    };
    for target in ["/v2/", "/acr/v1/_catalog", "/oauth2/token", "/api/v2.0/projects"] {
        check("https://page.test/registry/team", target, true);
        check("https://page.test/tools/registry/team", target, true);
        check("https://registry.test", target, false);
        check("https://registry", target, false);
    }
    check("https://r.test", "/v2/registry/app/tags/list", false);
}
