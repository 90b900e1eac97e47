//! The largest repositories, as bars.

use crate::model::RepositoryName;
use crate::model::order::sort_by;
use crate::present::{BytesText, Meter};
use crate::storage::Analysis;

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

/// The `count` repositories with the largest stored size, largest first.
#[must_use]
pub fn largest_repositories(analysis: &Analysis, count: usize) -> Vec<Bar> {
    let mut all: Vec<_> =
        analysis.repositories.iter().filter(|(_, figures)| figures.stored.bytes > 0).collect();
    sort_by(&mut all, |(a, x), (b, y)| y.stored.bytes.cmp(&x.stored.bytes).then_with(|| a.cmp(b)));
    let full = all.first().map_or(0, |(_, figures)| figures.stored.bytes);
    all.into_iter()
        .take(count)
        .map(|(name, figures)| {
            let exclusive = figures.exclusive.known;
            // Orphans may share blobs with images of the same repository. The bytes that deleting them
            // frees are part of "only here", so they are taken out of it for the bar.
            let reclaimable = figures.reclaimable.known.min(exclusive);
            Bar {
                repository: name.clone(),
                stored: BytesText::of_amount(figures.stored),
                meter: Meter {
                    only_here: exclusive - reclaimable,
                    reclaimable,
                    shared: figures.stored.bytes.saturating_sub(exclusive),
                    full,
                    pending: false,
                },
            }
        })
        .collect()
}
