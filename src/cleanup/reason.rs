//! Reasons as data: why a step ended as it did, why a run ended early, and what the last look found. They
//! survive a reload; `present` has the words for them.

use serde::{Deserialize, Serialize};

use crate::cleanup::planning::step::Item;
use crate::model::{Digest, RepositoryName, TagName};
use crate::registry::Error;

/// Obstacles to a step, which is then left alone: its target has changed since the plan was made, or could
/// not be checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Obstacle {
    /// The registry did not answer the question about the target.
    Unchecked(Error),
    /// The registry answered that the tag is gone, and the look afterwards found it elsewhere, or failed.
    Unseen(Unseen),
    /// The sign-in lacks a right that the step takes.
    NoRight(Error),
    /// The target is locked now.
    Locked,
    /// A tag on the target, named here, is locked now.
    TagLocked(TagName),
    /// The repository is to be deleted as a whole, and this tag or manifest in it is locked now.
    HoldsLocked(Item),
    /// The tag points elsewhere now.
    TagMoved(TagName),
    /// The tag was put on the target since the plan was made.
    NewTag(TagName),
    /// The tag is new, and its cosign-style name ties it to the target.
    NewAttachment(TagName),
    /// The repository is to be deleted as a whole, and this tag or manifest is new in it.
    NewInside(Item),
    /// The tag is on the target, and the list of tags does not show it.
    HiddenTag(TagName),
    /// The repository is to be deleted as a whole, and the list of tags does not show this one.
    HiddenInside(TagName),
    /// The manifest is new and not understood: it may need any other one.
    NotUnderstood(Digest),
    /// The index is new and lists the target.
    NewIndex(Digest),
    /// The manifest is new and refers to the target.
    NewReferrer(Digest),
    /// A manifest that the plan does not name refers to one that it deletes.
    UnplannedReferrer {
        /// The manifest that refers.
        referrer: Digest,
        /// The manifest that the plan deletes.
        subject: Digest,
    },
    /// The registry has no list of referrers, so new ones that it would delete along cannot be found.
    ReferrersUnlisted,
    /// The registry counts something else than it lists.
    ListsDiffer {
        /// Whether tags or manifests are counted.
        what: Counted,
        /// The registry's own count.
        counted: u64,
        /// The length of its list.
        listed: u64,
    },
    /// The registry counts more than the plan named.
    MoreThanPlanned {
        /// Whether tags or manifests are counted.
        what: Counted,
        /// The registry's own count.
        counted: u64,
        /// The number that the plan named.
        planned: u64,
    },
    /// The registry lists tags that cannot be read.
    UnreadableTags,
    /// The registry lists tags or manifests that cannot be read.
    UnreadableLists,
    /// The registry's list of tags lacks this one, which is there.
    ListLacks(TagName),
    /// More manifests were pushed since the plan than a check reads: a new plan is needed.
    TooMuchNew,
    /// The registry answers with another manifest than it was asked for.
    AnotherManifest,
    /// The registry would delete this manifest along with the target, and there is this obstacle to that.
    TakesAlong(Digest, Box<Obstacle>),
    /// The registry would delete this manifest along with the target, and it stays.
    TakesWhatStays(Digest),
    /// A tag or manifest that stays needs the target.
    NeededBy {
        /// The tag or manifest that stays.
        item: Item,
        /// Whether it certainly stays; otherwise nobody knows whether it was deleted.
        is_certain: bool,
    },
    /// Somebody else changed the tag while it was being taken off by a placeholder.
    Overtaken(TagName, Box<PlaceholderRest>),
}

/// Things that a registry counts in a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Counted {
    /// The tags in a repository.
    Tags,
    /// The manifests in a repository.
    Manifests,
}

/// Reasons why the target of a request could not be seen after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unseen {
    /// The registry did not answer the question about the target.
    Unanswered(Error),
    /// The tag points to this manifest, where somebody else put it.
    MovedTo(Digest),
}

/// The fate of a placeholder after somebody else changed its tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlaceholderRest {
    /// The placeholder was deleted.
    Deleted,
    /// The placeholder is still stored, untagged; with the registry's refusal to delete it, if it refused.
    Stored(Digest, Option<Error>),
    /// The placeholder may still be stored, untagged.
    Unknown(Digest),
}

/// Failures of a step: the registry did not do it, or nobody can tell whether it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// The registry refused the request.
    Refused(Error),
    /// The answer was lost, and the target was still there right afterwards.
    StillThere(Error),
    /// The answer was lost, and the target could not be seen.
    Unseen {
        /// The failure of the request.
        error: Error,
        /// The reason why the target could not be seen.
        why: Box<Unseen>,
    },
    /// The registry answered the deletion, and its target is still there.
    Contradicted {
        /// The tag, manifest or repository that is still there.
        item: Item,
        /// Whether the registry accepted the deletion; otherwise it answered that there is no such target.
        is_accepted: bool,
    },
    /// The registry does not show the manifest by its digest any more, and still does by this tag.
    StillServed(TagName),
    /// The tag, which points to nothing, is still listed.
    StillListed,
    /// The registry answered the deletion, and its target could not be seen.
    AnsweredUnseen {
        /// Whether the registry accepted the deletion; otherwise it answered that there is no such target.
        is_accepted: bool,
        /// The reason why the target could not be seen.
        why: Box<Unseen>,
    },
    /// The registry does not know the repository, and still has it, empty.
    EmptyStays,
    /// The registry does not know the repository, and still describes it.
    StillDescribed,
    /// The registry does not know the repository, and whether it is gone could not be seen.
    GoneUnseen(Error),
    /// No placeholder was pushed: the tag points where it did.
    Untouched {
        /// The tag that was to be taken off.
        tag: TagName,
        /// The manifest that it points to; `None` for nothing.
        digest: Option<Digest>,
        /// The registry's refusal; `None` where it took the placeholder and did not move the tag.
        error: Option<Error>,
    },
    /// The placeholder was not deleted, and the tag points to it. The error is the registry's refusal;
    /// `None` where it accepted the deletion.
    PlaceholderStays(Box<Placeholder>, Option<Error>),
    /// The tag may point to the placeholder, or not.
    PlaceholderUnclear(Box<Placeholder>, Error),
}

impl Failure {
    /// Whether a tag is left on a placeholder, or may be.
    #[must_use]
    pub fn leaves_placeholder(&self) -> bool {
        matches!(self, Self::PlaceholderStays(..) | Self::PlaceholderUnclear(..))
    }
}

/// A placeholder, and what the tag pointed to before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placeholder {
    /// The repository that it was pushed to.
    pub repository: RepositoryName,
    /// The tag that it was pushed to.
    pub tag: TagName,
    /// The manifest that loses the tag; `None` where the tag pointed to nothing.
    pub digest: Option<Digest>,
    /// The placeholder's own digest.
    pub placeholder: Digest,
}

/// Deviations from the plan: the registry did, or may have done, something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deviation {
    /// The manifest is gone, and so is this one, which was to stay.
    AlsoGone(Digest),
    /// The manifest is gone, and whether this one stayed could not be seen.
    StayUnseen(Digest, Error),
    /// The tag is gone, and so is its manifest.
    ManifestGone(Digest),
    /// The tag is gone, and whether its manifest stayed could not be seen.
    ManifestUnseen(Digest, Error),
    /// The repository is gone, and the registry names something else than the plan did.
    Repository {
        /// Tags and manifests that the registry deleted and the plan did not name.
        more: Vec<Item>,
        /// Tags and manifests that the plan named and the registry does not.
        fewer: Vec<Item>,
    },
}

/// Reasons to send nothing more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stop {
    /// Somebody stopped the run.
    Cancelled,
    /// A step failed, and the others would fail alike.
    Failed(Failure),
    /// A step did something else than the plan said.
    Differs(Deviation),
}

/// A finding of the last look at a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The repository that was looked at.
    pub repository: RepositoryName,
    /// A tag or manifest that was hit, or could not be seen.
    pub finding: Finding,
}

/// Findings of the last look: a tag or manifest was hit besides the plan, or may have been, because others
/// changed something at the same time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// A tag or manifest is gone that no step took away.
    Gone {
        /// The tag or manifest.
        item: Item,
        /// Whether the plan named it.
        is_planned: bool,
    },
    /// Whether a tag or manifest is still there could not be seen.
    Unseen(Item, Obstacle),
    /// Tags or manifests that are not listed any more were too many to ask for each: the number that was
    /// not asked for.
    Unasked(usize, Counted),
    /// Tags that were to be removed, by themselves or with their manifest, are still listed and point to
    /// nothing.
    Dangling(Vec<TagName>),
    /// A manifest that is gone by its digest is still there by this tag.
    StillServed {
        /// The tag that still answers with it.
        tag: TagName,
        /// The digest that the manifest hashes to.
        digest: Digest,
    },
    /// A manifest that is gone by the answers is there.
    ThereAgain(Digest),
    /// Whether a manifest that the run deleted is there again could not be seen.
    AgainUnseen(Digest, Obstacle),
    /// Deleted manifests that are listed were too many to ask for each: the number that was not asked for.
    ManyListed(usize),
    /// Whether a new manifest needs a deleted one could not be seen.
    NeedUnseen(Digest, Obstacle),
    /// More manifests are new than were read.
    ManyNew {
        /// The number of new ones.
        count: usize,
        /// The number of those that were read.
        read: usize,
    },
    /// A new index lists a manifest that the run deleted.
    BrokenIndex {
        /// The digest of the index.
        index: Digest,
        /// The deleted manifest that it lists.
        child: Digest,
        /// The obstacle to seeing whether the child is there again; `None` where it is known not to be.
        unseen: Option<Obstacle>,
    },
    /// A new manifest refers to one that the run deleted.
    LostSubject {
        /// The digest of the new manifest.
        referrer: Digest,
        /// The deleted manifest that it refers to.
        subject: Digest,
    },
    /// Whether the tags that were taken off are still listed could not be seen.
    TagsUnseen(Obstacle),
    /// The lists could not be read, so nothing that others pushed could be seen.
    NothingSeen(Obstacle),
    /// Further findings were left out: their number.
    More(usize),
}
