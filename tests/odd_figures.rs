//! Figures from odd statements: sizes that are not stated, sums beyond 64 bits, layers that are kept
//! elsewhere.

mod by_hand;

use by_hand::{
    cell_of, descriptor, digest, image, manifest, registry, repository, repository_name,
};
use plimsoll::model::{Amount, FreedRange, Inventory, ManifestContent, ManifestRecord, Timestamp};
use plimsoll::present::BytesText;
use plimsoll::present::{Cell, Origin, REPOSITORY_COLUMNS, hedge, report, repository_rows};
use plimsoll::storage::Analysis;

const HALF: u64 = 1 << 63;

/// The JSON of the report on an inventory.
fn report_of(inventory: &Inventory) -> serde_json::Value {
    let origin =
        Origin { host: "r.example", kind: "distribution2", taken_at: Timestamp::from_millis(1) };
    serde_json::from_str(&report(&origin, inventory, &Analysis::of(inventory))).expect("JSON")
}

/// A registry that lists no untagged manifests.
fn unlisted(name: &'static str, records: Vec<ManifestRecord>, tags: &[(&str, &str)]) -> Inventory {
    let mut repository = repository(records, tags);
    repository.lists_untagged = false;
    registry(vec![(name, repository)])
}

#[test]
fn an_unknown_size_does_not_hide_the_known_part() {
    let check = |content: ManifestContent, known: u64| {
        let odd = manifest("odd", 300, content);
        let inventory = unlisted("app", vec![odd], &[("v1", "odd")]);
        let analysis = Analysis::of(&inventory);
        let figures = &analysis.repositories[&repository_name("app")];
        let about = FreedRange { known, or_less: true, or_more: true };
        assert_eq!(figures.exclusive, about);
        // Only here and shared are all that is stored.
        assert_eq!(figures.stored, Amount { bytes: known, has_gaps: true });
        assert_eq!(figures.shared, Amount { bytes: 0, has_gaps: true });
        let row = &repository_rows(&inventory, &analysis)[0];
        let text = format!("about {}", BytesText::of(known).plain());
        let Cell::Bytes(sorted_by, shown) = cell_of(REPOSITORY_COLUMNS, row, "exclusive") else {
            panic!("bytes")
        };
        assert_eq!((*sorted_by, shown.plain()), (known, text));
        let manifest = analysis.manifest(&repository_name("app"), &digest("odd")).expect("read");
        assert_eq!(manifest.exclusive, about);
        let report = report_of(&inventory);
        assert_eq!(report["repositories"][0]["exclusive_bytes"], known);
        assert_eq!(report["manifests"][0]["exclusive_bytes"], known);
    };
    let config = descriptor("config", 90);
    let layers = vec![descriptor("unstated", None)];
    check(ManifestContent::Image { config: config.clone(), layers }, 390);
    let layers = vec![descriptor("unstated", None), descriptor("large", 1 << 53)];
    check(ManifestContent::Artifact { blobs: layers }, 300 + (1 << 53));
    check(ManifestContent::Schema1 { layers: vec![descriptor("unstated", None)] }, 300);
}

#[test]
fn sums_beyond_64_bits_are_lower_bounds() {
    let at_least = Amount { bytes: u64::MAX, has_gaps: true };
    let check = |records: Vec<ManifestRecord>, tags: &[(&str, &str)], stored, logical| {
        let analysis = Analysis::of(&registry(vec![("huge", repository(records, tags))]));
        assert_eq!((analysis.totals.stored, analysis.totals.logical), (stored, logical));
        let figures = &analysis.repositories[&repository_name("huge")];
        assert_eq!((figures.stored, figures.logical), (stored, logical));
        let Amount { bytes, has_gaps } = stored;
        let freed = FreedRange { known: bytes, or_less: false, or_more: has_gaps };
        assert_eq!(figures.exclusive, freed);
    };
    let both = || image("both", 10, ("config", 1), &[("x", HALF), ("y", HALF + 5)]);
    let half = || image("half", 10, ("config", 1), &[("x", HALF)]);
    check(vec![both()], &[("v1", "both")], at_least, at_least);
    check(vec![both(), half()], &[("v1", "both"), ("v2", "half")], at_least, at_least);
    // Each tag counts its content: twice the half is too much, and once is exact.
    let exact = Amount::exact(HALF + 11);
    check(vec![half()], &[("v1", "half"), ("v2", "half")], exact, at_least);
    check(vec![half()], &[("v1", "half")], exact, exact);
    let shown = BytesText::of_amount(at_least);
    assert_eq!(shown.plain(), "at least 16.0 EiB");
    assert_eq!(
        hedge(&shown, &BytesText::of_freed(FreedRange::at_least(u64::MAX)), false, true).as_deref(),
        Some("Not every size is stated: each may be more.")
    );
}
