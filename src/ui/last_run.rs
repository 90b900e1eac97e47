//! The last deletion of a session: its plan, and how each step ended. It is kept in memory until the user signs out.

use std::sync::Arc;

use plimsoll::cleanup::Plan;
use plimsoll::model::FreedRange;
use plimsoll::present::{DeletionWords, ItemEnd};
use plimsoll::registry::bin::Keeps;

use crate::ui::signal::RwSignal;

/// The sum of a deletion: its ending, and the bytes that it freed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sum {
    /// The ending in words.
    pub(crate) words: DeletionWords,
    /// The bytes of the plan if everything went as planned, and else the bytes that the registry stores less than
    /// before; `None` if a scan ran then when the deletion began or ended, because a scan adds to them.
    pub(crate) freed: Option<FreedRange>,
}

/// A deletion that has ended.
pub(crate) struct EndedRun {
    /// The plan that was confirmed.
    pub(crate) plan: Plan,
    /// The ends of its steps, in their order.
    pub(crate) ends: Vec<Option<ItemEnd>>,
    pub(crate) sum: Sum,
    /// Whether deleted manifests wait in a bin, as far as it was known when the run began.
    pub(crate) keeps: Keeps,
}

/// The last deletion of a session; `None` before the first.
pub(crate) type LastRun = RwSignal<Option<Arc<EndedRun>>>;
