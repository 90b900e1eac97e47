//! The table "Images" over a whole registry.

use super::{registry, words};
use crate::by_hand::{self, digest, image, repository, signature_tag, with_subject};
use plimsoll::model::{Inventory, Timestamp};
use plimsoll::present::{ImageFilter, Row, image_choices, image_columns, image_of_key, image_rows};
use plimsoll::registry::RegistryKind;
use plimsoll::storage::Analysis;

fn rows_of(inventory: &Inventory, filter: &ImageFilter) -> Vec<Row> {
    let does = RegistryKind::Acr.capabilities();
    image_rows(inventory, &Analysis::of(inventory), &does, filter)
}

/// The rows as `<repository> <manifest>`, with the manifest that each stands below.
fn shape(rows: &[Row]) -> Vec<(String, Option<String>)> {
    let named = |key: &String| {
        let (name, found) = image_of_key(key).expect("a key");
        let own = ["a", "b", "o", "i", "t", "s", "n", "c"].into_iter();
        let own = own.filter(|own| digest(own) == found).collect::<String>();
        format!("{name} {own}")
    };
    let mut all: Vec<_> =
        rows.iter().map(|row| (named(&row.key), row.part_of.as_ref().map(named))).collect();
    all.sort();
    all
}

fn names(inventory: &Inventory, filter: &ImageFilter) -> Vec<String> {
    shape(&rows_of(inventory, filter)).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn each_image_of_the_registry_is_a_row_and_its_parts_stand_below_it() {
    let inventory = registry();
    let rows = rows_of(&inventory, &ImageFilter::default());
    let own = |text: &str| (text.to_owned(), None);
    // `a` has tags of its own, although `i` lists it.
    let part = ("web/app b".to_owned(), Some("web/app i".to_owned()));
    assert_eq!(
        shape(&rows),
        [own("tools t"), own("web/app a"), part, own("web/app i"), own("web/app o")]
    );
    let find = |name: &str| {
        let key = format!("web/app@{}", digest(name));
        words(rows.iter().find(|row| row.key == key).expect("a row"))
    };
    assert_eq!(find("i"), ["web/app", "v2", "index", "–", "–", "185 B", "50 B", "–"]);
    let short = digest("o").short();
    assert_eq!(find("o")[1..3], [format!("{short} [orphan]"), "artifact".to_owned()]);
    assert_eq!((&*find("o")[5], &*find("o")[6]), ("59 B", "59 B"));
    assert_eq!(image_columns(false).len() + 1, image_columns(true).len());
}

#[test]
fn signatures_stand_below_their_image_by_subject_and_by_tag() {
    let tagged = signature_tag("n");
    let app = repository(
        vec![
            image("n", 10, ("config", 5), &[("base", 100)]),
            with_subject(image("s", 11, ("empty", 2), &[("signature", 30)]), "n"),
            image("c", 12, ("empty", 2), &[("cosign", 40)]),
        ],
        &[("v1", "n"), (&tagged, "c")],
    );
    let inventory = by_hand::registry(vec![("app", app)]);
    let below = |name: &str| (name.to_owned(), Some("app n".to_owned()));
    let rows = rows_of(&inventory, &ImageFilter::default());
    assert_eq!(shape(&rows), [below("app c"), ("app n".to_owned(), None), below("app s")]);
    // A filter looks at images, and keeps all parts of what it keeps.
    let untagged = ImageFilter { untagged: true, ..ImageFilter::default() };
    assert!(rows_of(&inventory, &untagged).is_empty());
}

#[test]
fn a_filter_keeps_images_that_meet_all_its_conditions() {
    let mut inventory = registry();
    let any = ImageFilter::default;
    let orphans = ImageFilter { orphans: true, ..any() };
    assert_eq!(names(&inventory, &orphans), ["web/app o"]);
    assert_eq!(names(&inventory, &ImageFilter { untagged: true, ..any() }), ["web/app o"]);
    let in_web = ImageFilter { namespace: Some("web".to_owned()), ..any() };
    assert_eq!(names(&inventory, &in_web), ["web/app a", "web/app b", "web/app i", "web/app o"]);
    let none = ImageFilter { namespace: Some("we".to_owned()), ..any() };
    assert!(names(&inventory, &none).is_empty());
    let mut nested = inventory.clone();
    nested.repositories = nested
        .repositories
        .into_iter()
        .map(|(name, one)| (by_hand::repository_name(&format!("team/{name}")), one))
        .collect();
    for (namespace, count) in [("team", 5), ("team/web", 4), ("web", 0), ("team/we", 0)] {
        let within = ImageFilter { namespace: Some(namespace.to_owned()), ..any() };
        assert_eq!(rows_of(&nested, &within).len(), count, "{namespace}");
    }
    let indexes = ImageFilter { kind: Some("index".to_owned()), ..any() };
    assert_eq!(names(&inventory, &indexes), ["web/app b", "web/app i"]);
    // 13 + 8 + 100 = 121 of t, 135 of a, 185 of i.
    let large = ImageFilter { bytes: 135, ..any() };
    assert_eq!(names(&inventory, &large), ["web/app a", "web/app b", "web/app i"]);
    let both = ImageFilter { bytes: 136, ..indexes };
    assert_eq!(names(&inventory, &both), ["web/app b", "web/app i"]);

    // Only o and a have dates, and an image without one is never old.
    let day = 24 * 3600 * 1000;
    let now = Timestamp::from_millis(1_780_000_000_000);
    let repository = inventory.repositories.values_mut().nth(1).expect("web/app");
    for (name, days) in [("o", 91), ("a", 89)] {
        let record = repository.manifests.get_mut(&digest(name)).expect("a manifest");
        record.last_updated = Some(Timestamp::from_millis(now.millis() - days * day));
    }
    let old = |days| any().with_numbers(Some(days), None, now);
    assert_eq!(names(&inventory, &old("90")), ["web/app o"]);
    assert_eq!(names(&inventory, &old("88")), ["web/app a", "web/app o"]);
    // Nonsense in the address is no condition.
    assert!(!any().with_numbers(Some("x"), Some("-1"), now).is_any());
    assert_eq!(any().with_numbers(None, Some("100"), now).bytes, 100 << 20);
}

#[test]
fn chips_offer_what_the_registry_holds() {
    let inventory = registry();
    let choices = image_choices(&inventory, &Analysis::of(&inventory));
    assert_eq!(choices.namespaces, ["web"]);
    assert_eq!(choices.kinds, ["artifact", "index"]);
}
