//! A manifest as the registry keeps it: its bytes, and what its listings say of it.

use std::borrow::Cow;

use crate::model::{Attributes, Digest, Timestamp};

/// Written in the contents, or pushed by somebody.
pub type Text = Cow<'static, str>;

/// A manifest, with what its listings say of it.
#[derive(Clone)]
pub struct StoredManifest {
    /// The raw bytes.
    pub bytes: Box<[u8]>,
    /// The `Content-Type`.
    pub media_type: &'static str,
    /// When it was first pushed.
    pub pushed: Timestamp,
    /// The date that lists are sorted by: that of the first push, as far as is known.
    pub updated: Timestamp,
    /// Config, then layers, as the manifest lists them; empty for an index.
    pub blobs: Vec<StoredBlob>,
    /// The config's media type and bytes.
    pub config: Option<(Text, Box<[u8]>)>,
    /// Operating system and processor of an image.
    pub platform: Option<(Text, Text)>,
    /// Digests of an index's children.
    pub children: Vec<Digest>,
    /// What it refers to.
    pub subject: Option<Digest>,
    /// The kind of artifact, where it states one.
    pub artifact_type: Option<Text>,
    /// Locks.
    pub attributes: Attributes,
    /// Whether a quarantine let it pass, which its attributes then say.
    pub has_passed: bool,
}

/// A blob that a manifest lists.
#[derive(Clone)]
pub struct StoredBlob {
    /// Its name.
    pub digest: Digest,
    /// Its bytes as stored; 0 for schema 1, which states none.
    pub size: u64,
    /// Whether the registry keeps it: not so for layers with `urls`.
    pub stored: bool,
}

impl StoredManifest {
    /// A manifest of which nothing is said yet beyond its bytes.
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
            has_passed: false,
        }
    }
}

impl StoredBlob {
    /// A blob of these very bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self { digest: Digest::of(bytes), size: bytes.len() as u64, stored: true }
    }
}
