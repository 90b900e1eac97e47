//! Restorations in words.

use crate::cleanup::{Restored, Unrestored};
use crate::present::Ending;
use crate::present::ledger::{ItemEnd, Others, Tally};
use crate::registry::with_what_was_said;

/// The reason why a manifest was not restored whole.
fn unrestored_words(why: &Unrestored) -> String {
    match why {
        Unrestored::Failed(error) => error.sentence(),
        Unrestored::NotYet(error) => with_what_was_said(
            "The registry refused: one of its tags now points to another manifest, or its subject is not \
             restored yet.",
            error,
        ),
        Unrestored::ChildrenUnread(error) => format!(
            "The index is restored, but could not be read, so its platform images may be missing. {}",
            error.sentence()
        ),
    }
}

/// The end of a manifest's restoration.
#[must_use]
pub fn restored_end(restored: &Restored) -> ItemEnd {
    match &restored.failed {
        None => ItemEnd::done("restored"),
        Some(why) => ItemEnd::failed("not restored", unrestored_words(why)),
    }
}

/// The ending of a restoration. `ends`: the end of each manifest that somebody chose, none for one that had no
/// turn, then those of the children that came along.
#[must_use]
pub fn restore_ending(ends: &[Option<ItemEnd>]) -> Ending {
    let others = Others {
        stopped: "You stopped it: the others are still in the bin.",
        stopped_and_failed: "You stopped it. The others are still in the bin, whole or in part: the \
                             reasons for failures are listed above.",
        failed: "The others are still in the bin, whole or in part: the reasons are listed above.",
    };
    let mut ending = Tally::of(ends).ending(("manifest", "manifests"), "restored", &others);
    ending.text.push_str(" The registry is being read again.");
    ending
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Digest;
    use crate::present::Went;
    use crate::registry::{Error, ErrorKind};

    #[test]
    fn what_the_registry_said_follows_the_reason() {
        let error = Error { status: Some(409), ..Error::new(ErrorKind::Conflict, "") };
        let words = unrestored_words(&Unrestored::NotYet(error));
        assert!(
            words.starts_with("The registry refused: one of its tags now") && words.contains("409"),
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
            let end = |end: &Restored| Some(restored_end(end));
            let (chosen, along): (Vec<_>, Vec<_>) =
                ends.iter().partition(|end| end.child_of.is_none());
            let mut ledger: Vec<_> = chosen.into_iter().map(end).collect();
            ledger.resize(count, None);
            ledger.extend(along.into_iter().map(end));
            let ending = restore_ending(&ledger);
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
             the reasons for failures are listed above.",
        );
        check(
            &[end(false, false)],
            1,
            Went::Badly,
            "0 of 1 manifest restored. The others are still in the bin, whole or in part: the reasons are \
             listed above.",
        );
    }
}
