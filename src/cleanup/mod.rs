//! DECISIONS: what may go, in which order, and the only code that makes it go.
//!
//! A [`Plan`] is a preview: it names everything that a deletion removes and cannot be run. An
//! [`Order`] is a confirmed plan: it cannot be looked at and left. [`execute`] consumes one, checks
//! every target again right before its request, and reports each step.
//!
//! What is asked for stands in a file each (`untag`, `manifests`, `repositories`), with the rules it
//! needs (`selection`, `cascade`, `lock`, `left_behind`, `sequence`); how a run goes in `execute`,
//! one step of it in `perform` (`clear`, `placeholder`), what came of it without an answer in
//! `unanswered`, the second look before it in `verify`, the last one in `afterwards`.

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
