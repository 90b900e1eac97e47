//! The options of a scan, and its end.

use crate::model::RepositoryName;
use crate::registry::error::Error;
use crate::registry::scan::kept::Store;
use crate::registry::scan::{Hold, LookedAt};

/// The options of a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanOptions {
    /// Requests under way at once; at least 1, at most 32.
    pub concurrency: usize,
    /// The repositories to read, without asking for the list of all; `None` asks for it. For registries
    /// that do not give the list, and to read some repositories again. The list then counts as neither read
    /// nor missing.
    pub repositories: Option<Vec<RepositoryName>>,
    /// Repositories to read even if the list does not name them: registries cut it short, hide parts of it,
    /// or fail to answer.
    pub also: Vec<RepositoryName>,
    /// The repository to read before all others, whatever the list says: somebody is looking at it. It may not be
    /// there.
    pub first: Option<RepositoryName>,
    /// The repository that somebody comes to look at while the scan runs. It is read next, once it is named.
    pub looked_at: LookedAt,
    /// The switch that pauses the scan.
    pub hold: Hold,
    /// Content of earlier scans of this registry; `None` reads everything anew and keeps nothing.
    pub store: Option<Store>,
}

/// The end of a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanEnd {
    /// Everything that figures depend on was read.
    Complete,
    /// Something could not be read; the inventory names it.
    Incomplete,
    /// The scan was cancelled.
    Cancelled,
    /// The list of repositories could not be read at all, and nothing else was to be read; or the sign-in ended
    /// meanwhile.
    Failed(Error),
}

impl Default for ScanOptions {
    fn default() -> Self {
        Self {
            concurrency: 8,
            repositories: None,
            also: Vec::new(),
            first: None,
            looked_at: LookedAt::default(),
            hold: Hold::default(),
            store: None,
        }
    }
}
