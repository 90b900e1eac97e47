//! Restorations in words.

use crate::cleanup::{Restored, Unrestored};
use crate::present::{Ending, Went, counted};
use crate::registry::with_what_was_said;

/// The reason why a manifest was not restored whole.
#[must_use]
pub fn unrestored_words(why: &Unrestored) -> String {
    match why {
        Unrestored::Failed(error) => error.sentence(),
        Unrestored::NotYet(error) => with_what_was_said(
            "The registry refused: a tag that it had points elsewhere by now, or what it is about is \
             not back.",
            error,
        ),
        Unrestored::ChildrenUnread(error) => format!(
            "It is back, but could not be read, so its children may be missing. {}",
            error.sentence()
        ),
    }
}

/// The ending of a restoration. `ends`: the results so far; `count`: the number of manifests that somebody
/// chose. Children of indexes that come along are counted on top.
#[must_use]
pub fn restore_ending<'a>(ends: impl Iterator<Item = &'a Restored>, count: usize) -> Ending {
    let nouns = |count| counted(count, "manifest", "manifests");
    let (mut ended, mut done, mut chosen) = (0, 0, 0);
    for end in ends {
        ended += 1;
        done += usize::from(end.failed.is_none());
        chosen += usize::from(end.child_of.is_none());
    }
    let (went, title, text) = if done == ended && chosen == count {
        (Went::Well, "Done", format!("{} restored.", nouns(done)))
    } else {
        let (went, title, why) = if chosen < count && done == ended {
            (Went::Stopped, "Stopped", "You stopped it: the others are still in the bin.")
        } else if chosen < count {
            let why = "You stopped it. The others are still in the bin, whole or in part: what failed \
                       says above why.";
            (Went::Badly, "Not all", why)
        } else {
            let why = "The others are still in the bin, whole or in part: each says why above.";
            (Went::Badly, "Not all", why)
        };
        // Those that had no turn because of a stop count, too.
        let all = nouns(ended + count.saturating_sub(chosen));
        (went, title, format!("{done} of {all} restored. {why}"))
    };
    Ending::of(went, title, format!("{text} The registry is being read again."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Digest;
    use crate::registry::{Error, ErrorKind};

    #[test]
    fn what_the_registry_said_follows_the_reason() {
        let error = Error { status: Some(409), ..Error::new(ErrorKind::Conflict, "") };
        let words = unrestored_words(&Unrestored::NotYet(error));
        assert!(
            words.starts_with("The registry refused: a tag") && words.contains("409"),
            "{words}"
        );
    }

    #[test]
    fn a_restoration_ends_well_or_says_what_is_still_in_the_bin() {
        let end = |is_child: bool, is_back: bool| Restored {
            digest: Digest::of(b"x"),
            child_of: is_child.then(|| Digest::of(b"index")),
            failed: (!is_back).then(|| Unrestored::Failed(Error::new(ErrorKind::Unreachable, ""))),
        };
        let check = |ends: &[Restored], count, went, text: &str| {
            let ending = restore_ending(ends.iter(), count);
            let text = format!("{text} The registry is being read again.");
            assert_eq!((ending.went, ending.text), (went, text));
        };
        check(&[end(false, true), end(true, true)], 1, Went::Well, "2 manifests restored.");
        check(
            &[end(false, true)],
            2,
            Went::Stopped,
            "1 of 2 manifests restored. You stopped it: the others are still in the bin.",
        );
        check(
            &[end(false, true), end(true, false)],
            2,
            Went::Badly,
            "1 of 3 manifests restored. You stopped it. The others are still in the bin, whole or in part: \
             what failed says above why.",
        );
        check(
            &[end(false, false)],
            1,
            Went::Badly,
            "0 of 1 manifest restored. The others are still in the bin, whole or in part: each says why \
             above.",
        );
    }
}
