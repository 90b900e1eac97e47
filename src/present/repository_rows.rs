//! The table "Repositories".

use crate::model::{Inventory, ReadState, Repository, RepositoryName};
use crate::present::listed_words::may_be_incomplete;
use crate::present::lock_words::attribute_badges;
use crate::present::table::place;
use crate::present::{Badge, BytesText, Cell, Column, Meter, Row, Shape, Target};
use crate::storage::{Analysis, ListedFigures, RepositoryFigures};

/// The columns of the table "Repositories".
pub const REPOSITORY_COLUMNS: [Column; 10] = [
    Column::new("name", "Repository", "", Shape::Name, true),
    Column::new("tags", "Tags", "", Shape::Count, false),
    Column::new(
        "manifests",
        "Manifests",
        "images, indexes and their children, referrers",
        Shape::Count,
        false,
    ),
    Column::new(
        "untagged",
        "Untagged",
        "manifests without a tag: children of indexes and orphans alike",
        Shape::Count,
        false,
    ),
    Column::new("logical", "Logical", "the sizes of its tags, added up", Shape::Bytes, false),
    Column::new(
        "stored",
        "Stored",
        "bytes that the registry keeps for it, every blob once",
        Shape::Bytes,
        true,
    ),
    Column::new(
        "sharing",
        "Only here · shared",
        "used by this repository only / also by others",
        Shape::Meter,
        false,
    ),
    Column::new("exclusive", "Only here", "freed by deleting the repository", Shape::Bytes, false)
        .instead_of("reclaimable"),
    Column::new("reclaimable", "Reclaimable", "freed by deleting its orphans", Shape::Bytes, true),
    Column::new("updated", "Last updated", "", Shape::Moment, false),
];

/// The cells beside the name.
const OTHERS: usize = REPOSITORY_COLUMNS.len() - 1;

/// One row for each repository, in the order of their names.
#[must_use]
pub fn repository_rows(inventory: &Inventory, analysis: &Analysis) -> Vec<Row> {
    let figures = |name| analysis.repositories.get(name);
    let largest =
        analysis.repositories.values().map(|figures| figures.stored.bytes).max().unwrap_or(0);
    inventory
        .repositories
        .iter()
        .map(|(name, repository)| row(name, repository, figures(name), largest))
        .collect()
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
    let is_unread = state == ReadState::Incomplete
        && figures.is_some_and(|figures| figures.tags + figures.manifests == 0);
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
    let mut cells = vec![Cell::Name {
        before,
        name: name.leaf().to_owned(),
        target: Target::Repository(name.clone()),
        badges,
    }];
    match figures.filter(|_| state >= ReadState::Incomplete) {
        Some(_) if is_unread => cells.extend([const { Cell::Nothing }; OTHERS]),
        Some(figures) => cells.extend(known(figures, repository, largest)),
        None => cells.extend(unread()),
    }
    if let Some((figures, listed)) = figures.and_then(|figures| Some((figures, figures.listed?))) {
        fill_in(&mut cells, figures, &listed);
    } else if state < ReadState::Incomplete {
        fill_in_hints(&mut cells, repository);
    }
    Row { key: name.to_string(), label: name.to_string(), cells, search: name.to_string() }
}

fn known(figures: &RepositoryFigures, repository: &Repository, largest: u64) -> [Cell; OTHERS] {
    let lists_untagged = repository.lists_untagged;
    let exclusive = figures.only_here();
    let reclaimable = figures.reclaimable.at_most.unwrap_or(figures.reclaimable.at_least);
    let meter = Meter {
        only_here: exclusive,
        shared: figures.stored.bytes.saturating_sub(exclusive),
        reclaimable: 0,
        full: largest,
        pending: false,
    };
    let mut frees = BytesText::of_freed(figures.exclusive);
    if repository.entry.is_some_and(|entry| entry.attributes.is_locked()) {
        frees = frees.kept_by_a_lock();
    }
    // A registry that lists no untagged manifests may hold more than are seen.
    let seen = if lists_untagged { Cell::Count } else { Cell::AtLeast };
    [
        Cell::Count(figures.tags as u64),
        seen(figures.manifests as u64),
        seen(figures.untagged_manifests as u64),
        Cell::Bytes(figures.logical.bytes, BytesText::of_amount(figures.logical)),
        Cell::Bytes(figures.stored.bytes, BytesText::of_amount(figures.stored)),
        Cell::Meter(meter),
        Cell::Bytes(exclusive, frees),
        // If untagged manifests are not listed, or something unread may keep them, "0 B" would claim
        // what nobody can know.
        if lists_untagged && figures.judged || figures.orphans > 0 {
            Cell::Bytes(reclaimable, BytesText::of_freed(figures.reclaimable))
        } else {
            Cell::Nothing
        },
        figures.last_updated.map_or(Cell::Nothing, Cell::Moment),
    ]
}

/// The place of a column.
macro_rules! at {
    ($key:literal) => {
        const { place(&REPOSITORY_COLUMNS, $key) }
    };
}

fn unread() -> [Cell; OTHERS] {
    let mut cells = [const { Cell::Pending }; OTHERS];
    cells[at!("sharing") - 1] = Cell::Meter(Meter { pending: true, ..Meter::default() });
    cells
}

/// Fills in sizes from the registry's search, until the manifests are read.
fn fill_in_hints(cells: &mut [Cell], repository: &Repository) {
    let logical = repository.hint.logical(repository.tags.keys());
    let is_listed = repository.lists == ReadState::Complete;
    let hints =
        [(at!("logical"), logical.filter(|_| is_listed)), (at!("stored"), repository.hint.stored)];
    for (place, bytes) in hints {
        if let Some(bytes) = bytes {
            cells[place] = Cell::Bytes(bytes, BytesText::of_hint(bytes));
        }
    }
}

/// Fills in the figures that lists give, while the manifests are being read.
fn fill_in(cells: &mut [Cell], figures: &RepositoryFigures, listed: &ListedFigures) {
    cells[at!("tags")] = Cell::Count(listed.tags as u64);
    cells[at!("manifests")] = Cell::Count(listed.manifests as u64);
    cells[at!("untagged")] = Cell::Count(listed.untagged as u64);
    if let Some(bytes) = listed.logical {
        cells[at!("logical")] = Cell::Bytes(bytes, BytesText::of_listed(bytes));
    }
    cells[at!("updated")] = figures.last_updated.map_or(Cell::Nothing, Cell::Moment);
}
