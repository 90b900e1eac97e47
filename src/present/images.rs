//! The table "Images": every image of a registry in one row, with its platforms and signatures folded below it.

use std::collections::BTreeSet;

use crate::model::{Digest, Inventory, ManifestRecord, Repository, RepositoryName};
use crate::present::around::Around;
use crate::present::frees_words::frees_text;
use crate::present::image_cells::{
    FREES_HINT, PLATFORMS, SIZE_HINT, UPDATED, platforms_cell, repository_cell,
};
use crate::present::image_filter::{ImageFilter, Seen};
use crate::present::table::table;
use crate::present::words::{kind_of, platforms};
use crate::present::{BytesText, Cell, Column, Row, Shape, Target};
use crate::registry::Capabilities;
use crate::storage::{Analysis, Role, Standing};

table! {
    /// The columns of the table "Images".
    pub IMAGE_COLUMNS of ImageCells {
        repository: Column::new("Repository", "", Shape::Name, true).over("names"),
        names: Column::new("Tags", "tags, or the reason why it is kept", Shape::Name, false),
        kind: Column::new("Kind", "", Shape::Words, false).late(),
        platforms: PLATFORMS,
        updated: UPDATED,
        size: Column::new("Size", SIZE_HINT, Shape::Bytes, false),
        frees: Column::new("Frees if deleted", FREES_HINT, Shape::Bytes, true).over("updated"),
        pulled: Column::new("Last pull", "as the registry states it", Shape::Moment, false).late(),
    }
}

/// The columns of the table "Images", with or without the last pull.
#[must_use]
pub fn image_columns(tells_pulls: bool) -> &'static [Column] {
    match IMAGE_COLUMNS.split_last() {
        Some((_, others)) if !tells_pulls => others,
        _ => IMAGE_COLUMNS,
    }
}

/// One row for each manifest that was read; the key is `<repository>@<digest>`. Below the head of an image stands
/// everything that belongs to it. Only images that `filter` keeps are there, with all their parts.
#[must_use]
pub fn image_rows(
    inventory: &Inventory,
    analysis: &Analysis,
    does: &Capabilities,
    filter: &ImageFilter,
) -> Vec<Row> {
    let named = inventory.repositories.iter().filter(|(name, _)| filter.keeps_repository(name));
    named.flat_map(|(name, repository)| rows_of(name, repository, analysis, does, filter)).collect()
}

/// The key of a manifest's row.
fn key(name: &RepositoryName, digest: &Digest) -> String {
    format!("{name}@{digest}")
}

/// The manifest of a row with this key.
#[must_use]
pub fn image_of_key(key: &str) -> Option<(RepositoryName, Digest)> {
    let (name, digest) = key.split_once('@')?;
    Some((name.parse().ok()?, digest.parse().ok()?))
}

fn rows_of(
    name: &RepositoryName,
    repository: &Repository,
    analysis: &Analysis,
    does: &Capabilities,
    filter: &ImageFilter,
) -> Vec<Row> {
    let around = Around::of(name, repository, analysis, does);
    let standings = analysis.standings(name);
    let heads = standings.iter().filter(|one| one.above.is_none()).map(|one| &one.digest);
    let is_kept = |head: &&Digest| {
        let seen = seen(repository, head, &around, analysis, name);
        seen.is_some_and(|seen| filter.keeps(&seen))
    };
    let kept: BTreeSet<Digest> = heads.filter(is_kept).cloned().collect();
    let mut rows = Vec::new();
    for Standing { digest, above, .. } in standings.iter().filter(|one| kept.contains(&one.head)) {
        let Some(record) = repository.manifests.get(digest) else { continue };
        let Some(figures) = analysis.manifest(name, digest) else { continue };
        let frees = around.deletion.of_manifest(digest, &figures);
        let kind = kind_of(figures.role, record);
        let cells = ImageCells {
            repository: repository_cell(name),
            names: named(&around, digest, record, figures.role),
            kind: Cell::Text(kind.to_owned()),
            platforms: platforms_cell(repository, digest, record, false),
            updated: record.date().map_or(Cell::Nothing, Cell::Moment),
            pulled: repository.last_pulled(digest).map_or(Cell::Nothing, Cell::Moment),
            size: Cell::Bytes(figures.content.bytes, BytesText::of_amount(figures.content)),
            frees: Cell::Bytes(frees.usual.known, frees_text(&frees)),
        };
        let mut search = format!("{name} {digest} {kind} {}", figures.role.as_str());
        for tag in around.tags.on(digest) {
            search = format!("{search} {tag}");
        }
        let label = format!("{name} {}", short_name(&around, digest));
        let row = cells.row(key(name, digest), label, search.to_lowercase());
        let part_of = above.as_ref().map(|above| key(name, above));
        rows.push(Row { part_of, ..row });
    }
    rows
}

/// The part of the image that `digest` heads at which a filter looks; `None` where the manifest was not read.
fn seen(
    repository: &Repository,
    digest: &Digest,
    around: &Around<'_>,
    analysis: &Analysis,
    name: &RepositoryName,
) -> Option<Seen> {
    let record = repository.manifests.get(digest)?;
    let figures = analysis.manifest(name, digest)?;
    Some(Seen {
        is_orphan: figures.role == Role::Orphan,
        is_tagged: !around.tags.on(digest).is_empty(),
        kind: kind_of(figures.role, record),
        platforms: platforms(repository, record).0,
        date: record.date(),
        bytes: figures.content.bytes,
    })
}

/// The tags of a manifest, or its short digest and the reason why it is kept. Either leads to its page.
fn named(around: &Around<'_>, digest: &Digest, record: &ManifestRecord, role: Role) -> Cell {
    let cell = around.names(digest, record, role);
    match cell {
        Cell::Name { before, name, badges, .. } if name.is_empty() => {
            let before = if before.is_empty() { before } else { format!("{before} ") };
            let target = Target::Manifest(around.name.clone(), digest.clone(), None);
            Cell::Name { before, name: digest.short(), target, badges }
        }
        cell => cell,
    }
}

/// The name by which people know a manifest in its repository.
fn short_name(around: &Around<'_>, digest: &Digest) -> String {
    around.tags.on(digest).first().map_or_else(|| digest.short(), ToString::to_string)
}
