//! Refusals: why a target is not part of a plan although somebody asked for it.

use serde::{Deserialize, Serialize};

use crate::cleanup::planning::step::Item;
use crate::model::{Digest, TagName};

/// A reason to leave a target alone, known before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The manifest was not read.
    NotRead,
    /// The repository was not read whole.
    RepositoryNotWhole,
    /// A lock on the repository forbids to write or delete anything in it.
    RepositoryLocked,
    /// A tag is on the manifest that the registry does not list, so a plan cannot name everything that
    /// would be removed.
    HiddenTag,
    /// The target is locked.
    Locked,
    /// A tag on the manifest, named here, is locked.
    TagLocked(TagName),
    /// The tag by which it was chosen points elsewhere, or nowhere.
    NotItsTag(TagName),
    /// An index that stays lists the manifest, and would break.
    PartOf {
        /// The digest of the index.
        index: Digest,
        /// The tags of the index.
        tags: Vec<TagName>,
    },
    /// A manifest that stays, named here, could not be understood: it may be an index that lists the
    /// target.
    MayBePartOf(Digest),
    /// The same manifest is there under a digest of another algorithm, and stays: the registry may keep
    /// one for both.
    SameAs(Digest),
    /// The registry would delete this manifest along with the target, and it must stay, for this reason.
    Takes(Digest, Box<Refusal>),
    /// One request would delete the repository with all of these tags and manifests in it, which are locked.
    HoldsLocked(Vec<Item>),
    /// The repository holds no manifest that could be deleted, and the registry cannot delete the repository
    /// itself; with whether it may hold untagged manifests that the registry does not list.
    NothingInside {
        /// Whether untagged manifests may be in it.
        may_hold_untagged: bool,
    },
    /// The registry says that the repository itself may not be deleted.
    RepositoryUndeletable,
    /// The manifest that the tag points to could not be read.
    TagNotRead,
    /// The tag is not among those that the registry listed.
    TagNotListed,
    /// The registry says that the manifest does not exist, although a tag, an index or a list names it.
    NotThere,
    /// The registry lists the tag and has no manifest for it.
    PointsToNothing,
    /// The registry cannot take a tag off a manifest.
    CannotUntag,
}
