//! Planning to take tags off, so that their manifests stay.

use std::collections::BTreeSet;

use crate::cleanup::planning::lock;
use crate::cleanup::planning::plan::{Aim, LeftBehind, Leftover, Part, Plan, Skipped};
use crate::cleanup::planning::refusal::Refusal;
use crate::cleanup::planning::step::{Action, Item, Step, UntagWay, Untagging};
use crate::model::order::{map_of, set_of, sort_by};
use crate::model::{
    Digest, FreedRange, Inventory, Repository, RepositoryName, TagName, TagsByDigest,
};
use crate::registry::{Capabilities, Untag};
use crate::storage::{Analysis, Role};

impl Plan {
    /// Plans to take the chosen tags of a repository off their manifests. `way` is chosen by the person:
    /// the placeholder way is never taken unasked. Never fails: tags that must stay are skipped with their
    /// reasons.
    #[must_use]
    pub fn untag(
        inventory: &Inventory,
        analysis: &Analysis,
        name: &RepositoryName,
        chosen: &[TagName],
        way: UntagWay,
        capabilities: &Capabilities,
    ) -> Self {
        let mut plan = Self::empty(Aim::Untag, capabilities);
        let mut chosen = chosen.to_vec();
        sort_by(&mut chosen, Ord::cmp);
        chosen.dedup();
        let Some(repository) = inventory.repositories.get(name) else {
            for tag in chosen {
                plan.skip(name, Item::Tag(tag), Refusal::RepositoryNotWhole);
            }
            return plan;
        };
        let is_offered = match way {
            UntagWay::Direct => capabilities.untag == Untag::Offered,
            UntagWay::Placeholder => capabilities.untag == Untag::ByPlaceholder,
        };
        let is_whole = analysis.repositories.get(name).is_some_and(|figures| figures.read_whole);
        let mut part = Part::default();
        for tag in chosen {
            let digest = repository.tags.get(&tag).and_then(|tag| tag.digest());
            let why = if !is_offered {
                Some(Refusal::CannotUntag)
            } else if !is_whole {
                Some(Refusal::RepositoryNotWhole)
            } else {
                lock::on_tag(repository, &tag)
            };
            let known = repository.tags.get(&tag);
            let is_read = |digest: &&Digest| repository.manifests.contains_key(*digest);
            let digest = digest.filter(is_read);
            let is_dangling = known.is_some_and(|tag| repository.is_dangling(tag));
            let untagging = match (why, digest) {
                (None, digest) if digest.is_some() || is_dangling => {
                    untagging(name, analysis, tag, digest, way)
                }
                (why, _) => {
                    let unread =
                        if known.is_some() { Refusal::TagNotRead } else { Refusal::TagNotListed };
                    let why = why.unwrap_or(unread);
                    let (repository, item) = (name.clone(), Item::Tag(tag));
                    let (tags, chosen) = (Vec::new(), Vec::new());
                    part.skipped.push(Skipped { repository, item, tags, chosen, why });
                    continue;
                }
            };
            part.steps.push(Step::of(name, Action::Untag(untagging)));
        }
        part.leftovers = left_behind(name, repository, inventory, &part.steps);
        plan.add(name, repository, part);
        let mut plan = plan.count(analysis);
        // Only names are removed.
        plan.freed = FreedRange::exact(0);
        plan
    }
}

fn untagging(
    name: &RepositoryName,
    analysis: &Analysis,
    tag: TagName,
    digest: Option<&Digest>,
    way: UntagWay,
) -> Untagging {
    let role = digest.and_then(|digest| analysis.role(name, digest));
    let content = digest.and_then(|digest| analysis.content(name, digest));
    Untagging {
        tag,
        digest: digest.cloned(),
        role: role.unwrap_or(Role::Unknown),
        content: content.unwrap_or_default(),
        way,
    }
}

/// The manifests that lose their last tag, and those that become orphans.
fn left_behind(
    name: &RepositoryName,
    repository: &Repository,
    inventory: &Inventory,
    steps: &[Step],
) -> Vec<Leftover> {
    if steps.is_empty() {
        return Vec::new();
    }
    let going = set_of(steps.iter().flat_map(Step::tags));
    let mut later = repository.clone();
    later.tags.retain(|tag, _| !going.contains(tag));
    // Manifests of different repositories never need each other.
    let alone = |repository| {
        let repositories = map_of([(name.clone(), repository)]);
        let inventory = Inventory { repositories, state: inventory.state, ..Inventory::default() };
        set_of(Analysis::of(&inventory).orphans(name))
    };
    let now = TagsByDigest::of(repository);
    let then = TagsByDigest::of(&later);
    let orphans: BTreeSet<Digest> =
        alone(later.clone()).difference(&alone(repository.clone())).cloned().collect();
    let untagged = repository
        .manifests
        .keys()
        .filter(|digest| !now.on(digest).is_empty() && then.on(digest).is_empty());
    let mut left = set_of(untagged.cloned());
    left.extend(orphans.iter().cloned());
    let leftover = |digest: Digest| Leftover {
        repository: name.clone(),
        tags: then.on(&digest).iter().map(|&tag| tag.clone()).collect(),
        left: LeftBehind::Untagged,
        is_orphan: orphans.contains(&digest),
        digest,
    };
    left.into_iter().map(leftover).collect()
}
