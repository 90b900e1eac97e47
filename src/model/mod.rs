//! NOUNS: repositories, tags, manifests, digests and amounts, as plain data for every other room.
//!
//! Odd data never fails here: a fact that a manifest does not state is `None` or `Unknown`, never 0.

mod amount;
mod as_text;
mod attributes;
mod descriptor;
mod digest;
mod digest_pool;
mod entry;
mod hint;
mod image_config;
mod inventory;
mod kept_once;
mod layers;
pub(crate) mod lenient_json;
mod manifest;
mod manifest_wire;
mod media_type;
mod missing;
mod name;
pub mod order;
mod schema1;
mod tags_by_digest;
#[cfg(test)]
mod tests;
mod timestamp;
mod visible;

pub use amount::{Amount, FreedRange};
pub use attributes::Attributes;
pub use descriptor::{Descriptor, Platform, RareFacts};
pub use digest::{Digest, DigestError};
pub use entry::{ManifestEntry, RepositoryEntry};
pub use hint::Hint;
pub use image_config::{HistoryEntry, ImageConfig, KnownParts};
pub use inventory::{Inventory, ManifestRecord, ReadState, Repository, Tag, TagTarget};
pub use kept_once::KeptOnce;
pub use layers::{KnownLayers, Layers};
pub use manifest::{Manifest, ManifestContent, PLACEHOLDER};
pub use media_type::MediaType;
pub use missing::{Missing, MissingWhat};
pub use name::{NameError, Reference, RepositoryName, TagName};
pub use tags_by_digest::TagsByDigest;
pub use timestamp::Timestamp;
pub use visible::visible;
