//! The ending of a job that changes a registry: whether everything was done, and in words.

/// Ways in which a job ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Went {
    /// Everything that was asked for was done.
    Well,
    /// Somebody stopped the job, and everything before that was done as planned.
    Stopped,
    /// Something failed, or was left undone.
    Badly,
}

/// The ending of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Whether everything was done.
    pub went: Went,
    /// The title, of a word or two: `Done`, `Stopped`, `Not all`.
    pub title: &'static str,
    /// The counts and reasons, in one sentence or more.
    pub text: String,
}

impl Ending {
    pub(super) fn of(went: Went, title: &'static str, text: String) -> Self {
        Self { went, title, text }
    }
}
