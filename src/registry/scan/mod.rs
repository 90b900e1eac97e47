//! The whole registry, read into an inventory while its first results are already in use.

pub mod cancel;
pub mod event;
pub mod progress;

pub use cancel::Cancel;
pub use event::ScanEvent;
pub use progress::Progress;

use crate::model::RepositoryName;
use crate::registry::client::Client;
use crate::registry::error::Error;

/// What to read, and how hard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanOptions {
    /// Requests in flight at once; at least 1.
    pub concurrency: usize,
    /// Only these repositories, without asking for the list of all.
    pub repositories: Option<Vec<RepositoryName>>,
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
    /// The list of repositories could not be read at all.
    Failed(Error),
}

impl Default for ScanOptions {
    fn default() -> Self {
        Self { concurrency: 8, repositories: None }
    }
}

/// Reads the registry behind `client`, reporting what it finds.
pub async fn scan(
    client: &Client,
    options: &ScanOptions,
    cancel: &Cancel,
    on_event: &mut dyn FnMut(ScanEvent),
) -> ScanEnd {
    // Surface only: the run follows.
    let _ = (client, options, cancel, on_event);
    ScanEnd::Incomplete
}
