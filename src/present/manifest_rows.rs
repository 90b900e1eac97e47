//! The table "Manifests" of a repository: every digest, tagged or not.

use crate::model::order::sort_by;
use crate::model::{Digest, ManifestEntry, ManifestRecord, ReadState, Repository, RepositoryName};
use crate::present::around::Around;
use crate::present::frees_words::frees_text;
use crate::present::image_cells::{
    FREES_HINT, PLATFORMS, SHARING_HINT, SIZE_HINT, UPDATED, end_waiting, listed_cells,
    platforms_cell, scale_meters, sharing_cell,
};
use crate::present::listed_words::listed_kind;
use crate::present::table::table;
use crate::present::words::kind_of;
use crate::present::{Badge, BytesText, Cell, Column, Meter, Row, Shape, Target};
use crate::registry::Capabilities;
use crate::storage::Analysis;

table! {
    /// The columns of the table "Manifests".
    pub MANIFEST_COLUMNS of ManifestCells {
        // On a narrow screen the manifest's name stands below the digest, because nobody deletes by a hash.
        digest: Column::new("Digest", "", Shape::Digest, true).over("names"),
        names: Column::new("Tags", "tags, or the index that it is a part of", Shape::Name, false),
        kind: Column::new("Kind", "", Shape::Words, false),
        platforms: PLATFORMS,
        size: Column::new(
            "Size",
            SIZE_HINT,
            Shape::Bytes,
            true,
        )
        .over("updated"),
        sharing: Column::new(
            "Only here · shared",
            SHARING_HINT,
            Shape::Meter,
            false,
        ),
        frees: Column::new(
            "Frees if deleted",
            FREES_HINT,
            Shape::Bytes,
            true,
        ),
        updated: UPDATED,
    }
}

/// One row for each manifest that was read or is listed; the key is the digest. `does`, the registry's
/// capabilities, says which manifests the registry deletes along.
#[must_use]
pub fn manifest_rows(
    name: &RepositoryName,
    repository: &Repository,
    analysis: &Analysis,
    does: &Capabilities,
) -> Vec<Row> {
    let around = Around::of(name, repository, analysis, does);
    let records = repository.manifests.iter();
    let mut rows: Vec<Row> =
        records.filter_map(|(digest, record)| around.row(digest, record)).collect();
    let known = rows.len();
    let unread = |digest: &Digest| {
        !repository.manifests.contains_key(digest) && !repository.absent.contains(digest)
    };
    if repository.state != ReadState::Complete {
        let listed = repository.listed.iter().filter(|(digest, _)| unread(digest));
        rows.extend(listed.map(|(digest, entry)| around.listed_row(digest, entry)));
    }
    if rows.len() > known {
        sort_by(&mut rows, |a, b| a.key.cmp(&b.key));
    }
    end_waiting(&mut rows, repository);
    scale_meters(&mut rows, MANIFEST_COLUMNS, repository.state);
    rows
}

impl Around<'_> {
    fn row(&self, digest: &Digest, record: &ManifestRecord) -> Option<Row> {
        let figures = self.analysis.manifest(self.name, digest)?;
        let kind = kind_of(figures.role, record);
        let above =
            if self.tags.on(digest).is_empty() { self.indexes_of(digest) } else { Vec::new() };
        let only_here = match above.is_empty() {
            true => figures.with_children.known,
            false => self.only_in(digest, &above),
        };
        let frees = self.deletion.of_manifest(digest, &figures);
        let cells = ManifestCells {
            digest: Cell::Digest(digest.clone(), Some(self.name.clone())),
            names: self.names(digest, record, figures.role),
            kind: Cell::Text(kind.to_owned()),
            platforms: platforms_cell(self.repository, digest, record, false),
            size: Cell::Bytes(figures.content.bytes, BytesText::of_amount(figures.content)),
            sharing: sharing_cell(figures.content.bytes, only_here),
            frees: Cell::Bytes(frees.usual.known, frees_text(&frees)),
            updated: record.date().map_or(Cell::Nothing, Cell::Moment),
        };
        let mut search = format!("{digest} {kind} {}", figures.role.as_str());
        for tag in self.tags.on(digest) {
            search = format!("{search} {tag}");
        }
        let row = cells.row(digest.to_string(), digest.short(), search.to_lowercase());
        Some(Row { part_of: above.first().map(ToString::to_string), ..row })
    }

    /// Bytes of a part that nothing uses but the indexes that list it: deleting it with them frees so much more than
    /// deleting them alone.
    fn only_in(&self, digest: &Digest, indexes: &[Digest]) -> u64 {
        let mut above = indexes.to_vec();
        let mut next = 0;
        while let Some(index) = above.get(next) {
            let more = self.analysis.parents_of(self.name, index);
            next += 1;
            let new: Vec<Digest> = more.into_iter().filter(|one| !above.contains(one)).collect();
            above.extend(new);
        }
        let freed = |all: &[Digest]| {
            self.analysis.exclusive_of(all.iter().map(|one| (self.name, one))).known
        };
        let indexes_alone = freed(&above);
        above.push(digest.clone());
        freed(&above).saturating_sub(indexes_alone)
    }

    /// A manifest that is listed and not read yet.
    fn listed_row(&self, digest: &Digest, entry: &ManifestEntry) -> Row {
        let kind = listed_kind(entry.media_type.as_ref(), entry.config_type.as_ref());
        let tags = self.tags.on(digest);
        let mut badges = Vec::new();
        let name = tags.first().map(ToString::to_string).unwrap_or_default();
        if tags.len() > 1 {
            badges.push(Badge::quiet(format!("and {} more", tags.len() - 1)));
        }
        badges.extend(self.lock(digest, entry.attributes));
        badges.extend(self.quarantine(digest));
        let before = if tags.is_empty() && !entry.tagged { "untagged" } else { "" }.to_owned();
        let (platforms, size) = listed_cells(Some(entry));
        let cells = ManifestCells {
            digest: Cell::Digest(digest.clone(), None),
            names: Cell::Name { before, name, target: Target::Nowhere, badges },
            kind: kind.map_or(Cell::Pending, |kind| Cell::Text(kind.to_owned())),
            platforms,
            size,
            sharing: Cell::Meter(Meter { pending: true, ..Meter::default() }),
            frees: Cell::Pending,
            updated: entry.last_updated.map_or(Cell::Nothing, Cell::Moment),
        };
        let mut search = format!("{digest} {}", kind.unwrap_or_default());
        for tag in tags {
            search = format!("{search} {tag}");
        }
        let search = search.to_lowercase();
        cells.row(digest.to_string(), digest.short(), search)
    }
}
