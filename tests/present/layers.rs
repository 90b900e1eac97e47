//! The table "Layers" of a repository, and the page of a layer.

use super::{registry, words};
use crate::by_hand::{self, digest, image, repository, repository_name};
use plimsoll::model::{
    Digest, HistoryEntry, ImageConfig, Inventory, ManifestContent, ManifestRecord,
};
use plimsoll::present::{layer_facts, layer_rows, layer_user_rows, repository_layer_rows};
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
    assert_eq!((&*facts.size.exact, &*facts.users), ("100 bytes", "3 artifacts in 2 repositories"));
    assert_eq!(facts.title, "Layer");
    assert_eq!(
        facts.keepers,
        "Its bytes come back when all 3 artifacts that use it, in 2 repositories, are deleted. Tags keep all of them."
    );
    let rows = layer_user_rows(&digest("base"), &inventory, &analysis, &does);
    let short = |name: &str| digest(name).short();
    let mut found: Vec<Vec<String>> = rows.iter().map(words).collect();
    found.sort();
    // t: 13 + 8 + 100. a: 10 + 5 + 100 + 20. b: 11 + 6 + 100 + 30, a part of the index on v2.
    let mut expected = [
        ["tools", "latest", &*short("t"), "artifact", "–", "121 B"],
        ["web/app", "latest [and 1 more]", &*short("a"), "artifact", "–", "135 B"],
        ["web/app", "part of v2", &*short("b"), "artifact", "–", "147 B"],
    ];
    expected.sort_unstable();
    assert_eq!(found, expected);

    let facts = layer_facts(&digest("old"), &inventory, &analysis).expect("it is used");
    assert!(facts.keepers.ends_with("It is an orphan: nothing keeps it."), "{}", facts.keepers);
    let facts = layer_facts(&digest("config-o"), &inventory, &analysis).expect("it is used");
    assert_eq!((facts.title, &*facts.users), ("Config", "1 artifact in 1 repository"));
    // Nobody uses the first, and the second is a manifest.
    for unused in ["nobody", "i"] {
        assert_eq!(layer_facts(&digest(unused), &inventory, &analysis), None);
    }
    assert!(layer_user_rows(&Digest::of(b"nobody"), &inventory, &analysis, &does).is_empty());
}

#[test]
fn users_of_one_kind_have_its_noun_and_others_are_manifests() {
    let typed = |name: &str, config: &str, layer: &str| {
        let mut record = image(name, 10, ("config", 5), &[("base", 100)]);
        if let ManifestContent::Image { config: own, layers } = &mut record.manifest.content {
            own.media_type = config.into();
            let mut base = layers[0].clone();
            base.media_type = layer.into();
            *layers = vec![base].into();
        }
        record
    };
    let plain = |name| {
        let layer = "application/vnd.oci.image.layer.v1.tar+gzip";
        typed(name, "application/vnd.oci.image.config.v1+json", layer)
    };
    let signature =
        typed("s", "application/json", "application/vnd.dev.cosign.simplesigning.v1+json");
    let users = |records: Vec<ManifestRecord>| {
        let app = repository(records, &[]);
        let inventory = by_hand::registry(vec![("app", app)]);
        let analysis = Analysis::of(&inventory);
        let facts = layer_facts(&digest("base"), &inventory, &analysis).expect("it is used");
        let app = &inventory.repositories[&repository_name("app")];
        let first = app.manifests.values().next().expect("a manifest");
        let row = words(&layer_rows(first, &analysis)[0]);
        (facts.users, row.last().expect("users").clone(), facts.keepers)
    };
    let (one, here, keepers) = users(vec![signature.clone()]);
    assert_eq!((&*one, &*here), ("1 signature in 1 repository", "only this signature"));
    let begins = "Its bytes come back when the one signature that uses it is deleted.";
    assert!(keepers.starts_with(begins), "{keepers}");
    let (images, here, _) = users(vec![plain("a"), plain("b")]);
    assert_eq!((&*images, &*here), ("2 images in 1 repository", "2 images here"));
    assert_eq!(users(vec![plain("a"), signature]).0, "2 manifests in 1 repository");
}
