//! Rows of a repository that is not read whole: by its lists alone, during a scan, and after one that failed.

use super::words;
use crate::by_hand::{self, cell_of, digest, image, repository, repository_name, tag_name};
use plimsoll::model::{
    Attributes, Inventory, ManifestEntry, MediaType, Missing, Platform, ReadState, Repository,
    Timestamp,
};
use plimsoll::present::{
    Cell, TAG_COLUMNS, all_gaps, listed_counts, manifest_rows, repository_rows, tag_rows,
};
use plimsoll::registry::RegistryKind;
use plimsoll::storage::Analysis;

/// `web/app` with its lists read and nothing else: an index `i` with v1 and latest on it, its untagged
/// child `c`, locked, and an image `b` in quarantine with the tag v0, which is locked.
fn listed_only() -> Inventory {
    let entry = |size: u64, tagged: bool| ManifestEntry {
        size: Some(size),
        tagged,
        last_updated: Timestamp::parse("2024-05-06T07:08:09Z"),
        ..ManifestEntry::default()
    };
    let mut app = repository(vec![], &[("v1", "i"), ("latest", "i"), ("v0", "b")]);
    app.take_entry(
        digest("i"),
        ManifestEntry { media_type: Some(MediaType::OciIndex), ..entry(2048, true) },
    );
    let platform = Platform { os: "linux".into(), architecture: "arm64".into(), variant: None };
    app.take_entry(
        digest("c"),
        ManifestEntry {
            media_type: Some(MediaType::OciManifest),
            config_type: Some(MediaType::OciConfig),
            platform: Some(platform),
            attributes: Attributes::LOCKED,
            ..entry(2000, false)
        },
    );
    app.take_entry(
        digest("b"),
        ManifestEntry { quarantine: Some("Quarantined".into()), ..entry(1024, true) },
    );
    app.tags.get_mut(&tag_name("v0")).expect("there").attributes = Attributes::LOCKED;
    (app.state, app.lists) = (ReadState::Reading, ReadState::Complete);
    let mut inventory = by_hand::registry(vec![("web/app", app)]);
    inventory.state = ReadState::Reading;
    inventory
}

#[test]
fn lists_fill_rows_before_any_manifest_is_read() {
    let inventory = listed_only();
    let (analysis, does) = (Analysis::of(&inventory), RegistryKind::Acr.capabilities());
    let name = repository_name("web/app");
    let date = "2024-05-06T07:08:09Z";
    // Twice the index and once the image: 2 × 2 048 + 1 024 = 5 120. What is stored nobody knows.
    assert_eq!(
        words(&repository_rows(&inventory, &analysis, "")[0]),
        ["web/app", "3", "3", "1", "listed as 5.0 KiB", "…", "hatched", "…", "…", date]
    );
    let listed = analysis.totals.listed.expect("listed");
    assert_eq!(listed_counts(&listed), "3 tags. 3 manifests; 1 has no tag");
    let rows = tag_rows(&name, &inventory.repositories[&name], &analysis, &does);
    let short = |name: &str| digest(name).short();
    assert_eq!(
        words(&rows[1]),
        ["v0 [locked]", &*short("b"), "…", "listed as 1.0 KiB", "hatched", "…", "…", "–"]
    );
    assert!(rows[1].has_badge("locked") && !rows[0].has_badge("locked"));
    let Cell::Bytes(_, size) = cell_of(TAG_COLUMNS, &rows[1], "size") else { panic!("bytes") };
    assert_eq!(size.exact, "1\u{202f}024 bytes, as the registry lists it");

    let rows = manifest_rows(&name, &inventory.repositories[&name], &analysis, &does);
    let row = |name: &str| {
        let found = rows.iter().find(|row| row.key == digest(name).to_string());
        words(found.expect("a row"))
    };
    assert_eq!(
        row("c"),
        [
            &*short("c"),
            "untagged [locked]",
            "image",
            "arm64",
            "listed as 2.0 KiB",
            "hatched",
            "…",
            date
        ]
    );
    assert_eq!(
        row("b"),
        [
            &*short("b"),
            "v0 [tag locked] [quarantine]",
            "…",
            "…",
            "listed as 1.0 KiB",
            "hatched",
            "…",
            date
        ]
    );
    assert_eq!(row("i")[1..3], ["latest [and 1 more]", "index"]);
    let keys: Vec<&String> = rows.iter().map(|row| &row.key).collect();
    assert!(keys.is_sorted());
}

#[test]
fn a_platform_that_is_listed_stays_until_the_config_is_read() {
    let mut inventory = listed_only();
    let name = repository_name("web/app");
    let app = inventory.repositories.get_mut(&name).expect("there");
    let record = image("c", 10, ("config-c", 5), &[("base", 100)]);
    app.manifests.insert(record.manifest.digest.clone(), record);
    let platforms = |inventory: &Inventory| {
        let (analysis, does) = (Analysis::of(inventory), RegistryKind::Acr.capabilities());
        let rows = manifest_rows(&name, &inventory.repositories[&name], &analysis, &does);
        words(rows.iter().find(|row| row.key == digest("c").to_string()).expect("a row"))[3].clone()
    };
    assert_eq!(platforms(&inventory), "arm64");
}

#[test]
fn rows_of_what_a_scan_could_not_read_wait_for_nothing() {
    let mut inventory = listed_only();
    let name = repository_name("web/app");
    let does = RegistryKind::Acr.capabilities();
    let check = |inventory: &Inventory, waits: bool| {
        let (repository, analysis) = (&inventory.repositories[&name], Analysis::of(inventory));
        let rows = [
            tag_rows(&name, repository, &analysis, &does),
            manifest_rows(&name, repository, &analysis, &does),
        ];
        for row in rows.concat() {
            let cells = words(&row);
            let is_waiting = cells.iter().any(|cell| cell == "…" || cell == "hatched");
            assert_eq!((is_waiting, row.has_badge("not read")), (waits, !waits), "{cells:?}");
        }
    };
    check(&inventory, true);
    inventory.repositories.get_mut(&name).expect("there").state = ReadState::Incomplete;
    check(&inventory, false);
}

#[test]
fn a_report_during_a_scan_names_everything_that_is_not_read_yet() {
    let mut inventory = listed_only();
    inventory.repositories.insert(repository_name("web/next"), Repository::default());
    let named = |inventory: &Inventory| -> Vec<String> {
        let gaps = all_gaps(inventory, &Analysis::of(inventory));
        let name = |gap: &Missing| match &gap.repository {
            Some(name) => format!("{} of {name}", gap.what.as_str()),
            None => gap.what.as_str().to_owned(),
        };
        gaps.iter().map(name).collect()
    };
    assert_eq!(named(&inventory), ["catalog", "manifests of web/app", "manifests of web/next"]);
    inventory.state = ReadState::Complete;
    assert_eq!(named(&inventory), ["manifests of web/app", "manifests of web/next"]);
}
