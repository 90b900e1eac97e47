//! Entries of a registry's lists, for repositories and manifests.

use crate::model::{Attributes, Digest, MediaType, Platform, Timestamp};

/// A registry's own statement about a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RepositoryEntry {
    /// The registry's count of manifests, untagged ones too.
    pub manifests: Option<u64>,
    /// The registry's count of tags.
    pub tags: Option<u64>,
    /// The date of the first push.
    pub created: Option<Timestamp>,
    /// The date of the last change to a tag or manifest.
    pub last_updated: Option<Timestamp>,
    /// The repository's locks. `write` protects every tag and manifest in it; `delete` protects only
    /// the repository as a whole.
    pub attributes: Attributes,
}

/// A manifest's entry in a list of manifests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ManifestEntry {
    /// The registry's size of the whole image, in bytes. Shared layers and, for an index, all children
    /// count in full: sizes of several images must not be added up.
    pub size: Option<u64>,
    /// The date of the first push.
    pub created: Option<Timestamp>,
    /// The date of the last push.
    pub last_updated: Option<Timestamp>,
    /// The date of the last pull; `None` for never, or where the registry does not say.
    pub last_pulled: Option<Timestamp>,
    /// The manifest's media type, where the list states it.
    pub media_type: Option<MediaType>,
    /// The media type of its config, where the list states it.
    pub config_type: Option<MediaType>,
    /// The platform of an image for one platform.
    pub platform: Option<Platform>,
    /// The manifest's locks; open where the registry has none.
    pub attributes: Attributes,
    /// The state of a quarantined manifest. A server's text: show it as text.
    pub quarantine: Option<Box<str>>,
    /// The list names a tag of the manifest. Which tags is not kept: lists cut them short.
    pub tagged: bool,
    /// The manifest's subject by the registry's word, with which it is deleted. Harbor takes a
    /// cosign-style tag for a subject, too.
    pub subject: Option<Digest>,
}
