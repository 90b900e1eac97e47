//! Planning the deletion of whole repositories.

use crate::cleanup::planning::lock;
use crate::cleanup::planning::plan::{Aim, Part, Plan, Skipped};
use crate::cleanup::planning::refusal::Refusal;
use crate::cleanup::planning::selection::{Ground, Selection};
use crate::cleanup::planning::step::{Action, Clearance, Item, Step, Taken};
use crate::cleanup::planning::target::{Along, Targets};
use crate::model::order::sort_by;
use crate::model::{Inventory, Repository, RepositoryName, TagName, TagsByDigest};
use crate::registry::Capabilities;
use crate::storage::Analysis;

impl Plan {
    /// Plans the deletion of the chosen repositories with everything in them: by one request each where the
    /// registry offers that and lists its untagged manifests, or else manifest by manifest. `analysis` is
    /// that of `inventory`. Never fails: repositories that must stay are skipped with their reasons, and
    /// one request deletes a repository only where nothing in it must stay.
    #[must_use]
    pub fn delete_repositories(
        inventory: &Inventory,
        analysis: &Analysis,
        chosen: &[RepositoryName],
        capabilities: &Capabilities,
    ) -> Self {
        let mut chosen = chosen.to_vec();
        sort_by(&mut chosen, Ord::cmp);
        chosen.dedup();
        let at_once = capabilities.deletes_repositories && capabilities.lists_untagged;
        let mut plan = Self::empty(Aim::DeleteRepositories, capabilities);
        for name in &chosen {
            let Some(repository) = inventory.repositories.get(name) else {
                plan.skip(name, Item::Repository, Refusal::RepositoryNotWhole);
                continue;
            };
            let refusal = refusal(name, repository, analysis, at_once);
            if let Some(why) = refusal {
                plan.skip(name, Item::Repository, why);
                continue;
            }
            let part = if at_once {
                Part { steps: vec![clearance(name, repository, analysis)], ..Part::default() }
            } else {
                let mut part = piecemeal(name, repository, analysis, capabilities);
                part.skipped.extend(loose_ends(name, repository));
                if part.steps.is_empty() && part.skipped.is_empty() {
                    let may_hold_untagged = !repository.lists_untagged;
                    plan.skip(name, Item::Repository, Refusal::NothingInside { may_hold_untagged });
                }
                part
            };
            plan.add(name, repository, part);
        }
        plan.count(analysis)
    }
}

fn refusal(
    name: &RepositoryName,
    repository: &Repository,
    analysis: &Analysis,
    at_once: bool,
) -> Option<Refusal> {
    if !analysis.repositories.get(name).is_some_and(|figures| figures.read_whole) {
        return Some(Refusal::RepositoryNotWhole);
    }
    if repository.is_write_locked() {
        return Some(Refusal::RepositoryLocked);
    }
    if at_once { held_as_a_whole(repository) } else { None }
}

/// Whether a lock keeps a repository from being deleted: its own, or, where one request would delete
/// everything, a lock on anything in it.
#[must_use]
pub fn is_locked_up(repository: &Repository, capabilities: &Capabilities) -> bool {
    let at_once = capabilities.deletes_repositories && capabilities.lists_untagged;
    repository.is_write_locked() || at_once && held_as_a_whole(repository).is_some()
}

/// The lock that keeps one request from deleting everything.
fn held_as_a_whole(repository: &Repository) -> Option<Refusal> {
    if repository.entry.is_some_and(|entry| !entry.attributes.delete) {
        return Some(Refusal::RepositoryUndeletable);
    }
    if !repository.hidden_tags.is_empty() {
        return Some(Refusal::HiddenTag);
    }
    let locked_tags = repository.tags.keys().filter(|tag| lock::on_tag(repository, tag).is_some());
    let mut locked: Vec<Item> = locked_tags.cloned().map(Item::Tag).collect();
    let manifests = repository.manifests.keys();
    let is_locked = |digest: &&_| lock::on_manifest(repository, digest, &[]).is_some();
    locked.extend(manifests.filter(is_locked).cloned().map(Item::Manifest));
    (!locked.is_empty()).then_some(Refusal::HoldsLocked(locked))
}

/// The step that deletes a repository by one request, with everything that this removes.
fn clearance(name: &RepositoryName, repository: &Repository, analysis: &Analysis) -> Step {
    let tags = TagsByDigest::of(repository);
    let taken = |digest| Taken::of(name, repository, analysis, &tags, digest);
    let is_loose = |tag: &&TagName| {
        let digest = repository.tags.get(*tag).and_then(|tag| tag.digest());
        !digest.is_some_and(|digest| repository.manifests.contains_key(digest))
    };
    let clearance = Clearance {
        manifests: repository.manifests.keys().map(taken).collect(),
        loose_tags: repository.tags.keys().filter(is_loose).cloned().collect(),
    };
    Step::of(name, Action::DeleteRepository(clearance))
}

/// The tags that point to nothing. They have no manifest that a plan could delete them with, so each is
/// left out.
fn loose_ends(name: &RepositoryName, repository: &Repository) -> impl Iterator<Item = Skipped> {
    let loose = repository.tags.iter().filter(|(_, tag)| repository.is_dangling(tag));
    loose.map(|(tag, _)| Skipped {
        repository: name.clone(),
        item: Item::Tag(tag.clone()),
        tags: Vec::new(),
        chosen: Vec::new(),
        why: Refusal::PointsToNothing,
    })
}

/// The steps that delete every manifest by itself, as if all of them and all their tags had been chosen.
fn piecemeal(
    name: &RepositoryName,
    repository: &Repository,
    analysis: &Analysis,
    capabilities: &Capabilities,
) -> Part {
    let tags = TagsByDigest::of(repository);
    let mut targets = Targets::new();
    for digest in repository.manifests.keys() {
        targets.insert(digest, tags.on(digest).to_vec());
    }
    let along = Along::default();
    let ground = Ground::of(name, repository, analysis, capabilities);
    Selection::of(&ground, &targets, along).into_part()
}
