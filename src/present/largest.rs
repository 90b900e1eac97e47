//! The largest repositories, as bars.

use crate::model::order::sort_by;
use crate::model::{Inventory, RepositoryName};
use crate::present::image_cells::scale_of;
use crate::present::{BytesText, Meter};
use crate::storage::{Analysis, RepositoryFigures};

/// The bar of one repository.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The repository that the bar is of.
    pub repository: RepositoryName,
    /// The stored size of the repository.
    pub stored: BytesText,
    /// The parts of the stored size, on the scale of the largest repository.
    pub meter: Meter,
}

impl Meter {
    /// The bar of a repository, on a scale of `full` bytes. Orphans may share blobs with images of the same
    /// repository: the bytes that deleting them frees are a part of "only here", and are taken out of it.
    pub(super) fn of_repository(figures: &RepositoryFigures, full: u64) -> Self {
        let exclusive = figures.exclusive.known;
        let reclaimable = figures.reclaimable.known.min(exclusive);
        let shared = figures.stored.bytes.saturating_sub(exclusive);
        Self { only_here: exclusive - reclaimable, reclaimable, shared, full, pending: false }
    }
}

/// The `count` repositories with the largest stored size, largest first.
#[must_use]
pub fn largest_repositories(inventory: &Inventory, analysis: &Analysis, count: usize) -> Vec<Bar> {
    let mut all: Vec<_> =
        analysis.repositories.iter().filter(|(_, figures)| figures.stored.bytes > 0).collect();
    sort_by(&mut all, |(a, x), (b, y)| y.stored.bytes.cmp(&x.stored.bytes).then_with(|| a.cmp(b)));
    let largest = all.first().map_or(0, |(_, figures)| figures.stored.bytes);
    let full = scale_of(largest, inventory.state);
    all.into_iter()
        .take(count)
        .map(|(name, figures)| Bar {
            repository: name.clone(),
            stored: BytesText::of_amount(figures.stored),
            meter: Meter::of_repository(figures, full),
        })
        .collect()
}
