//! DECISIONS: what may go, in which order, and the only code that changes a registry.
//!
//! A [`Plan`] is a preview: it names everything that a deletion removes and cannot be run. An
//! [`Order`] is a confirmed plan: it cannot be looked at and left. [`execute`] consumes one, checks
//! every target again right before its request, and reports each step.
//!
//! Plans are made in `untag`, `manifests` and `repositories`, by the rules in `selection`, `cascade`,
//! `lock`, `left_behind` and `sequence`. A run goes through `execute`: `verify` takes the second look
//! before the steps of a repository and before each step, `perform` does one step, `afterwards` takes the
//! last look. [`set_locks`] and [`restore`] are runs of their own. Refusals (`refusal`) and reasons
//! (`reason`) are data; `present` has the words for them.

mod action;
mod afterwards;
mod cascade;
mod done;
mod event;
mod execute;
mod frees;
mod left_behind;
mod lock;
mod manifests;
mod order;
mod perform;
mod plan;
mod reason;
mod refusal;
mod repositories;
mod restore;
mod selection;
mod sequence;
mod set_locks;
mod taken_along;
mod target;
#[cfg(test)]
mod tests;
mod two_digests;
mod untag;
mod verify;

pub use action::{Action, Clearance, Item, Removal, Step, StepId, Taken, UntagWay, Untagging, Why};
pub use event::{Change, Outcome, StepEnd, StepEvent, StepResult};
pub use execute::execute;
pub use frees::Frees;
pub use order::{ConfirmError, Order};
pub use plan::{Aim, LeftBehind, Leftover, Plan, Skipped};
pub use reason::{
    Counted, Difference, Failure, Finding, Note, Obstacle, Placeholder, PlaceholderRest, Stop,
    Unseen,
};
pub use refusal::Refusal;
pub use repositories::is_locked_up;
pub use restore::{Restoration, Restored, Unrestored, restore};
pub use set_locks::set_locks;
pub use target::{Along, Target};
