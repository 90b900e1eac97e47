//! What a scan reports, and the only way it gets into an inventory.

use crate::model::{
    Digest, ImageConfig, Inventory, ManifestRecord, Missing, ReadState, RepositoryName, Tag,
    TagName, TagTarget,
};
use crate::registry::listing::ListedTag;
use crate::registry::scan::progress::Progress;

/// Something that a scan found out.
#[derive(Debug, Clone)]
pub enum ScanEvent {
    /// The registry names this repository.
    RepositoryFound {
        /// Its name.
        repository: RepositoryName,
    },
    /// The list of repositories ended.
    CatalogRead {
        /// `Complete` or `Incomplete`.
        state: ReadState,
    },
    /// Reading this repository begins: what an earlier scan found in it no longer counts.
    RepositoryBegun {
        /// Its name.
        repository: RepositoryName,
    },
    /// Tags that the repository lists. Those without a digest follow as [`ScanEvent::TagRead`].
    TagsFound {
        /// Where.
        repository: RepositoryName,
        /// The tags.
        tags: Vec<ListedTag>,
    },
    /// What a tag points to.
    TagRead {
        /// Where.
        repository: RepositoryName,
        /// The tag.
        tag: TagName,
        /// What it points to.
        target: TagTarget,
    },
    /// A manifest, once per repository and digest.
    ManifestRead {
        /// Where.
        repository: RepositoryName,
        /// The manifest and what the registry says of it.
        record: Box<ManifestRecord>,
    },
    /// Something names this manifest, and the registry does not hold it.
    ManifestAbsent {
        /// Where.
        repository: RepositoryName,
        /// Its digest.
        digest: Digest,
    },
    /// The config of an image, after its manifest.
    ConfigRead {
        /// Where.
        repository: RepositoryName,
        /// The image's digest, not the config's.
        manifest: Digest,
        /// The config.
        config: ImageConfig,
    },
    /// Something could not be read.
    Missed(Missing),
    /// The repository was read to its end, image configs apart.
    RepositoryRead {
        /// Its name.
        repository: RepositoryName,
        /// `Complete` or `Incomplete`.
        state: ReadState,
        /// Whether the registry listed every manifest, untagged ones too.
        lists_untagged: bool,
    },
    /// How far the scan is.
    Progress(Progress),
}

impl ScanEvent {
    /// Puts what was found into `inventory`.
    pub fn apply(self, inventory: &mut Inventory) {
        match self {
            Self::RepositoryFound { repository } => {
                inventory.repositories.entry(repository).or_default();
            }
            Self::CatalogRead { state } => inventory.state = state,
            Self::RepositoryBegun { repository } => {
                let begun =
                    crate::model::Repository { state: ReadState::Reading, ..Default::default() };
                inventory.repositories.insert(repository, begun);
            }
            Self::TagsFound { repository, tags } => {
                let found = &mut inventory.repositories.entry(repository).or_default().tags;
                for ListedTag { name, digest, last_updated, locked } in tags {
                    let target = digest.map_or(TagTarget::Unread, TagTarget::Digest);
                    found.insert(name, Tag { target, last_updated, locked });
                }
            }
            Self::TagRead { repository, tag, target } => {
                let repository = inventory.repositories.entry(repository).or_default();
                if let Some(tag) = repository.tags.get_mut(&tag) {
                    tag.target = target;
                }
            }
            Self::ManifestRead { repository, record } => {
                let repository = inventory.repositories.entry(repository).or_default();
                let digest = record.manifest.digest.clone();
                // Named by a list before, and pushed since.
                repository.absent.remove(&digest);
                repository.manifests.insert(digest, *record);
            }
            Self::ManifestAbsent { repository, digest } => {
                inventory.repositories.entry(repository).or_default().absent.insert(digest);
            }
            Self::ConfigRead { repository, manifest, config } => {
                let repository = inventory.repositories.get_mut(&repository);
                let record = repository.and_then(|repo| repo.manifests.get_mut(&manifest));
                if let Some(record) = record {
                    record.config = Some(config);
                }
            }
            Self::Missed(missing) => match &missing.repository {
                Some(name) => {
                    let repository = inventory.repositories.entry(name.clone()).or_default();
                    repository.missing.push(missing);
                }
                None => inventory.missing.push(missing),
            },
            Self::RepositoryRead { repository, state, lists_untagged } => {
                let repository = inventory.repositories.entry(repository).or_default();
                repository.state = state;
                repository.lists_untagged = lists_untagged;
            }
            Self::Progress(_) => {}
        }
    }
}
