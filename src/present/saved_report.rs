//! A saved report, read again: `plimsoll.report/1` and `/2`. Names, digests and numbers are taken
//! if they are of the form that Plimsoll writes; other entries are left out and counted.
//!
//! Reference: docs/exports.md.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::model::order::set_of;
use crate::model::{
    Amount, Digest, KeptOnce, RepositoryName, TagName, Timestamp, lenient_json, visible,
};
use crate::present::gaps::SIZE_DISPUTED;

/// The schema's name, before its number.
const SCHEMA: &str = "plimsoll.report/";
/// The numbers of the schemas that are read.
const READ: [&str; 2] = ["1", "2"];
/// Most characters of a file's text that are shown.
const MAX_TEXT: usize = 80;

/// A report as it was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedReport {
    /// The part of the registry that kept equal bytes once, as the figures had it.
    pub kept_once: KeptOnce,
    /// The registry's public host name. A file's text: show it as text.
    pub host: String,
    /// The end of the scan whose figures these are; `None` where the report names no moment.
    pub taken_at: Option<Timestamp>,
    /// Bytes that the registry stored; `None` where the report has no such number.
    pub stored: Option<Amount>,
    /// The repositories, by name.
    pub repositories: BTreeMap<RepositoryName, SavedRepository>,
    /// The report names every repository that there was.
    pub lists_all: bool,
    /// The report has a list of manifests, and with it the tags.
    pub tells_tags: bool,
    /// Entries without a proper name, or with the name of an earlier entry.
    pub left_out: usize,
    /// The total is one that these repositories can have together.
    pub fits: bool,
}

/// A repository in a saved report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SavedRepository {
    /// Bytes that it stored; `None` where nothing of it was read.
    pub stored: Option<Amount>,
    /// Its tags, each with the digest that it pointed to; `None` for a tag that pointed to nothing.
    pub tags: BTreeMap<TagName, Option<Digest>>,
    /// There were no other tags.
    pub lists_tags: bool,
    /// The count of tags that the report has, besides.
    count: Option<u64>,
    /// No manifest of it was read.
    is_empty: bool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Wire {
    schema: Value,
    registry: Entry,
    taken_at: Value,
    complete: Value,
    missing: Vec<Entry>,
    totals: Entry,
    repositories: Vec<Entry>,
    manifests: Option<Vec<Entry>>,
}

/// Any object of a report. Each has some of the fields.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Entry {
    host: Value,
    kept_once: Value,
    name: Value,
    repository: Value,
    reference: Value,
    what: Value,
    why: Value,
    digest: Value,
    /// A count, or a list of names.
    tags: Value,
    manifests: Value,
    stored_bytes: Value,
}

/// The schema of a file that is not read further.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Head {
    schema: Value,
}

impl SavedReport {
    /// Reads the bytes of a file.
    ///
    /// # Errors
    /// A sentence for a person: the file is no report, or one of a later format.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let wire = lenient_json::read::<Wire>(bytes);
        let head = || lenient_json::read::<Head>(bytes).unwrap_or_default().schema;
        let schema = wire.as_ref().map_or_else(head, |wire| wire.schema.clone());
        let number = schema.as_str().and_then(|schema| schema.strip_prefix(SCHEMA));
        match (wire, number, schema.as_str()) {
            (Some(wire), Some(number), _) if READ.contains(&number) => Ok(Self::of(&wire)),
            (None, Some(number), _) if READ.contains(&number) => {
                Err("This report is damaged: it is not of the form that its format has.".to_owned())
            }
            (_, Some(_), Some(schema)) => Err(format!(
                "This report is of a format that this page does not know: {}. It may come from a later \
                 version of Plimsoll.",
                shown(schema)
            )),
            (_, None, Some(schema)) if schema.starts_with("plimsoll.") => Err(format!(
                "This file is no report: its format is {}. Choose a file that \"Report (JSON)\" saved.",
                shown(schema)
            )),
            _ => Err(
                "This file is no report of Plimsoll. Choose a file that \"Report (JSON)\" saved."
                    .to_owned(),
            ),
        }
    }

    fn of(wire: &Wire) -> Self {
        let mut saved = Self {
            kept_once: [KeptOnce::Namespace, KeptOnce::Repository]
                .into_iter()
                .find(|one| wire.registry.kept_once.as_str() == Some(one.word()))
                .unwrap_or_default(),
            host: shown(wire.registry.host.as_str().unwrap_or_default()),
            taken_at: wire.taken_at.as_str().and_then(Timestamp::parse),
            stored: bytes(&wire.totals),
            repositories: BTreeMap::new(),
            lists_all: true,
            tells_tags: wire.manifests.is_some(),
            left_out: 0,
            fits: true,
        };
        for entry in &wire.repositories {
            let name = parsed::<RepositoryName>(&entry.name);
            match name.filter(|name| !saved.repositories.contains_key(name)) {
                Some(name) => drop(saved.repositories.insert(name, SavedRepository::of(entry))),
                None => saved.left_out += 1,
            }
        }
        for entry in wire.manifests.iter().flatten() {
            saved.take_manifest(entry);
        }
        saved.take_gaps(wire);
        for repository in saved.repositories.values_mut() {
            repository.lists_tags &= repository.count == Some(repository.tags.len() as u64);
        }
        saved.fits = fits(saved.stored, &saved.repositories);
        saved
    }

    /// Takes in the tags of a manifest.
    fn take_manifest(&mut self, entry: &Entry) {
        let repository = parsed::<RepositoryName>(&entry.repository)
            .and_then(|name| self.repositories.get_mut(&name));
        let Some((repository, digest)) = repository.zip(parsed::<Digest>(&entry.digest)) else {
            self.left_out += 1;
            return;
        };
        for tag in entry.tags.as_array().into_iter().flatten() {
            match parsed::<TagName>(tag).filter(|tag| !repository.tags.contains_key(tag)) {
                Some(tag) => drop(repository.tags.insert(tag, Some(digest.clone()))),
                None => self.left_out += 1,
            }
        }
    }

    /// Takes in the things that the report says are missing in it, and makes its sizes lower bounds where bytes may be
    /// among them.
    fn take_gaps(&mut self, wire: &Wire) {
        let is_complete = wire.complete == Value::Bool(true);
        let rows = wire.manifests.iter().flatten();
        let read: BTreeSet<&str> = match wire.missing.is_empty() {
            true => BTreeSet::new(),
            false => set_of(rows.filter_map(|manifest| manifest.digest.as_str())),
        };
        let (mut of_all, mut is_told) = (false, false);
        for gap in &wire.missing {
            let what = gap.what.as_str().unwrap_or_default();
            let name = parsed::<RepositoryName>(&gap.repository);
            let of_one = name.and_then(|name| self.repositories.get_mut(&name));
            match (what, of_one) {
                ("config", _) => continue,
                // The larger size counts, then as now.
                ("size", None) if gap.why.as_str() == Some(SIZE_DISPUTED) => continue,
                ("manifest", Some(repository)) if is_complete => {
                    // Everything was read: a manifest in the report was not understood, another one is not there.
                    let reference = gap.reference.as_str().unwrap_or_default();
                    if read.contains(reference) {
                        repository.has_gap();
                    } else if let Ok(tag) = reference.parse::<TagName>() {
                        repository.tags.entry(tag).or_insert(None);
                    }
                }
                (what, Some(repository)) => {
                    repository.has_gap();
                    repository.lists_tags &= matches!(what, "manifest" | "referrers");
                }
                ("catalog" | "repositories", None) => self.lists_all = false,
                (_, None) => of_all = true,
            }
            is_told = true;
        }
        // A report that is not complete says why, or nothing of it can be relied on.
        of_all |= !is_complete && !is_told;
        let mut is_bound = of_all || !is_complete || !self.lists_all;
        for repository in self.repositories.values_mut() {
            repository.stored = repository.stored.map(|stored| stored.with_gap(of_all));
            is_bound |= repository.stored.is_none_or(|stored| stored.has_gaps);
        }
        self.stored = self.stored.map(|stored| stored.with_gap(is_bound));
    }
}

impl SavedRepository {
    fn of(entry: &Entry) -> Self {
        Self {
            stored: bytes(entry),
            tags: BTreeMap::new(),
            lists_tags: true,
            count: entry.tags.as_u64(),
            is_empty: entry.manifests.as_u64() == Some(0),
        }
    }

    /// Notes that something of it was not read. If that was everything, nothing is known of its bytes.
    fn has_gap(&mut self) {
        let stored = self.stored.filter(|_| !self.is_empty);
        self.stored = stored.map(|stored| stored.with_gap(true));
    }
}

/// The bytes that an entry says are stored. A sum that ends at the largest number is a lower bound.
fn bytes(entry: &Entry) -> Option<Amount> {
    entry.stored_bytes.as_u64().map(|bytes| Amount { bytes, has_gaps: bytes == u64::MAX })
}

/// Whether a total is not less than the largest repository, and not more than all of them together.
fn fits(total: Option<Amount>, all: &BTreeMap<RepositoryName, SavedRepository>) -> bool {
    let own = || all.values().filter_map(|repository| repository.stored).map(|own| own.bytes);
    let sum = own().fold(0_u64, u64::saturating_add);
    total.is_none_or(|total| (own().max().unwrap_or(0)..=sum).contains(&total.bytes))
}

fn parsed<T: std::str::FromStr>(value: &Value) -> Option<T> {
    value.as_str()?.parse().ok()
}

/// A file's text as it is shown.
fn shown(text: &str) -> String {
    visible(&text.chars().take(MAX_TEXT).collect::<String>())
}
