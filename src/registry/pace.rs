//! How a registry slows its callers down, for those who show it.

use std::rc::Rc;

use crate::registry::line::Line;

/// How a registry slows its callers down at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Slowdown {
    /// Whole seconds, rounded up, for which nothing is sent because the registry asked for it.
    pub waits_seconds: Option<u64>,
    /// Most requests under way at once at present, where that is fewer than usual.
    pub at_most: Option<usize>,
}

/// A look at the pace of a line; it holds nothing to sign in with.
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
