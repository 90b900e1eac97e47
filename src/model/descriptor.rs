//! Descriptors: the entries by which a manifest names other content.
//!
//! Reference: OCI image-spec `descriptor.md`, `image-index.md`.

use std::fmt;
use std::num::NonZeroU64;

use crate::model::{Digest, MediaType};

/// A manifest's entry for a config, a layer, a child or a subject.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Descriptor {
    /// The media type of the content; [`MediaType::Other`] with an empty text where none is stated.
    pub media_type: MediaType,
    /// The digest that the content's bytes hash to.
    pub digest: Digest,
    /// The complement of the size: a size takes 8 bytes, whether it is stated or not.
    size: Option<NonZeroU64>,
    /// Boxed: of a million layers in memory, hardly one has rare facts.
    rare: Option<Box<RareFacts>>,
}

/// A descriptor's facts beyond type, digest and size.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct RareFacts {
    /// The bytes are not in the registry: layers with `urls` and foreign layers.
    pub elsewhere: bool,
    /// The platform that an index gives for a child.
    pub platform: Option<Platform>,
    /// The image that an attestation is about (`vnd.docker.reference.digest`), for children of
    /// BuildKit's indexes whose `vnd.docker.reference.type` is `attestation-manifest`.
    pub attests: Option<Digest>,
}

/// Operating system and processor, as the OCI specification writes them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Platform {
    /// The operating system, such as `linux` or `windows`.
    pub os: Box<str>,
    /// The processor architecture, such as `amd64` or `arm64`.
    pub architecture: Box<str>,
    /// The variant of the architecture, such as `v7`; `None` where none is stated.
    pub variant: Option<Box<str>>,
}

impl Descriptor {
    /// A descriptor without rare facts: the registry keeps its bytes.
    #[must_use]
    pub fn new(media_type: MediaType, digest: Digest, size: Option<u64>) -> Self {
        // No blob has 2^64 - 1 bytes: a size that says so is nonsense.
        let size = size.and_then(|size| NonZeroU64::new(!size));
        Self { media_type, digest, size, rare: None }
    }

    /// Bytes as stored (compressed); `None` where the manifest states none or nonsense.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.size.map(|complement| !complement.get())
    }

    /// The same descriptor with these rare facts.
    #[must_use]
    pub fn with(self, rare: RareFacts) -> Self {
        let rare = (rare != RareFacts::default()).then(|| Box::new(rare));
        Self { rare, ..self }
    }

    /// Whether the registry keeps the bytes: false for layers with `urls` and foreign layers.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        self.rare.as_ref().is_none_or(|rare| !rare.elsewhere)
    }

    /// The platform that an index gives for a child.
    #[must_use]
    pub fn platform(&self) -> Option<&Platform> {
        self.rare.as_ref()?.platform.as_ref()
    }

    /// The image that an attestation among an index's children is about.
    #[must_use]
    pub fn attests(&self) -> Option<&Digest> {
        self.rare.as_ref()?.attests.as_ref()
    }

    /// Bytes that the registry keeps: 0 for content stored elsewhere, `None` where the size is
    /// unknown.
    #[must_use]
    pub fn stored_size(&self) -> Option<u64> {
        if self.is_stored() { self.size() } else { Some(0) }
    }
}

impl fmt::Debug for Descriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { media_type, digest, rare, .. } = self;
        write!(f, "{media_type} {digest:?} {:?} {rare:?}", self.size())
    }
}

impl Platform {
    /// Whether this is BuildKit's `unknown/unknown`, which means "no platform".
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        &*self.os == "unknown" && &*self.architecture == "unknown"
    }
}

impl fmt::Display for Platform {
    /// Writes `linux/arm/v7`, or `linux/amd64` without a variant.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        match &self.variant {
            Some(variant) => write!(f, "/{variant}"),
            None => Ok(()),
        }
    }
}
