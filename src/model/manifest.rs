//! Manifests, as they were read: raw bytes, the digest computed from them, and what they list.
//!
//! Reference: OCI image-spec `manifest.md`, `image-index.md`.

use crate::model::{Descriptor, Digest, MediaType};

/// A manifest whose digest was computed from its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The digest of the raw bytes.
    pub digest: Digest,
    /// The length of the raw bytes: a manifest is a blob of its own.
    pub size: u64,
    /// From the body, or where the body has none from `Content-Type`, or told by its shape.
    pub media_type: MediaType,
    /// The kind of artifact, where one is stated.
    pub artifact_type: Option<Box<str>>,
    /// The manifest that this one is about: a signature's image, say. By its own bytes, or by the
    /// registry's word ([`crate::model::ManifestEntry::subject`]).
    pub subject: Option<Digest>,
    /// What it lists.
    pub content: ManifestContent,
}

/// What a manifest lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ManifestContent {
    /// A config and layers.
    Image {
        /// The config blob.
        config: Descriptor,
        /// Layers, lowest first.
        layers: Vec<Descriptor>,
    },
    /// Manifests of the same repository, mostly one for each platform.
    Index {
        /// The children.
        manifests: Vec<Descriptor>,
        /// Entries that are layers or configs, no manifests: a build cache of BuildKit's has them.
        blobs: Vec<Descriptor>,
    },
    /// Blobs without a config (the withdrawn artifact manifest).
    Artifact {
        /// The blobs.
        blobs: Vec<Descriptor>,
    },
    /// Docker schema 1: layers without sizes.
    Schema1 {
        /// The layers' digests; every size is unknown.
        layers: Vec<Descriptor>,
    },
    /// Not understood: nothing is known of what it uses.
    Unknown,
}

impl Manifest {
    /// The children of an index; empty for everything else.
    #[must_use]
    pub fn children(&self) -> &[Descriptor] {
        match &self.content {
            ManifestContent::Index { manifests, .. } => manifests,
            _ => &[],
        }
    }

    /// The layers (or blobs of an artifact), lowest first; of an index those that it lists itself.
    #[must_use]
    pub fn layers(&self) -> &[Descriptor] {
        match &self.content {
            ManifestContent::Image { layers, .. } | ManifestContent::Schema1 { layers } => layers,
            ManifestContent::Artifact { blobs } | ManifestContent::Index { blobs, .. } => blobs,
            ManifestContent::Unknown => &[],
        }
    }

    /// The config, for an image.
    #[must_use]
    pub fn config(&self) -> Option<&Descriptor> {
        match &self.content {
            ManifestContent::Image { config, .. } => Some(config),
            _ => None,
        }
    }

    /// Every blob that it uses itself: config and layers, not children.
    pub fn blobs(&self) -> impl Iterator<Item = &Descriptor> {
        self.config().into_iter().chain(self.layers())
    }

    /// Whether it lists manifests.
    #[must_use]
    pub fn is_index(&self) -> bool {
        matches!(self.content, ManifestContent::Index { .. })
    }

    /// Whether all that it uses is known by digest: not so for content that is not understood.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        !matches!(self.content, ManifestContent::Unknown)
    }
}
