//! A repository that is deleted as a whole, checked against the plan: it must hold nothing that the plan
//! did not name.

use std::collections::{BTreeMap, BTreeSet};

use crate::cleanup::planning::plan::Known;
use crate::cleanup::planning::step::{Clearance, Item};
use crate::cleanup::reason::{Counted, Obstacle};
use crate::cleanup::verify::answer::or_absent;
use crate::cleanup::verify::lists::{self, Lists};
use crate::cleanup::verify::newcomers::no_nested_referrer;
use crate::model::order::{map_of, set_of};
use crate::model::{Digest, RepositoryEntry, RepositoryName};
use crate::registry::Client;

/// Lists everything in the repository again. A tag or manifest that the plan did not name, and any lock, is
/// an obstacle to the one request.
pub(super) async fn repository(
    client: &Client,
    name: &RepositoryName,
    clearance: &Clearance,
    known: &Known,
) -> Result<BTreeMap<Item, Obstacle>, Obstacle> {
    let lists = lists::read(client, name, known, false).await?;
    let going = clearance.manifests.iter().map(|taken| (&taken.digest, taken.role));
    let obstacle = match judge(clearance, &lists) {
        Some(obstacle) => Some(obstacle),
        None => no_nested_referrer(client, name, going).await.err(),
    };
    Ok(obstacle.map(|obstacle| (Item::Repository, obstacle)).into_iter().collect())
}

/// The first obstacle in the lists of a repository as they are now.
fn judge(clearance: &Clearance, lists: &Lists) -> Option<Obstacle> {
    if lists.entry.is_some_and(|entry| entry.attributes.is_locked()) {
        return Some(Obstacle::Locked);
    }
    if let Some((tag, _)) = lists.census().hidden().next() {
        return Some(Obstacle::HiddenInside(tag.clone()));
    }
    let digests: BTreeSet<&Digest> = set_of(clearance.manifests.iter().map(|taken| &taken.digest));
    for listed in &lists.manifests {
        let item = || Item::Manifest(listed.digest.clone());
        if !digests.contains(&listed.digest) {
            return Some(Obstacle::NewInside(item()));
        }
        if listed.entry.attributes.is_locked() {
            return Some(Obstacle::HoldsLocked(item()));
        }
    }
    let on_manifests = clearance
        .manifests
        .iter()
        .flat_map(|taken| taken.tags.iter().map(|tag| (tag, Some(&taken.digest))));
    let loose = clearance.loose_tags.iter().map(|tag| (tag, None));
    let planned: BTreeMap<_, Option<&Digest>> = map_of(on_manifests.chain(loose));
    for tag in &lists.tags {
        let name = &tag.name;
        if tag.attributes.is_locked() {
            return Some(Obstacle::HoldsLocked(Item::Tag(name.clone())));
        }
        match (planned.get(name), &tag.digest) {
            (None, _) => return Some(Obstacle::NewInside(Item::Tag(name.clone()))),
            (Some(Some(then)), Some(now)) if *then != now => {
                return Some(Obstacle::TagMoved(name.clone()));
            }
            _ => {}
        }
    }
    None
}

/// Whether a repository is still there, right before the request.
///
/// # Errors
///
/// The obstacle, when it counts more than the plan named, or could not be read.
pub(in crate::cleanup) async fn counts(
    client: &Client,
    name: &RepositoryName,
    clearance: &Clearance,
) -> Result<bool, Obstacle> {
    if !client.describes_repositories() {
        return Ok(true);
    }
    let Some(entry) = or_absent(client.repository(name).await)? else { return Ok(false) };
    judge_counts(clearance, &entry).map_or(Ok(true), Err)
}

fn judge_counts(clearance: &Clearance, entry: &RepositoryEntry) -> Option<Obstacle> {
    let on_manifests: usize = clearance.manifests.iter().map(|taken| taken.tags.len()).sum();
    let tags = on_manifests + clearance.loose_tags.len();
    let check = |what, counted: Option<u64>, planned: usize| {
        let (counted, planned) = (counted?, planned as u64);
        (counted > planned).then_some(Obstacle::MoreThanPlanned { what, counted, planned })
    };
    check(Counted::Manifests, entry.manifests, clearance.manifests.len()).or(check(
        Counted::Tags,
        entry.tags,
        tags,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cleanup::planning::step::Taken;
    use crate::model::{Amount, Attributes, ManifestEntry, TagName};
    use crate::registry::{ListedManifest, ListedTag};
    use crate::storage::Role;

    fn tag(name: &str) -> TagName {
        name.parse().expect("a tag")
    }

    /// An image tagged v1, and a tag that points to nothing.
    fn clearance() -> Clearance {
        let image = Taken {
            digest: Digest::of(b"image"),
            role: Role::Image,
            artifact_type: None,
            content: Amount::default(),
            tags: vec![tag("v1")],
        };
        Clearance { manifests: vec![image], loose_tags: vec![tag("loose")] }
    }

    fn lists() -> Lists {
        let listed = |name: &str, digest: &Digest| ListedTag {
            name: tag(name),
            digest: Some(digest.clone()),
            last_updated: None,
            attributes: Attributes::OPEN,
        };
        let digest = Digest::of(b"image");
        let tags = vec![listed("loose", &Digest::of(b"absent")), listed("v1", &digest)];
        let manifest = ListedManifest { digest, entry: ManifestEntry::default(), tags: vec![] };
        Lists { entry: None, tags, manifests: vec![manifest] }
    }

    #[test]
    fn a_repository_goes_only_as_it_was_planned() {
        let check = |change: fn(&mut Lists), expected: Option<Obstacle>| {
            let mut lists = lists();
            change(&mut lists);
            assert_eq!(judge(&clearance(), &lists), expected);
        };
        let (image, other) = (Digest::of(b"image"), Digest::of(b"other"));
        check(|_| {}, None);
        check(|lists| drop(lists.tags.pop()), None);
        let locked = |lists: &mut Lists| {
            let attributes = Attributes::LOCKED;
            lists.entry = Some(RepositoryEntry { attributes, ..RepositoryEntry::default() });
        };
        check(locked, Some(Obstacle::Locked));
        let hidden = |lists: &mut Lists| lists.manifests[0].tags.push(tag("hidden"));
        check(hidden, Some(Obstacle::HiddenInside(tag("hidden"))));
        let pushed = |lists: &mut Lists| lists.manifests[0].digest = Digest::of(b"other");
        check(pushed, Some(Obstacle::NewInside(Item::Manifest(other))));
        let locked = |lists: &mut Lists| lists.manifests[0].entry.attributes = Attributes::LOCKED;
        check(locked, Some(Obstacle::HoldsLocked(Item::Manifest(image))));
        let locked = |lists: &mut Lists| lists.tags[1].attributes = Attributes::LOCKED;
        check(locked, Some(Obstacle::HoldsLocked(Item::Tag(tag("v1")))));
        let added = |lists: &mut Lists| lists.tags[1].name = tag("v2");
        check(added, Some(Obstacle::NewInside(Item::Tag(tag("v2")))));
        let moved = |lists: &mut Lists| lists.tags[1].digest = Some(Digest::of(b"other"));
        check(moved, Some(Obstacle::TagMoved(tag("v1"))));
    }

    #[test]
    fn a_repository_that_counts_more_than_the_plan_stays() {
        let check = |manifests: Option<u64>, tags: Option<u64>, expected: Option<Obstacle>| {
            let entry = RepositoryEntry { manifests, tags, ..RepositoryEntry::default() };
            assert_eq!(judge_counts(&clearance(), &entry), expected, "{manifests:?} {tags:?}");
        };
        let more =
            |what, counted, planned| Some(Obstacle::MoreThanPlanned { what, counted, planned });
        check(None, None, None);
        check(Some(1), Some(2), None);
        check(Some(0), Some(0), None);
        check(Some(2), Some(3), more(Counted::Manifests, 2, 1));
        check(Some(1), Some(3), more(Counted::Tags, 3, 2));
    }
}
