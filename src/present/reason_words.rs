//! Reasons in words: why a step ended as it did, and why a run ended early.

use crate::cleanup::{
    Counted, Deviation, Failure, Item, Obstacle, Placeholder, PlaceholderRest, StepEnd, Stop,
    Unseen,
};
use crate::present::ledger::{ItemEnd, Mark};

/// The reason for a step's end; `None` where it simply did what the plan said.
#[must_use]
pub fn end_words(end: &StepEnd) -> Option<String> {
    match end {
        StepEnd::Done | StepEnd::AlreadyGone => None,
        StepEnd::Differs(why) => Some(deviation_words(why)),
        StepEnd::Refused(why) => Some(obstacle_words(why)),
        StepEnd::Failed(why) => Some(failure_words(why)),
        StepEnd::NotReached(why) => Some(stop_words(why)),
    }
}

/// The end of a step, for its line in the list. `verb` says what is done with each item: `deleted`. Steps
/// that were not reached because somebody stopped the run have no reason of their own.
#[must_use]
pub fn step_end(end: &StepEnd, verb: &'static str) -> ItemEnd {
    let (mark, word) = match end {
        StepEnd::Done => (Mark::Done, verb),
        StepEnd::Differs(_) => (Mark::Differs, verb),
        StepEnd::AlreadyGone => (Mark::Done, "was already gone"),
        StepEnd::Refused(_) => (Mark::Failed, "left alone"),
        StepEnd::Failed(_) => (Mark::Failed, "failed"),
        StepEnd::NotReached(_) => (Mark::NotReached, "not reached"),
    };
    let why = if end.is_cancelled() { None } else { end_words(end) };
    ItemEnd { mark, word, why }
}

/// The reason why nothing more was sent.
#[must_use]
pub fn stop_words(stop: &Stop) -> String {
    match stop {
        Stop::Cancelled => "The run was stopped before its turn.".to_owned(),
        Stop::Failed(why) => failure_words(why),
        Stop::Differs(why) => deviation_words(why),
    }
}

/// The reason why a step was left alone.
pub(super) fn obstacle_words(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::Unchecked(error) => {
            format!("It could not be checked again. {}", error.sentence())
        }
        Obstacle::Unseen(why) => unseen_words(why),
        Obstacle::NoRight(error) => format!("{} Nothing was sent.", error.sentence()),
        Obstacle::Locked => "It is locked now.".to_owned(),
        Obstacle::TagLocked(tag) => format!("Its tag {tag} is locked now."),
        Obstacle::HoldsLocked(item) => format!("{} in it is locked now.", called(item)),
        Obstacle::TagMoved(tag) => {
            format!("The tag {tag} now points to another manifest than when the plan was made.")
        }
        Obstacle::NewTag(tag) => format!("The tag {tag} was put on it since the plan was made."),
        Obstacle::NewAttachment(tag) => {
            format!("The tag {tag} was added for it since the plan was made.")
        }
        Obstacle::NewInside(item) => {
            let came = if matches!(item, Item::Tag(_)) { "added" } else { "pushed" };
            format!("{} was {came} since the plan was made.", called(item))
        }
        Obstacle::HiddenTag(tag) => {
            format!("It has the tag {tag}, which the list of tags does not show.")
        }
        Obstacle::HiddenInside(tag) => {
            format!("It contains the tag {tag}, which the list of tags does not show.")
        }
        Obstacle::NotUnderstood(digest) => {
            format!("{} was pushed since the plan was made and is not understood.", digest.short())
        }
        Obstacle::NewIndex(digest) => {
            format!("The index {}, pushed since the plan was made, lists it.", digest.short())
        }
        Obstacle::NewReferrer(digest) => {
            format!("{}, pushed since the plan was made, refers to it.", digest.short())
        }
        Obstacle::UnplannedReferrer { referrer, subject } => format!(
            "{} refers to {}, and the plan does not name it.",
            referrer.short(),
            subject.short()
        ),
        Obstacle::ReferrersUnlisted => "Its referrers could not be checked again.".to_owned(),
        Obstacle::ListsDiffer { what, counted, listed } => format!(
            "The registry counts {counted} {} in it, but lists {listed}. Hidden ones would be deleted \
             unseen. Scan again.",
            noun(*what)
        ),
        Obstacle::MoreThanPlanned { what, counted, planned } => format!(
            "The registry counts {counted} {} in it now; the plan named {planned}.",
            noun(*what)
        ),
        Obstacle::UnreadableTags => "The registry lists tags that cannot be read.".to_owned(),
        Obstacle::UnreadableLists => {
            "The registry lists tags or manifests that cannot be read.".to_owned()
        }
        Obstacle::ListLacks(tag) => {
            format!("The registry's list of tags is not whole: it lacks {tag}, which exists.")
        }
        Obstacle::TooMuchNew => {
            "Too much was pushed since the plan was made. Make a new plan.".to_owned()
        }
        Obstacle::AnotherManifest => "The registry answered with another manifest.".to_owned(),
        Obstacle::TakesAlong(digest, why) => {
            let why = obstacle_words(why);
            format!("The registry would also delete {}: {why}", digest.short())
        }
        Obstacle::TakesWhatStays(digest) => {
            format!("The registry would also delete {}, which must stay.", digest.short())
        }
        Obstacle::NeededBy { item, is_certain } => {
            let stays = if *is_certain { "stays" } else { "may have stayed" };
            format!("{} {stays} and needs it.", named(item))
        }
        Obstacle::Overtaken(tag, rest) => {
            let rest = rest_words(rest);
            format!(
                "Somebody else changed the tag {tag} at the same moment, so Plimsoll left it unchanged. {rest}"
            )
        }
    }
}

/// The reason why the registry did not do a step, or why nobody can tell whether it did.
fn failure_words(failure: &Failure) -> String {
    match failure {
        Failure::Refused(error) => error.sentence(),
        Failure::StillThere(error) => format!(
            "{} Plimsoll checked right afterwards: it was still there.",
            error.sentence()
        ),
        Failure::Unseen { error, why } => {
            let (said, unseen) = (error.sentence(), unseen_words(why));
            let words = format!("{said} Plimsoll could not see whether the request was done all the same.");
            if said == unseen { words } else { format!("{words} {unseen}") }
        }
        Failure::Contradicted { item, is_accepted } => {
            let target = match item {
                Item::Repository => "the repository".to_owned(),
                Item::Manifest(_) => "the manifest".to_owned(),
                Item::Tag(tag) => format!("the tag {tag}"),
            };
            match is_accepted {
                true => format!("The registry accepted the deletion, but {target} is still there."),
                false => format!("The registry answered that {target} does not exist, but it is still there."),
            }
        }
        Failure::StillListed => {
            "The registry did not refuse to untag it, but still lists the tag, which points to nothing.".to_owned()
        }
        Failure::StillServed(tag) => format!(
            "The registry accepted the deletion, but still answers with the manifest for the tag {tag}."
        ),
        Failure::AnsweredUnseen { is_accepted, why } => {
            let said = if *is_accepted { "accepted the deletion" } else { "answered that it does not exist" };
            format!(
                "The registry {said}, but Plimsoll could not see whether it is gone. {}",
                unseen_words(why)
            )
        }
        Failure::EmptyStays => {
            "The registry still has it, but answers the deletion as if it did not exist. Azure keeps an \
             empty repository: push something into it, then delete it."
                .to_owned()
        }
        Failure::StillDescribed => {
            "The registry still describes it, but answers the deletion as if it did not exist. Scan \
             again."
                .to_owned()
        }
        Failure::GoneUnseen(error) => format!(
            "The registry says that it does not exist, but Plimsoll could not see whether it is gone. {}",
            error.sentence()
        ),
        Failure::Untouched { tag, digest, error } => {
            let why = error.as_ref().map(crate::registry::Error::sentence);
            let why = why.as_deref().unwrap_or("The registry did not take the placeholder.");
            let to = digest.as_ref().map_or("nothing".to_owned(), crate::model::Digest::short);
            format!("{why} Nothing has changed: the tag {tag} still points to {to}.")
        }
        Failure::PlaceholderStays(place, error) => {
            let Placeholder { tag, placeholder, .. } = &**place;
            let why = error.as_ref().map(crate::registry::Error::sentence);
            let why = why.as_deref().unwrap_or("The registry accepted the deletion of the placeholder, which is still there.");
            format!(
                "{why} The tag {tag} now points to the placeholder {placeholder} {} {}",
                instead_of(place),
                how_to_go_on(place)
            )
        }
        Failure::PlaceholderUnclear(place, error) => {
            let Placeholder { tag, placeholder, .. } = &**place;
            format!(
                "{} Plimsoll could not see where the tag {tag} points now: perhaps to the placeholder \
                 {placeholder} {} {}",
                error.sentence(),
                instead_of(place),
                how_to_go_on(place)
            )
        }
    }
}

/// The rest of a sentence about the tag: `instead of sha256:…, which is still stored.`
fn instead_of(place: &Placeholder) -> String {
    match &place.digest {
        Some(digest) => format!("instead of {digest}, which is still stored."),
        None => "instead of nothing.".to_owned(),
    }
}

fn how_to_go_on(place: &Placeholder) -> String {
    let Placeholder { repository, tag, digest, .. } = place;
    let undo = digest
        .as_ref()
        .map(|digest| format!(", or push {repository}@{digest} to {tag} again to undo it"));
    format!("Scan again and delete the tag's placeholder to finish{}.", undo.unwrap_or_default())
}

/// Changes by the registry besides the request, certain or possible.
fn deviation_words(deviation: &Deviation) -> String {
    match deviation {
        Deviation::AlsoGone(digest) => format!(
            "It is gone, and so is {}, which was to stay: this registry also deletes the platforms or \
             signatures of a manifest. Nothing more was sent. Scan again, and correct this on the page \
             About this registry.",
            digest.short()
        ),
        Deviation::StayUnseen(digest, error) => format!(
            "It is gone, but Plimsoll could not see whether {}, which was to stay, is still there. {} \
             Nothing more was sent. Scan again.",
            digest.short(),
            error.sentence()
        ),
        Deviation::ManifestGone(digest) => format!(
            "The tag is gone, and so is {}: this registry deletes a manifest by its tag, against the \
             specification. Nothing more was sent. Do not untag here.",
            digest.short()
        ),
        Deviation::ManifestUnseen(digest, error) => format!(
            "The tag is gone, but Plimsoll could not see whether {} is still there. {}",
            digest.short(),
            error.sentence()
        ),
        Deviation::Repository { more, fewer } => {
            let names = |items: &[Item]| items.iter().map(named).collect::<Vec<_>>().join(", ");
            let mut words = "The registry deleted it.".to_owned();
            if !more.is_empty() {
                let more = names(more);
                words.push_str(&format!(
                    " It also deleted items that the plan did not name: {more}."
                ));
            }
            if !fewer.is_empty() {
                let fewer = names(fewer);
                words.push_str(&format!(" It does not report these as deleted: {fewer}."));
            }
            words
        }
    }
}

fn unseen_words(why: &Unseen) -> String {
    match why {
        Unseen::Unanswered(error) => error.sentence(),
        Unseen::MovedTo(now) => {
            format!("It points to {} now: somebody else moved it.", now.short())
        }
    }
}

fn rest_words(rest: &PlaceholderRest) -> String {
    match rest {
        PlaceholderRest::Deleted => "The placeholder was deleted again.".to_owned(),
        PlaceholderRest::Stored(digest, None) => {
            format!("The placeholder {digest} is still stored, untagged.")
        }
        PlaceholderRest::Stored(digest, Some(error)) => {
            format!("The placeholder {digest} is still stored, untagged. {}", error.sentence())
        }
        PlaceholderRest::Unknown(digest) => {
            format!("The placeholder {digest} may still be stored, untagged.")
        }
    }
}

/// The noun for what is counted: `tags` or `manifests`.
pub(super) fn noun(what: Counted) -> &'static str {
    match what {
        Counted::Tags => "tags",
        Counted::Manifests => "manifests",
    }
}

/// The name of an item within a sentence: `v1`, `0123456789ab`.
pub(super) fn named(item: &Item) -> String {
    match item {
        Item::Repository => "the repository".to_owned(),
        Item::Manifest(digest) => digest.short(),
        Item::Tag(tag) => tag.to_string(),
    }
}

/// The name of an item at a sentence's beginning: `The tag v1`, `0123456789ab`.
pub(super) fn called(item: &Item) -> String {
    match item {
        Item::Tag(tag) => format!("The tag {tag}"),
        other => named(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Digest;
    use crate::registry::{Error, ErrorKind};

    fn tag() -> Item {
        Item::Tag("v1".parse().expect("a tag"))
    }

    fn manifest() -> Item {
        Item::Manifest(Digest::sha256([0xab; 32]))
    }

    fn error() -> Error {
        Error { excerpt: "It is odd.".to_owned(), ..Error::new(ErrorKind::Malformed, "") }
    }

    #[test]
    fn tags_and_manifests_are_called_by_their_names() {
        let check = |obstacle: Obstacle, expected: &str| {
            assert_eq!(obstacle_words(&obstacle), expected);
        };
        check(Obstacle::HoldsLocked(tag()), "The tag v1 in it is locked now.");
        check(Obstacle::HoldsLocked(manifest()), "abababababab in it is locked now.");
        check(Obstacle::NewInside(tag()), "The tag v1 was added since the plan was made.");
        check(Obstacle::NewInside(manifest()), "abababababab was pushed since the plan was made.");
        let needed = |is_certain| Obstacle::NeededBy { item: manifest(), is_certain };
        check(needed(true), "abababababab stays and needs it.");
        check(needed(false), "abababababab may have stayed and needs it.");
        let what = Counted::Tags;
        check(
            Obstacle::MoreThanPlanned { what, counted: 3, planned: 2 },
            "The registry counts 3 tags in it now; the plan named 2.",
        );
        let takes = Obstacle::TakesAlong(Digest::sha256([0xab; 32]), Box::new(Obstacle::Locked));
        check(takes, "The registry would also delete abababababab: It is locked now.");
    }

    #[test]
    fn one_reason_that_is_found_twice_is_told_once() {
        let failed = |why| Failure::Unseen { error: error(), why: Box::new(why) };
        let unseen = "It is odd. Plimsoll could not see whether the request was done all the same.";
        assert_eq!(failure_words(&failed(Unseen::Unanswered(error()))), unseen);
        let moved = Unseen::MovedTo(Digest::sha256([0xab; 32]));
        let moved = failure_words(&failed(moved));
        let to = "It points to abababababab now: somebody else moved it.";
        assert_eq!(moved, format!("{unseen} {to}"));
    }

    #[test]
    fn a_repository_that_went_otherwise_than_planned_says_what() {
        let check = |more: &[Item], fewer: &[Item], expected: &str| {
            let (more, fewer) = (more.to_vec(), fewer.to_vec());
            let words = deviation_words(&Deviation::Repository { more, fewer });
            assert_eq!(words, format!("The registry deleted it. {expected}"));
        };
        check(
            &[manifest(), tag()],
            &[],
            "It also deleted items that the plan did not name: abababababab, v1.",
        );
        check(
            &[tag()],
            &[manifest()],
            "It also deleted items that the plan did not name: v1. It does not report these as deleted: \
             abababababab.",
        );
    }
}
