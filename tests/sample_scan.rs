//! The sample, scanned through the real client: the inventory equals the sample's content, or the scan
//! says what is missing.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use futures::executor::{LocalPool, block_on};

use plimsoll::model::{
    Attributes, Digest, Inventory, ManifestRecord, ReadState, Repository, RepositoryName, TagTarget,
};
use plimsoll::registry::Cancel;
use plimsoll::registry::scan::{ScanEnd, ScanEvent, ScanOptions, scan};
use plimsoll::registry::transport::{Method, Request, Transport};
use plimsoll::registry::{Client, Credentials, Endpoint, RegistryKind};
use plimsoll::sample::Sample;
use stand_in::{Config, StandIn};

struct Scanned {
    end: ScanEnd,
    inventory: Inventory,
    sample: Rc<StandIn>,
}

/// Scans the whole sample with the default options.
fn scanned(kind: RegistryKind, config: &str, credentials: Credentials) -> Scanned {
    scanned_with(kind, config, credentials, &ScanOptions::default())
}

fn scanned_with(
    kind: RegistryKind,
    config: &str,
    credentials: Credentials,
    options: &ScanOptions,
) -> Scanned {
    let config = Config::from_json(config).expect("a configuration");
    let sample = Rc::new(StandIn::new("https://sample.invalid", config));
    let endpoint = Endpoint::new(sample.base(), "sample.invalid", kind).expect("an endpoint");
    let client = Client::new(sample.clone(), endpoint, credentials);
    let mut inventory = Inventory::default();
    let mut apply = |event: plimsoll::registry::scan::ScanEvent| event.apply(&mut inventory);
    let end = block_on(scan(&client, options, &Cancel::default(), &mut apply));
    Scanned { end, inventory, sample }
}

fn ann() -> Credentials {
    Credentials::basic("ann", "s3cret").expect("credentials")
}

/// Expects two repositories to be equal in every field.
fn assert_same(name: &RepositoryName, found: &Repository, expected: &Repository) {
    assert_eq!(found.tags, expected.tags, "{name}");
    assert_eq!(found.absent, expected.absent, "{name}");
    let flags = |repository: &Repository| (repository.state, repository.lists_untagged);
    assert_eq!(flags(found), flags(expected), "{name}");
    assert_eq!(found.missing, expected.missing, "{name}");
    let digests = |repository: &Repository| -> BTreeSet<Digest> {
        repository.manifests.keys().cloned().collect()
    };
    assert_eq!(digests(found), digests(expected), "{name}");
    for (digest, record) in &found.manifests {
        let fields = |r: &ManifestRecord| {
            (r.manifest.clone(), r.config.clone(), r.last_updated, r.attributes)
        };
        assert_eq!(fields(record), fields(&expected.manifests[digest]), "{name}@{digest}");
    }
}

fn assert_all_same(found: &Inventory, expected: &Inventory) {
    assert_eq!(found.missing, expected.missing);
    let names = |inventory: &Inventory| -> Vec<RepositoryName> {
        inventory.repositories.keys().cloned().collect()
    };
    assert_eq!(names(found), names(expected));
    for (name, repository) in &found.repositories {
        assert_same(name, repository, &expected.repositories[name]);
    }
}

/// The part of the content that a registry without ACR's lists shows: manifests that tags reach by
/// children and referrers, without dates and locks.
fn as_seen_by_tags(truth: &Inventory) -> Inventory {
    let mut seen = truth.clone();
    for repository in seen.repositories.values_mut() {
        let mut reached: BTreeSet<Digest> = BTreeSet::new();
        let mut next: Vec<Digest> =
            repository.tags.values().filter_map(|tag| tag.digest().cloned()).collect();
        while let Some(digest) = next.pop() {
            let Some(record) = repository.manifests.get(&digest) else { continue };
            if !reached.insert(digest.clone()) {
                continue;
            }
            next.extend(record.manifest.children().iter().map(|child| child.digest.clone()));
            let referrers = repository.manifests.iter();
            let referrers = referrers.filter(|(_, r)| r.manifest.subject.as_ref() == Some(&digest));
            next.extend(referrers.map(|(digest, _)| digest.clone()));
        }
        repository.manifests.retain(|digest, _| reached.contains(digest));
        for record in repository.manifests.values_mut() {
            (record.last_updated, record.attributes) = (None, Attributes::OPEN);
        }
        for tag in repository.tags.values_mut() {
            (tag.last_updated, tag.attributes) = (None, Attributes::OPEN);
        }
        repository.lists_untagged = false;
    }
    seen
}

#[test]
fn the_pages_demo_shows_the_same_as_the_stand_in_does() {
    let base = "https://sample.invalid";
    let demo = Rc::new(Sample::new(base));
    let endpoint = Endpoint::new(base, "sample.invalid", RegistryKind::Acr).expect("an endpoint");
    let client = Client::new(demo, endpoint, Credentials::None);
    let (options, cancel) = (ScanOptions::default(), Cancel::default());
    let mut shown = Inventory::default();
    let end = block_on(scan(&client, &options, &cancel, &mut |event| event.apply(&mut shown)));
    assert_eq!(end, ScanEnd::Complete);
    assert_all_same(&shown, &StandIn::new(base, Config::default()).inventory());
}

#[test]
fn as_acr_everything_is_found() {
    let Scanned { end, inventory, sample } = scanned(RegistryKind::Acr, "{}", Credentials::None);
    assert_eq!((end, inventory.state), (ScanEnd::Complete, ReadState::Complete));
    assert_all_same(&inventory, &sample.inventory());
}

#[test]
fn as_oci_what_tags_reach_is_found() {
    let Scanned { end, inventory, sample } = scanned(RegistryKind::Oci, "{}", Credentials::None);
    assert_eq!((end, inventory.state), (ScanEnd::Complete, ReadState::Complete));
    let (truth, expected) = (sample.inventory(), as_seen_by_tags(&sample.inventory()));
    let count =
        |all: &Inventory| all.repositories.values().map(|r| r.manifests.len()).sum::<usize>();
    assert!(count(&expected) < count(&truth), "some manifests are invisible");
    assert_all_same(&inventory, &expected);
}

#[test]
fn small_pages_hidden_headers_tokens_and_throttling_change_nothing() {
    let config = r#"{"page_size":40,"hidden_headers":["Link","Docker-Content-Digest",
        "ETag","Docker-Distribution-Api-Version","X-Ms-Correlation-Request-Id"],
        "throttle":{"every":50,"retry_after":1},
        "authentication":{"bearer":{"user":"ann","password":"s3cret","expires_in":60}}}"#;
    for kind in [RegistryKind::Acr, RegistryKind::Oci] {
        let Scanned { end, inventory, sample } = scanned(kind, config, ann());
        assert_eq!(end, ScanEnd::Complete, "{kind:?}");
        let truth = sample.inventory();
        let expected = if kind == RegistryKind::Acr { truth } else { as_seen_by_tags(&truth) };
        assert_all_same(&inventory, &expected);
        assert!(sample.slept() > Duration::ZERO, "it waited when it was told to");
        assert!(sample.requests().iter().all(|(_, path)| path.starts_with('/')), "nobody else");
    }
}

#[test]
fn what_goes_wrong_in_one_repository_is_said_and_leaves_the_others_whole() {
    let names = ["web/checkout", "web/search"].map(|name| name.parse().expect("a name"));
    let spoiled: &RepositoryName = &names[0];
    let options = ScanOptions { repositories: Some(names.to_vec()), ..ScanOptions::default() };
    let truth = StandIn::new("https://sample.invalid", Config::default()).inventory();
    let check = |method: &str, path: &str, answer: &str| {
        let config =
            format!(r#"{{"faults":[{{"method":"{method}","path":"{path}","answer":{answer}}}]}}"#);
        let Scanned { end, inventory, sample } =
            scanned_with(RegistryKind::Acr, &config, Credentials::None, &options);
        assert_eq!(end, ScanEnd::Incomplete, "{path} {answer}");
        assert_eq!(inventory.repositories.len(), 2);
        for (name, repository) in &inventory.repositories {
            if name == spoiled {
                assert_eq!(repository.state, ReadState::Incomplete, "{path} {answer}");
                assert!(!repository.missing.is_empty(), "{path} {answer}");
            } else {
                assert_same(name, repository, &truth.repositories[name]);
            }
        }
        assert!(sample.requests().iter().all(|(_, path)| path.starts_with('/')), "nobody else");
    };
    for answer in [
        r#"{"status":[500,"oh"]}"#,
        r#"{"status":[403,"{\"errors\":[{\"code\":\"DENIED\"}]}"]}"#,
        r#""html""#,
        r#""garbage""#,
        r#"{"huge":33554432}"#,
        r#"{"realm_elsewhere":"https://evil.test/token"}"#,
        r#""drop""#,
        r#""truncated_json""#,
        r#""endless_link""#,
        r#""looping_link""#,
        r#"{"foreign_link":"https://evil.test/acr/v1/web/checkout/_tags"}"#,
        r#""cut_body""#,
        r#""markup_names""#,
    ] {
        check("GET", "/checkout/_tags", answer);
    }
    for answer in [r#""wrong_digest""#, r#""html""#, r#"{"huge":8388608}"#] {
        check("GET", "/v2/web/checkout/manifests/", answer);
    }
    // If nothing answers any more, the scan as a whole gives up instead.
    check("GET", "/v2/web/checkout/manifests/sha256:f", r#""drop""#);
}

#[test]
fn a_catalog_that_cannot_be_read_fails_the_scan_and_one_that_goes_wrong_is_not_called_complete() {
    for answer in [r#""html""#, r#""drop""#, r#"{"huge":33554432}"#, r#""truncated_json""#] {
        let config = format!(r#"{{"faults":[{{"path":"/_catalog","answer":{answer}}}]}}"#);
        let end = scanned(RegistryKind::Acr, &config, Credentials::None).end;
        assert!(matches!(end, ScanEnd::Failed(_)), "{answer}: {end:?}");
    }
    for answer in
        [r#""looping_link""#, r#"{"foreign_link":"https://evil.test/"}"#, r#""markup_names""#]
    {
        let config = format!(r#"{{"faults":[{{"path":"/_catalog","answer":{answer}}}]}}"#);
        let Scanned { end, inventory, .. } = scanned(RegistryKind::Acr, &config, Credentials::None);
        assert_eq!(end, ScanEnd::Incomplete, "{answer}");
        assert_eq!(inventory.state, ReadState::Incomplete, "{answer}");
    }
}

#[test]
fn tags_that_were_deleted_are_gone_in_the_next_scan() {
    let config = Config::default();
    let sample = Rc::new(StandIn::new("https://sample.invalid", config));
    let endpoint = Endpoint::new(sample.base(), "sample.invalid", RegistryKind::Acr);
    let client = Client::new(sample.clone(), endpoint.expect("an endpoint"), Credentials::None);
    let name: RepositoryName = "web/checkout".parse().expect("a name");
    let before = sample.inventory();
    let before = &before.repositories[&name];
    let latest = &before.tags[&"latest".parse().expect("a tag")];
    let TagTarget::Digest(digest) = &latest.target else { panic!("a digest") };
    let url = format!("https://sample.invalid/v2/{name}/manifests/{digest}");
    let deletion = Request::new(Method::Delete, url, 1 << 16);
    assert_eq!(block_on(sample.send(deletion)).expect("an answer").status, 202, "deleted");
    let options = ScanOptions { repositories: Some(vec![name.clone()]), ..ScanOptions::default() };
    let mut inventory = Inventory::default();
    let mut apply = |event: plimsoll::registry::scan::ScanEvent| event.apply(&mut inventory);
    assert_eq!(
        block_on(scan(&client, &options, &Cancel::default(), &mut apply)),
        ScanEnd::Complete
    );
    let after = &inventory.repositories[&name];
    assert_same(&name, after, &sample.inventory().repositories[&name]);
    assert_eq!(after.manifests.len(), before.manifests.len() - 4);
}

#[test]
fn a_paused_scan_asks_nothing_and_goes_on_where_it_was() {
    let sample = Rc::new(StandIn::new("https://sample.invalid", Config::default()));
    let endpoint = Endpoint::new(sample.base(), "sample.invalid", RegistryKind::Acr);
    let client = Client::new(sample.clone(), endpoint.expect("an endpoint"), Credentials::None);
    let options = ScanOptions::default();
    let hold = options.hold.clone();
    let mut inventory = Inventory::default();
    let mut read = 0;
    let mut on_event = |event: ScanEvent| {
        if let ScanEvent::ManifestRead { .. } = event {
            read += 1;
            if read == 20 {
                hold.hold();
            }
        }
        event.apply(&mut inventory);
    };
    let cancel = Cancel::default();
    let mut scan = Box::pin(scan(&client, &options, &cancel, &mut on_event));
    let mut pool = LocalPool::new();
    let mut poll = |scan: &mut _| pool.run_until(async { futures::poll!(scan) });
    while !options.hold.is_held() {
        assert!(poll(&mut scan).is_pending(), "the scan ended before it was paused");
    }
    for _ in 0..20 {
        assert!(poll(&mut scan).is_pending());
    }
    let asked = sample.requests().len();
    for _ in 0..20 {
        assert!(poll(&mut scan).is_pending());
    }
    assert_eq!(sample.requests().len(), asked, "a paused scan asks nothing");
    options.hold.go_on();
    assert_eq!(block_on(scan), ScanEnd::Complete);
    assert_all_same(&inventory, &sample.inventory());
}
