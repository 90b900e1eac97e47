//! Inventories written by hand, in a few words: contents are named, sizes are small numbers.

#![allow(dead_code, reason = "each test file uses its part")]

use plimsoll::model::{
    Attributes, Descriptor, Digest, Inventory, Layers, Manifest, ManifestContent, ManifestRecord,
    ReadState, Repository, RepositoryName, Tag, TagName, TagTarget,
};
use plimsoll::present::{Cell, Column, Row};

/// The cell of the column `key` in a row of the table with these columns.
pub(crate) fn cell_of<'a>(columns: &[Column], row: &'a Row, key: &str) -> &'a Cell {
    Column::named(columns, key).and_then(|column| column.cell(row)).expect("a cell")
}

/// A blob's name and size.
pub(crate) type Blob = (&'static str, u64);

/// The digest of the content with this name.
pub(crate) fn digest(name: &str) -> Digest {
    Digest::of(name.as_bytes())
}

pub(crate) fn repository_name(name: &str) -> RepositoryName {
    name.parse().expect("a repository name")
}

pub(crate) fn tag_name(name: &str) -> TagName {
    name.parse().expect("a tag")
}

/// The tag `sha256-<hex>.sig` of the manifest with this name.
pub(crate) fn signature_tag(name: &str) -> String {
    format!("sha256-{}.sig", digest(name).hex())
}

pub(crate) fn descriptor(name: &str, size: impl Into<Option<u64>>) -> Descriptor {
    let media_type = "application/vnd.oci.image.layer.v1.tar+gzip".into();
    Descriptor::new(media_type, digest(name), size.into())
}

pub(crate) fn manifest(name: &str, size: u64, content: ManifestContent) -> ManifestRecord {
    ManifestRecord::of(Manifest {
        digest: digest(name),
        size,
        media_type: "application/vnd.oci.image.manifest.v1+json".into(),
        artifact_type: None,
        subject: None,
        content,
    })
}

/// An image: its own bytes, its config, its layers.
pub(crate) fn image(name: &str, size: u64, config: Blob, layers: &[Blob]) -> ManifestRecord {
    let layers = layers.iter().map(|&(name, size)| descriptor(name, size)).collect();
    let config = descriptor(config.0, config.1);
    manifest(name, size, ManifestContent::Image { config, layers })
}

/// An index: its own bytes, and the names of its children.
pub(crate) fn index(name: &str, size: u64, children: &[&str]) -> ManifestRecord {
    let manifests = children.iter().map(|child| descriptor(child, None)).collect();
    manifest(name, size, ManifestContent::Index { manifests, blobs: Layers::default() })
}

pub(crate) fn with_subject(mut record: ManifestRecord, subject: &str) -> ManifestRecord {
    record.manifest.subject = Some(digest(subject));
    record
}

pub(crate) fn locked(mut record: ManifestRecord) -> ManifestRecord {
    record.attributes = Attributes::LOCKED;
    record
}

/// A repository that was read whole, with its tags and the names of their manifests.
pub(crate) fn repository(records: Vec<ManifestRecord>, tags: &[(&str, &str)]) -> Repository {
    let tag = |&(name, target): &(&str, &str)| (tag_name(name), tag(target));
    Repository {
        tags: tags.iter().map(tag).collect(),
        manifests: records.into_iter().map(|r| (r.manifest.digest.clone(), r)).collect(),
        state: ReadState::Complete,
        lists_untagged: true,
        ..Repository::default()
    }
}

pub(crate) fn tag(target: &str) -> Tag {
    Tag {
        target: TagTarget::Digest(digest(target)),
        last_updated: None,
        attributes: Attributes::OPEN,
    }
}

/// A registry that was read whole.
pub(crate) fn registry(repositories: Vec<(&str, Repository)>) -> Inventory {
    let repositories =
        repositories.into_iter().map(|(name, repo)| (repository_name(name), repo)).collect();
    Inventory { repositories, state: ReadState::Complete, ..Inventory::default() }
}
