//! DECISIONS: which tags, manifests and repositories may be deleted, in which order, and the only code that
//! changes a registry.
//!
//! A [`Plan`] is a preview: it names everything that a deletion removes and cannot be run. An [`Order`] is
//! a confirmed plan. [`execute`] consumes one, checks every target again right before its request, and
//! reports each step.
//!
//! Plans are made in `planning`. A run goes through `execute`: `verify` takes the second look before the
//! steps of a repository and before each step, `perform` does one step, `afterwards` takes the last look.
//! [`set_locks`] and [`restore`] are runs of their own. Refusals and reasons (`reason`) are data; `present`
//! has the words for them.

mod afterwards;
mod done;
mod event;
mod execute;
mod perform;
mod planning;
mod reason;
mod restore;
mod set_locks;
mod taken_along;
#[cfg(test)]
mod tests;
mod verify;

pub use event::{Change, Outcome, Shown, StepEnd, StepEvent, StepResult};
pub use execute::execute;
pub use planning::confirmation::Confirmation;
pub use planning::frees::{Freed, Frees};
pub use planning::order::{ConfirmError, Order};
pub use planning::plan::{Aim, LeftBehind, Leftover, Plan, Skipped};
pub use planning::refusal::Refusal;
pub use planning::repositories::is_locked_up;
pub use planning::step::{
    Action, Clearance, Item, Removal, Step, StepId, Taken, UntagWay, Untagging, Why,
};
pub use planning::target::{Along, Target};
pub use reason::{
    Counted, Deviation, Failure, Finding, Note, Obstacle, Placeholder, PlaceholderRest, Stop,
    Unseen,
};
pub use restore::{Restoration, Restored, Unrestored, restore};
pub use set_locks::set_locks;
