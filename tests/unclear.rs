//! Manifests that are not understood, sizes that are not stated, orphans that are not judged: each is
//! named with its reason, and none counts as 0.
#![cfg(not(target_arch = "wasm32"))]

mod by_hand;

use by_hand::{
    cell_of, descriptor, digest, image, manifest, registry, repository, repository_name, tag_name,
};
use plimsoll::model::{
    Amount, Attributes, FreedRange, Inventory, ManifestContent, Missing, MissingWhat, ReadState,
    Repository, Tag, TagTarget, Timestamp,
};
use plimsoll::present::{Cell, Origin, REPOSITORY_COLUMNS, headlines, report, repository_rows};
use plimsoll::storage::Analysis;

/// Two images: v1 keeps the first, nothing keeps the second.
fn app() -> Repository {
    let records = vec![
        image("image", 10, ("config", 1), &[("layer", 500)]),
        image("leftover", 10, ("config", 1), &[("big", 90_000)]),
    ];
    repository(records, &[("v1", "image")])
}

fn with_unread_tag(app: &mut Repository) {
    let tag = Tag { target: TagTarget::Unread, last_updated: None, attributes: Attributes::OPEN };
    app.tags.insert(tag_name("v2"), tag);
}

fn with_odd_manifest(app: &mut Repository) {
    app.take_manifest(manifest("odd", 7, ManifestContent::Unknown));
    app.tags.insert(tag_name("odd"), by_hand::tag("odd"));
}

fn with_counts_that_differ(app: &mut Repository) {
    app.state = ReadState::Incomplete;
    app.missing.push(Missing {
        repository: Some(repository_name("app")),
        reference: None,
        what: MissingWhat::Counts,
        why: "Counts differ.".to_owned(),
    });
}

#[test]
fn no_orphan_where_none_may_be_called_one_is_not_none() {
    let check = |inventory: &Inventory, value: &str, means: &str, cell: Option<&str>| {
        let analysis = Analysis::of(inventory);
        let headline = &headlines(&analysis.totals, true)[3];
        assert_eq!((&*headline.value.plain(), &*headline.means), (value, means));
        let row = &repository_rows(inventory, &analysis, "")[0];
        let shown = match cell_of(REPOSITORY_COLUMNS, row, "reclaimable") {
            Cell::Bytes(_, text) => Some(text.plain()),
            Cell::Nothing | Cell::Unknown => None,
            other => panic!("{other:?}"),
        };
        assert_eq!(shown.as_deref(), cell);
    };
    let unknown = "Not known: not everything could be read and understood";
    for spoil in [with_unread_tag, with_odd_manifest, with_counts_that_differ] {
        let mut spoilt = app();
        spoil(&mut spoilt);
        check(&registry(vec![("app", spoilt)]), "–", unknown, None);
    }
    // leftover 10 and big 90 000; the config stays.
    let found = "1 untagged manifest that nothing uses (orphan)";
    check(&registry(vec![("app", app())]), "87.9 KiB", found, Some("87.9 KiB"));
    let mut kept = app();
    kept.manifests.remove(&digest("leftover"));
    let none = "No orphans: every manifest is in use";
    check(&registry(vec![("app", kept.clone())]), "0 B", none, Some("0 B"));
    // A list of repositories that was cut short may lack the one with orphans.
    let mut cut = registry(vec![("app", kept)]);
    cut.state = ReadState::Incomplete;
    check(&cut, "–", unknown, Some("0 B"));
    // Another repository was not judged, so the orphans that were found may not be all.
    let mut odd = repository(Vec::new(), &[]);
    with_odd_manifest(&mut odd);
    let both = registry(vec![("app", app()), ("odd", odd)]);
    check(&both, "up to 87.9 KiB", "1 orphan found so far", Some("up to 87.9 KiB"));
}

fn missing(inventory: &Inventory) -> serde_json::Value {
    let moment = Timestamp::from_millis(0);
    let origin = Origin { host: "registry.test", kind: "acr", taken_at: moment };
    let text = report(&origin, inventory, &Analysis::of(inventory));
    serde_json::from_str::<serde_json::Value>(&text).expect("JSON")["missing"].clone()
}

#[test]
fn a_manifest_that_is_not_understood_is_named() {
    let mut odd = app();
    with_odd_manifest(&mut odd);
    let why =
        "The manifest could not be understood. The figures are without the blobs that it uses.";
    assert_eq!(
        missing(&registry(vec![("app", odd)])),
        serde_json::json!([{
            "repository": "app", "reference": digest("odd").to_string(), "what": "manifest", "why": why
        }])
    );
}

#[test]
fn configs_whose_size_nobody_or_not_all_state_are_named_too() {
    let of = |name, config, layers: Vec<_>| {
        manifest(name, 7, ManifestContent::Image { config, layers: layers.into() })
    };
    let records = vec![
        of("a", descriptor("unstated", None), vec![descriptor("layer", 5)]),
        of("b", descriptor("disputed", 5), vec![]),
        of("c", descriptor("disputed", 50), vec![]),
    ];
    let tags = [("v1", "a"), ("v2", "b"), ("v3", "c")];
    let gaps = missing(&registry(vec![("app", repository(records, &tags))]));
    let gap = |name: &str, why: &str| {
        serde_json::json!({
            "repository": null, "reference": digest(name).to_string(), "what": "size", "why": why
        })
    };
    let mut expected = vec![
        gap("unstated", "No manifest states its size, so the totals are without it."),
        gap(
            "disputed",
            "Manifests state different sizes. The larger one counts; for a manifest, its own length counts.",
        ),
    ];
    expected.sort_by_key(|gap| gap["reference"].to_string());
    assert_eq!(gaps, serde_json::Value::Array(expected));
}

#[test]
fn what_a_half_read_repository_frees_has_no_bound() {
    let mut half = app();
    half.manifests.remove(&digest("leftover"));
    with_unread_tag(&mut half);
    let inventory = registry(vec![("app", half)]);
    let analysis = Analysis::of(&inventory);
    let figures = &analysis.repositories[&repository_name("app")];
    // 10 + 1 + 500; the manifest of v2 is unread, and may add blobs or share these.
    assert_eq!(figures.stored, Amount { bytes: 511, has_gaps: true });
    assert_eq!(figures.exclusive, FreedRange { known: 511, or_less: true, or_more: true });
    // The bar still shows what is known of it.
    let row = &repository_rows(&inventory, &analysis, "")[0];
    let Cell::Meter(meter) = cell_of(REPOSITORY_COLUMNS, row, "sharing") else { panic!("a meter") };
    assert_eq!((meter.only_here, meter.shared), (511, 0));
    let frees = cell_of(REPOSITORY_COLUMNS, row, "exclusive");
    let Cell::Bytes(511, text) = frees else { panic!("{frees:?}") };
    assert_eq!(text.plain(), "about 511 B");
}
