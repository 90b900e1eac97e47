//! The contents as an inventory, as a scan without gaps would find them.

use plimsoll::model::{
    ImageConfig, Inventory, Manifest, ManifestRecord, MediaType, ReadState, Repository, Tag,
    TagTarget,
};
use plimsoll::sample::store::{self, Store, StoredManifest};

/// Every repository, tag and manifest of the store, untagged manifests too.
pub(crate) fn inventory(store: &Store) -> Inventory {
    let repositories = store.repositories.iter().filter_map(|(name, held)| {
        let name = name.parse().ok()?;
        Some((name, repository(held)))
    });
    Inventory {
        repositories: repositories.collect(),
        state: ReadState::Complete,
        ..Inventory::default()
    }
}

fn repository(held: &store::Repository) -> Repository {
    let tags = held.tags.iter().filter_map(|(name, tag)| {
        let read = Tag {
            target: TagTarget::Digest(tag.digest.clone()),
            last_updated: Some(tag.updated),
            attributes: tag.attributes,
        };
        Some((name.parse().ok()?, read))
    });
    let children = held.manifests.values().flat_map(|manifest| &manifest.children);
    Repository {
        tags: tags.collect(),
        manifests: held.manifests.iter().map(|(d, m)| (d.clone(), record(m))).collect(),
        absent: children.filter(|child| !held.manifests.contains_key(child)).cloned().collect(),
        state: ReadState::Complete,
        lists_untagged: true,
        ..Repository::default()
    }
}

fn record(held: &StoredManifest) -> ManifestRecord {
    let config = held.config.as_ref();
    ManifestRecord {
        manifest: Box::new(Manifest::read(&held.bytes, Some(held.media_type), None)),
        config: config
            .filter(|(media_type, _)| MediaType::from(&**media_type).is_image_config())
            .and_then(|(_, bytes)| ImageConfig::read(bytes).map(Box::new)),
        last_updated: Some(held.updated),
        attributes: held.attributes,
    }
}
