//! A repository that is to go as a whole, checked against the plan: it must hold exactly what that named.

use std::collections::{BTreeMap, BTreeSet};

use crate::cleanup::action::{Clearance, Item};
use crate::cleanup::plan::Known;
use crate::cleanup::reason::{Counted, Obstacle};
use crate::cleanup::verify::answer::or_absent;
use crate::cleanup::verify::lists::{self, Lists};
use crate::cleanup::verify::newcomers::no_nested_referrer;
use crate::model::order::{map_of, set_of};
use crate::model::{Digest, RepositoryEntry, RepositoryName};
use crate::registry::Client;

/// Lists everything in the repository again. Whatever the plan did not name, and any lock, is an obstacle to
/// the one request.
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
    if let Some((tag, _)) = lists.hidden().first() {
        return Some(Obstacle::HiddenInside((*tag).clone()));
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
