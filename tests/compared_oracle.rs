//! A report of one random inventory beside another one, against a difference worked out by brute force.

mod oracle;

use std::collections::{BTreeMap, BTreeSet};

use oracle::Oracle;
use oracle::generate::inventories;
use plimsoll::model::{Amount, Digest, Inventory, RepositoryName, TagName, TagTarget, Timestamp};
use plimsoll::present::{
    Difference, Origin, SavedReport, Side, Sides, TagMove, compared_rows, compared_words,
    moved_tag_rows, report,
};
use plimsoll::storage::Analysis;
use proptest::prelude::*;

/// Whether the bound of a signed change holds, for any bytes that the gaps of both figures may hide.
fn is_sound(sides: &Sides, then: Amount, now: Amount) -> bool {
    let Some(change) = sides.change() else { return true };
    let signed = i128::from(change.bytes) * if change.is_less { -1 } else { 1 };
    let expected = i128::from(now.bytes) - i128::from(then.bytes);
    // A gap of now makes it a lower bound, one of then an upper bound.
    let (is_lower, is_upper) = match (change.bound, change.is_less) {
        ("", _) => (false, false),
        ("about", _) => (true, true),
        ("at least", false) | ("up to", true) => (true, false),
        _ => (false, true),
    };
    signed == expected && (is_lower || !now.has_gaps) && (is_upper || !then.has_gaps)
}

type Tags = BTreeMap<(RepositoryName, TagName), Option<Digest>>;

fn tags_of(inventory: &Inventory) -> Tags {
    let mut all = Tags::new();
    for (name, repository) in &inventory.repositories {
        for (tag, entry) in &repository.tags {
            let TagTarget::Digest(digest) = &entry.target else {
                all.insert((name.clone(), tag.clone()), None);
                continue;
            };
            all.insert((name.clone(), tag.clone()), Some(digest.clone()));
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_comparison_is_the_difference((before, after) in (inventories(), inventories())) {
        let taken_at = Timestamp::from_millis(1_780_000_000_000);
        let origin = Origin { host: "registry.test", kind: "oci", taken_at };
        let text = report(&origin, &before, &Analysis::of(&before));
        let saved = SavedReport::read(text.as_bytes()).expect("a report");
        prop_assert_eq!((saved.left_out, saved.taken_at), (0, Some(taken_at)));
        let difference = Difference::of(&saved, &after, &Analysis::of(&after));
        let (old, new) = (Oracle::of(&before), Oracle::of(&after));

        prop_assert!(is_sound(&difference.stored, old.stored(), new.stored()));
        if old.stored().bytes < u64::MAX {
            prop_assert!(saved.fits);
        }
        let names: BTreeSet<_> = before.repositories.keys().chain(after.repositories.keys()).collect();
        prop_assert_eq!(difference.repositories.iter().map(|one| &one.name).collect::<BTreeSet<_>>(), names);
        for change in &difference.repositories {
            let stored = |oracle: &Oracle<'_>| match oracle.inventory.repositories.contains_key(&change.name) {
                true => oracle.stored_in(&change.name),
                false => Amount::default(),
            };
            prop_assert!(is_sound(&change.stored, stored(&old), stored(&new)), "{:?}", change);
            let is_in = |inventory: &Inventory| inventory.repositories.contains_key(&change.name);
            if change.stored.then == Side::Absent {
                prop_assert!(!is_in(&before));
            }
            if change.stored.now == Side::Absent {
                prop_assert!(!is_in(&after));
            }
        }

        // A report that lacks nothing is compared exactly.
        let is_exact = old.is_complete() && saved.stored.is_some_and(|stored| !stored.has_gaps);
        if is_exact && new.is_complete() {
            let all = difference.repositories.iter().map(|one| one.stored);
            for sides in all.chain([difference.stored]) {
                prop_assert!(sides.change().is_some());
                if let (Side::Known(now), Some(change)) = (sides.now, sides.change()) {
                    prop_assert_eq!(change.bound.is_empty(), !now.has_gaps);
                }
            }
        }

        // Tags: each change is true, and none is left out unless the page says that there may be more.
        let (then, now) = (tags_of(&before), tags_of(&after));
        let mut expected = BTreeMap::new();
        for key in then.keys().chain(now.keys()) {
            let how = match (then.get(key), now.get(key)) {
                (None, _) => TagMove::New,
                (_, None) => TagMove::Gone,
                // A tag whose manifest is not in the report points to nothing there.
                (Some(Some(a)), Some(Some(b))) if a != b && before.repositories[&key.0].manifests.contains_key(a) => TagMove::Moved,
                _ => continue,
            };
            expected.insert(key.clone(), how as usize);
        }
        let found: BTreeMap<_, _> =
            difference.tags.iter().map(|one| ((one.repository.clone(), one.tag.clone()), one.how as usize)).collect();
        prop_assert_eq!(found.len(), difference.tags.len());
        for (key, how) in &found {
            prop_assert_eq!(expected.get(key), Some(how), "{:?}", key);
        }
        for (key, how) in &expected {
            let own = difference.repositories.iter().find(|one| one.name == key.0).expect("a row");
            prop_assert!(found.contains_key(key) || own.more_tags[*how], "{:?}", key);
        }
        if old.is_complete() && new.is_complete() {
            prop_assert_eq!(found.len(), expected.len());
        }
        for change in &difference.repositories {
            let count = |how: usize| found.iter().filter(|(key, of)| key.0 == change.name && **of == how).count();
            prop_assert_eq!(change.tags, [count(0), count(1), count(2)]);
        }
    }

    #[test]
    fn any_alteration_of_a_report_is_compared_or_refused(
        (before, after) in (inventories(), inventories()),
        (at, length) in (0..4000_usize, 0..40_usize),
        instead in prop_oneof![
            Just(""), Just("null"), Just("-1"), Just("1e99"), Just("[]"), Just("{}"), Just("\"\\ud800\""), Just("}"),
            Just("18446744073709551616"), Just("\"a/b\""), Just("false"), Just(","),
        ],
    ) {
        let taken_at = Timestamp::from_millis(1_780_000_000_000);
        let origin = Origin { host: "registry.test", kind: "oci", taken_at };
        let text = report(&origin, &before, &Analysis::of(&before));
        let at = at % text.len();
        let end = (at + length).min(text.len());
        let text = format!("{}{instead}{}", &text[..at], &text[end..]);
        if let Ok(saved) = SavedReport::read(text.as_bytes()) {
            let difference = Difference::of(&saved, &after, &Analysis::of(&after));
            let says = compared_words(&saved, &difference, taken_at);
            prop_assert!(says.says.starts_with("The re"));
            let rows = compared_rows(&difference, &after);
            prop_assert_eq!(rows.len(), difference.repositories.len());
            prop_assert_eq!(moved_tag_rows(&difference, &after).len(), difference.tags.len());
        }
    }

    #[test]
    fn any_bytes_at_all_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = SavedReport::read(&bytes);
    }
}
