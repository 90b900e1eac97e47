//! The ending of a job that changes a registry: whether it came to what was asked for, in words.

/// Whether a job came to what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Went {
    /// It did.
    Well,
    /// Somebody stopped it, and what it did until then is as it should be.
    Stopped,
    /// It did not.
    Badly,
}

/// The ending of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Whether the job came to what was asked for.
    pub went: Went,
    /// A word or two: `Done`, `Stopped`, `Not all`.
    pub title: &'static str,
    /// A sentence or two.
    pub text: String,
}

impl Ending {
    pub(super) fn of(went: Went, title: &'static str, text: String) -> Self {
        Self { went, title, text }
    }
}
