//! Manifests, as they were read: digest, size, type, and the descriptors they list.
//!
//! Reference: OCI image-spec `manifest.md`, `image-index.md`.

use crate::model::{Descriptor, Digest, KnownLayers, Layers, MediaType};

/// The annotation of a placeholder: an empty index that Plimsoll pushes to a tag, and deletes with it, where a
/// registry cannot untag. It stands in for an artifact type that the body does not state.
pub const PLACEHOLDER: &str = "plimsoll.placeholder";

/// A manifest whose digest was computed from its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The digest of the raw bytes.
    pub digest: Digest,
    /// The length of the raw bytes: a manifest is a blob of its own.
    pub size: u64,
    /// The type from the body; or else from `Content-Type`; or else by the body's shape.
    pub media_type: MediaType,
    /// The kind of artifact, where the body states one.
    pub artifact_type: Option<Box<str>>,
    /// The manifest that this one is about, such as a signature's image: stated by the body, or by the
    /// registry ([`crate::model::ManifestEntry::subject`]).
    pub subject: Option<Digest>,
    /// The descriptors in the body.
    pub content: ManifestContent,
}

/// The descriptors of a manifest, by the kind of manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ManifestContent {
    /// A config and layers.
    Image {
        /// The descriptor of the config blob.
        config: Descriptor,
        /// The layers, lowest one first.
        layers: Layers,
    },
    /// Manifests of the same repository, mostly one for each platform.
    Index {
        /// The children, in the index's order.
        manifests: Vec<Descriptor>,
        /// Entries that are layers or configs: BuildKit's build caches list them in an index.
        blobs: Layers,
    },
    /// Blobs without a config (the withdrawn artifact manifest).
    Artifact {
        /// The blobs, in the manifest's order.
        blobs: Layers,
    },
    /// Docker schema 1: layers without sizes.
    Schema1 {
        /// The layers' digests; every size is unknown.
        layers: Layers,
    },
    /// A body that is not understood: its blobs are unknown.
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

    /// The layers, lowest first; of an artifact its blobs, of an index the layers in its own list.
    #[must_use]
    pub fn layers(&self) -> &Layers {
        match &self.content {
            ManifestContent::Image { layers, .. } | ManifestContent::Schema1 { layers } => layers,
            ManifestContent::Artifact { blobs } | ManifestContent::Index { blobs, .. } => blobs,
            ManifestContent::Unknown => Layers::NONE,
        }
    }

    /// Shares equal layers with the manifests that made theirs known before.
    pub(super) fn share_layers(&mut self, known: &mut KnownLayers) {
        match &mut self.content {
            ManifestContent::Image { layers, .. } | ManifestContent::Schema1 { layers } => layers,
            ManifestContent::Artifact { blobs } | ManifestContent::Index { blobs, .. } => blobs,
            ManifestContent::Unknown => return,
        }
        .share(known);
    }

    /// The config, for an image.
    #[must_use]
    pub fn config(&self) -> Option<&Descriptor> {
        match &self.content {
            ManifestContent::Image { config, .. } => Some(config),
            _ => None,
        }
    }

    /// The config and the layers, without children.
    pub fn blobs(&self) -> impl Iterator<Item = &Descriptor> {
        self.config().into_iter().chain(self.layers().iter())
    }

    /// Whether the manifest is an index.
    #[must_use]
    pub fn is_index(&self) -> bool {
        matches!(self.content, ManifestContent::Index { .. })
    }

    /// Whether Plimsoll pushed it to untag, and an interrupted run left it behind: an index of nothing, with
    /// the annotation [`PLACEHOLDER`].
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        self.artifact_type.as_deref() == Some(PLACEHOLDER) && self.is_empty_index()
    }

    pub(super) fn is_empty_index(&self) -> bool {
        matches!(&self.content, ManifestContent::Index { manifests, blobs }
            if manifests.is_empty() && blobs.is_empty())
    }

    /// Whether the body was understood, and with it every digest that the manifest uses.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        !matches!(self.content, ManifestContent::Unknown)
    }
}
