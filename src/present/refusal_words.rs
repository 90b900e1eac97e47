//! Refusals in words: why something that was asked for is not part of a plan.

use crate::cleanup::Refusal;
use crate::model::TagName;
use crate::present::reason_words::named;

/// Why a plan leaves something alone.
#[must_use]
pub fn refusal_words(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotRead => "It was not read, so nothing is known of what needs it.".to_owned(),
        Refusal::RepositoryNotWhole => {
            "Its repository was not read whole: something unread may need it.".to_owned()
        }
        Refusal::RepositoryLocked => {
            "Its repository is locked: nothing in it may be written or deleted.".to_owned()
        }
        Refusal::HiddenTag => {
            "A tag that the registry does not list is on it, and would go unseen.".to_owned()
        }
        Refusal::Locked => "It is locked.".to_owned(),
        Refusal::TagLocked(tag) => format!("Its tag {tag} is locked."),
        Refusal::NotItsTag(tag) => format!("The tag {tag} does not point to it."),
        Refusal::PartOf { index, tags } => {
            let index = match tags.as_slice() {
                [] => format!("The untagged index {}", index.short()),
                [tag] => format!("The index {tag}"),
                tags => format!("The index {}", names(tags)),
            };
            format!("{index} lists it and would break.")
        }
        Refusal::MayBePartOf(other) => {
            format!("{} could not be understood and may list it.", other.short())
        }
        Refusal::SameAs(other) => format!(
            "It is also there as {}:{}, which stays: for the registry the two may be one.",
            other.algorithm(),
            other.short()
        ),
        Refusal::Takes(other, why) => format!(
            "The registry would delete {} with it, which must stay. {}",
            other.short(),
            refusal_words(why)
        ),
        Refusal::HoldsLocked(locked) => format!(
            "One request deletes everything in it, and these are locked: {}. Unlock them, or \
             delete the other manifests by themselves.",
            listed(&locked.iter().map(named).collect::<Vec<_>>())
        ),
        Refusal::RepositoryUndeletable => {
            "It is locked: the registry does not let it be deleted.".to_owned()
        }
        Refusal::TagNotRead => "What it points to was not read.".to_owned(),
        Refusal::PointsToNothing => {
            "It points to nothing: there is no manifest to delete.".to_owned()
        }
        Refusal::CannotUntag => {
            "This registry cannot take a tag off a manifest that stays.".to_owned()
        }
    }
}

fn names(tags: &[TagName]) -> String {
    listed(&tags.iter().map(ToString::to_string).collect::<Vec<_>>())
}

/// `a, b and 3 more`: a manifest may have a thousand tags.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown = names[..names.len().min(SHOWN)].join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
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
            let refusal = Refusal::PartOf { index: Digest::Sha256([0xab; 32]), tags };
            assert_eq!(
                refusal_words(&refusal),
                format!("The {expected} lists it and would break.")
            );
        };
        check(&[], "untagged index abababababab");
        check(&["v1"], "index v1");
        check(&["v1", "v2"], "index v1, v2");
        check(&["a", "b", "c", "d", "e"], "index a, b, c and 2 more");
    }
}
