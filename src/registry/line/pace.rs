//! The pace of a line, for the page to show.

use std::rc::Rc;

use crate::registry::line::send::Line;
use crate::registry::line::slowdown::Slowdown;

/// The pace of a line, for the page to show. Unlike the client it cannot send anything.
#[derive(Clone)]
pub struct Pace(Rc<Line>);

impl Pace {
    /// The pace of this line.
    pub(crate) fn of(line: &Rc<Line>) -> Self {
        Self(Rc::clone(line))
    }

    /// The slowdown that the registry asks for at this moment.
    #[must_use]
    pub fn slowdown(&self) -> Slowdown {
        self.0.slowdown()
    }
}
