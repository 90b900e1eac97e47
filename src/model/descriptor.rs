//! Descriptors: one manifest's word for another piece of content.
//!
//! Reference: OCI image-spec `descriptor.md`, `image-index.md`.

use std::fmt;

use crate::model::{Digest, MediaType};

/// What a manifest says of a config, a layer, a child or a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descriptor {
    /// What the content is.
    pub media_type: MediaType,
    /// The content's name.
    pub digest: Digest,
    /// Bytes as stored (compressed); `None` where the manifest states none or nonsense.
    pub size: Option<u64>,
    /// Whether the registry keeps the bytes: not so for layers with `urls` and foreign layers.
    pub stored: bool,
    /// The platform that an index gives for a child.
    pub platform: Option<Platform>,
    /// The kind of artifact that an index of referrers gives for an entry.
    pub artifact_type: Option<Box<str>>,
    /// The image that an attestation is about (`vnd.docker.reference.digest`), for children of
    /// BuildKit's indexes whose `vnd.docker.reference.type` is `attestation-manifest`.
    pub attests: Option<Digest>,
}

/// Operating system and processor, in the words of the specification.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Platform {
    /// `linux`, `windows`, …
    pub os: Box<str>,
    /// `amd64`, `arm64`, …
    pub architecture: Box<str>,
    /// `v7`, `v8`, … where given.
    pub variant: Option<Box<str>>,
}

impl Descriptor {
    /// Bytes that the registry keeps for this content: 0 for what is not stored here, `None` where
    /// the size is unknown.
    #[must_use]
    pub fn stored_size(&self) -> Option<u64> {
        if self.stored { self.size } else { Some(0) }
    }
}

impl Platform {
    /// Whether this is BuildKit's `unknown/unknown`, which stands for "no platform".
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        &*self.os == "unknown" && &*self.architecture == "unknown"
    }
}

impl fmt::Display for Platform {
    /// `linux/arm/v7`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        match &self.variant {
            Some(variant) => write!(f, "/{variant}"),
            None => Ok(()),
        }
    }
}
