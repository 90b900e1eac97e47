//! Locks in words: badges, and the effect of each lock.

use crate::model::{Attributes, RepositoryEntry};
use crate::present::ledger::{ItemEnd, Others, Tally};
use crate::present::{Badge, Ending, counted};
use crate::registry::{Error, LockChange, LockTarget};

/// The badge of a locked repository, manifest or tag.
pub const LOCKED: &str = "locked";

/// The badges of a repository, manifest or tag with these attributes, each with the registry's own
/// words on hover. `what` says which it is: `tag`, `manifest`, `repository`.
#[must_use]
pub fn attribute_badges(what: &str, attributes: Attributes) -> Vec<Badge> {
    let mut badges = Vec::new();
    let mut say = |is: bool, word: &str| {
        if is {
            badges.push(Badge::warning(word).saying(attribute_words(what, attributes)));
        }
    };
    say(attributes.is_locked(), LOCKED);
    say(!attributes.read, "no pull");
    say(!attributes.list, "hidden");
    badges
}

/// One badge for a lock on any of these, the row's own first, with the registry's words for each that is locked:
/// `locked`, or `manifest locked` for a tag that is open itself. `other`: something else whose lock keeps the
/// manifest.
pub(super) fn lock_badge(
    locks: &[(&str, Attributes)],
    repository: Option<RepositoryEntry>,
    other: Option<&str>,
) -> Option<Badge> {
    // A repository that may not be deleted protects only itself.
    let write_locked = repository
        .map(|entry| ("repository", entry.attributes))
        .filter(|(_, attributes)| !attributes.write);
    let locked = locks.iter().copied().filter(|(_, attributes)| attributes.is_locked());
    let all: Vec<(&str, Attributes)> = locked.chain(write_locked).collect();
    let words: Vec<String> =
        all.iter().map(|(what, attributes)| attribute_words(what, *attributes)).collect();
    let own = locks.first().map(|(what, _)| *what);
    let text = match all.first().map(|(what, _)| *what).or(other)? {
        what if Some(what) == own => LOCKED.to_owned(),
        what => format!("{what} {LOCKED}"),
    };
    Some(Badge::warning(text).saying(words.join("; ")))
}

/// `tag: deleteEnabled off, writeEnabled on, readEnabled on, listEnabled on`
#[must_use]
pub fn attribute_words(what: &str, attributes: Attributes) -> String {
    let word = |is: bool, name: &str| format!("{name} {}", if is { "on" } else { "off" });
    let Attributes { delete, write, read, list } = attributes;
    let all = [
        word(delete, "deleteEnabled"),
        word(write, "writeEnabled"),
        word(read, "readEnabled"),
        word(list, "listEnabled"),
    ];
    format!("{what}: {}", all.join(", "))
}

/// The effect of this change of locks on the target.
#[must_use]
pub fn lock_blocks(target: &LockTarget, change: LockChange) -> &'static str {
    match (target, change.delete, change.write) {
        (LockTarget::Tag(_), true, true) => {
            "The tag can be moved, untagged and deleted again, unless its manifest or the repository is \
             locked, too."
        }
        (LockTarget::Tag(_), _, true) => {
            "The tag and its manifest cannot be deleted. A push can still move the tag to another \
             manifest."
        }
        (LockTarget::Tag(_), _, false) => {
            "The tag cannot be deleted or moved, and its manifest cannot be deleted."
        }
        (LockTarget::Manifest(_), true, true) => {
            "The manifest can be deleted again, unless one of its tags or the repository is locked, too."
        }
        (LockTarget::Manifest(_), _, true) => {
            "The manifest cannot be deleted, and is never an orphan. Its tags can still be moved away."
        }
        (LockTarget::Manifest(_), _, false) => {
            "The manifest cannot be deleted or changed, and is never an orphan. Its tags can still be \
             moved away, unless they are locked, too."
        }
        (LockTarget::Repository, true, true) => {
            "The repository can be deleted and pushed to again. Locks on its tags and manifests stay."
        }
        (LockTarget::Repository, _, true) => {
            "The repository cannot be deleted as a whole. Its tags and manifests can still be deleted."
        }
        (LockTarget::Repository, _, false) => {
            "The repository cannot be deleted, and nothing in it can be pushed, overwritten or deleted."
        }
    }
}

/// The manifests that stay locked when this many tags are unlocked, although the tags point to them.
#[must_use]
pub fn still_locked_words(tags: usize, manifests: usize) -> String {
    let whose = if tags == 1 { "this tag" } else { "these tags" };
    if manifests == 1 && tags == 1 {
        return format!("The manifest of {whose} is locked, too. Unlock it as well to delete it.");
    }
    let locked = counted(manifests, "manifest", "manifests");
    let (is, them) = if manifests == 1 { ("is", "it") } else { ("are", "them") };
    format!("{locked} of {whose} {is} locked, too. Unlock {them} as well to delete {them}.")
}

/// The end of a change of one lock.
#[must_use]
pub fn lock_end(failed: Option<&Error>) -> ItemEnd {
    match failed {
        None => ItemEnd::done("done"),
        Some(error) => ItemEnd::failed("failed", error.sentence()),
    }
}

/// The ending of a change of locks. `ends`: the end of each target, in their order; none for one that had no
/// turn. The targets are counted as `nouns`, one and many.
#[must_use]
pub fn lock_ending(ends: &[Option<ItemEnd>], nouns: (&str, &str), lock: bool) -> Ending {
    // A repository has no list that could tell why it failed.
    let only = match ends {
        [Some(end)] => end.why.as_deref(),
        _ => None,
    };
    let others = Others {
        stopped: "You stopped it: the others are unchanged.",
        stopped_and_failed: "You stopped it. The others are unchanged; the reasons for failures are listed above.",
        failed: only.unwrap_or("The others are unchanged: the reasons are listed above."),
    };
    Tally::of(ends).ending(nouns, if lock { "locked" } else { "unlocked" }, &others)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lock_on_the_way_is_named() {
        let check = |locks: &[(&str, Attributes)], repository, expected: Option<&str>| {
            let entry = RepositoryEntry { attributes: repository, ..RepositoryEntry::default() };
            let badge = lock_badge(locks, Some(entry), None);
            assert_eq!(badge.map(|badge| badge.hint).as_deref(), expected);
        };
        let (open, locked) = (Attributes::OPEN, Attributes::LOCKED);
        let kept = Attributes { delete: false, ..open };
        check(&[("tag", open), ("manifest", open)], open, None);
        check(
            &[("tag", locked), ("manifest", open)],
            open,
            Some("tag: deleteEnabled off, writeEnabled off, readEnabled on, listEnabled on"),
        );
        check(&[("tag", open)], kept, None);
        check(
            &[("manifest", kept)],
            locked,
            Some(
                "manifest: deleteEnabled off, writeEnabled on, readEnabled on, listEnabled on; \
                 repository: deleteEnabled off, writeEnabled off, readEnabled on, listEnabled on",
            ),
        );
    }

    #[test]
    fn a_badge_says_whose_lock_it_is() {
        let (open, locked) = (Attributes::OPEN, Attributes::LOCKED);
        let check = |tag, manifest, repository, other, expected: Option<&str>| {
            let entry = RepositoryEntry { attributes: repository, ..RepositoryEntry::default() };
            let badge = lock_badge(&[("tag", tag), ("manifest", manifest)], Some(entry), other);
            assert_eq!(badge.map(|badge| badge.text).as_deref(), expected);
        };
        check(locked, locked, open, None, Some("locked"));
        check(open, locked, open, Some("another tag"), Some("manifest locked"));
        check(open, open, locked, Some("another tag"), Some("repository locked"));
        check(open, open, open, Some("another tag"), Some("another tag locked"));
        check(open, open, open, None, None);
    }

    #[test]
    fn manifests_that_stay_locked_are_counted() {
        let check = |tags, manifests, expected| {
            assert_eq!(still_locked_words(tags, manifests), expected);
        };
        check(1, 1, "The manifest of this tag is locked, too. Unlock it as well to delete it.");
        check(3, 1, "1 manifest of these tags is locked, too. Unlock it as well to delete it.");
        check(
            3,
            2,
            "2 manifests of these tags are locked, too. Unlock them as well to delete them.",
        );
    }

    #[test]
    fn what_may_not_be_pulled_or_listed_says_so() {
        let attributes = Attributes { read: false, list: false, ..Attributes::OPEN };
        let badges = attribute_badges("repository", attributes);
        let words: Vec<&str> = badges.iter().map(|badge| badge.text.as_str()).collect();
        assert_eq!(words, ["no pull", "hidden"]);
    }

    #[test]
    fn a_change_of_locks_ends_well_or_says_why_not() {
        use crate::present::Went;
        use crate::registry::ErrorKind;
        let failed = || {
            let excerpt = "It is odd.".to_owned();
            Some(lock_end(Some(&Error { excerpt, ..Error::new(ErrorKind::Malformed, "") })))
        };
        let check = |ends: &[Option<ItemEnd>], went, title, text: &str| {
            let ending = lock_ending(ends, ("tag", "tags"), true);
            assert_eq!(ending, Ending::of(went, title, text.to_owned()));
        };
        let done = || Some(lock_end(None));
        check(&[done(), done()], Went::Well, "Done", "2 tags locked.");
        check(&[failed()], Went::Badly, "Not all", "0 of 1 tag locked. It is odd.");
        check(
            &[done(), None],
            Went::Stopped,
            "Stopped",
            "1 of 2 tags locked. You stopped it: the others are unchanged.",
        );
        check(
            &[done(), failed(), None],
            Went::Badly,
            "Not all",
            "1 of 3 tags locked. You stopped it. The others are unchanged; the reasons for failures are listed above.",
        );
        check(
            &[done(), failed()],
            Went::Badly,
            "Not all",
            "1 of 2 tags locked. The others are unchanged: the reasons are listed above.",
        );
    }
}
