//! The result of a check before the steps of one repository.

use std::collections::BTreeMap;

use crate::cleanup::action::Item;
use crate::cleanup::reason::Obstacle;

/// What a check found.
#[derive(Default)]
pub(in crate::cleanup) struct Checked {
    /// By target of a step, why it must not be done any more.
    pub(in crate::cleanup) refused: BTreeMap<Item, Obstacle>,
    /// About how many requests the check took.
    pub(in crate::cleanup) requests: usize,
}
