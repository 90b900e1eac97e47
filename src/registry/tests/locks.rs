//! Locks, changed.

use futures::executor::block_on;

use super::script::{Script, reply};
use crate::model::{Attributes, Digest, Inventory, ManifestEntry, Repository, RepositoryName};
use crate::model::{Tag, TagTarget};
use crate::registry::line::transport::Method;
use crate::registry::locking::{LockChange, LockTarget};
use crate::registry::{Credentials, ErrorKind, RegistryKind};

fn name() -> RepositoryName {
    "team/app".parse().expect("a name")
}

fn tag(name: &str) -> LockTarget {
    LockTarget::Tag(name.parse().expect("a tag"))
}

#[test]
fn each_thing_is_patched_at_its_own_place_and_the_answer_counts() {
    let digest = Digest::of(b"x");
    let check = |target: LockTarget, path: &str, answer: &str| {
        let body = answer.replace(
            "LOCK",
            r#""changeableAttributes":{"deleteEnabled":false,"writeEnabled":true,"listEnabled":false}"#,
        );
        let script = Script::new(move |_, _| reply(200, body.clone()));
        let client = script.client(RegistryKind::Acr, Credentials::None);
        let now = block_on(client.repeating().set_lock(&name(), &target, LockChange::KEEP));
        let expected = Attributes { delete: false, list: false, ..Attributes::OPEN };
        assert_eq!(now.expect("locked"), expected);
        let log = script.log.borrow();
        assert_eq!((log[0].method, log[0].url.as_str()), (Method::Patch, path));
        assert_eq!(log[0].body, br#"{"deleteEnabled":false,"writeEnabled":true}"#);
        assert!(log[0].headers.contains(&("content-type", "application/json".to_owned())));
    };
    check(
        LockTarget::Repository,
        "https://r.test/acr/v1/team/app",
        r#"{"imageName":"team/app",LOCK}"#,
    );
    check(tag("v1"), "https://r.test/acr/v1/team/app/_tags/v1", r#"{"tag":{"name":"v1",LOCK}}"#);
    let path = format!("https://r.test/acr/v1/team/app/_manifests/{digest}");
    check(LockTarget::Manifest(digest), &path, r#"{"manifest":{LOCK}}"#);
}

#[test]
fn only_what_the_registry_says_is_locked() {
    let check = |status: u16, body: &'static str, kind: &ErrorKind| {
        let script = Script::new(move |_, _| reply(status, body));
        let client = script.client(RegistryKind::Acr, Credentials::None);
        let error = block_on(client.repeating().set_lock(&name(), &tag("v1"), LockChange::LOCK))
            .expect_err(body);
        assert_eq!(error.kind, *kind, "{body}");
    };
    check(200, "{}", &ErrorKind::Malformed);
    check(200, "<html>", &ErrorKind::Malformed);
    let unchanged = r#"{"tag":{"changeableAttributes":{"deleteEnabled":false}}}"#;
    check(200, unchanged, &ErrorKind::Malformed);
    let locked = r#"{"errors":[{"code":"REGISTRY_DISALLOWED_OPERATION"}]}"#;
    check(405, locked, &ErrorKind::Locked);
    check(404, r#"{"errors":[{"code":"TAG_UNKNOWN"}]}"#, &ErrorKind::NotFound);
}

#[test]
fn an_inventory_follows_a_change() {
    let digest = Digest::of(b"x");
    let mut repository = Repository::default();
    repository.take_entry(digest.clone(), ManifestEntry::default());
    let target = TagTarget::Digest(digest.clone());
    let entry = Tag { target, last_updated: None, attributes: Attributes::OPEN };
    repository.tags.insert("v1".parse().expect("a tag"), entry);
    let mut inventory = Inventory::default();
    inventory.repositories.insert(name(), repository);

    let locked = Attributes::LOCKED;
    for target in [LockTarget::Repository, tag("v1"), LockTarget::Manifest(digest.clone())] {
        target.apply(&name(), locked, &mut inventory);
    }
    let repository = &inventory.repositories[&name()];
    assert!(repository.is_write_locked());
    assert_eq!(repository.listed[&digest].attributes, locked);
    assert!(repository.tags.values().all(|tag| tag.attributes == locked));
}
