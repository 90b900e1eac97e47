//! Redirects: no sign-in, no push and no deletion follows them.

use futures::executor::block_on;

use super::script::{Answer, Script, header, reply};
use crate::model::{Digest, Manifest, RepositoryName};
use crate::registry::line::transport::{Method, Redirects, Request, TransportError};
use crate::registry::{Client, Credentials, ErrorKind, RegistryKind};

const CONFIG: &[u8] = br#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers"}}"#;

fn name() -> RepositoryName {
    "a/b".parse().expect("a name")
}

/// A registry that gives out tokens, holds one blob, and deletes.
fn registry(request: &Request) -> Answer {
    if request.url.contains("/token") {
        return reply(200, r#"{"token":"t"}"#);
    }
    if header(request, "authorization").is_none() {
        let realm = r#"Bearer realm="https://r.test/token",service="r.test""#;
        return reply(401, "").with("WWW-Authenticate", realm);
    }
    match request.method {
        Method::Delete => reply(202, ""),
        _ if request.url.contains("/blobs/") => reply(200, CONFIG),
        _ => reply(200, r#"{"tags":["v1"]}"#),
    }
}

fn client(script: &std::rc::Rc<Script>) -> Client {
    let credentials = Credentials::basic("ada", "open sesame").expect("fit");
    script.client(RegistryKind::Distribution3, credentials)
}

#[test]
fn only_blobs_are_asked_for_where_an_answer_points() {
    let script = Script::new(|request, _| registry(request));
    let client = client(&script);
    let digest = Manifest::read(CONFIG, None, None).digest;
    block_on(client.check()).expect("it lets us in");
    block_on(client.image_config(&name(), &digest)).expect("a config");
    block_on(client.repeating().delete_manifest(&name(), &digest)).expect("deleted");
    let log = script.log.borrow();
    for request in log.iter() {
        let is_blob = request.method == Method::Get && request.url.contains("/blobs/");
        let expected = if is_blob { Redirects::Followed } else { Redirects::Refused };
        assert_eq!(request.redirects, expected, "{request:?}");
    }
    assert!(log.iter().any(|request| request.redirects == Redirects::Followed));
}

#[test]
fn one_that_leads_nowhere_is_one_too() {
    for status in [301, 302, 303, 307, 308] {
        let script = Script::new(move |_, _| reply(status, ""));
        let error = block_on(client(&script).check()).expect_err("refused");
        assert_eq!((error.kind, error.status), (ErrorKind::Redirected, Some(status)));
        assert_eq!(script.log.borrow().len(), 1);
    }
}

#[test]
fn a_redirect_ends_a_question_and_says_no_more_than_is_known() {
    for method in [Method::Get, Method::Delete] {
        let script = Script::new(move |request, _| {
            if request.method == method && !request.url.ends_with("/v2/") {
                return Answer::Fails(TransportError::Redirected);
            }
            registry(request)
        });
        let client = client(&script);
        let digest: Digest = Manifest::read(CONFIG, None, None).digest;
        let error = match method {
            Method::Delete => {
                block_on(client.repeating().delete_manifest(&name(), &digest)).map(|_| ())
            }
            _ => block_on(client.image_config(&name(), &digest)).map(|_| ()),
        }
        .expect_err("refused");
        assert_eq!(error.kind, ErrorKind::Redirected);
        assert!(error.sentence().contains("Plimsoll did not follow it"), "{}", error.sentence());
        // A redirect does not pass by waiting, so the request is sent once.
        assert!(script.sleeps.borrow().is_empty());
    }
}
