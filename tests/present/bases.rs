//! The tables "Common bases" and "Layers" of a registry, with worked numbers.

use plimsoll::model::{
    Descriptor, ImageConfig, Inventory, KeptOnce, ManifestContent, ManifestRecord,
};
use plimsoll::present::{BASE_COLUMNS, Bases, all_layer_rows, bases_of_image, common_bases, csv};
use plimsoll::storage::Analysis;

use super::words;
use crate::by_hand::{self, Blob, descriptor, digest, index, manifest, repository};

const CONFIG: &str = "application/vnd.oci.image.config.v1+json";

/// An image of amd64 whose config names a step for each layer.
fn image(name: &str, layers: &[Blob]) -> ManifestRecord {
    let config = Descriptor::new(CONFIG.into(), digest(&format!("config of {name}")), Some(3));
    let all = layers.iter().map(|&(name, size)| descriptor(name, size)).collect();
    let mut record = manifest(name, 10, ManifestContent::Image { config, layers: all });
    let steps: Vec<String> =
        layers.iter().map(|(name, _)| format!(r#"{{"created_by":"ADD {name}"}}"#)).collect();
    let text =
        format!(r#"{{"os":"linux","architecture":"amd64","history":[{}]}}"#, steps.join(","));
    record.config = ImageConfig::read(text.as_bytes()).map(Box::new);
    record
}

/// `base/debian`: 12 and latest on an index of `d`, of one layer (100). `web/app`: `a` and `b` with a layer of Python (50)
/// and one of their own on it. `tools`: `t` on Debian alone, and `u` that shares nothing.
fn registry() -> Inventory {
    let debian = repository(
        vec![image("d", &[("debian", 100)]), index("i", 3, &["d"])],
        &[("12", "i"), ("latest", "i")],
    );
    let app = repository(
        vec![
            image("a", &[("debian", 100), ("python", 50), ("app-a", 20)]),
            image("b", &[("debian", 100), ("python", 50), ("app-b", 30)]),
        ],
        &[("v1", "a"), ("v2", "b")],
    );
    let tools = repository(
        vec![image("t", &[("debian", 100), ("tool", 8)]), image("u", &[("scratch", 7)])],
        &[("t", "t"), ("u", "u")],
    );
    by_hand::registry(vec![("base/debian", debian), ("tools", tools), ("web/app", app)])
}

fn rows(inventory: &Inventory) -> Vec<Vec<String>> {
    let Bases { rows, .. } = common_bases(inventory, &Analysis::of(inventory), false);
    rows.iter().map(words).collect()
}

#[test]
fn bases_are_named_by_the_image_that_is_one_or_by_their_last_step() {
    let inventory = registry();
    let (debian, python) = (digest("debian").short(), digest("python").short());
    // d, t, a and b begin with Debian: 4 × 100. a and b with Python on it: 2 × 150.
    let expected = [
        [
            "base/debian:12 and 1 more [amd64]",
            &debian,
            "1",
            "4 images in 3 repositories",
            "100 B",
            "400 B",
        ],
        ["ADD python [web/app]", &python, "2", "2 images in 1 repository", "150 B", "300 B"],
    ];
    assert_eq!(rows(&inventory), expected);

    let across = common_bases(&inventory, &Analysis::of(&inventory), true);
    assert_eq!(across.rows.len(), 1);
    let apart = common_bases(&inventory, &Analysis::kept(&inventory, KeptOnce::Repository), true);
    assert_eq!(apart.rows.len(), 1);
    assert_eq!(words(&apart.rows[0])[0], "ADD python [web/app]");
    assert!(
        apart
            .note
            .ends_with("keeps a layer once in each repository: bases are of one of them each.")
    );
    assert!(csv(BASE_COLUMNS, &across.rows).contains(&digest("debian").to_string()));

    // Without its tags the image is named by its digest, and without the image by the step.
    let mut untagged = inventory.clone();
    let debian_repository = by_hand::repository_name("base/debian");
    untagged.repositories.get_mut(&debian_repository).expect("it").tags.clear();
    assert_eq!(rows(&untagged)[0][0], format!("base/debian@{}", digest("d").short()));
    untagged.repositories.remove(&debian_repository);
    assert_eq!(
        rows(&untagged)[0],
        ["ADD debian", &debian, "1", "3 images in 2 repositories", "100 B", "300 B"]
    );
    // A tag of its own comes before that of an index.
    let mut tagged = inventory;
    let own = tagged.repositories.get_mut(&debian_repository).expect("it");
    own.tags.insert(by_hand::tag_name("12-amd64"), by_hand::tag("d"));
    assert_eq!(rows(&tagged)[0][0], "base/debian:12-amd64");
}

#[test]
fn where_manifests_may_be_unseen_there_may_be_more_images() {
    let mut inventory = registry();
    for repository in inventory.repositories.values_mut() {
        repository.lists_untagged = false;
    }
    assert_eq!(
        rows(&inventory)[1][2..],
        ["2", "2 images in 1 repository", "150 B", "at least 300 B"]
    );
    let note = common_bases(&inventory, &Analysis::of(&inventory), true).note;
    assert!(
        note.ends_with("differ. Images that were not seen may begin with them, too."),
        "{note}"
    );
}

#[test]
fn the_layers_of_the_registry_name_the_step_and_the_users_largest_first() {
    let inventory = registry();
    let (rows, left_out) = all_layer_rows(&inventory, &Analysis::of(&inventory));
    assert_eq!(left_out, None);
    let rows: Vec<Vec<String>> = rows.iter().map(words).collect();
    let row = |step: &str, used: &str, size: &str| {
        let name = step.trim_start_matches("ADD ");
        vec![step.to_owned(), digest(name).short(), used.to_owned(), size.to_owned()]
    };
    assert_eq!(rows[0], row("ADD debian", "4 images in 3 repositories", "100 B"));
    assert_eq!(rows[1], row("ADD python", "2 images in 1 repository", "50 B"));
    assert_eq!(rows[2], row("ADD app-b", "1 image in 1 repository", "30 B"));
    assert_eq!(rows.len(), 6);
}

#[test]
fn an_image_names_the_bases_that_it_begins_with() {
    let inventory = registry();
    let of = |name: &str, image: &str| -> Vec<[String; 4]> {
        let name = by_hand::repository_name(name);
        let bases = bases_of_image(&name, &digest(image), &inventory, &Analysis::of(&inventory));
        let words = |base: plimsoll::present::CommonBase| {
            [base.name, base.layers, base.users, base.once.plain()]
        };
        bases.into_iter().map(words).collect()
    };
    let debian = ["base/debian:12 and 1 more", "1 layer", "4 images in 3 repositories", "100 B"];
    let python = ["ADD python", "2 layers", "2 images in 1 repository", "150 B"];
    assert_eq!(of("web/app", "a"), [python, debian]);
    assert_eq!(of("tools", "t"), [debian]);
    for (name, other) in [("tools", "u"), ("base/debian", "i"), ("web/app", "nobody")] {
        assert!(of(name, other).is_empty(), "{other}");
    }
}
