//! What a scan is asked to read, and how it ended.

use crate::model::RepositoryName;
use crate::registry::error::Error;

/// What to read, and how hard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanOptions {
    /// Requests under way at once; at least 1, at most 32.
    pub concurrency: usize,
    /// Only these repositories, without asking for the list of all: for a registry that does not
    /// tell it, or to read some again. The list then counts as neither read nor missing.
    pub repositories: Option<Vec<RepositoryName>>,
    /// These, too, where the list of all does not name them: registries cut it short, hide some, or
    /// fail to answer it.
    pub also: Vec<RepositoryName>,
}

/// How a scan ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanEnd {
    /// Everything that figures depend on was read.
    Complete,
    /// Something could not be read; the inventory says what.
    Incomplete,
    /// It was cancelled.
    Cancelled,
    /// The list of repositories could not be read at all, and nothing else was to be read; or the
    /// sign-in ended meanwhile, and whoever signed in is not known any more.
    Failed(Error),
}

impl Default for ScanOptions {
    fn default() -> Self {
        Self { concurrency: 8, repositories: None, also: Vec::new() }
    }
}
