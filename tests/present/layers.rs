//! The table "Layers" of a repository, and the page of a layer.

use super::{registry, words};
use crate::by_hand::{self, digest, repository_name};
use plimsoll::model::{Digest, HistoryEntry, ImageConfig, Inventory};
use plimsoll::present::{layer_facts, layer_user_rows, repository_layer_rows};
use plimsoll::registry::RegistryKind;
use plimsoll::storage::Analysis;

/// The registry in which the config of image `b` names its two steps.
fn told() -> Inventory {
    let mut inventory = registry();
    let app = inventory.repositories.get_mut(&repository_name("web/app")).expect("it is there");
    let step = |text: &str| HistoryEntry::new(text, false);
    let history = vec![step("ADD base"), step("/bin/sh -c make")];
    let config = ImageConfig { history: history.into(), ..ImageConfig::default() };
    app.manifests.get_mut(&digest("b")).expect("it is there").config = Some(Box::new(config));
    inventory
}

#[test]
fn layers_in_rows() {
    let inventory = told();
    let name = repository_name("web/app");
    let does = RegistryKind::Acr.capabilities();
    let analysis = Analysis::of(&inventory);
    let rows = repository_layer_rows(&name, &inventory.repositories[&name], &analysis, &does);
    assert_eq!(rows.len(), 4);
    let find = |digest: &str| {
        let key = by_hand::digest(digest).to_string();
        words(rows.iter().find(|row| row.key == key).expect("a row"))
    };
    let by_type = "application/vnd.oci.image.layer.v1.tar+gzip";
    let short = |name: &str| digest(name).short();
    // a and b use the base, and t of tools. The config of b names its step.
    assert_eq!(find("base"), ["ADD base", &*short("base"), "100 B", "2", "2 repositories"]);
    assert_eq!(find("app-b"), ["make", &*short("app-b"), "30 B", "1", "only here"]);
    // The configs of a and o name none.
    assert_eq!(find("app-a"), [by_type, &*short("app-a"), "20 B", "1", "only here"]);
    assert_eq!(find("old"), [by_type, &*short("old"), "40 B", "1", "only here"]);
}

#[test]
fn a_layer_names_its_step_its_images_and_what_keeps_them() {
    let inventory = told();
    let does = RegistryKind::Acr.capabilities();
    let analysis = Analysis::of(&inventory);
    let facts = layer_facts(&digest("base"), &inventory, &analysis).expect("it is used");
    let app = repository_name("web/app");
    assert_eq!(facts.step, Some(("ADD base".to_owned(), app, digest("b"))));
    assert_eq!((&*facts.size.exact, &*facts.users), ("100 bytes", "3 images in 2 repositories"));
    assert_eq!(
        facts.keepers,
        "Its bytes come back when all 3 images that use it, in 2 repositories, are deleted. Tags keep all of them."
    );
    let rows = layer_user_rows(&digest("base"), &inventory, &analysis, &does);
    let short = |name: &str| digest(name).short();
    let mut found: Vec<Vec<String>> = rows.iter().map(words).collect();
    found.sort();
    // t: 13 + 8 + 100. a: 10 + 5 + 100 + 20. b: 11 + 6 + 100 + 30, a part of the index on v2.
    let mut expected = [
        ["tools", "latest", &*short("t"), "–", "121 B"],
        ["web/app", "latest [and 1 more]", &*short("a"), "–", "135 B"],
        ["web/app", "part of v2", &*short("b"), "–", "147 B"],
    ];
    expected.sort_unstable();
    assert_eq!(found, expected);

    let facts = layer_facts(&digest("old"), &inventory, &analysis).expect("it is used");
    assert!(facts.keepers.ends_with("It is an orphan: nothing keeps it."), "{}", facts.keepers);
    // Nobody uses the first, and the second is a manifest.
    for unused in ["nobody", "i"] {
        assert_eq!(layer_facts(&digest(unused), &inventory, &analysis), None);
    }
    assert!(layer_user_rows(&Digest::of(b"nobody"), &inventory, &analysis, &does).is_empty());
}
