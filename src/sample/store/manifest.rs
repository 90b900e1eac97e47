//! Manifests as the registry keeps them: their bytes, and the facts that listings state.

use std::borrow::Cow;

use crate::model::{Attributes, Digest, Timestamp};

/// A text from the contents' source, or from a client's push.
pub type Text = Cow<'static, str>;

/// A manifest with the facts that listings state.
#[derive(Clone)]
pub struct StoredManifest {
    /// The raw bytes, which the digest is of.
    pub bytes: Box<[u8]>,
    /// The media type, sent as `Content-Type`.
    pub media_type: &'static str,
    /// The date of the first push.
    pub pushed: Timestamp,
    /// The date that lists are sorted by: as far as is known, that of the first push.
    pub updated: Timestamp,
    /// Config, then layers, as the manifest lists them; empty for an index.
    pub blobs: Vec<StoredBlob>,
    /// The config's media type and bytes.
    pub config: Option<(Text, Box<[u8]>)>,
    /// Operating system and processor of an image.
    pub platform: Option<(Text, Text)>,
    /// Digests of an index's children.
    pub children: Vec<Digest>,
    /// The digest of its subject.
    pub subject: Option<Digest>,
    /// The kind of artifact, where the body states one.
    pub artifact_type: Option<Text>,
    /// The manifest's own locks.
    pub attributes: Attributes,
    /// The manifest passed a quarantine; its attributes say so.
    pub passed_quarantine: bool,
}

/// A blob that a manifest lists.
#[derive(Clone)]
pub struct StoredBlob {
    /// The digest that the manifest lists.
    pub digest: Digest,
    /// Stored bytes; 0 for schema 1, which states no sizes.
    pub size: u64,
    /// The registry keeps the bytes: false for layers with `urls`.
    pub stored: bool,
}

impl StoredManifest {
    /// A manifest with bytes and dates only.
    pub fn of(text: String, media_type: &'static str, pushed: Timestamp) -> Self {
        Self {
            bytes: text.into_bytes().into_boxed_slice(),
            media_type,
            pushed,
            updated: pushed,
            blobs: Vec::new(),
            config: None,
            platform: None,
            children: Vec::new(),
            subject: None,
            artifact_type: None,
            attributes: Attributes::OPEN,
            passed_quarantine: false,
        }
    }
}

impl StoredBlob {
    /// A blob of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self { digest: Digest::of(bytes), size: bytes.len() as u64, stored: true }
    }
}
