//! Figures from odd statements: sizes that are not stated, sums beyond 64 bits, layers that are kept
//! elsewhere.

mod by_hand;

use by_hand::{
    cell_of, descriptor, digest, image, index, manifest, registry, repository, repository_name,
    signature_tag, tag_name, with_subject,
};
use plimsoll::model::{
    Amount, Descriptor, FreedRange, Inventory, ManifestContent, ManifestRecord, RareFacts,
    TagTarget, Timestamp,
};
use plimsoll::present::{
    BytesText, Cell, LAYER_COLUMNS, Origin, REPOSITORY_COLUMNS, Row, hedge, layer_rows,
    manifest_rows, report, repository_rows, tag_rows,
};
use plimsoll::registry::RegistryKind;
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
        let row = &repository_rows(&inventory, &analysis, "")[0];
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
    check(ManifestContent::Image { config: config.clone(), layers: layers.clone().into() }, 390);
    let layers = vec![descriptor("unstated", None), descriptor("large", 1 << 53)];
    check(ManifestContent::Artifact { blobs: layers.into() }, 300 + (1 << 53));
    check(ManifestContent::Schema1 { layers: vec![descriptor("unstated", None)].into() }, 300);
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

/// A descriptor of a layer that its manifest keeps elsewhere.
fn elsewhere(name: &str, size: u64) -> Descriptor {
    descriptor(name, size).with(RareFacts { elsewhere: true, ..RareFacts::default() })
}

fn windows(name: &str, base: Descriptor) -> ManifestRecord {
    let layers = vec![base, descriptor("app", 700)];
    manifest(
        name,
        10,
        ManifestContent::Image { config: descriptor("config", 1), layers: layers.into() },
    )
}

#[test]
fn a_layer_with_urls_gives_no_promise_that_can_be_exceeded() {
    let check = |hides_untagged: bool, expected: &str| {
        let base = elsewhere("base", 70_000);
        let mut repository = repository(vec![windows("win", base)], &[("v1", "win")]);
        repository.lists_untagged = !hides_untagged;
        let inventory = registry(vec![("win", repository)]);
        let analysis = Analysis::of(&inventory);
        let name = repository_name("win");
        // 10 + 1 + 700, and 70 000 more if the registry holds the base all the same.
        let figures = &analysis.repositories[&name];
        assert_eq!(BytesText::of_freed(figures.exclusive).plain(), expected);
        let manifest = analysis.manifest(&name, &digest("win")).expect("read");
        assert_eq!(BytesText::of_freed(manifest.exclusive).plain(), expected);
        assert_eq!(figures.stored.bytes, 711);
        let record = &inventory.repositories[&name].manifests[&digest("win")];
        let rows = layer_rows(record, &analysis);
        let Cell::Bytes(0, size) = cell_of(LAYER_COLUMNS, &rows[0], "size") else {
            panic!("bytes")
        };
        assert_eq!(size.plain(), "not counted");
        assert!(rows[0].has_badge("kept elsewhere, as its manifest says"));
    };
    check(false, "at least 711 B");
    check(true, "about 711 B");
}

#[test]
fn a_foreign_layer_that_another_image_stores_here_is_stored_here() {
    let win = repository(vec![windows("win", elsewhere("base", 70_000))], &[("v1", "win")]);
    let pushed =
        repository(vec![image("pushed", 10, ("c", 1), &[("base", 70_000)])], &[("v1", "pushed")]);
    let inventory = registry(vec![("win", win), ("win-pushed", pushed)]);
    let analysis = Analysis::of(&inventory);
    let name = repository_name("win");
    let rows = layer_rows(&inventory.repositories[&name].manifests[&digest("win")], &analysis);
    let Cell::Bytes(70_000, size) = cell_of(LAYER_COLUMNS, &rows[0], "size") else {
        panic!("bytes")
    };
    assert_eq!(size.plain(), "68.4 KiB");
    assert!(!rows[0].has_badge("kept elsewhere, as its manifest says"));
    // The base stays with the other image.
    let figures = &analysis.repositories[&name];
    assert_eq!(
        (figures.exclusive, figures.shared),
        (FreedRange::exact(711), Amount::exact(70_000))
    );
}

#[test]
fn the_report_says_where_nobody_can_know_of_orphans() {
    let record = || image("a", 10, ("config", 1), &[("base", 100)]);
    let check = |inventory: &Inventory, expected: Option<u64>| {
        let report = report_of(inventory);
        assert_eq!(report["schema"], "plimsoll.report/2");
        let expected = serde_json::json!(expected);
        assert_eq!(report["totals"]["reclaimable_bytes"], expected);
        assert_eq!(report["repositories"][0]["reclaimable_bytes"], expected);
    };
    check(&registry(vec![("app", repository(vec![record()], &[("v1", "a")]))]), Some(0));
    check(&registry(vec![("app", repository(vec![record()], &[]))]), Some(111));
    check(&unlisted("app", vec![record()], &[("v1", "a")]), None);
    // A manifest that is not understood may keep any other.
    let unclear = manifest("unclear", 9, ManifestContent::Unknown);
    let tags = [("v1", "a"), ("v2", "unclear")];
    check(&registry(vec![("app", repository(vec![record(), unclear], &tags))]), None);
}

#[test]
fn the_report_names_tags_that_point_to_nothing_and_absent_children() {
    let records = vec![
        index("index", 5, &["amd", "lost"]),
        image("amd", 10, ("config", 1), &[("base", 100)]),
    ];
    let tags = [("v1", "index"), ("gone", "deleted"), ("v2", "index")];
    let mut app = repository(records, &tags);
    app.absent.extend([digest("lost"), digest("deleted")]);
    app.tags.get_mut(&tag_name("v2")).expect("a tag").target = TagTarget::Absent;
    let report = report_of(&registry(vec![("app", app)]));
    let gap = |reference: String, why: &str| {
        serde_json::json!({
            "repository": "app", "reference": reference, "what": "manifest", "why": why
        })
    };
    let tag = "The registry lists this tag and has no manifest for it.";
    let child = "An index lists this manifest and the registry does not have it.";
    let expected = [
        gap("gone".to_owned(), tag),
        gap("v2".to_owned(), tag),
        gap(digest("lost").to_string(), child),
    ];
    assert_eq!(report["missing"], serde_json::json!(expected));
    assert_eq!(report["complete"], true);
}

#[test]
fn a_signature_whose_image_is_gone_says_so() {
    let (of_one, of_gone) = (signature_tag("one"), signature_tag("gone"));
    let record = |name| image(name, 10, ("config", 1), &[("layer", 5)]);
    let about_gone = with_subject(record("referrer"), "gone");
    let records = vec![record("one"), record("sig"), record("stale"), about_gone];
    let tags = [("v1", "one"), (&*of_one, "sig"), (&*of_gone, "stale"), ("r", "referrer")];
    let inventory = registry(vec![("app", repository(records, &tags))]);
    let name = repository_name("app");
    let analysis = Analysis::of(&inventory);
    let does = RegistryKind::Distribution3.capabilities();
    let rows = tag_rows(&name, &inventory.repositories[&name], &analysis, &does);
    let row = |tag: &str| rows.iter().find(|row| row.key == tag).expect("a row");
    let about = format!("about {}, which is not here", digest("gone").short());
    assert!(row(&of_gone).has_badge(&about));
    assert!(row("r").has_badge(&about));
    // The other signature is folded below its image, which says that it is signed.
    assert!(row(&of_one).has_badge("belongs to v1") && row("v1").has_badge("signed"));
    let parts: Vec<&Row> = rows.iter().filter(|row| row.part_of.is_some()).collect();
    assert_eq!(parts.len(), 1);
    assert_eq!((&*parts[0].key, parts[0].part_of.as_deref()), (&*of_one, Some("v1")));
    // The table of manifests says the same of it.
    let rows = manifest_rows(&name, &inventory.repositories[&name], &analysis, &does);
    let is_told = |name: &str| {
        let row = rows.iter().find(|row| row.key == digest(name).to_string()).expect("a row");
        row.has_badge(&about)
    };
    assert!(is_told("stale") && is_told("referrer") && !is_told("sig"));
}
