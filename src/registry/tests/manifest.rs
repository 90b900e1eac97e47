//! Manifests, configs and referrers are used only if their bytes fit their digests.

use futures::executor::block_on;

use super::script::{Answer, Script, header, refuse, reply};
use crate::model::{Digest, Reference, RepositoryName, TagName};
use crate::registry::line::transport::{Method, Response};
use crate::registry::{Client, Credentials, ErrorKind, Referrers, RegistryKind};

const IMAGE: &str = r#"{"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","size":7},"layers":[]}"#;

fn oci(
    answer: impl Fn(&crate::registry::line::transport::Request, usize) -> Answer + 'static,
) -> (Client, std::rc::Rc<Script>) {
    let script = Script::new(answer);
    (script.client(RegistryKind::Oci, Credentials::None), script)
}

fn a() -> RepositoryName {
    "a".parse().expect("a name")
}

fn tag() -> TagName {
    "latest".parse().expect("a tag")
}

fn sha512(bytes: &[u8]) -> Digest {
    Digest::sha512([0; 64]).same_algorithm_of(bytes)
}

#[test]
fn every_manifest_request_accepts_every_type() {
    let (client, script) = oci(|_, _| {
        reply(200, IMAGE).with("Docker-Content-Digest", Digest::of(IMAGE.as_bytes()).to_string())
    });
    let by_tag = Reference::Tag(tag());
    block_on(client.manifest(&a(), &by_tag)).expect("a manifest");
    block_on(client.raw_manifest(&a(), &Digest::of(IMAGE.as_bytes()))).expect("a manifest");
    block_on(client.resolve(&a(), &tag())).expect("a digest");
    for request in script.log.borrow().iter() {
        let accept = header(request, "accept").expect("an Accept");
        for part in [
            "oci.image.index.v1",
            "oci.image.manifest.v1",
            "manifest.list.v2",
            "manifest.v2",
            "oci.artifact.manifest.v1",
            "oras.artifact.manifest.v1",
            "manifest.v1+prettyjws",
            "manifest.v1+json",
        ] {
            assert!(accept.contains(part), "{accept}");
        }
    }
}

#[test]
fn bytes_that_are_not_those_of_the_digest_are_refused() {
    let here = Digest::of(IMAGE.as_bytes());
    let check =
        |reference: Reference, said: Option<String>, expected: Result<Digest, ErrorKind>| {
            let (client, _) = oci(move |_, _| match &said {
                Some(said) => reply(200, IMAGE).with("Docker-Content-Digest", said.clone()),
                None => reply(200, IMAGE),
            });
            let read = block_on(client.manifest(&a(), &reference));
            assert_eq!(read.map(|m| m.digest).map_err(|error| error.kind), expected, "{reference}");
        };
    let other = Digest::of(b"other");
    check(Reference::Digest(here.clone()), None, Ok(here.clone()));
    check(Reference::Digest(here.clone()), Some(other.to_string()), Ok(here.clone()));
    check(Reference::Digest(other.clone()), None, Err(ErrorKind::DigestMismatch));
    check(
        Reference::Digest(other.clone()),
        Some(other.to_string()),
        Err(ErrorKind::DigestMismatch),
    );
    let long = sha512(IMAGE.as_bytes());
    check(Reference::Digest(long.clone()), None, Ok(long.clone()));
    check(Reference::Tag(tag()), None, Ok(here.clone()));
    check(Reference::Tag(tag()), Some(here.to_string()), Ok(here.clone()));
    check(Reference::Tag(tag()), Some(long.to_string()), Ok(long));
    check(Reference::Tag(tag()), Some(other.to_string()), Err(ErrorKind::DigestMismatch));
    check(Reference::Tag(tag()), Some("md5:00".to_owned()), Err(ErrorKind::Malformed));
}

#[test]
fn a_page_in_place_of_a_manifest_is_refused_in_clear_words() {
    for body in ["<!doctype html><title>Sign in</title>", "", "[]", "Service unavailable"] {
        let (client, _) = oci(move |_, _| reply(200, body).with("Content-Type", "text/html"));
        let error = block_on(client.manifest(&a(), &Reference::Tag(tag()))).expect_err(body);
        assert_eq!(error.kind, ErrorKind::Malformed, "{body}");
        assert!(!error.sentence().contains("Sign in"), "{error}");
    }
    let (client, _) = oci(|_, _| reply(200, "<html>"));
    let error = block_on(client.manifest(&a(), &Reference::Tag(tag()))).expect_err("a page");
    assert!(error.sentence().contains("web page"), "{error}");
    let (client, _) = oci(|_, _| reply(200, vec![b'{'; 10 << 20]));
    let error = block_on(client.manifest(&a(), &Reference::Tag(tag()))).expect_err("too large");
    assert_eq!(error.kind, ErrorKind::TooLarge);
}

#[test]
fn an_answer_about_something_else_is_not_a_manifest() {
    let check = |reference: Reference, content_type: &str, body: &'static str, is_one: bool| {
        let content_type = content_type.to_owned();
        let (client, _) =
            oci(move |_, _| reply(200, body).with("Content-Type", content_type.clone()));
        let read = block_on(client.manifest(&a(), &reference)).map_err(|error| error.kind);
        let expected = if is_one { Ok(()) } else { Err(ErrorKind::Malformed) };
        assert_eq!(read.map(|_| ()), expected, "{reference} {body}");
    };
    let by_tag = || Reference::Tag(tag());
    let by_digest = |body: &str| Reference::Digest(Digest::of(body.as_bytes()));
    let (json, oci) = ("application/json", "application/vnd.oci.image.manifest.v1+json");
    check(by_tag(), json, "{}", false);
    check(by_tag(), oci, " {\n}\n", false);
    check(by_digest("{}"), oci, "{}", false);
    let error = r#"{"errors":[{"code":"UNKNOWN","message":"later"}]}"#;
    check(by_tag(), json, error, false);
    check(by_tag(), json, r#"{"name":"a","tags":["latest"]}"#, false);
    check(by_tag(), json, IMAGE, true);
    check(by_tag(), "text/plain", r#"{"schemaVersion":2,"manifests":null}"#, true);
    // A known type with an unknown shape is a manifest that is not understood.
    let odd = r#"{"schemaVersion":2,"config":7}"#;
    check(by_tag(), oci, odd, true);
    check(by_tag(), json, odd, false);
    check(by_digest(odd), json, odd, true);
}

#[test]
fn a_signed_manifest_is_what_its_payload_is() {
    let payload = r#"{"schemaVersion":1,"fsLayers":[]}"#;
    // {"formatLength":32,"formatTail":"fQ"}: all but the brace.
    let protected = "eyJmb3JtYXRMZW5ndGgiOjMyLCJmb3JtYXRUYWlsIjoiZlEifQ";
    let head = payload.strip_suffix('}').expect("an object");
    let digest = Digest::of(payload.as_bytes());
    let said = digest.to_string();
    // Signed anew for each answer, as distribution 2.8.2 does.
    let (client, _) = oci(move |_, before| {
        let body = format!(
            r#"{head},"signatures":[{{"signature":"{before}","protected":"{protected}"}}]}}"#
        );
        reply(200, body).with("Docker-Content-Digest", said.clone())
    });
    for reference in [Reference::Tag(tag()), Reference::Digest(digest.clone())] {
        let read = block_on(client.manifest(&a(), &reference)).expect("a manifest");
        assert_eq!((read.digest, read.size), (digest.clone(), payload.len() as u64), "{reference}");
    }
    let other = Reference::Digest(Digest::of(b"other"));
    let refused = block_on(client.manifest(&a(), &other)).expect_err("other bytes");
    assert_eq!(refused.kind, ErrorKind::DigestMismatch);
}

#[test]
fn only_200_answers_a_question() {
    for status in [201, 202, 203, 204, 206, 207, 299, 304] {
        let (client, script) = oci(move |_, _| reply(status, IMAGE));
        let read = block_on(client.manifest(&a(), &Reference::Tag(tag()))).expect_err("no answer");
        assert_eq!((read.kind, read.status), (ErrorKind::Unexpected, Some(status)));
        assert!(block_on(client.tags(&a())).is_err() && block_on(client.check()).is_err());
        assert_eq!(script.log.borrow().len(), 3, "{status}");
    }
}

#[test]
fn absent_is_only_what_the_registry_itself_calls_absent() {
    let check = |answer: fn() -> Answer, expected: bool| {
        let (client, _) = oci(move |_, _| answer());
        let error = block_on(client.manifest(&a(), &Reference::Tag(tag()))).expect_err("refused");
        assert_eq!(error.is_absent(), expected, "{error:?}");
    };
    check(|| refuse(404, "MANIFEST_UNKNOWN"), true);
    check(|| refuse(404, "NAME_UNKNOWN"), true);
    check(|| reply(404, r#"{"code":"MANIFEST_UNKNOWN"}"#), true);
    check(|| refuse(404, "NOT_FOUND"), false);
    check(|| reply(404, "404 page not found"), false);
    check(|| reply(404, "<html>MANIFEST_UNKNOWN</html>"), false);
    check(|| reply(404, ""), false);
    for status in [400, 401, 403, 405, 409, 410, 412, 429, 500, 503] {
        let (client, _) = oci(move |_, _| refuse(status, "MANIFEST_UNKNOWN"));
        let error = block_on(client.manifest(&a(), &Reference::Tag(tag()))).expect_err("refused");
        assert!(!error.is_absent(), "{status}");
    }
    // The answer of distribution for a manifest that it holds.
    check(
        || {
            reply(
                404,
                r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"OCI manifest found, but accept header does not support OCI manifests"}]}"#,
            )
        },
        false,
    );
}

#[test]
fn a_tag_resolves_by_head_or_where_that_tells_nothing_by_get() {
    let here = Digest::of(IMAGE.as_bytes());
    let check = |head: fn() -> Answer, expected: Result<(), ErrorKind>, methods: &str| {
        let (client, script) = oci(move |request, _| match request.method {
            Method::Head => head(),
            _ => reply(200, IMAGE),
        });
        let resolved = block_on(client.resolve(&a(), &tag())).map_err(|error| error.kind);
        assert_eq!(resolved, expected.map(|()| here.clone()));
        let told: Vec<_> = script.log.borrow().iter().map(|r| r.method.as_str()).collect();
        assert_eq!(told.join(" "), methods);
    };
    check(
        || reply(200, "").with("Docker-Content-Digest", Digest::of(IMAGE.as_bytes()).to_string()),
        Ok(()),
        "HEAD",
    );
    check(|| Answer::Is(Response { status: 200, ..Response::default() }), Ok(()), "HEAD GET");
    check(|| reply(404, ""), Ok(()), "HEAD GET");
    check(|| reply(405, ""), Ok(()), "HEAD GET");
    check(|| reply(403, ""), Err(ErrorKind::Forbidden), "HEAD");
    check(|| reply(200, "").with("Docker-Content-Digest", "x"), Err(ErrorKind::Malformed), "HEAD");

    let (client, _) = oci(|request, _| match request.method {
        Method::Head => reply(404, ""),
        _ => refuse(404, "MANIFEST_UNKNOWN"),
    });
    assert!(block_on(client.resolve(&a(), &tag())).expect_err("gone").is_absent());
}

#[test]
fn configs_are_verified() {
    let body = r#"{"created":"2026-01-02T03:04:05Z","os":"linux","architecture":"amd64"}"#;
    let (client, script) = oci(move |_, _| reply(200, body));
    let (config, _) =
        block_on(client.image_config(&a(), &Digest::of(body.as_bytes()))).expect("it");
    assert_eq!(
        config.created.map(|date| date.to_string()).as_deref(),
        Some("2026-01-02T03:04:05Z")
    );
    let wrong = block_on(client.image_config(&a(), &Digest::of(b"other")));
    assert_eq!(wrong.expect_err("other bytes").kind, ErrorKind::DigestMismatch);
    assert!(script.told().starts_with("GET https://r.test/v2/a/blobs/sha256:"));

    let (client, _) = oci(|_, _| reply(200, "7"));
    let list = block_on(client.image_config(&a(), &Digest::of(b"7"))).expect_err("no object");
    assert_eq!(list.kind, ErrorKind::Malformed);
}

#[test]
fn referrers_are_listed_or_there_is_no_such_list() {
    let check = |answer: fn(usize) -> Answer, expected: Result<Option<usize>, ErrorKind>| {
        let (client, script) = oci(move |_, _| answer(0));
        let read = block_on(client.referrers(&a(), &Digest::of(b""))).map_err(|error| error.kind);
        let read = read.map(|referrers| match referrers {
            Referrers::Supported(all) => Some(all.len()),
            Referrers::Unsupported => None,
        });
        // An answer that may be cut is asked for once more.
        let requests = if expected == Err(ErrorKind::Malformed) { 2 } else { 1 };
        assert_eq!((read, script.log.borrow().len()), (expected, requests), "{}", script.told());
    };
    let one = |_| {
        reply(
            200,
            format!(
                r#"{{"schemaVersion":2,"manifests":[{{"digest":"{}","size":1,"artifactType":"sig"}}]}}"#,
                Digest::of(b"")
            ),
        )
    };
    check(one, Ok(Some(1)));
    check(|_| reply(200, r#"{"schemaVersion":2,"manifests":[]}"#), Ok(Some(0)));
    check(|_| reply(200, r#"{"schemaVersion":2,"manifests":null}"#), Ok(Some(0)));
    check(|_| reply(200, "{}"), Err(ErrorKind::Malformed));
    check(|_| reply(200, r#"{"errors":[]}"#), Err(ErrorKind::Malformed));
    check(|_| reply(404, "404 page not found\n"), Ok(None));
    check(|_| refuse(404, "NOT_FOUND"), Ok(None));
    check(|_| refuse(404, "MANIFEST_UNKNOWN"), Ok(Some(0)));
    check(|_| refuse(405, "UNSUPPORTED"), Ok(None));
    check(|_| refuse(403, "DENIED"), Err(ErrorKind::Forbidden));
    check(|_| reply(200, "<html>"), Err(ErrorKind::Malformed));
    check(|_| reply(200, r#"{"manifests":[{"digest":"x"}]}"#), Err(ErrorKind::Malformed));
    let unreachable =
        |_| Answer::Fails(crate::registry::line::transport::TransportError::Unreachable);
    check(unreachable, Err(ErrorKind::Unreachable));
}
