//! The events of a scan, and the only way into an inventory.

use std::collections::BTreeSet;

use crate::model::order::set_of;
use crate::model::{
    Digest, Hint, ImageConfig, Inventory, ManifestRecord, Missing, ReadState, Repository,
    RepositoryEntry, RepositoryName, Tag, TagName, TagTarget, TagsByDigest,
};
use crate::registry::answer::listing::{ListedManifest, ListedTag};
use crate::registry::scan::progress::Progress;

/// A finding of a scan. [`ScanEvent::apply`] puts it into an inventory.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the types of the fields say it")]
pub enum ScanEvent {
    /// The registry names this repository.
    RepositoryFound { repository: RepositoryName },
    /// Neither the list nor whoever named repositories to read names this one. Without contents it is not there.
    NotListed { repository: RepositoryName },
    /// The registry says whether this sign-in may see every repository. Asked only where it may hide some.
    SeesEverything {
        /// `false` if the registry may hold repositories that the sign-in does not see.
        sees_all: bool,
    },
    /// The list of repositories ended.
    CatalogRead {
        /// `Complete`, or `Incomplete` where a page could not be read.
        state: ReadState,
    },
    /// Reading this repository begins: the findings of an earlier scan no longer count.
    RepositoryBegun { repository: RepositoryName },
    /// Tags that the repository lists. Those without a digest follow as [`ScanEvent::TagRead`].
    TagsFound { repository: RepositoryName, tags: Vec<ListedTag> },
    /// The registry's description of a repository as a whole.
    RepositoryDescribed { repository: RepositoryName, entry: RepositoryEntry },
    /// Manifests that the repository lists, untagged ones too, before any of them is read.
    ManifestsListed { repository: RepositoryName, manifests: Vec<ListedManifest> },
    /// The registry's search about a repository: unverified, so only for showing something early.
    Hinted { repository: RepositoryName, hint: Hint },
    /// The lists of a repository are read once more: their first reading no longer counts.
    ListsBegun { repository: RepositoryName },
    /// The lists of a repository were read to their end.
    ListsRead {
        repository: RepositoryName,
        /// `Complete`, or `Incomplete` where a list has a gap or the registry counts another number.
        state: ReadState,
        /// Manifests with a tag that the list of manifests names and the list of tags does not.
        hidden: BTreeSet<Digest>,
    },
    /// The target of a tag.
    TagRead { repository: RepositoryName, tag: TagName, target: TagTarget },
    /// A manifest was read, once per repository and digest.
    ManifestRead {
        repository: RepositoryName,
        /// The manifest with its entry in the list.
        record: Box<ManifestRecord>,
    },
    /// A tag, an index or a list names this manifest, and the registry does not hold it.
    ManifestAbsent { repository: RepositoryName, digest: Digest },
    /// Indexes list these manifests, which were not asked for: the registry has none of a sample of them.
    ChildrenLeft { repository: RepositoryName, digests: BTreeSet<Digest> },
    /// The config of an image was read, after its manifest.
    ConfigRead {
        repository: RepositoryName,
        /// The image's digest, not the config's.
        manifest: Digest,
        config: Box<ImageConfig>,
    },
    /// Something could not be read.
    Missed(Missing),
    /// The repository was read to its end, image configs apart.
    RepositoryRead {
        repository: RepositoryName,
        /// `Complete`, or `Incomplete` where something that figures depend on could not be read.
        state: ReadState,
        /// Whether the registry listed every manifest, untagged ones too.
        lists_untagged: bool,
    },
    /// The progress of the scan.
    Progress(Progress),
}

impl ScanEvent {
    /// Puts the finding into `inventory`: the only way in.
    pub fn apply(self, inventory: &mut Inventory) {
        match self {
            Self::RepositoryFound { repository } => {
                inventory.repositories.entry(repository).or_default();
            }
            Self::NotListed { repository } => {
                let is_nothing = |found: &Repository| {
                    found.tags.is_empty()
                        && found.manifests.is_empty()
                        && found.listed.is_empty()
                        && found.entry.is_none()
                        && found.missing.is_empty()
                };
                if inventory.repositories.get(&repository).is_some_and(is_nothing) {
                    inventory.repositories.remove(&repository);
                }
            }
            Self::SeesEverything { sees_all } => inventory.sees_part = !sees_all,
            Self::CatalogRead { state } => inventory.state = state,
            Self::RepositoryBegun { repository } => {
                let (state, lists) = (ReadState::Reading, ReadState::Reading);
                let begun = Repository { state, lists, ..Repository::default() };
                inventory.repositories.insert(repository, begun);
            }
            Self::TagsFound { repository, tags } => {
                let found = &mut inventory.repositories.entry(repository).or_default().tags;
                for ListedTag { name, digest, last_updated, attributes } in tags {
                    let target = digest.map_or(TagTarget::Unread, TagTarget::Digest);
                    found.insert(name, Tag { target, last_updated, attributes });
                }
            }
            Self::RepositoryDescribed { repository, entry } => {
                inventory.repositories.entry(repository).or_default().entry = Some(entry);
            }
            Self::ManifestsListed { repository, manifests } => {
                let repository = inventory.repositories.entry(repository).or_default();
                for ListedManifest { digest, entry, .. } in manifests {
                    repository.take_entry(digest, entry);
                }
            }
            Self::Hinted { repository, hint } => {
                inventory.repositories.entry(repository).or_default().take_hint(hint);
            }
            Self::ListsBegun { repository } => {
                let repository = inventory.repositories.entry(repository).or_default();
                repository.tags.clear();
                repository.listed.clear();
                repository.lists = ReadState::Reading;
            }
            Self::ListsRead { repository, state, hidden } => {
                let repository = inventory.repositories.entry(repository).or_default();
                repository.lists = state;
                repository.hidden_tags = held_by_hidden_tags(repository);
                repository.hidden_tags.extend(hidden);
            }
            Self::TagRead { repository, tag, target } => {
                let repository = inventory.repositories.entry(repository).or_default();
                if let Some(tag) = repository.tags.get_mut(&tag) {
                    tag.target = target;
                }
            }
            Self::ManifestRead { repository, record } => {
                let repository = inventory.repositories.entry(repository).or_default();
                repository.take_manifest(*record);
            }
            Self::ManifestAbsent { repository, digest } => {
                inventory.repositories.entry(repository).or_default().take_out(&digest);
            }
            Self::ChildrenLeft { repository, digests } => {
                inventory.repositories.entry(repository).or_default().unasked = digests;
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
                repository.pack();
            }
            Self::Progress(_) => {}
        }
    }
}

/// The manifests that are listed as tagged and that no listed tag points to.
fn held_by_hidden_tags(repository: &Repository) -> BTreeSet<Digest> {
    let tagged = repository.listed.iter().filter(|(_, entry)| entry.tagged);
    let seen = TagsByDigest::of(repository);
    set_of(tagged.map(|(digest, _)| digest).filter(|digest| seen.on(digest).is_empty()).cloned())
}
