//! Changes: the request to each kind of registry, and the meaning of its answer.

use futures::executor::block_on;

use super::script::{Answer, Script, refuse, reply};
use crate::model::{Digest, MediaType, RepositoryName, TagName};
use crate::registry::{Credentials, Deletion, ErrorKind, RegistryKind, RepositoryDeletion};

fn name() -> RepositoryName {
    "team/a".parse().expect("a name")
}

fn tag() -> TagName {
    "v1".parse().expect("a tag")
}

fn check_untag(
    kind: RegistryKind,
    answer: fn() -> Answer,
    expected: Result<Deletion, ErrorKind>,
    line: &str,
) {
    let script = Script::new(move |_, _| answer());
    let client = script.client(kind, Credentials::None);
    let outcome = block_on(client.repeating().untag(&name(), &tag(), Some(&Digest::of(b"x"))))
        .map_err(|error| error.kind);
    assert_eq!((outcome, script.told().as_str()), (expected, line), "{kind:?}");
}

#[test]
fn a_tag_is_taken_off_by_each_registrys_own_call() {
    let by_tag = "DELETE https://r.test/v2/team/a/manifests/v1\n";
    let accepted = || reply(202, "");
    for kind in [RegistryKind::Distribution3, RegistryKind::Zot, RegistryKind::Oci] {
        check_untag(kind, accepted, Ok(Deletion::Accepted), by_tag);
    }
    let acr = "DELETE https://r.test/acr/v1/team/a/_tags/v1\n";
    check_untag(RegistryKind::Acr, accepted, Ok(Deletion::Accepted), acr);
    let gone = || refuse(404, "TAG_UNKNOWN");
    check_untag(RegistryKind::Acr, gone, Ok(Deletion::AlreadyGone), acr);
    let locked = || refuse(405, "REGISTRY_DISALLOWED_OPERATION");
    check_untag(RegistryKind::Acr, locked, Err(ErrorKind::Locked), acr);
    // Distribution 2 would answer 400, so nothing is sent.
    check_untag(RegistryKind::Distribution2, accepted, Err(ErrorKind::CannotUntag), "");
    let unsupported = || refuse(400, "UNSUPPORTED");
    check_untag(RegistryKind::Oci, unsupported, Err(ErrorKind::CannotUntag), by_tag);
    let bad_digest = || refuse(400, "DIGEST_INVALID");
    check_untag(RegistryKind::Zot, bad_digest, Err(ErrorKind::CannotUntag), by_tag);
    let off = || refuse(405, "UNSUPPORTED");
    check_untag(RegistryKind::Distribution3, off, Err(ErrorKind::DeletesDisabled), by_tag);
}

#[test]
fn a_repository_goes_by_one_request_and_says_what_went() {
    let digest = Digest::of(b"");
    let check = |answer: fn() -> Answer, expected: Result<RepositoryDeletion, ErrorKind>| {
        let script = Script::new(move |_, _| answer());
        let client = script.client(RegistryKind::Acr, Credentials::None);
        let outcome =
            block_on(client.repeating().delete_repository(&name())).map_err(|error| error.kind);
        let line = "DELETE https://r.test/acr/v1/team/a\n".to_owned();
        assert_eq!((outcome, script.told()), (expected, line));
    };
    let went =
        |manifests, tags| RepositoryDeletion { deletion: Deletion::Accepted, manifests, tags };
    let named = || {
        let digest = Digest::of(b"");
        reply(202, format!(r#"{{"manifestsDeleted":["{digest}"],"tagsDeleted":["v1"]}}"#))
    };
    check(named, Ok(went(Some(vec![digest]), Some(vec![tag()]))));
    check(|| reply(202, r#"{"manifestsDeleted":null}"#), Ok(went(None, None)));
    check(|| reply(202, r#"{"tagsDeleted":["v1",2]}"#), Ok(went(None, None)));
    check(|| reply(202, "<html>"), Ok(went(None, None)));
    let gone = RepositoryDeletion { deletion: Deletion::AlreadyGone, ..went(None, None) };
    check(|| refuse(404, "NAME_UNKNOWN"), Ok(gone));
    check(|| reply(404, "<html>"), Err(ErrorKind::NotFound));
    check(|| refuse(405, "REGISTRY_DISALLOWED_OPERATION"), Err(ErrorKind::Locked));
    let script = Script::new(|_, _| reply(202, ""));
    let client = script.client(RegistryKind::Oci, Credentials::None);
    assert!(block_on(client.repeating().delete_repository(&name())).is_err());
    assert_eq!(script.told(), "");
}

#[test]
fn a_manifest_is_pushed_to_a_tag() {
    let script = Script::new(|_, _| reply(201, ""));
    let client = script.client(RegistryKind::Distribution2, Credentials::None);
    let outcome =
        block_on(client.repeating().put_manifest(&name(), &tag(), &MediaType::OciIndex, b"{}"));
    assert_eq!(outcome, Ok(()));
    assert_eq!(script.told(), "PUT https://r.test/v2/team/a/manifests/v1\n");
}
