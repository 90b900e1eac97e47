//! Refusals: why a target is not part of a plan although somebody asked for it.

use serde::{Deserialize, Serialize};

use crate::cleanup::planning::step::Item;
use crate::model::{Digest, TagName};

/// A reason to leave a target alone, known before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The manifest is not among those that were read.
    NotRead,
    /// Its repository was not read whole.
    RepositoryNotWhole,
    /// Nothing in its repository may be written or deleted.
    RepositoryLocked,
    /// A tag is on it that the registry does not list: what would go cannot be said.
    HiddenTag,
    /// The registry says that it is locked.
    Locked,
    /// The registry says that this tag on it is locked.
    TagLocked(TagName),
    /// The tag by which it was chosen points elsewhere, or nowhere.
    NotItsTag(TagName),
    /// An index that stays lists it and would break.
    PartOf {
        /// The index.
        index: Digest,
        /// The tags of the index.
        tags: Vec<TagName>,
    },
    /// A manifest that stays could not be understood: it may be an index that lists this one.
    MayBePartOf(Digest),
    /// The same manifest is there under a digest of another algorithm, and stays: the registry may keep
    /// one for both.
    SameAs(Digest),
    /// The registry deletes this along with it, and that must not go: the reason why.
    Takes(Digest, Box<Refusal>),
    /// One request would delete the repository with all of these tags and manifests in it, which are locked.
    HoldsLocked(Vec<Item>),
    /// The registry says that the repository itself may not be deleted.
    RepositoryUndeletable,
    /// The tag is not known, or nobody could read what it points to.
    TagNotRead,
    /// The registry lists the tag and has no manifest for it.
    PointsToNothing,
    /// The registry cannot take a tag off a manifest.
    CannotUntag,
}
