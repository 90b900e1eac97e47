//! The registry's contents: repositories with their tags and manifests, and their deletion.

mod change;
mod deletion;
mod manifest;
mod repository;

use std::collections::BTreeMap;

pub use change::Change;
pub use deletion::{Refusal, Removed};
pub use manifest::{StoredBlob, StoredManifest, Text};
pub use repository::{Repository, StoredTag};

/// Everything in the registry.
#[derive(Clone, Default)]
pub struct Store {
    /// The repositories by name, empty ones too.
    pub repositories: BTreeMap<String, Repository>,
}
