//! The table "Repositories".

use crate::model::{Inventory, ReadState, Repository, RepositoryName};
use crate::present::image_cells::scale_of;
use crate::present::listed_words::may_be_incomplete;
use crate::present::lock_words::attribute_badges;
use crate::present::table::table;
use crate::present::{Badge, BytesText, Cell, Column, Meter, Row, Shape, Target};
use crate::storage::{Analysis, ListedFigures, RepositoryFigures};

table! {
    /// The columns of the table "Repositories".
    pub REPOSITORY_COLUMNS of RepositoryCells {
        name: Column::new("Repository", "", Shape::Name, true),
        tags: Column::new("Tags", "", Shape::Count, false),
        manifests: Column::new(
            "Manifests",
            "images, indexes and their children, referrers",
            Shape::Count,
            false,
        ),
        untagged: Column::new(
            "Untagged",
            "manifests without a tag: children of indexes and orphans alike",
            Shape::Count,
            false,
        ),
        logical: Column::new("Logical", "the sizes of its tags, added up", Shape::Bytes, false).late(),
        stored: Column::new(
            "Stored",
            "bytes that the registry keeps for it, every blob once",
            Shape::Bytes,
            true,
        )
        .over("updated"),
        sharing: Column::new(
            "Only here · shared",
            "used by this repository only / also by others",
            Shape::Meter,
            false,
        ),
        exclusive: Column::new("Only here", "freed by deleting the repository", Shape::Bytes, false)
            .instead_of("reclaimable"),
        reclaimable: Column::new("Reclaimable", "freed by deleting its orphans", Shape::Bytes, true),
        updated: Column::new("Last updated", "", Shape::Moment, false),
    }
}

/// One row for each repository whose name begins with `within`, in the order of their names.
#[must_use]
pub fn repository_rows(inventory: &Inventory, analysis: &Analysis, within: &str) -> Vec<Row> {
    let all = inventory.repositories.iter().map(|(name, one)| {
        let figures = analysis.repositories.get(name);
        (name, one, figures)
    });
    let all = all.filter(|(name, ..)| name.as_str().starts_with(within));
    let stored = all.clone().filter_map(|(.., figures)| Some(figures?.stored.bytes));
    let largest = scale_of(stored.max().unwrap_or(0), inventory.state);
    all.map(|(name, repository, figures)| row(name, repository, figures, largest)).collect()
}

fn row(
    name: &RepositoryName,
    repository: &Repository,
    figures: Option<&RepositoryFigures>,
    largest: u64,
) -> Row {
    let before = name.namespace().map(|namespace| format!("{namespace}/")).unwrap_or_default();
    let state = repository.state;
    // A repository that may not be read has no figures at all: "0" would be a claim.
    let is_unread =
        state == ReadState::Incomplete && figures.is_some_and(|figures| figures.manifests == 0);
    let mut badges = match (state, may_be_incomplete(repository)) {
        (ReadState::Incomplete, None) if is_unread => vec![Badge::warning("not read")],
        (ReadState::Incomplete, None) => vec![Badge::warning("not read whole")],
        (ReadState::Incomplete, Some(why)) => {
            vec![Badge::warning("may be incomplete").saying(why)]
        }
        (ReadState::Complete, _) if figures.is_some_and(|figures| figures.manifests == 0) => {
            vec![Badge::quiet("empty")]
        }
        _ => Vec::new(),
    };
    if let Some(entry) = repository.entry {
        badges.extend(attribute_badges("repository", entry.attributes));
    }
    let target = Target::Repository(name.clone());
    let title = Cell::Name { before, name: name.leaf().to_owned(), target, badges };
    let mut cells = match figures.filter(|_| state >= ReadState::Incomplete) {
        Some(figures) if is_unread => {
            let tags = match figures.tags {
                0 => Cell::Unknown,
                tags => Cell::AtLeast(tags as u64),
            };
            let updated = figures.last_updated.map_or(Cell::Nothing, Cell::Moment);
            RepositoryCells { tags, updated, ..alike(title, &Cell::Unknown) }
        }
        Some(figures) => known(title, figures, repository, largest),
        None => {
            let sharing = Cell::Meter(Meter { pending: true, ..Meter::default() });
            RepositoryCells { sharing, ..alike(title, &Cell::Pending) }
        }
    };
    if let Some((figures, listed)) = figures.and_then(|figures| Some((figures, figures.listed?))) {
        fill_in(&mut cells, figures, &listed);
    } else if state < ReadState::Incomplete {
        fill_in_hints(&mut cells, repository);
    }
    cells.row(name.to_string(), name.to_string(), name.to_string())
}

/// A row without figures: the same cell in every column after the name.
fn alike(name: Cell, cell: &Cell) -> RepositoryCells {
    RepositoryCells {
        name,
        tags: cell.clone(),
        manifests: cell.clone(),
        untagged: cell.clone(),
        logical: cell.clone(),
        stored: cell.clone(),
        sharing: cell.clone(),
        exclusive: cell.clone(),
        reclaimable: cell.clone(),
        updated: cell.clone(),
    }
}

/// A row whose manifests are read.
fn known(
    name: Cell,
    figures: &RepositoryFigures,
    repository: &Repository,
    largest: u64,
) -> RepositoryCells {
    let lists_untagged = repository.lists_untagged;
    let exclusive = figures.exclusive.known;
    let meter = Meter::of_repository(figures, largest);
    let mut frees = BytesText::of_freed(figures.exclusive);
    if repository.entry.is_some_and(|entry| entry.attributes.is_locked()) {
        frees = frees.kept_by_a_lock();
    }
    // A registry that lists no untagged manifests may hold more than are seen.
    let seen = if lists_untagged { Cell::Count } else { Cell::AtLeast };
    RepositoryCells {
        name,
        tags: Cell::Count(figures.tags as u64),
        manifests: seen(figures.manifests as u64),
        untagged: seen(figures.untagged_manifests as u64),
        logical: Cell::Bytes(figures.logical.bytes, BytesText::of_amount(figures.logical)),
        stored: Cell::Bytes(figures.stored.bytes, BytesText::of_amount(figures.stored)),
        sharing: Cell::Meter(meter),
        exclusive: Cell::Bytes(exclusive, frees),
        // If untagged manifests are not listed, or something unread may keep them, "0 B" would claim
        // what nobody can know.
        reclaimable: figures
            .known_reclaimable(lists_untagged)
            .map_or(Cell::Unknown, |freed| Cell::Bytes(freed.known, BytesText::of_freed(freed))),
        updated: figures.last_updated.map_or(Cell::Nothing, Cell::Moment),
    }
}

/// Fills in sizes from the registry's search, until the manifests are read.
fn fill_in_hints(cells: &mut RepositoryCells, repository: &Repository) {
    let logical = repository.hint.logical(repository.tags.keys());
    let is_listed = repository.lists == ReadState::Complete;
    let cell = |bytes: u64| Cell::Bytes(bytes, BytesText::of_hint(bytes));
    if let Some(bytes) = logical.filter(|_| is_listed) {
        cells.logical = cell(bytes);
    }
    if let Some(bytes) = repository.hint.stored {
        cells.stored = cell(bytes);
    }
}

/// Fills in the figures that lists give, while the manifests are being read.
fn fill_in(cells: &mut RepositoryCells, figures: &RepositoryFigures, listed: &ListedFigures) {
    cells.tags = Cell::Count(listed.tags as u64);
    cells.manifests = Cell::Count(listed.manifests as u64);
    cells.untagged = Cell::Count(listed.untagged as u64);
    if let Some(bytes) = listed.logical {
        cells.logical = Cell::Bytes(bytes, BytesText::of_listed(bytes));
    }
    cells.updated = figures.last_updated.map_or(Cell::Nothing, Cell::Moment);
}
