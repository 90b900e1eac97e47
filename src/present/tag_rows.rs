//! The table "Tags" of a repository.

use crate::cleanup::Frees;
use crate::model::{Repository, RepositoryName, Tag, TagName, TagsByDigest};
use crate::present::frees_words::frees_text;
use crate::present::image_cells::{
    FREES_HINT, PLATFORMS, SHARING_HINT, SIZE_HINT, UPDATED, end_waiting, listed_cells,
    platforms_cell, scale_meters, sharing_cell,
};
use crate::present::lock_words::lock_badge;
use crate::present::signature_tags::{gone_badge, signed_badge, signed_tag};
use crate::present::table::table;
use crate::present::{Badge, BytesText, Cell, Column, Meter, Row, Shape, Target, grouped};
use crate::registry::Capabilities;
use crate::storage::Analysis;

table! {
    /// The columns of the table "Tags". The last one is shown only if the registry tells pulls
    /// ([`tells_pulls`]).
    pub TAG_COLUMNS of TagCells {
        tag: Column::new("Tag", "", Shape::Name, true),
        digest: Column::new("Digest", "of the manifest that the tag points to", Shape::Digest, false),
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
        pulled: Column::new(
            "Last pulled",
            "last pull of its manifest, as the registry states it",
            Shape::Moment,
            false,
        ),
    }
}

/// The columns of the table "Tags" of a repository, with or without the last pull.
#[must_use]
pub fn tag_columns(tells_pulls: bool) -> &'static [Column] {
    match TAG_COLUMNS.split_last() {
        Some((_, others)) if !tells_pulls => others,
        _ => TAG_COLUMNS,
    }
}

/// Whether the registry gives a date of the last pull for anything in `repository`.
#[must_use]
pub fn tells_pulls(repository: &Repository) -> bool {
    let said = repository.listed.values().chain(repository.hint.manifests.values());
    said.into_iter().any(|entry| entry.last_pulled.is_some())
}

/// One row for each tag, in the order of their names; the key is the tag. `does`, the registry's
/// capabilities, says which manifests the registry deletes along.
#[must_use]
pub fn tag_rows(
    name: &RepositoryName,
    repository: &Repository,
    analysis: &Analysis,
    does: &Capabilities,
) -> Vec<Row> {
    let deletion = Frees::of(name, repository, analysis, does);
    let by_digest = TagsByDigest::of(repository);
    let mut rows: Vec<Row> = repository
        .tags
        .iter()
        .map(|(tag, entry)| {
            let same = entry.digest().map(|digest| by_digest.on(digest)).unwrap_or_default();
            let row = row(name, repository, (analysis, &deletion), (tag, entry), same);
            let whole = signed_tag(name, tag, analysis, &by_digest).map(ToString::to_string);
            finish(
                row,
                whole,
                entry.digest().and_then(|digest| signed_badge(name, digest, analysis, &by_digest)),
            )
        })
        .collect();
    end_waiting(&mut rows, repository);
    scale_meters(&mut rows, TAG_COLUMNS, repository.state);
    rows
}

fn row(
    name: &RepositoryName,
    repository: &Repository,
    (analysis, deletion): (&Analysis, &Frees<'_>),
    (tag, entry): (&TagName, &Tag),
    same_digest: &[&TagName],
) -> Row {
    let record = entry.digest().and_then(|digest| repository.manifests.get(digest));
    let figures = entry.digest().and_then(|digest| {
        let figures = analysis.manifest(name, digest)?;
        let frees = deletion.of_manifest(digest, &figures);
        Some((figures, frees))
    });
    let target = match (entry.digest(), record) {
        (Some(digest), Some(_)) => {
            Target::Manifest(name.clone(), digest.clone(), Some(tag.clone()))
        }
        _ => Target::Nowhere,
    };
    let known = entry.digest().or(repository.hint.tags.get(tag));
    let pulled = known.and_then(|digest| repository.last_pulled(digest));
    let mut cells = TagCells {
        tag: Cell::Name {
            before: String::new(),
            name: tag.to_string(),
            target,
            badges: badges(tag, entry, repository, deletion, same_digest),
        },
        digest: entry.digest().map_or(Cell::Pending, |digest| {
            Cell::Digest(digest.clone(), record.map(|_| name.clone()))
        }),
        platforms: Cell::Nothing,
        size: Cell::Nothing,
        sharing: Cell::Nothing,
        frees: Cell::Nothing,
        updated: Cell::Nothing,
        pulled: pulled.map_or(Cell::Nothing, Cell::Moment),
    };
    if let (Some(record), Some((figures, frees))) = (record, figures) {
        let only_here = figures.with_children.known;
        if let Some(digest) = entry.digest() {
            cells.platforms = platforms_cell(repository, digest, record, true);
        }
        cells.size = Cell::Bytes(figures.content.bytes, BytesText::of_amount(figures.content));
        cells.sharing = sharing_cell(figures.content.bytes, only_here);
        cells.frees = Cell::Bytes(frees.usual.known, frees_text(&frees));
        cells.updated = entry.last_updated.or(record.date()).map_or(Cell::Nothing, Cell::Moment);
    } else if repository.is_dangling(entry) {
        cells.digest = Cell::Nothing;
    } else {
        let listed = entry.digest().and_then(|digest| repository.listed.get(digest));
        let hint = repository.hint.of_tag(tag);
        (cells.platforms, cells.size) = listed_cells(listed);
        if let Some(size) = hint.and_then(|hint| hint.size) {
            cells.size = Cell::Bytes(size, BytesText::of_hint(size));
        }
        cells.sharing = Cell::Meter(Meter { pending: true, ..Meter::default() });
        cells.frees = Cell::Pending;
        let updated = entry.last_updated.or(hint.and_then(|hint| hint.last_updated));
        cells.updated = updated.map_or(Cell::Pending, Cell::Moment);
    }
    let digest = entry.digest().map(ToString::to_string).unwrap_or_default();
    let search = format!("{} {digest}", tag.as_str().to_lowercase());
    cells.row(tag.to_string(), tag.to_string(), search)
}

/// Folds a signature's tag below the tag `whole`, and says of an image that it is signed.
fn finish(row: Row, whole: Option<String>, signed: Option<Badge>) -> Row {
    let mut row = Row { part_of: whole, ..row };
    let about = row.part_of.as_ref().map(|whole| Badge::quiet(format!("belongs to {whole}")));
    for badge in signed.into_iter().chain(about) {
        row.search = format!("{} {}", row.search, badge.text.to_lowercase());
        if let Some(Cell::Name { badges, .. }) = TAG_COLUMNS[0].cell_mut(&mut row) {
            badges.push(badge);
        }
    }
    row
}

fn badges(
    tag: &TagName,
    entry: &Tag,
    repository: &Repository,
    deletion: &Frees<'_>,
    same_digest: &[&TagName],
) -> Vec<Badge> {
    let mut badges = Vec::new();
    let digest = entry.digest();
    let manifest = digest.and_then(|digest| {
        let listed = repository.listed.get(digest).map(|entry| entry.attributes);
        repository.manifests.get(digest).map(|record| record.attributes).or(listed)
    });
    let locks = [("tag", entry.attributes), ("manifest", manifest.unwrap_or_default())];
    let is_kept = digest.is_some_and(|digest| deletion.is_locked(digest));
    badges.extend(lock_badge(&locks, repository.entry, is_kept.then_some("another tag")));
    if repository.is_dangling(entry) {
        badges.push(Badge::warning("points to no manifest"));
    }
    let record = digest.and_then(|digest| repository.manifests.get(digest));
    if record.is_some_and(|record| record.manifest.is_placeholder()) {
        badges.push(Badge::warning("left behind by an interrupted untagging"));
    }
    // The other tags are counted, not searched: thousands of tags may be on one digest.
    if let Some(first) = same_digest.iter().find(|other| **other != tag) {
        badges.push(match same_digest.len().saturating_sub(2) {
            0 => Badge::quiet(format!("= {first}")),
            more => Badge::quiet(format!("= {first} and {} more", grouped(more as u64))),
        });
    }
    badges.extend(gone_badge(repository, &[tag], record));
    badges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Attributes, Digest, Inventory, ManifestEntry, TagTarget, Timestamp};
    use crate::registry::RegistryKind;

    fn tag(target: TagTarget) -> Tag {
        Tag { target, last_updated: None, attributes: Attributes::OPEN }
    }

    fn cell<'a>(row: &'a Row, key: &str) -> &'a Cell {
        Column::named(TAG_COLUMNS, key).and_then(|column| column.cell(row)).expect("a cell")
    }

    fn rows(repository: Repository) -> Vec<Row> {
        let name: RepositoryName = "a".parse().expect("a name");
        let mut inventory = Inventory::default();
        inventory.repositories.insert(name.clone(), repository);
        let analysis = Analysis::of(&inventory);
        let does = RegistryKind::Acr.capabilities();
        tag_rows(&name, &inventory.repositories[&name], &analysis, &does)
    }

    #[test]
    fn the_last_pull_has_a_column_where_a_registry_tells_it() {
        let check = |last_pulled: Option<Timestamp>, expected: Cell| {
            let digest = Digest::of(b"web");
            let mut repository = Repository::default();
            let target = TagTarget::Digest(digest.clone());
            repository.tags.insert("v1".parse().expect("a tag"), tag(target));
            repository
                .take_entry(digest, ManifestEntry { last_pulled, ..ManifestEntry::default() });
            assert_eq!(tells_pulls(&repository), last_pulled.is_some());
            assert_eq!(*cell(&rows(repository)[0], "pulled"), expected);
        };
        let moment = Timestamp::from_millis(1_770_091_506_000);
        check(Some(moment), Cell::Moment(moment));
        check(None, Cell::Nothing);
    }

    #[test]
    fn what_a_search_tells_stands_there_until_the_manifest_is_read() {
        let (digest, moment) = (Digest::of(b"web"), Timestamp::from_millis(1_770_091_506_000));
        let mut repository = Repository::default();
        for name in ["told", "untold"] {
            repository.tags.insert(name.parse().expect("a tag"), tag(TagTarget::Unread));
        }
        let mut hint = crate::model::Hint::default();
        hint.tags.insert("told".parse().expect("a tag"), digest.clone());
        let (last_updated, last_pulled) = (Some(moment), Some(moment.plus_seconds(60)));
        let size = Some(2048);
        let entry = ManifestEntry { size, last_updated, last_pulled, ..ManifestEntry::default() };
        hint.manifests.insert(digest, entry);
        repository.take_hint(hint);
        let rows = rows(repository);
        let told = |key: &str| cell(&rows[0], key);
        // Only the registry's list may say what the tag points to, and that is unread.
        assert_eq!(*told("digest"), Cell::Pending);
        assert_eq!(*told("size"), Cell::Bytes(2048, BytesText::of_hint(2048)));
        assert_eq!(*told("updated"), Cell::Moment(moment));
        assert_eq!(*told("pulled"), Cell::Moment(moment.plus_seconds(60)));
        assert_eq!(*cell(&rows[1], "size"), Cell::Pending);
    }
}
