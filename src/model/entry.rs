//! What a registry's lists say of a repository and of a manifest, before anything in it is read.

use crate::model::{Attributes, Digest, MediaType, Platform, Timestamp};

/// What a registry says of a repository as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RepositoryEntry {
    /// How many manifests the registry counts in it, untagged ones too.
    pub manifests: Option<u64>,
    /// How many tags the registry counts in it.
    pub tags: Option<u64>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// When anything in it was last changed.
    pub last_updated: Option<Timestamp>,
    /// Its locks. Its `write` protects everything in it; its `delete` only the whole.
    pub attributes: Attributes,
}

/// What a list of manifests says of one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ManifestEntry {
    /// The size of the whole image in bytes, by the registry: layers that it shares with others and,
    /// for an index, every child count in full. Nothing that may be added up.
    pub size: Option<u64>,
    /// When it was pushed first.
    pub created: Option<Timestamp>,
    /// When it was last written.
    pub last_updated: Option<Timestamp>,
    /// When it was pulled last; `None` for never, or where the registry does not say.
    pub last_pulled: Option<Timestamp>,
    /// Its type.
    pub media_type: Option<MediaType>,
    /// Its config's type.
    pub config_type: Option<MediaType>,
    /// Its platform, for an image of one.
    pub platform: Option<Platform>,
    /// Its locks.
    pub attributes: Attributes,
    /// The word of a quarantine, where it is in one. A server's text: show it as text.
    pub quarantine: Option<Box<str>>,
    /// Whether the list names a tag on it. Not which: lists cut them short.
    pub tagged: bool,
    /// What it is about by the registry's word, and is deleted with: Harbor takes a cosign-style tag
    /// for that, too.
    pub subject: Option<Digest>,
}
