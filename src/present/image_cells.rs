//! Columns and cells that the tables of tags, manifests and images share.

use crate::model::{Digest, ManifestEntry, ManifestRecord, ReadState, Repository, RepositoryName};
use crate::present::words::{platforms, short_platform};
use crate::present::{Badge, BytesText, Cell, Column, Meter, Row, Shape, Target, grouped, visible};

pub(super) const PLATFORMS: Column = Column::new("Platforms", "", Shape::Chips, false);

pub(super) const UPDATED: Column = Column::new(
    "Last updated",
    "as the registry states it; else the date when the image was made",
    Shape::Moment,
    false,
);

/// The hint of the column "Frees if deleted".
pub(super) const FREES_HINT: &str = "freed by deleting this manifest with its tags, and with everything that is deleted \
    along by default";

/// The hint of the column "Size".
pub(super) const SIZE_HINT: &str =
    "everything that a pull needs; for an index, a pull of all its platforms";

/// The hint of the column "Only here · shared".
pub(super) const SHARING_HINT: &str = "used by this image with its platforms only / also by others; for a part of an \
    index, used by this part and its index only";

/// The name of a repository, which leads to its page.
pub(super) fn repository_cell(name: &RepositoryName) -> Cell {
    Cell::Name {
        before: name.namespace().map(|namespace| format!("{namespace}/")).unwrap_or_default(),
        name: name.leaf().to_owned(),
        target: Target::Repository(name.clone()),
        badges: Vec::new(),
    }
}

/// The bar of an image of `size` bytes, of which nothing else uses `only_here`.
pub(super) fn sharing_cell(size: u64, only_here: u64) -> Cell {
    Cell::Meter(Meter { only_here, shared: size.saturating_sub(only_here), ..Meter::default() })
}

/// The bytes of a full bar beside one of `largest` bytes. While rows are still being read it is a power of two, so that
/// the bars keep their lengths when a slightly larger one arrives.
pub(super) fn scale_of(largest: u64, state: ReadState) -> u64 {
    let is_filling = state < ReadState::Incomplete;
    if is_filling { largest.checked_next_power_of_two().unwrap_or(u64::MAX) } else { largest }
}

/// Gives all bars of a table one scale: the largest size in the table.
pub(super) fn scale_meters(rows: &mut [Row], columns: &[Column], state: ReadState) {
    let Some(column) = columns.iter().find(|column| column.shape == Shape::Meter) else { return };
    let size = |row: &Row| match column.cell(row) {
        Some(Cell::Meter(meter)) => meter.only_here.saturating_add(meter.shared),
        _ => 0,
    };
    let largest = scale_of(rows.iter().map(size).max().unwrap_or(0), state);
    for row in rows {
        if let Some(Cell::Meter(meter)) = column.cell_mut(row) {
            meter.full = largest;
        }
    }
}

/// Says of rows with cells that wait for their manifest that it was not read: `repository` was read to its end,
/// with gaps, so the cells will not come.
pub(super) fn end_waiting(rows: &mut [Row], repository: &Repository) {
    if repository.state != ReadState::Incomplete {
        return;
    }
    for row in rows {
        let mut waited = false;
        for cell in &mut row.cells {
            if matches!(cell, Cell::Pending | Cell::Meter(Meter { pending: true, .. })) {
                (*cell, waited) = (Cell::Nothing, true);
            }
        }
        let names = row.cells.iter_mut().find_map(|cell| match cell {
            Cell::Name { badges, .. } => Some(badges),
            _ => None,
        });
        if let Some(badges) = names.filter(|_| waited) {
            badges.push(Badge::warning("not read"));
        }
    }
}

/// The platforms of a manifest that was read. Until its config is read, a single image has the platform that the
/// registry lists.
pub(super) fn platforms_cell(
    repository: &Repository,
    digest: &Digest,
    record: &ManifestRecord,
    says_absent: bool,
) -> Cell {
    let (present, listed) = platforms(repository, record);
    let mut chips: Vec<String> = present.iter().map(|word| short_platform(word)).collect();
    if says_absent && present.len() < listed {
        // Platforms that were not asked for may be there.
        let word = match repository.unasked_of(&record.manifest) {
            0 => "present",
            _ => "found",
        };
        chips.push(format!(
            "{} of {} {word}",
            grouped(present.len() as u64),
            grouped(listed as u64)
        ));
    }
    if !chips.is_empty() {
        return Cell::Chips(chips);
    }
    match listed_cells(repository.listed.get(digest)).0 {
        Cell::Pending if repository.state >= ReadState::Incomplete || record.config.is_some() => {
            Cell::Nothing
        }
        listed => listed,
    }
}

/// Platforms and size of a manifest that is listed and not read yet.
pub(super) fn listed_cells(listed: Option<&ManifestEntry>) -> (Cell, Cell) {
    let platform = listed.and_then(|entry| entry.platform.as_ref());
    let platform = platform.filter(|platform| !platform.is_unknown());
    let size = listed.and_then(|entry| entry.size);
    (
        platform.map_or(Cell::Pending, |platform| {
            Cell::Chips(vec![short_platform(&visible(&platform.to_string()))])
        }),
        size.map_or(Cell::Pending, |size| Cell::Bytes(size, BytesText::of_listed(size))),
    )
}

/// The meaning of "which is not here" at a signature or another referrer.
pub(super) const IMAGE_GONE: &str =
    "The registry shows no manifest with this digest in this repository.";

/// Whether a repository shows no manifest with this digest: it was read, or the list of all its manifests was.
pub(super) fn is_gone(repository: &Repository, digest: &Digest) -> bool {
    let lists_all = repository.lists == ReadState::Complete && repository.lists_untagged;
    let is_read = repository.state == ReadState::Complete
        || repository.absent.contains(digest)
        || lists_all && !repository.listed.contains_key(digest);
    is_read && !repository.manifests.contains_key(digest) && !repository.unasked.contains(digest)
}
