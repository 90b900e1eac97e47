//! The client's questions to an Azure registry, asked of the sample: counts and hidden entries, locks,
//! the bin.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::rc::Rc;

use futures::executor::block_on;
use plimsoll::cleanup::{Restoration, Restored, restore, set_locks};
use plimsoll::model::{
    Attributes, Digest, Inventory, MissingWhat, ReadState, Repository, RepositoryName, TagName,
};
use plimsoll::registry::Cancel;
use plimsoll::registry::bin::DeletedContent;
use plimsoll::registry::scan::{ScanEnd, ScanOptions, scan};
use plimsoll::registry::transport::{Method, Request, Response, Transport};
use plimsoll::registry::{
    Client, Credentials, Endpoint, ErrorKind, LockChange, LockTarget, Purpose, RegistryKind,
};
use plimsoll::sample::Sample;
use stand_in::{Config, StandIn};

const BASE: &str = "https://sample.invalid";
const BILLING: &str = "legacy/billing";

fn client(config: &str) -> (Rc<StandIn>, Client) {
    let config: Config = serde_json::from_str(config).expect("a configuration");
    let sample = Rc::new(StandIn::new(BASE, config));
    let endpoint = Endpoint::new(BASE, "", RegistryKind::Acr).expect("an endpoint");
    let client = Client::new(sample.clone(), endpoint, Credentials::None);
    (sample, client)
}

fn name() -> RepositoryName {
    BILLING.parse().expect("a name")
}

fn tag(text: &str) -> TagName {
    text.parse().expect("a tag")
}

fn scanned(client: &Client) -> (ScanEnd, Repository) {
    let mut inventory = Inventory::default();
    let options = ScanOptions { repositories: Some(vec![name()]), ..ScanOptions::default() };
    let end = block_on(scan(client, &options, &Cancel::default(), &mut |event| {
        event.apply(&mut inventory);
    }));
    (end, inventory.repositories.remove(&name()).expect("the repository"))
}

fn digest_of(repository: &Repository, name: &str) -> Digest {
    repository.tags[&tag(name)].digest().expect("a digest").clone()
}

/// Deletes a manifest as another user would, without any of `cleanup`'s checks.
fn delete(sample: &StandIn, digest: &Digest) -> Response {
    let url = format!("{BASE}/v2/{BILLING}/manifests/{digest}");
    block_on(sample.send(Request::new(Method::Delete, url, 1 << 16))).expect("an answer")
}

fn set_lock(
    client: &Client,
    target: LockTarget,
    change: LockChange,
) -> Result<Attributes, plimsoll::registry::Error> {
    let mut ended = None;
    let mut on_end = |_, end: Result<Attributes, _>| ended = Some(end);
    let never = Cancel::default();
    block_on(set_locks(client, &name(), &[target], change, &never, &mut on_end));
    ended.expect("it ended")
}

/// Hides an entry from the lists, which the page itself never does.
fn hide(sample: &StandIn, path: &str) {
    let url = format!("{BASE}/acr/v1/{BILLING}/{path}");
    let mut request = Request::new(Method::Patch, url, 1 << 16);
    request.body = br#"{"listEnabled":false}"#.to_vec();
    assert_eq!(block_on(sample.send(request)).expect("an answer").status, 200);
}

#[test]
fn what_is_hidden_shows_in_the_counts() {
    let (sample, client) = client("{}");
    let (end, before) = scanned(&client);
    assert_eq!(end, ScanEnd::Complete);
    let said = before.entry.expect("described");
    assert_eq!(said.manifests, Some(before.listed.len() as u64));
    assert_eq!(said.tags, Some(before.tags.len() as u64));

    hide(&sample, &format!("_manifests/{}", digest_of(&before, "7.3")));
    let (end, after) = scanned(&client);
    assert_eq!((end, after.state), (ScanEnd::Incomplete, ReadState::Incomplete));
    let counts = after.missing.iter().filter(|gap| gap.what == MissingWhat::Counts);
    assert_eq!(counts.count(), 1, "{:?}", after.missing);
    assert_eq!(after.listed.len() + 1, before.listed.len());
}

#[test]
fn a_hidden_tag_is_found_on_its_manifest_or_makes_the_reading_incomplete() {
    for named in [true, false] {
        let (sample, client) = client(&format!(r#"{{"hidden_tags_named":{named}}}"#));
        let (_, before) = scanned(&client);
        let digest = digest_of(&before, "7.3");
        hide(&sample, "_tags/7.3");
        let (_, after) = scanned(&client);
        assert!(!after.tags.contains_key(&tag("7.3")));
        assert_eq!(after.hidden_tags.contains(&digest), named);
        let counts = after.missing.iter().any(|gap| gap.what == MissingWhat::Counts);
        assert_eq!((after.state == ReadState::Incomplete, counts), (!named, !named));
    }
}

#[test]
fn locks_are_set_by_tag_manifest_and_repository_and_found_by_the_next_scan() {
    let (sample, client) = client("{}");
    let (_, before) = scanned(&client);
    let digest = digest_of(&before, "7.2");
    let targets = [
        LockTarget::Tag(tag("7.1")),
        LockTarget::Tag(tag("nowhere")),
        LockTarget::Manifest(digest.clone()),
        LockTarget::Repository,
    ];
    let mut ends = vec![None; targets.len()];
    let mut on_end = |place: usize, end: Result<Attributes, _>| ends[place] = Some(end);
    block_on(set_locks(
        &client,
        &name(),
        &targets,
        LockChange::LOCK,
        &Cancel::default(),
        &mut on_end,
    ));
    let kinds: Vec<_> = ends
        .into_iter()
        .map(|end| end.expect("it ended").map_err(|error: plimsoll::registry::Error| error.kind))
        .collect();
    let locked = Ok(Attributes::LOCKED);
    assert_eq!(kinds, [locked.clone(), Err(ErrorKind::NotFound), locked.clone(), locked]);

    let (_, after) = scanned(&client);
    assert!(after.tags[&tag("7.1")].attributes.is_locked());
    // A lock on a manifest is none on its tags.
    assert!(!after.tags[&tag("7.2")].attributes.is_locked());
    assert!(after.manifests[&digest].attributes.is_locked());
    assert!(after.is_write_locked());
    // As the client reads it: `ErrorKind::Locked`.
    let refused = delete(&sample, &digest);
    assert_eq!(refused.status, 405);
    let body = String::from_utf8_lossy(&refused.body).into_owned();
    assert!(body.contains("REGISTRY_DISALLOWED_OPERATION"), "{body}");

    let unlock = |target| set_lock(&client, target, LockChange::UNLOCK);
    assert_eq!(unlock(LockTarget::Repository).expect("unlocked"), Attributes::OPEN);
    assert_eq!(unlock(LockTarget::Manifest(digest.clone())).expect("unlocked"), Attributes::OPEN);
    assert_eq!(delete(&sample, &digest).status, 202, "it may go again");
}

fn back(client: &Client, content: &DeletedContent, restoration: &Restoration) -> Vec<Restored> {
    let mut ends = Vec::new();
    let mut on_end = |end: Restored| ends.push(end);
    block_on(restore(client, restoration, content, &Cancel::default(), &mut on_end));
    ends
}

#[test]
fn an_index_comes_back_whole_from_the_bin() {
    let (sample, client) = client(r#"{"soft_delete":{}}"#);
    let (_, before) = scanned(&client);
    let index = digest_of(&before, "7.12");
    let children: BTreeSet<Digest> =
        before.manifests[&index].manifest.children().iter().map(|c| c.digest.clone()).collect();
    assert_eq!(children.len(), 2);
    for digest in std::iter::once(&index).chain(&children) {
        assert_eq!(delete(&sample, digest).status, 202, "deleted");
    }
    let found = block_on(client.deleted_repositories()).expect("a list");
    assert_eq!(found, Some(vec![name()]));
    let content = block_on(client.deleted_content(&name())).expect("content");
    assert_eq!(content.manifests.len(), 3);
    assert!(content.manifests.iter().all(|manifest| manifest.deleted.is_some()));
    assert_eq!(content.tags_of(&index), BTreeSet::from([&tag("7.12")]));

    let restoration = Restoration {
        repository: name(),
        items: vec![(index.clone(), vec![tag("7.12")])],
        children: true,
        force: false,
    };
    let ends = back(&client, &content, &restoration);
    assert!(ends.iter().all(|end| end.failed.is_none()), "{ends:?}");
    let came: BTreeSet<Digest> =
        ends.iter().filter_map(|end| end.child_of.as_ref().map(|_| end.digest.clone())).collect();
    assert_eq!(came, children);
    let (end, after) = scanned(&client);
    assert_eq!(end, ScanEnd::Complete);
    assert_eq!(digest_of(&after, "7.12"), index);
    assert_eq!(after.listed.len(), before.listed.len());
    assert!(after.absent.is_empty());
}

#[test]
fn the_pages_own_sample_keeps_deleted_manifests_and_gives_them_back() {
    let sample = Rc::new(Sample::new(BASE));
    let endpoint = Endpoint::new(BASE, "", RegistryKind::Acr).expect("an endpoint");
    let client = Client::new(sample.clone(), endpoint, Credentials::None);
    assert_eq!(block_on(client.deleted_repositories()), Ok(Some(Vec::new())));
    let (_, before) = scanned(&client);
    let digest = digest_of(&before, "7.2");
    let url = format!("{BASE}/v2/{BILLING}/manifests/{digest}");
    let deletion = block_on(sample.send(Request::new(Method::Delete, url, 1 << 16)));
    assert_eq!(deletion.expect("an answer").status, 202);
    assert_eq!(block_on(client.deleted_repositories()), Ok(Some(vec![name()])));
    assert!(!scanned(&client).1.manifests.contains_key(&digest));
    let content = block_on(client.deleted_content(&name())).expect("content");
    let items = vec![(digest.clone(), vec![tag("7.2")])];
    let restoration = Restoration { repository: name(), items, children: false, force: false };
    let ends = back(&client, &content, &restoration);
    assert!(ends.iter().all(|end| end.failed.is_none()), "{ends:?}");
    assert_eq!(digest_of(&scanned(&client).1, "7.2"), digest);
    assert_eq!(block_on(client.deleted_repositories()), Ok(Some(Vec::new())));
}

#[test]
fn without_soft_delete_there_is_no_bin() {
    let (_, client) = client("{}");
    assert_eq!(block_on(client.deleted_repositories()), Ok(None));
}

#[test]
fn the_right_to_write_metadata_locks_and_the_rights_on_the_bin_restore() {
    let person = |user: &str, roles: &str| {
        format!(
            r#"{{"kind":"service_principal","user":"{user}","password":"s3cret","roles":[{roles}]}}"#
        )
    };
    let identities = [
        person("reader", r#""AcrPull""#),
        person("pusher", r#""AcrPush""#),
        person("operator", r#""AcrPull","SoftDeleteOperator""#),
    ];
    let config = format!(
        r#"{{"soft_delete":{{}},"authentication":{{"acr":{{"identities":[{}]}}}}}}"#,
        identities.join(",")
    );
    let of = |user: &str| {
        let config: Config = serde_json::from_str(&config).expect("a configuration");
        let endpoint = Endpoint::new(BASE, "", RegistryKind::Acr).expect("an endpoint");
        let credentials = Credentials::basic(user, "s3cret").expect("credentials");
        Client::new(Rc::new(StandIn::new(BASE, config)), endpoint, credentials)
    };
    let lock = |client: &Client| {
        let target = LockTarget::Tag(tag("7.1"));
        set_lock(client, target, LockChange::LOCK).map_err(|error| error.kind)
    };
    assert_eq!(lock(&of("reader")), Err(ErrorKind::InsufficientScope));
    assert_eq!(lock(&of("pusher")), Ok(Attributes::LOCKED));
    let bin = |user| block_on(of(user).deleted_repositories()).map_err(|error| error.kind);
    assert_eq!(bin("reader"), Err(ErrorKind::InsufficientScope));
    assert_eq!(bin("operator"), Ok(Some(Vec::new())));
}

#[test]
fn anybody_reads_what_the_anonymous_may_and_learns_why_not_the_rest() {
    let config = format!(
        r#"{{"repositories":["{BILLING}"],"authentication":{{"acr":{{"anonymous_pull":true}}}}}}"#
    );
    let (sample, client) = client(&config);
    let mut inventory = Inventory::default();
    let everything = ScanOptions::default();
    let end = block_on(scan(&client, &everything, &Cancel::default(), &mut |event| {
        event.apply(&mut inventory);
    }));
    // The token does not name the catalog, and opens it all the same.
    assert_eq!((end, inventory.repositories.len()), (ScanEnd::Complete, 1));
    let delete = block_on(client.check_right(&name(), Purpose::Delete));
    assert_eq!(delete.map_err(|error| error.kind), Err(ErrorKind::SignInRequired));
    let asked = sample.requests();
    assert!(!asked.iter().any(|(method, _)| *method == Method::Delete));
}
