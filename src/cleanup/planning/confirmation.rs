//! Confirmations: the text that a person types before a plan may run.

use std::fmt;

use crate::model::RepositoryName;

/// The text that has to be typed to confirm a plan. Displays as that text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmation {
    /// No text: a single tag or manifest.
    Nothing,
    /// The name of the only repository that is deleted.
    Name(RepositoryName),
    /// The number of repositories or, where no repository is deleted as such, of steps.
    Count(usize),
}

impl Confirmation {
    /// Whether `typed` confirms the plan.
    #[must_use]
    pub fn accepts(&self, typed: &str) -> bool {
        *self == Self::Nothing || typed.trim() == self.to_string()
    }
}

impl fmt::Display for Confirmation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Name(name) => name.fmt(f),
            Self::Count(count) => count.fmt(f),
        }
    }
}
