//! The facts that the contents are made for, counted by brute force.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};

use super::build;
use crate::model::{Digest, ImageConfig, Manifest, RepositoryName, TagName};
use crate::sample::contents::calendar::TODAY;
use crate::sample::store::{Repository, Store};

const GIB: u64 = 1024 * 1024 * 1024;

/// The contents, built once for all tests: a debug build takes its time.
pub(super) fn built_once() -> Store {
    static BUILT: OnceLock<Store> = OnceLock::new();
    BUILT.get_or_init(build).clone()
}

/// Digests and sizes of a manifest's whole content, read from its bytes.
fn content(
    manifests: &BTreeMap<Digest, Manifest>,
    digest: &Digest,
    into: &mut BTreeMap<Digest, u64>,
) {
    let Some(manifest) = manifests.get(digest) else { return };
    into.insert(digest.clone(), manifest.size);
    for blob in manifest.blobs() {
        into.insert(blob.digest.clone(), blob.stored_size().unwrap_or(0));
    }
    for child in manifest.children() {
        content(manifests, &child.digest, into);
    }
}

fn manifests(store: &Store) -> impl Iterator<Item = (&str, &Repository, Manifest)> {
    store.repositories.iter().flat_map(|(name, repository)| {
        repository.manifests.values().map(move |held| {
            (name.as_str(), repository, Manifest::read(&held.bytes, Some(held.media_type), None))
        })
    })
}

/// The most repositories that share one layer made by a step with this command.
fn spread(store: &Store, command: &str) -> usize {
    let mut holders: BTreeMap<Digest, BTreeSet<&str>> = BTreeMap::new();
    for (name, repository, manifest) in manifests(store) {
        let Some((_, config)) = &repository.manifests[&manifest.digest].config else { continue };
        let Some(config) = ImageConfig::read(config) else { continue };
        for (position, layer) in manifest.layers().iter().enumerate() {
            let step = config.step_of_layer(position, manifest.layers().len());
            if step.is_some_and(|step| step.contains(command)) {
                holders.entry(layer.digest.clone()).or_default().insert(name);
            }
        }
    }
    holders.values().map(BTreeSet::len).max().unwrap_or(0)
}

#[test]
fn every_name_is_a_name_and_every_digest_verifies() {
    let store = built_once();
    for (name, repository) in &store.repositories {
        assert!(name.parse::<RepositoryName>().is_ok(), "{name}");
        for (tag, stored) in &repository.tags {
            assert!(tag.parse::<TagName>().is_ok(), "{name}:{tag}");
            assert!(repository.manifests.contains_key(&stored.digest), "{name}:{tag} dangles");
            assert!(stored.created <= stored.updated && stored.updated < TODAY, "{name}:{tag}");
        }
        for (digest, held) in &repository.manifests {
            assert!(digest.verifies(&held.bytes), "{name}@{digest}");
            let read = Manifest::read(&held.bytes, Some("text/plain"), None);
            assert!(read.is_understood(), "{name}@{digest}");
            let listed: Vec<&Digest> = read.blobs().map(|blob| &blob.digest).collect();
            let stored: Vec<&Digest> = held.blobs.iter().map(|blob| &blob.digest).collect();
            assert_eq!(listed, stored, "{name}@{digest}");
            let children: Vec<&Digest> = read.children().iter().map(|c| &c.digest).collect();
            assert_eq!(children, held.children.iter().collect::<Vec<_>>(), "{name}@{digest}");
            assert_eq!(read.subject, held.subject, "{name}@{digest}");
            assert_eq!(
                read.artifact_type.as_deref(),
                held.artifact_type.as_deref(),
                "{name}@{digest}"
            );
            if let Some((media_type, config)) = &held.config {
                let descriptor = read.config().expect("a config that is stored is listed");
                assert!(descriptor.digest.verifies(config), "{name}@{digest}");
                assert_eq!(descriptor.size(), Some(config.len() as u64), "{name}@{digest}");
                assert_eq!(descriptor.media_type.as_str(), *media_type, "{name}@{digest}");
                assert!(serde_json::from_slice::<serde_json::Value>(config).is_ok());
            }
        }
    }
}

#[test]
fn a_digest_has_one_size_everywhere() {
    let store = built_once();
    let mut sizes: BTreeMap<Digest, u64> = BTreeMap::new();
    for (name, repository, manifest) in manifests(&store) {
        let held = manifest.children().iter().filter_map(|child| {
            let held = repository.manifests.get(&child.digest)?;
            assert_eq!(child.size(), Some(held.bytes.len() as u64), "{name}@{}", child.digest);
            child.size().map(|size| (child.digest.clone(), size))
        });
        let blobs = manifest.blobs().filter_map(|b| b.size().map(|size| (b.digest.clone(), size)));
        for (digest, size) in held.chain(blobs) {
            assert_eq!(*sizes.entry(digest).or_insert(size), size, "{name}");
        }
    }
}

#[test]
fn it_is_as_large_as_a_team_s_registry_after_two_years() {
    let store = built_once();
    let tags: usize = store.repositories.values().map(|repository| repository.tags.len()).sum();
    let count = manifests(&store).count();
    let (mut logical, mut reached) = (0, BTreeMap::new());
    let mut stored = BTreeMap::new();
    for repository in store.repositories.values() {
        let held = repository.manifests.iter();
        let read = held.map(|(digest, m)| (digest.clone(), Manifest::read(&m.bytes, None, None)));
        let read = read.collect();
        for tag in repository.tags.values() {
            let mut one = BTreeMap::new();
            content(&read, &tag.digest, &mut one);
            logical += one.values().sum::<u64>();
            reached.append(&mut one);
        }
        for digest in repository.manifests.keys() {
            content(&read, digest, &mut stored);
        }
    }
    let sum = |set: &BTreeMap<Digest, u64>| set.values().sum::<u64>();
    // Pinned, so that a change of the contents is noticed: pages and screenshots show these.
    assert_eq!((store.repositories.len(), tags, count, stored.len()), (27, 1781, 2775, 8402));
    assert!((60 * GIB..=200 * GIB).contains(&logical), "{} GiB", logical / GIB);
    assert_eq!((logical / GIB, sum(&stored) / GIB, sum(&reached) / GIB), (191, 56, 46));
}

#[test]
fn layers_are_shared_across_repositories() {
    let store = built_once();
    assert_eq!(spread(&store, "# debian.sh --arch 'amd64'"), 11);
    assert_eq!(spread(&store, "/opt/java/openjdk"), 4, "data/* and base/jdk");
    assert_eq!(spread(&store, "libnccl2"), 3, "ml/*");
}

#[test]
fn every_oddity_is_there() {
    let store = built_once();
    let repository = |name: &str| &store.repositories[name];
    assert_eq!(repository("web/assets").tags.len(), 1200);
    assert_eq!(repository("web/assets").manifests.len(), 1000, "200 tags share a digest");
    let scratchpad = repository("sandbox/scratchpad");
    assert!(scratchpad.tags.is_empty() && scratchpad.manifests.is_empty());

    let tags = &repository("web/storefront").tags;
    for tag in ["main", "2.14.1", "2.14", "2"] {
        assert_eq!(tags["latest"].digest, tags[tag].digest, "{tag}");
    }
    let signatures = tags.keys().filter(|tag| tag.ends_with(".sig"));
    for tag in signatures {
        let subject = tag.parse::<TagName>().expect("a tag").attached_to().expect("a digest");
        assert!(repository("web/storefront").manifests.contains_key(&subject), "{tag}");
    }

    // The newest mirrored index of nginx: two of five platforms are here.
    let nginx = repository("library/nginx");
    let index = &nginx.manifests[&nginx.tags["1.27.5"].digest];
    let here = index.children.iter().filter(|child| nginx.manifests.contains_key(child)).count();
    assert_eq!((index.children.len(), here), (5, 2));

    let runner = repository("ops/runner");
    let fleet = &runner.manifests[&runner.tags["fleet"].digest];
    assert!(!fleet.children.is_empty());
    assert!(fleet.children.iter().all(|child| !runner.manifests[child].children.is_empty()));

    let agent = repository("ops/agent");
    let foreign = agent.manifests.values().flat_map(|m| &m.blobs).filter(|blob| !blob.stored);
    assert_eq!(foreign.count(), 9, "one in each Windows image");

    let kinds: BTreeSet<&str> = store
        .repositories
        .values()
        .flat_map(|repository| repository.manifests.values().map(|manifest| manifest.media_type))
        .collect();
    assert_eq!(kinds.len(), 6, "OCI and Docker, image and list, schema 1, withdrawn: {kinds:?}");

    // Six indexes were lost: their platforms and attestations are named by nothing.
    let export = repository("data/export");
    let named: BTreeSet<&Digest> = export
        .manifests
        .values()
        .flat_map(|manifest| &manifest.children)
        .chain(export.tags.values().map(|tag| &tag.digest))
        .collect();
    assert_eq!(export.manifests.keys().filter(|digest| !named.contains(digest)).count(), 24);

    let locked = |repository: &Repository| {
        let manifests = repository.manifests.values().filter(|m| m.attributes.is_locked()).count();
        let tags = repository.tags.values().filter(|tag| tag.attributes.is_locked()).count();
        (manifests, tags)
    };
    assert_eq!(locked(repository("web/storefront")), (1, 0));
    assert_eq!(locked(repository("legacy/billing")), (1, 1));
    assert_eq!(locked(repository("base/debian")), (0, 1));
    let whole = store.repositories.iter().filter(|(_, one)| one.attributes.is_locked());
    assert_eq!(whole.map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["base/debian"]);
    assert!(repository("base/debian").attributes.write, "what is in it may go");
}

#[test]
fn it_is_the_same_every_time() {
    let fingerprint = |store: &Store| {
        let mut hash = Sha256::new();
        for (name, repository) in &store.repositories {
            hash.update(name);
            hash.update(format!("{:?}", repository.attributes));
            for (tag, stored) in &repository.tags {
                hash.update(format!("{tag}{}{}", stored.digest, stored.updated.millis()));
            }
            for (digest, held) in &repository.manifests {
                hash.update(format!("{digest}{}{:?}", held.pushed.millis(), held.attributes));
            }
        }
        Digest::sha256(hash.finalize().into()).short()
    };
    // Pinned: it holds on every machine, and changes only when somebody changes the contents.
    assert_eq!(fingerprint(&build()), "6757ab040f1c");
    assert_eq!(fingerprint(&build()), fingerprint(&built_once()));
}
