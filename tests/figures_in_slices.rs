//! Figures that are computed in slices are those that are computed in one go, and their inventory stays as it is.

use std::rc::Rc;

use plimsoll::model::{
    Attributes, Digest, Inventory, KeptOnce, Manifest, ManifestRecord, ReadState, Repository, Tag,
    TagTarget,
};
use plimsoll::storage::{Analysis, Slices};

/// Layers of each image.
const LAYERS: u32 = 10;

/// Two repositories that share layers. Every third image has a tag, and every tenth manifest is an index of the two
/// images before it.
fn inventory() -> Inventory {
    let mut inventory = Inventory { state: ReadState::Complete, ..Inventory::default() };
    for (name, count) in [("web", 3000), ("api", 40), ("empty", 0)] {
        let state = ReadState::Complete;
        let mut repository =
            Repository { state, lists: state, lists_untagged: true, ..Repository::default() };
        let mut before: Vec<Digest> = Vec::new();
        for number in 0..count {
            let children = &before[before.len().saturating_sub(2)..];
            let text = if number % 10 == 9 { index(children) } else { image(name, number) };
            let manifest = Manifest::read(text.as_bytes(), None, None);
            before.push(manifest.digest.clone());
            if number % 3 == 0 {
                let target = TagTarget::Digest(manifest.digest.clone());
                let tag = Tag { target, last_updated: None, attributes: Attributes::OPEN };
                repository.tags.extend(format!("v{number}").parse().ok().map(|name| (name, tag)));
            }
            repository.take_manifest(ManifestRecord::of(manifest));
        }
        inventory.repositories.extend(name.parse().ok().map(|name| (name, repository)));
    }
    inventory
}

fn image(repository: &str, number: u32) -> String {
    let descriptor = |of: String, size: u32| {
        let digest = Digest::of(of.as_bytes());
        format!(r#"{{"mediaType":"x","digest":"{digest}","size":{size}}}"#)
    };
    let layers: Vec<String> = (0..LAYERS)
        .map(|place| descriptor(format!("layer {place} {}", number / (place + 1)), 1000 + place))
        .collect();
    let config = descriptor(format!("config {repository} {number}"), 7);
    format!(r#"{{"schemaVersion":2,"config":{config},"layers":[{}]}}"#, layers.join(","))
}

fn index(children: &[Digest]) -> String {
    let entry = |digest: &Digest| format!(r#"{{"mediaType":"x","digest":"{digest}","size":9}}"#);
    let entries: Vec<String> = children.iter().map(entry).collect();
    format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, entries.join(","))
}

#[test]
fn slices_come_to_what_one_go_comes_to() {
    let mut inventory = Rc::new(inventory());
    let whole = Analysis::of(&inventory);
    let mut slices = Slices::of(Rc::clone(&inventory), KeptOnce::Registry);
    let mut steps = 1;
    while !slices.step(|| true) {
        assert!(Rc::get_mut(&mut inventory).is_none(), "nobody changes what is being read");
        assert!(!slices.is_whole());
        steps += 1;
    }
    // 3 000 manifests use more than 30 000 blobs: to add, to count in contents.
    assert!((12..200).contains(&steps), "{steps} steps");
    assert!(Rc::get_mut(&mut inventory).is_some(), "the whole analysis holds no inventory");

    let sliced = slices.end().expect("figures");
    assert_eq!(sliced.totals, whole.totals);
    assert!(whole.totals.orphans > 0 && whole.totals.shared.bytes > 0);
    assert_eq!(sliced.repositories, whole.repositories);
    for (name, digest) in whole.manifests() {
        assert_eq!(sliced.manifest(name, digest), whole.manifest(name, digest));
    }
    assert_eq!(sliced.layers(None, 20), whole.layers(None, 20));
    assert_eq!(whole.layers(None, 20), whole.layers(None, usize::MAX)[..20]);
}

#[test]
fn figures_that_are_not_whole_are_none() {
    let mut slices = Slices::of(Rc::new(inventory()), KeptOnce::Registry);
    slices.step(|| true);
    assert!(slices.end().is_none());
}
