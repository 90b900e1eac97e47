//! Dates that are none, from every place that a scan reads dates from: constants, and the future. Scripts begin
//! at 2027-01-15T08:00:00Z.

use super::shelf::{Scanned, Shelf, image, scanned};
use crate::model::{Digest, RepositoryName};
use crate::registry::RegistryKind;
use crate::registry::scan::ScanOptions;

/// The dates of builders and databases that say "no date", and two in the future.
const NONE: [&str; 6] = [
    "0001-01-01T00:00:00Z",
    "1970-01-01T00:00:00Z",
    "1970-01-01T00:00:01Z",
    "1980-01-01T00:00:01Z",
    "2027-01-17T00:00:00Z",
    "2199-01-01T00:00:00Z",
];
/// Dates that are shown: clocks differ by minutes, and local time written as UTC is up to 14 hours ahead.
const DATES: [&str; 3] = ["2025-03-04T05:06:07Z", "2027-01-15T08:04:00Z", "2027-01-15T22:00:00Z"];

fn name() -> RepositoryName {
    "a".parse().expect("a name")
}

/// Every date of the repository `a`, in any order.
fn dates(scanned: &Scanned) -> Vec<String> {
    let repository = &scanned.inventory.repositories[&name()];
    let entry = repository.entry.iter().flat_map(|entry| [entry.created, entry.last_updated]);
    let listed = repository.listed.values().chain(repository.hint.manifests.values());
    let listed =
        listed.flat_map(|listed| [listed.created, listed.last_updated, listed.last_pulled]);
    let tags = repository.tags.values().map(|tag| tag.last_updated);
    let records =
        repository.manifests.values().flat_map(|record| [record.created(), record.last_updated]);
    let all = entry.chain(listed).chain(tags).chain(records).chain([repository.last_updated()]);
    all.flatten().map(|date| date.to_string()).collect()
}

/// A registry of Azure's kind, or a plain one, which writes `date` wherever it writes a date.
fn read(kind: RegistryKind, date: &str) -> Scanned {
    let shelf = Shelf::of(&["a"]);
    let config = shelf.config("a", &format!(r#"{{"created":"{date}"}}"#));
    let digest: Digest = shelf.manifest("a", &image(&config, "layer"), &["v1"]);
    shelf.tags("a", &["v1"]);
    let times = format!(r#""createdTime":"{date}","lastUpdateTime":"{date}""#);
    shelf.put("/acr/v1/a", 200, &format!(r#"{{{times},"manifestCount":1,"tagCount":1}}"#));
    let row = format!(r#"{{"digest":"{digest}","tags":["v1"],{times}}}"#);
    shelf.put("/acr/v1/a/_manifests", 200, &format!(r#"{{"manifests":[{row}]}}"#));
    let row = format!(r#"{{"name":"v1","digest":"{digest}",{times}}}"#);
    shelf.put("/acr/v1/a/_tags", 200, &format!(r#"{{"tags":[{row}]}}"#));
    scanned(&shelf.script(), kind, &ScanOptions::default())
}

#[test]
fn constants_and_the_future_are_no_dates_wherever_they_stand() {
    for kind in [RegistryKind::Acr, RegistryKind::Oci] {
        for date in NONE {
            assert_eq!(dates(&read(kind, date)), [""; 0], "{kind:?} {date}");
        }
        for date in DATES {
            let found = dates(&read(kind, date));
            assert!(!found.is_empty() && found.iter().all(|found| found == date), "{found:?}");
        }
    }
}

#[test]
fn a_date_that_is_none_leaves_the_newest_of_the_others() {
    let shelf = Shelf::of(&["a"]);
    for (tag, created) in [("soon", "2199-01-01T00:00:00Z"), ("old", "2020-02-02T00:00:00Z")] {
        let config = shelf.config("a", &format!(r#"{{"created":"{created}"}}"#));
        shelf.manifest("a", &image(&config, tag), &[tag]);
    }
    shelf.tags("a", &["old", "soon"]);
    let scanned = scanned(&shelf.script(), RegistryKind::Oci, &ScanOptions::default());
    let newest = scanned.inventory.repositories[&name()].last_updated().expect("a date");
    assert_eq!(newest.to_string(), "2020-02-02T00:00:00Z");
}
