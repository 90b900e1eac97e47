//! The pace of a line, for those who show it.

use std::rc::Rc;

use crate::registry::line::send::Line;
use crate::registry::line::slowdown::Slowdown;

/// The pace of a line, for those who show it. It holds nothing to sign in with.
#[derive(Clone)]
pub struct Pace(Rc<Line>);

impl Pace {
    /// The pace of this line.
    pub(crate) fn of(line: &Rc<Line>) -> Self {
        Self(Rc::clone(line))
    }

    /// How the registry slows its callers down at this moment.
    #[must_use]
    pub fn slowdown(&self) -> Slowdown {
        self.0.slowdown()
    }
}
