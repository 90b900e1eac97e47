//! Ways on from a target that a plan leaves out: where the obstacle is seen, and what can be done instead.

use crate::cleanup::{Item, Refusal, Skipped};
use crate::model::{Digest, RepositoryName, TagName};

/// A link or another plan, offered beside a target that a plan leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WayOn {
    /// To the page of a manifest.
    Manifest(RepositoryName, Digest),
    /// To the locked tags of a repository, or to its locked manifests.
    Locked {
        /// The repository that holds them.
        repository: RepositoryName,
        /// Whether the link goes to the locked manifests, rather than to the locked tags.
        manifests: bool,
    },
    /// To the page of a repository.
    Repository(RepositoryName),
    /// To another plan: all manifests of the repository that may be deleted one by one.
    DeleteRest(RepositoryName),
    /// To another plan: the tag is taken off.
    Untag(RepositoryName, TagName),
}

/// The ways on, each with its words: `Show the locked manifest`.
#[must_use]
pub fn ways_on(skipped: &Skipped) -> Vec<(WayOn, &'static str)> {
    let name = || skipped.repository.clone();
    let locked = |manifests| WayOn::Locked { repository: name(), manifests };
    let manifest = |digest: &Digest| WayOn::Manifest(name(), digest.clone());
    match (&skipped.why, &skipped.item) {
        (Refusal::HoldsLocked(items), _) => {
            let show = match items.as_slice() {
                [Item::Manifest(digest)] => (manifest(digest), "Show the locked manifest"),
                [Item::Tag(_)] => (locked(false), "Show the locked tag"),
                [Item::Tag(_), ..] => (locked(false), "Show the locked tags"),
                _ => (locked(true), "Show the locked manifests"),
            };
            vec![show, (WayOn::DeleteRest(name()), "Delete the rest")]
        }
        (Refusal::Locked, Item::Manifest(digest)) => {
            vec![(manifest(digest), "Show the locked manifest")]
        }
        (Refusal::Locked | Refusal::TagLocked(_), _) => {
            vec![(locked(false), "Show the locked tag")]
        }
        (Refusal::RepositoryLocked, _) => {
            vec![(WayOn::Repository(name()), "Show the locked repository")]
        }
        // Only the repository as a whole is protected.
        (Refusal::RepositoryUndeletable, _) => vec![
            (WayOn::Repository(name()), "Show the locked repository"),
            (WayOn::DeleteRest(name()), "Delete its manifests"),
        ],
        (Refusal::HiddenTag, Item::Repository) => {
            vec![(WayOn::DeleteRest(name()), "Delete the rest")]
        }
        (Refusal::HiddenTag, Item::Manifest(digest)) => vec![(manifest(digest), "Show it")],
        (Refusal::RepositoryNotWhole | Refusal::NotRead | Refusal::TagNotRead, _) => {
            vec![(WayOn::Repository(name()), "Show what was not read")]
        }
        (Refusal::PartOf { index, .. }, _) => vec![(manifest(index), "Show the index")],
        (Refusal::MayBePartOf(other) | Refusal::SameAs(other) | Refusal::Takes(other, _), _) => {
            vec![(manifest(other), "Show that manifest")]
        }
        (Refusal::PointsToNothing, Item::Tag(tag)) => {
            vec![(WayOn::Untag(name(), tag.clone()), "Untag it")]
        }
        (Refusal::NotItsTag(_) | Refusal::NotThere | Refusal::TagNotListed, _) => {
            vec![(WayOn::Repository(name()), "Show the repository")]
        }
        // Nothing else can be done about these.
        (
            Refusal::HiddenTag
            | Refusal::NothingInside { .. }
            | Refusal::PointsToNothing
            | Refusal::CannotUntag,
            _,
        ) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_shown_and_the_rest_can_go() {
        let app = || "app".parse::<RepositoryName>().expect("a name");
        let tag = || "v1".parse::<TagName>().expect("a tag");
        let digest = || Digest::of(b"image");
        let check = |item: Item, why: Refusal, expected: Vec<(WayOn, &'static str)>| {
            let (tags, chosen) = (Vec::new(), Vec::new());
            let skipped = Skipped { repository: app(), item, tags, chosen, why };
            assert_eq!(ways_on(&skipped), expected, "{:?}", skipped.why);
        };
        let rest = || (WayOn::DeleteRest(app()), "Delete the rest");
        let one = || (WayOn::Manifest(app(), digest()), "Show the locked manifest");
        let locked = |manifests| WayOn::Locked { repository: app(), manifests };
        let manifest = || Item::Manifest(digest());
        check(Item::Repository, Refusal::HoldsLocked(vec![manifest()]), vec![one(), rest()]);
        let two = Refusal::HoldsLocked(vec![manifest(), Item::Manifest(Digest::of(b"other"))]);
        check(Item::Repository, two, vec![(locked(true), "Show the locked manifests"), rest()]);
        let tags = Refusal::HoldsLocked(vec![Item::Tag(tag()), manifest()]);
        check(Item::Repository, tags, vec![(locked(false), "Show the locked tags"), rest()]);
        check(manifest(), Refusal::Locked, vec![one()]);
        let of_tag = || vec![(locked(false), "Show the locked tag")];
        check(Item::Tag(tag()), Refusal::Locked, of_tag());
        check(manifest(), Refusal::TagLocked(tag()), of_tag());
        let untag = vec![(WayOn::Untag(app(), tag()), "Untag it")];
        check(Item::Tag(tag()), Refusal::PointsToNothing, untag);
        check(Item::Tag(tag()), Refusal::CannotUntag, vec![]);
        let piecemeal = vec![
            (WayOn::Repository(app()), "Show the locked repository"),
            (WayOn::DeleteRest(app()), "Delete its manifests"),
        ];
        check(Item::Repository, Refusal::RepositoryUndeletable, piecemeal);
        check(Item::Repository, Refusal::HiddenTag, vec![rest()]);
        let moved = vec![(WayOn::Repository(app()), "Show the repository")];
        check(manifest(), Refusal::NotItsTag(tag()), moved);
    }
}
