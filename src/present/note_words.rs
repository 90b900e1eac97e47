//! Notes in words: what the last look at a repository found.

use crate::cleanup::{Finding, Item, Note};
use crate::present::reason_words::{called, named, noun, obstacle_words};

/// What was hit besides the plan, or may have been.
#[must_use]
pub fn note_words(note: &Note) -> String {
    let name = &note.repository;
    match &note.finding {
        Finding::Gone { item: item @ Item::Tag(_), is_planned: true } => {
            format!("{} of {name} is gone all the same: somebody else took it off.", called(item))
        }
        Finding::Gone { item: item @ Item::Tag(_), is_planned: false } => format!(
            "{} of {name} is gone, too, and the plan did not name it: somebody took it off, or moved it \
             onto what was being deleted.",
            called(item)
        ),
        Finding::Gone { item, is_planned: true } => format!(
            "{} of {name} is gone all the same: somebody else deleted it, or the registry did.",
            called(item)
        ),
        Finding::Gone { item, is_planned: false } => format!(
            "{} of {name} is gone, too, and the plan did not name it: somebody else deleted it, or the \
             registry took it along.",
            called(item)
        ),
        Finding::Unseen(item, why) => {
            let the = if matches!(item, Item::Tag(_)) { "the tag " } else { "" };
            let (item, why) = (named(item), obstacle_words(why));
            format!("Whether {the}{item} of {name} is still there could not be seen. {why}")
        }
        Finding::Unasked(count, what) => format!(
            "Whether {count} more {} of {name}, which are not listed any more, are still there was not \
             looked at. Scan again.",
            noun(*what)
        ),
        Finding::ThereAgain(digest) => format!(
            "{} of {name} is there, or there again: somebody locked or pushed it meanwhile. Scan again.",
            digest.short()
        ),
        Finding::AgainUnseen(digest, why) => format!(
            "Whether {} of {name}, which went, is there again could not be seen. {}",
            digest.short(),
            obstacle_words(why)
        ),
        Finding::ManyListed(count) => format!(
            "{count} manifests of {name} that went are listed still, and were not asked for one by one. \
             Scan again."
        ),
        Finding::NeedUnseen(digest, why) => format!(
            "Whether {}, pushed to {name} meanwhile, needs what went could not be seen. {}",
            digest.short(),
            obstacle_words(why)
        ),
        Finding::ManyNew { count, read } => format!(
            "{count} manifests were pushed to {name} meanwhile: whether any more than {read} of them need \
             what went was not looked at. Scan again."
        ),
        Finding::BrokenIndex { index, child, unseen } => {
            let (index, child) = (index.short(), child.short());
            let lists =
                format!("The index {index}, pushed to {name} meanwhile, lists {child}, which went");
            match unseen {
                None => {
                    format!("{lists}: it is broken. Push it again with everything it lists.")
                }
                Some(why) => format!(
                    "{lists}. Whether that is there again could not be seen. {}",
                    obstacle_words(why)
                ),
            }
        }
        Finding::LostSubject { referrer, subject } => format!(
            "{}, pushed to {name} meanwhile, refers to {}, which went.",
            referrer.short(),
            subject.short()
        ),
        Finding::NothingSeen(why) => format!(
            "Whether anything that others pushed to {name} meanwhile was hit could not be seen. {}",
            obstacle_words(why)
        ),
        Finding::More(count) => format!("There is more of this in {name}: {count}. Scan again."),
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
        let digest = || Digest::Sha256([0xab; 32]);
        check(
            Finding::Gone { item: tag(), is_planned: true },
            "The tag v1 of app is gone all the same: somebody else took it off.",
        );
        check(
            Finding::Gone { item: Item::Manifest(digest()), is_planned: true },
            "abababababab of app is gone all the same: somebody else deleted it, or the registry did.",
        );
        let unreadable = || Obstacle::UnreadableTags;
        check(
            Finding::Unseen(tag(), unreadable()),
            "Whether the tag v1 of app is still there could not be seen. The registry lists tags that \
             cannot be read.",
        );
        check(
            Finding::Unseen(Item::Manifest(digest()), unreadable()),
            "Whether abababababab of app is still there could not be seen. The registry lists tags that \
             cannot be read.",
        );
        let broken = |unseen| {
            let (index, child) = (digest(), Digest::Sha256([0xcd; 32]));
            Finding::BrokenIndex { index, child, unseen }
        };
        check(
            broken(None),
            "The index abababababab, pushed to app meanwhile, lists cdcdcdcdcdcd, which went: it is \
             broken. Push it again with everything it lists.",
        );
        check(
            broken(Some(unreadable())),
            "The index abababababab, pushed to app meanwhile, lists cdcdcdcdcdcd, which went. Whether \
             that is there again could not be seen. The registry lists tags that cannot be read.",
        );
    }
}
