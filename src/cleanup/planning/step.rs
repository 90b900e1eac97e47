//! Steps of a plan: one action each, and everything that it removes.

use serde::{Deserialize, Serialize};

use crate::model::{Amount, Digest, MediaType, Repository, RepositoryName, TagName, TagsByDigest};
use crate::storage::{Analysis, Role};

/// One change in one repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The step's name within its plan.
    pub id: StepId,
    /// The repository that the change is made in.
    pub repository: RepositoryName,
    /// The change that it makes.
    pub action: Action,
    /// Steps that must have succeeded before this one. Without that a manifest that stays would break, or
    /// lose a referrer.
    pub after: Vec<StepId>,
}

/// The name of a step within its plan. A plan gives it once, in the order of its steps; it stays the same
/// when only some of the steps are left, and after a reload.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct StepId(pub(in crate::cleanup) usize);

/// The change that a step makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// One tag is taken off its manifest, which stays.
    Untag(Untagging),
    /// One manifest is deleted, with every tag on it.
    DeleteManifest(Removal),
    /// The whole repository is deleted by one request.
    DeleteRepository(Clearance),
}

/// A tag that is taken off its manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untagging {
    /// The tag that is taken off.
    pub tag: TagName,
    /// The manifest that it points to, and must still point to when its turn comes; `None` for a tag that is
    /// listed and points to nothing.
    pub digest: Option<Digest>,
    /// The role of that manifest in its repository.
    pub role: Role,
    /// Bytes of the manifest's content, all of which stay.
    pub content: Amount,
    /// The way in which it is taken off.
    pub way: UntagWay,
}

/// Ways to take a tag off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UntagWay {
    /// A request of the registry's own API takes the tag off.
    Direct,
    /// A placeholder is pushed to the tag and then deleted: see
    /// [`Untag::ByPlaceholder`](crate::registry::Untag::ByPlaceholder).
    Placeholder,
}

/// A manifest that is deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// The digest that the request names.
    pub digest: Digest,
    /// The media type, empty where the manifest was not read.
    pub media_type: MediaType,
    /// The role of the manifest in its repository.
    pub role: Role,
    /// Bytes of the manifest's content, shared or not.
    pub content: Amount,
    /// The reason why the manifest is part of the plan.
    pub why: Why,
    /// Every tag on the manifest: all of them are removed with it.
    pub tags: Vec<TagName>,
    /// The tags among them that nobody chose.
    pub unasked_tags: Vec<TagName>,
    /// Manifests that the registry deletes along with it and that have no step of their own.
    pub cascaded: Vec<Taken>,
    /// Manifests that belong to it and stay: a child that nothing else needs, a referrer. A registry that
    /// turns out to be of another kind may delete them along, so the run looks at them afterwards.
    pub stays: Vec<Digest>,
}

/// Reasons for a manifest to be part of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// Somebody chose the manifest itself.
    Chosen,
    /// A child of this index, which is deleted.
    ChildOf(Digest),
    /// A referrer of this manifest, which is deleted.
    ReferrerOf(Digest),
    /// Attached to this manifest, which is deleted, by a cosign-style tag, and without other tags.
    AttachedTo(Digest),
}

/// A repository's content, all of which is deleted by one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clearance {
    /// Every manifest in the repository, with its tags.
    pub manifests: Vec<Taken>,
    /// Tags that point to nothing.
    pub loose_tags: Vec<TagName>,
}

/// A manifest that the registry deletes along with another one, or with its repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The digest of the manifest.
    pub digest: Digest,
    /// The role of the manifest in its repository.
    pub role: Role,
    /// The kind of artifact, where it is stated.
    pub artifact_type: Option<Box<str>>,
    /// Bytes of the manifest's content, shared or not.
    pub content: Amount,
    /// The tags on the manifest, which are removed with it.
    pub tags: Vec<TagName>,
}

/// The target of a step, a result or a refusal within a repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Item {
    /// The repository as a whole.
    Repository,
    /// The manifest with this digest.
    Manifest(Digest),
    /// The tag with this name.
    Tag(TagName),
}

impl Step {
    /// A step that waits for no other. [`Plan::add`](super::plan::Plan::add) gives it its name.
    pub(in crate::cleanup) fn of(repository: &RepositoryName, action: Action) -> Self {
        let (id, after) = (StepId::default(), Vec::new());
        Self { id, repository: repository.clone(), action, after }
    }

    /// The target of the step's request.
    #[must_use]
    pub fn item(&self) -> Item {
        match &self.action {
            Action::Untag(untagging) => Item::Tag(untagging.tag.clone()),
            Action::DeleteManifest(removal) => Item::Manifest(removal.digest.clone()),
            Action::DeleteRepository(_) => Item::Repository,
        }
    }

    /// The removal; `None` where the step does not delete a single manifest.
    #[must_use]
    pub fn removal(&self) -> Option<&Removal> {
        match &self.action {
            Action::DeleteManifest(removal) => Some(removal),
            Action::Untag(_) | Action::DeleteRepository(_) => None,
        }
    }

    /// Whether it takes a tag off by a placeholder.
    #[must_use]
    pub fn is_by_placeholder(&self) -> bool {
        let Action::Untag(untagging) = &self.action else { return false };
        untagging.way == UntagWay::Placeholder
    }

    /// Every manifest that the step deletes, each with its tags and the bytes of its content.
    #[must_use]
    pub fn manifests(&self) -> Vec<(&Digest, &[TagName], Amount)> {
        let (own, taken) = match &self.action {
            Action::Untag(_) => (None, [].as_slice()),
            Action::DeleteManifest(removal) => {
                let own = (&removal.digest, removal.tags.as_slice(), removal.content);
                (Some(own), removal.cascaded.as_slice())
            }
            Action::DeleteRepository(clearance) => (None, clearance.manifests.as_slice()),
        };
        let taken = taken.iter().map(|one| (&one.digest, one.tags.as_slice(), one.content));
        own.into_iter().chain(taken).collect()
    }

    /// Every tag that the step removes.
    #[must_use]
    pub fn tags(&self) -> Vec<&TagName> {
        let on_manifests = self.manifests().into_iter().flat_map(|(_, tags, _)| tags);
        match &self.action {
            Action::Untag(untagging) => vec![&untagging.tag],
            Action::DeleteManifest(_) => on_manifests.collect(),
            Action::DeleteRepository(clearance) => {
                on_manifests.chain(&clearance.loose_tags).collect()
            }
        }
    }
}

impl Taken {
    /// The manifest `digest` of a repository, with its tags and figures.
    pub(in crate::cleanup) fn of(
        name: &RepositoryName,
        repository: &Repository,
        analysis: &Analysis,
        tags: &TagsByDigest<'_>,
        digest: &Digest,
    ) -> Self {
        let record = repository.manifests.get(digest);
        Self {
            digest: digest.clone(),
            role: analysis.role(name, digest).unwrap_or(Role::Unknown),
            artifact_type: record.and_then(|record| record.manifest.artifact_type.clone()),
            content: analysis.content(name, digest).unwrap_or_default(),
            tags: tags.on(digest).iter().map(|&tag| tag.clone()).collect(),
        }
    }
}

impl Item {
    /// The digest of a manifest; `None` for a tag or a repository.
    #[must_use]
    pub fn digest(&self) -> Option<&Digest> {
        match self {
            Self::Manifest(digest) => Some(digest),
            Self::Repository | Self::Tag(_) => None,
        }
    }

    /// The name that people use: the tag, the short digest, or the repository's name.
    #[must_use]
    pub fn name(&self, repository: &RepositoryName) -> String {
        match self {
            Self::Repository => repository.to_string(),
            Self::Manifest(digest) => digest.short(),
            Self::Tag(tag) => tag.to_string(),
        }
    }
}
