//! The result of a check before the steps of one repository.

use std::collections::BTreeMap;

use crate::cleanup::planning::step::Item;
use crate::cleanup::reason::Obstacle;

/// The findings of a check.
#[derive(Default)]
pub(in crate::cleanup) struct Checked {
    /// The obstacle to each step that must not be done any more, by its target.
    pub(in crate::cleanup) refused: BTreeMap<Item, Obstacle>,
    /// An estimate of the requests that the check took.
    pub(in crate::cleanup) requests: usize,
}
