//! Refusals in words: the reasons why a chosen target is not part of a plan.

use crate::cleanup::{Item, Refusal};
use crate::model::TagName;
use crate::present::grouped;
use crate::present::reason_words::named;

/// The reason why a plan leaves a target alone.
#[must_use]
pub fn refusal_words(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotRead => "It was not read, so other manifests may need it.".to_owned(),
        Refusal::RepositoryNotWhole => {
            "Its repository was not read whole: unread manifests may need it.".to_owned()
        }
        Refusal::RepositoryLocked => {
            "Its repository is locked: nothing in it can be written or deleted.".to_owned()
        }
        Refusal::HiddenTag => {
            "It has a tag that the registry does not list. That tag would be deleted unseen."
                .to_owned()
        }
        Refusal::Locked => "It is locked.".to_owned(),
        Refusal::TagLocked(tag) => format!("Its tag {tag} is locked."),
        Refusal::NotItsTag(tag) => format!("The tag {tag} does not point to it."),
        Refusal::PartOf { index, tags } => {
            let index = match tags.as_slice() {
                [] => format!("the untagged index {}", index.short()),
                tags => names(tags),
            };
            format!("It is part of {index}. Deleting it would break {index}.")
        }
        Refusal::MayBePartOf(other) => {
            format!("{} could not be understood, and may list it.", other.short())
        }
        Refusal::SameAs(other) => format!(
            "The same manifest is also there as {}:{}, which stays. For the registry both may be one.",
            other.algorithm(),
            other.short()
        ),
        Refusal::Takes(other, why) => format!(
            "The registry would also delete {}, which must stay: {}",
            other.short(),
            refusal_words(why)
        ),
        Refusal::HoldsLocked(locked) => holds_locked(locked),
        Refusal::NothingInside { may_hold_untagged } => {
            let untagged = match may_hold_untagged {
                true => " It may hold untagged manifests, which the registry does not list.",
                false => "",
            };
            format!(
                "It holds no manifest that Plimsoll can see, and this registry cannot delete a repository as a \
                 whole: the empty repository may stay in its list.{untagged}"
            )
        }
        Refusal::RepositoryUndeletable => {
            "It is locked, so it cannot be deleted as a whole.".to_owned()
        }
        Refusal::TagNotListed => "The registry does not list this tag.".to_owned(),
        Refusal::NotThere => "The registry says that it does not exist.".to_owned(),
        Refusal::TagNotRead => "The manifest of this tag was not read.".to_owned(),
        Refusal::PointsToNothing => {
            "The tag points to no manifest, so there is nothing to delete. Untag it instead."
                .to_owned()
        }
        Refusal::CannotUntag => "This registry cannot untag.".to_owned(),
    }
}

/// The sentence about a repository with these locked tags and manifests in it.
fn holds_locked(locked: &[Item]) -> String {
    let names = listed(&locked.iter().map(named).collect::<Vec<_>>());
    let noun = match locked.first() {
        Some(Item::Tag(_)) if locked.iter().all(|item| matches!(item, Item::Tag(_))) => "tag",
        Some(Item::Manifest(_)) if locked.iter().all(|item| matches!(item, Item::Manifest(_))) => {
            "manifest"
        }
        _ => "item",
    };
    let (holds, them) = match locked.len() {
        1 => (format!("a locked {noun}"), "it"),
        count => (format!("{} locked {noun}s", grouped(count as u64)), "them"),
    };
    format!(
        "It contains {holds} ({names}), so it cannot be deleted as a whole. Unlock {them}, or delete the \
         rest."
    )
}

fn names(tags: &[TagName]) -> String {
    listed(&tags.iter().map(ToString::to_string).collect::<Vec<_>>())
}

/// `a, b and 3 more`: a manifest may have a thousand tags.
pub(super) fn listed(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown = names[..names.len().min(SHOWN)].join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {} more", grouped(more as u64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Digest;

    #[test]
    fn a_broken_index_is_named_by_its_tags() {
        let check = |tags: &[&str], expected: &str| {
            let tags = tags.iter().map(|tag| tag.parse().expect("a tag")).collect();
            let refusal = Refusal::PartOf { index: Digest::sha256([0xab; 32]), tags };
            assert_eq!(
                refusal_words(&refusal),
                format!("It is part of {expected}. Deleting it would break {expected}.")
            );
        };
        check(&[], "the untagged index abababababab");
        check(&["v1"], "v1");
        check(&["v1", "v2"], "v1, v2");
        check(&["a", "b", "c", "d", "e"], "a, b, c and 2 more");
    }

    #[test]
    fn the_locked_part_of_a_repository_is_counted_and_named() {
        let tag = |name: &str| Item::Tag(name.parse().expect("a tag"));
        let manifest = || Item::Manifest(Digest::sha256([0xab; 32]));
        let check = |locked: Vec<Item>, holds: &str, them: &str| {
            let expected = format!(
                "It contains {holds}, so it cannot be deleted as a whole. Unlock {them}, or delete the \
                 rest."
            );
            assert_eq!(refusal_words(&Refusal::HoldsLocked(locked)), expected);
        };
        check(vec![manifest()], "a locked manifest (abababababab)", "it");
        check(vec![tag("v1"), tag("v2")], "2 locked tags (v1, v2)", "them");
        check(vec![tag("v1"), manifest()], "2 locked items (v1, abababababab)", "them");
    }
}
