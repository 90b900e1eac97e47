//! Registries with odd contents and answers, scanned by the client and counted: every figure is worked out beside
//! its test.

mod long_indexes;
mod odd_answers;
mod odd_companions;
mod odd_contents;

use crate::model::{
    Descriptor, Digest, Manifest, ManifestContent, ManifestRecord, MediaType, Repository,
    RepositoryName,
};
use crate::registry::RegistryKind;
use crate::registry::scan::ScanOptions;
use crate::registry::tests::shelf::{Scanned, Shelf, scanned};
use crate::storage::Analysis;

pub(super) const IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";
/// The types of an image's config and of its layers.
pub(super) const OCI: &str = "application/vnd.oci.image.config.v1+json";
pub(super) const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
const EMPTY: &str = "application/vnd.oci.empty.v1+json";

pub(super) fn name() -> RepositoryName {
    "a".parse().expect("a name")
}

pub(super) fn read(shelf: &Shelf) -> Scanned {
    scanned(&shelf.script(), RegistryKind::Oci, &ScanOptions::default())
}

pub(super) fn repository(scanned: &Scanned) -> &Repository {
    &scanned.inventory.repositories[&name()]
}

/// A descriptor of one byte, named by its media type.
pub(super) fn of_type(text: &str) -> Descriptor {
    Descriptor::new(text.into(), Digest::of(text.as_bytes()), Some(1))
}

/// A manifest of one byte with this content.
pub(super) fn record(content: ManifestContent) -> ManifestRecord {
    ManifestRecord::of(Manifest {
        digest: Digest::of(b"m"),
        size: 1,
        media_type: MediaType::OciManifest,
        artifact_type: None,
        subject: None,
        content,
    })
}

/// The stored bytes of the whole registry.
pub(super) fn stored(scanned: &Scanned) -> u64 {
    Analysis::of(&scanned.inventory).totals.stored.bytes
}

/// A descriptor of a blob that is named by its mark.
pub(super) fn blob(mark: &str, size: u64) -> String {
    format!(
        r#"{{"mediaType":"application/octet-stream","digest":"{}","size":{size}}}"#,
        Digest::of(mark.as_bytes())
    )
}

/// A manifest with this config, these layers and further fields.
pub(super) fn manifest(config: &str, layers: &[String], rest: &str) -> String {
    format!(
        r#"{{"schemaVersion":2,"mediaType":"{IMAGE}","config":{config},"layers":[{}]{rest}}}"#,
        layers.join(",")
    )
}

pub(super) fn empty_config() -> String {
    format!(r#"{{"mediaType":"{EMPTY}","digest":"{}","size":2}}"#, Digest::of(b"{}"))
}
