//! The whole registry, read into an inventory while its first results are already in use.
//!
//! A queue of jobs, most urgent first (`queue`); a fixed number of them under way at once
//! (`run`); what an answer means for its repository and which jobs follow from it (`lists`, which
//! come first for all repositories, then `repository`); and events, from which [`ScanEvent::apply`] builds the inventory.

pub mod cancel;
pub mod event;
mod job;
mod lists;
pub mod progress;
mod queue;
mod repository;
mod run;

pub use cancel::Cancel;
pub use event::ScanEvent;
pub use progress::Progress;

use crate::model::RepositoryName;
use crate::registry::client::Client;
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

/// Reads the registry behind `client`, reporting what it finds to `on_event`.
///
/// Byte figures come first: image configs are read after everything else. What cannot be read is
/// reported and the rest goes on. Dropping the future, or `cancel`, ends all requests at once.
pub async fn scan(
    client: &Client,
    options: &ScanOptions,
    cancel: &Cancel,
    on_event: &mut dyn FnMut(ScanEvent),
) -> ScanEnd {
    run::Run::new(client, options, on_event).finish(options, cancel).await
}
