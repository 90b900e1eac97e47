//! DECISIONS: what may go, in which order, and the only code that makes it go.
//!
//! A [`Plan`] is a preview: it names everything that a deletion removes and cannot be run. An
//! [`Order`] is a confirmed plan: it cannot be looked at and left. [`execute`] consumes one, checks
//! every target again right before its request, and reports each step.

mod event;
mod execute;
mod order;
mod plan;
mod refusal;
mod selection;
mod sequence;
mod verify;

pub use event::{Outcome, StepEnd, StepEvent, StepResult};
pub use execute::execute;
pub use order::{ConfirmError, Order};
pub use plan::{Along, Cascaded, LeftBehind, Leftover, Plan, Skipped, Step, Target, Why};
pub use refusal::Refusal;
