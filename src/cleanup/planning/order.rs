//! An order: a plan that a person has confirmed. Only this can be run, and only once.

use crate::cleanup::planning::confirmation::Confirmation;
use crate::cleanup::planning::plan::Plan;
use crate::cleanup::planning::step::Step;
use crate::model::FreedRange;

/// A confirmed plan. Only [`Order::confirm`] makes one, and it cannot be copied.
#[derive(Debug)]
pub struct Order {
    pub(in crate::cleanup) plan: Plan,
}

/// Reasons why a plan is not confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfirmError {
    /// Nothing would be deleted.
    Empty,
    /// Something else was typed than [`Plan::confirmation`].
    Mismatch {
        /// The text that has to be typed.
        expected: Confirmation,
    },
}

impl Order {
    /// Confirms a plan with the text that was typed: see [`Plan::confirmation`]. Where that is nothing, any
    /// text confirms.
    ///
    /// # Errors
    ///
    /// When the plan is empty or something else was typed.
    pub fn confirm(plan: Plan, typed: &str) -> Result<Self, ConfirmError> {
        if plan.steps.is_empty() {
            return Err(ConfirmError::Empty);
        }
        let expected = plan.confirmation();
        if expected.accepts(typed) {
            Ok(Self { plan })
        } else {
            Err(ConfirmError::Mismatch { expected })
        }
    }

    /// The bytes that all steps free together, as the plan says.
    #[must_use]
    pub fn freed(&self) -> FreedRange {
        self.plan.freed
    }

    /// The plan that was confirmed.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The steps, in their order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.plan.steps
    }
}
