//! Notes in words: what the last look at a repository found.

use crate::cleanup::{Finding, Item, Note};
use crate::present::reason_words::{called, named, noun, obstacle_words};
use crate::present::refusal_words::listed;
use crate::present::{counted, grouped};

/// Tags and manifests hit besides the plan, certainly or possibly.
#[must_use]
pub fn note_words(note: &Note) -> String {
    let name = &note.repository;
    match &note.finding {
        Finding::Gone { item: item @ Item::Tag(_), is_planned: true } => {
            format!("{} of {name} is gone all the same: somebody else removed it.", called(item))
        }
        Finding::Gone { item: item @ Item::Tag(_), is_planned: false } => format!(
            "{} of {name} is gone, too, and the plan did not name it: somebody removed it, or moved it \
             onto a manifest that was being deleted.",
            called(item)
        ),
        Finding::Gone { item, is_planned: true } => format!(
            "{} of {name} is gone all the same: somebody else deleted it, or the registry did.",
            called(item)
        ),
        Finding::Gone { item, is_planned: false } => format!(
            "{} of {name} is gone, too, and the plan did not name it: somebody else deleted it, or the \
             registry did.",
            called(item)
        ),
        Finding::Unseen(item, why) => {
            let the = if matches!(item, Item::Tag(_)) { "the tag " } else { "" };
            let (item, why) = (named(item), obstacle_words(why));
            format!("Plimsoll could not see whether {the}{item} of {name} is still there. {why}")
        }
        Finding::Unasked(count, what) => format!(
            "{} more {} of {name} are not listed any more, and were not checked one by one. Scan again.",
            grouped(*count as u64),
            noun(*what)
        ),
        Finding::Dangling(tags) => {
            let (tags_of, point) = match tags.len() {
                1 => ("a tag".to_owned(), "points"),
                count => (format!("{} tags", grouped(count as u64)), "point"),
            };
            let names = listed(&tags.iter().map(ToString::to_string).collect::<Vec<_>>());
            format!(
                "The registry still lists {tags_of} of {name} that {point} to nothing now: {names}."
            )
        }
        Finding::StillServed { tag, digest } => format!(
            "The tag {tag} of {name} still answers with {}, which the registry does not show by its digest \
             any more.",
            digest.short()
        ),
        Finding::ThereAgain(digest) => format!(
            "{} of {name} still exists, or exists again: somebody locked or pushed it meanwhile. Scan \
             again.",
            digest.short()
        ),
        Finding::AgainUnseen(digest, why) => format!(
            "Plimsoll could not see whether the deleted {} of {name} is there again. {}",
            digest.short(),
            obstacle_words(why)
        ),
        Finding::ManyListed(count) => format!(
            "{} of {name} are still listed, and were not checked one by one. Scan again.",
            counted(*count, "deleted manifest", "deleted manifests")
        ),
        Finding::NeedUnseen(digest, why) => format!(
            "Plimsoll could not see whether {}, pushed to {name} meanwhile, needs a deleted manifest. {}",
            digest.short(),
            obstacle_words(why)
        ),
        Finding::ManyNew { count, read } => format!(
            "{} manifests were pushed to {name} meanwhile. Only {} of them were checked for whether they \
             need a deleted manifest. Scan again.",
            grouped(*count as u64),
            grouped(*read as u64)
        ),
        Finding::BrokenIndex { index, child, unseen } => {
            let (index, child) = (index.short(), child.short());
            let lists = format!(
                "The index {index}, pushed to {name} meanwhile, lists {child}, which was deleted"
            );
            match unseen {
                None => {
                    format!("{lists}: the index is broken. Push it again with all its platforms.")
                }
                Some(why) => format!(
                    "{lists}. Plimsoll could not see whether {child} is there again. {}",
                    obstacle_words(why)
                ),
            }
        }
        Finding::LostSubject { referrer, subject } => format!(
            "{}, pushed to {name} meanwhile, refers to {}, which was deleted.",
            referrer.short(),
            subject.short()
        ),
        Finding::TagsUnseen(why) => format!(
            "Plimsoll could not see whether {name} still lists the tags. {}",
            obstacle_words(why)
        ),
        Finding::NothingSeen(why) => format!(
            "Plimsoll could not see whether others pushed anything to {name} meanwhile that needs a deleted \
             manifest. {}",
            obstacle_words(why)
        ),
        Finding::More(count) => {
            let more = counted(*count, "more finding", "more findings");
            format!("{more} in {name} are not listed. Scan again.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cleanup::Obstacle;
    use crate::model::Digest;

    #[test]
    fn findings_name_their_repository() {
        let check = |finding: Finding, expected: &str| {
            let note = Note { repository: "app".parse().expect("a name"), finding };
            assert_eq!(note_words(&note), expected);
        };
        let tag = || Item::Tag("v1".parse().expect("a tag"));
        let digest = || Digest::sha256([0xab; 32]);
        check(
            Finding::Gone { item: tag(), is_planned: true },
            "The tag v1 of app is gone all the same: somebody else removed it.",
        );
        check(
            Finding::Gone { item: Item::Manifest(digest()), is_planned: true },
            "abababababab of app is gone all the same: somebody else deleted it, or the registry did.",
        );
        let unreadable = || Obstacle::UnreadableTags;
        check(
            Finding::Unseen(tag(), unreadable()),
            "Plimsoll could not see whether the tag v1 of app is still there. The registry lists tags \
             that cannot be read.",
        );
        check(
            Finding::Unseen(Item::Manifest(digest()), unreadable()),
            "Plimsoll could not see whether abababababab of app is still there. The registry lists tags \
             that cannot be read.",
        );
        let broken = |unseen| {
            let (index, child) = (digest(), Digest::sha256([0xcd; 32]));
            Finding::BrokenIndex { index, child, unseen }
        };
        check(
            broken(None),
            "The index abababababab, pushed to app meanwhile, lists cdcdcdcdcdcd, which was \
             deleted: the index is broken. Push it again with all its platforms.",
        );
        check(
            broken(Some(unreadable())),
            "The index abababababab, pushed to app meanwhile, lists cdcdcdcdcdcd, which was \
             deleted. Plimsoll could not see whether cdcdcdcdcdcd is there again. The registry lists \
             tags that cannot be read.",
        );
    }
}
