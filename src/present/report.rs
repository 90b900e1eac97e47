//! The export `plimsoll.report/2`: everything that the page knows at this moment, as JSON.
//!
//! Reference: docs/exports.md.

use serde::Serialize;

use crate::model::{Inventory, ManifestRecord, Missing, TagsByDigest, Timestamp};
use crate::present::{all_gaps, role_of};
use crate::storage::Analysis;

/// The origin of the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin<'a> {
    /// The registry's public host name.
    pub host: &'a str,
    /// The word of the registry's kind, such as `acr`; or `sample`.
    pub kind: &'a str,
    /// The moment at which the report is made.
    pub taken_at: Timestamp,
}

#[derive(Serialize)]
struct Report<'a> {
    schema: &'static str,
    registry: Registry<'a>,
    taken_at: String,
    complete: bool,
    missing: Vec<Gap<'a>>,
    totals: Totals,
    repositories: Vec<Repository>,
    manifests: Vec<Manifest>,
}

#[derive(Serialize)]
struct Registry<'a> {
    host: &'a str,
    kind: &'a str,
    kept_once: &'static str,
}

#[derive(Serialize)]
struct Gap<'a> {
    repository: Option<String>,
    reference: Option<&'a str>,
    what: &'static str,
    why: &'a str,
}

#[derive(Serialize)]
struct Totals {
    repositories: usize,
    tags: usize,
    manifests: usize,
    untagged_manifests: usize,
    blobs: usize,
    logical_bytes: u64,
    stored_bytes: u64,
    /// `None` where nobody can know of orphans: the page says so, too.
    reclaimable_bytes: Option<u64>,
}

#[derive(Serialize)]
struct Repository {
    name: String,
    tags: usize,
    manifests: usize,
    untagged_manifests: usize,
    logical_bytes: u64,
    stored_bytes: u64,
    exclusive_bytes: u64,
    shared_bytes: u64,
    /// `None` where nobody can know of orphans: the page says so, too.
    reclaimable_bytes: Option<u64>,
    last_updated: Option<String>,
}

#[derive(Serialize)]
struct Manifest {
    repository: String,
    digest: String,
    media_type: String,
    artifact_type: Option<String>,
    platform: Option<String>,
    tags: Vec<String>,
    role: &'static str,
    content_bytes: u64,
    exclusive_bytes: u64,
    created: Option<String>,
    last_updated: Option<String>,
    locked: bool,
}

/// The report as pretty-printed JSON. `complete` says whether everything that was asked for was read.
/// While it is false, or anything is `missing`, sizes are the known part, and freed amounts are without
/// unknown sizes and as if nothing unread kept a blob; `missing` names the rest.
#[must_use]
pub fn report(origin: &Origin<'_>, inventory: &Inventory, analysis: &Analysis) -> String {
    let missing = all_gaps(inventory, analysis);
    let report = Report {
        schema: "plimsoll.report/2",
        registry: Registry {
            host: origin.host,
            kind: origin.kind,
            kept_once: analysis.kept_once().word(),
        },
        taken_at: origin.taken_at.to_string(),
        complete: analysis.totals.complete,
        missing: missing.iter().map(gap).collect(),
        totals: totals(analysis),
        repositories: repositories(inventory, analysis),
        manifests: manifests(inventory, analysis),
    };
    serde_json::to_string_pretty(&report).unwrap_or_default()
}

fn gap(missing: &Missing) -> Gap<'_> {
    Gap {
        repository: missing.repository.as_ref().map(ToString::to_string),
        reference: missing.reference.as_deref(),
        what: missing.what.as_str(),
        why: &missing.why,
    }
}

fn totals(analysis: &Analysis) -> Totals {
    let totals = &analysis.totals;
    Totals {
        repositories: totals.repositories,
        tags: totals.tags,
        manifests: totals.manifests,
        untagged_manifests: totals.untagged_manifests,
        blobs: totals.blobs,
        logical_bytes: totals.logical.bytes,
        stored_bytes: totals.stored.bytes,
        reclaimable_bytes: totals.known_reclaimable(totals.lists_untagged).map(|freed| freed.known),
    }
}

fn repositories(inventory: &Inventory, analysis: &Analysis) -> Vec<Repository> {
    let row =
        |(name, figures): (&crate::model::RepositoryName, &crate::storage::RepositoryFigures)| {
            let repository = inventory.repositories.get(name);
            let lists_untagged = repository.is_some_and(|repository| repository.lists_untagged);
            let reclaimable = figures.known_reclaimable(lists_untagged);
            Repository {
                name: name.to_string(),
                tags: figures.tags,
                manifests: figures.manifests,
                untagged_manifests: figures.untagged_manifests,
                logical_bytes: figures.logical.bytes,
                stored_bytes: figures.stored.bytes,
                exclusive_bytes: figures.exclusive.known,
                shared_bytes: figures.shared.bytes,
                reclaimable_bytes: reclaimable.map(|freed| freed.known),
                last_updated: figures.last_updated.map(|moment| moment.to_string()),
            }
        };
    analysis.repositories.iter().map(row).collect()
}

fn manifests(inventory: &Inventory, analysis: &Analysis) -> Vec<Manifest> {
    let mut rows = Vec::new();
    for (name, repository) in &inventory.repositories {
        let tags = TagsByDigest::of(repository);
        for (digest, record) in &repository.manifests {
            let Some(figures) = analysis.manifest(name, digest) else { continue };
            rows.push(Manifest {
                repository: name.to_string(),
                digest: digest.to_string(),
                media_type: record.manifest.media_type.to_string(),
                artifact_type: record.manifest.artifact_type.as_deref().map(str::to_owned),
                platform: platform(record),
                tags: tags.on(digest).iter().map(ToString::to_string).collect(),
                role: role_of(figures.role, record),
                content_bytes: figures.content.bytes,
                exclusive_bytes: figures.exclusive.known,
                created: record.created().map(|moment| moment.to_string()),
                last_updated: record.last_updated.map(|moment| moment.to_string()),
                locked: record.attributes.is_locked(),
            });
        }
    }
    rows
}

fn platform(record: &ManifestRecord) -> Option<String> {
    record.platform().map(ToString::to_string)
}
