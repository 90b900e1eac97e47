//! A stop while a token is waited for ends that wait, and no other's.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use futures::executor::block_on;
use futures::join;

use super::script::{Script, header, refuse, reply};
use crate::model::{Digest, RepositoryName};
use crate::registry::Cancel;
use crate::registry::line::transport::{Request, Transport};
use crate::registry::{Client, Credentials, ErrorKind, Purpose, RegistryKind};

const CHALLENGE: &str = r#"Bearer realm="https://r.test/oauth2/token",service="r.test""#;

fn name(text: &str) -> RepositoryName {
    text.parse().expect("a name")
}

fn basic() -> Credentials {
    Credentials::basic("user", "secret-password").expect("fit")
}

/// Cancels as soon as the registry asks to wait. Returns the result of `ask`, and the seconds until it
/// came.
async fn stopped<T>(
    script: &Rc<Script>,
    cancel: &Cancel,
    client: &Client,
    ask: impl Future<Output = T>,
) -> (T, i64) {
    let at = Cell::new(0);
    let stop = async {
        while client.slowdown().waits_seconds.is_none() {
            script.sleep(Duration::ZERO).await;
        }
        at.set(script.seconds());
        cancel.cancel();
    };
    let (answer, ()) = join!(ask, stop);
    (answer, script.seconds() - at.get())
}

#[test]
fn stop_ends_a_wait_for_a_token() {
    let throttled = |request: &Request, before: usize| match request.url.contains("/oauth2/token") {
        true if before < 2 => refuse(429, "TOOMANYREQUESTS").with("Retry-After", "60"),
        true => reply(200, r#"{"access_token":"opaque"}"#),
        false if header(request, "authorization").is_some() => reply(202, ""),
        false => refuse(401, "UNAUTHORIZED").with("WWW-Authenticate", CHALLENGE),
    };
    let (place, digest) = (name("a"), Digest::of(b"x"));
    let script = Script::new(throttled);
    let cancel = Cancel::default();
    let patient = script.client(RegistryKind::Acr, basic());
    let client = patient.until(&cancel);
    let both = async {
        let changes = client.repeating();
        join!(changes.delete_manifest(&place, &digest), changes.delete_manifest(&place, &digest))
    };
    let ((one, other), seconds) = block_on(stopped(&script, &cancel, &client, both));
    for answer in [one, other] {
        assert_eq!(answer.expect_err("stopped").kind, ErrorKind::Stopped);
    }
    assert!(seconds <= 1, "{seconds}");
    assert_eq!(script.told().matches("/oauth2/token").count(), 1, "{}", script.told());
    // The client that was not stopped asks for the token in its place.
    block_on(patient.repeating().delete_manifest(&place, &digest)).expect("deleted");
}

#[test]
fn stop_lets_those_ask_who_wait_for_the_same_token() {
    let script = Script::new(|request, before| match request.url.contains("/oauth2/token") {
        true if before == 0 => refuse(429, "TOOMANYREQUESTS").with("Retry-After", "60"),
        true => reply(200, r#"{"access_token":"opaque"}"#),
        false if header(request, "authorization").is_some() => reply(202, ""),
        false => refuse(401, "UNAUTHORIZED").with("WWW-Authenticate", CHALLENGE),
    });
    let (place, digest) = (name("a"), Digest::of(b"x"));
    let cancel = Cancel::default();
    let patient = script.client(RegistryKind::Acr, basic());
    let client = patient.until(&cancel);
    let both = async {
        let (changes, others) = (client.repeating(), patient.repeating());
        join!(changes.delete_manifest(&place, &digest), others.delete_manifest(&place, &digest))
    };
    let ((one, other), _) = block_on(stopped(&script, &cancel, &client, both));
    assert_eq!(one.expect_err("stopped").kind, ErrorKind::Stopped);
    other.expect("deleted");
}

#[test]
fn stop_ends_the_question_whether_there_is_a_right() {
    let script = Script::new(|request, _| match request.url.contains("/oauth2/token") {
        true if request.url.contains("delete") => {
            refuse(429, "TOOMANYREQUESTS").with("Retry-After", "60")
        }
        true => reply(200, r#"{"access_token":"opaque"}"#),
        false if header(request, "authorization").is_some() => reply(200, r#"{"tags":[]}"#),
        false => refuse(401, "UNAUTHORIZED").with("WWW-Authenticate", CHALLENGE),
    });
    let place = name("a");
    let cancel = Cancel::default();
    let client = script.client(RegistryKind::Acr, basic()).until(&cancel);
    block_on(client.tags(&place)).expect("tags");
    let ask = client.check_right(&place, Purpose::Delete);
    let (answer, seconds) = block_on(stopped(&script, &cancel, &client, ask));
    assert_eq!(answer.expect_err("stopped").kind, ErrorKind::Stopped);
    assert!(seconds <= 1, "{seconds}");
}
