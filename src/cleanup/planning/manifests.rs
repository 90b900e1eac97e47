//! Planning the deletion of manifests.

use crate::cleanup::planning::plan::{Aim, Plan};
use crate::cleanup::planning::refusal::Refusal;
use crate::cleanup::planning::selection::{Ground, Selection};
use crate::cleanup::planning::step::Item;
use crate::cleanup::planning::target::{Along, Target, by_digest};
use crate::model::order::sort_by;
use crate::model::{Inventory, RepositoryName, Tag, TagName};
use crate::registry::Capabilities;
use crate::storage::Analysis;

impl Plan {
    /// Plans the deletion of the chosen manifests, with all their tags. `analysis` is that of `inventory`.
    /// Never fails: manifests that must stay are skipped with their reasons.
    #[must_use]
    pub fn delete_manifests(
        inventory: &Inventory,
        analysis: &Analysis,
        chosen: &[Target],
        along: Along,
        capabilities: &Capabilities,
    ) -> Self {
        let mut plan = Self::empty(Aim::DeleteManifests, capabilities);
        // Manifests of different repositories never need each other.
        let mut chosen: Vec<&Target> = chosen.iter().collect();
        sort_by(&mut chosen, |a, b| a.repository.cmp(&b.repository));
        for group in chosen.chunk_by(|a, b| a.repository == b.repository) {
            let (name, targets) = (&group[0].repository, by_digest(group));
            let Some(repository) = inventory.repositories.get(name) else {
                for digest in targets.into_keys() {
                    plan.skip(name, Item::Manifest(digest.clone()), Refusal::NotRead);
                }
                continue;
            };
            let ground = Ground::of(name, repository, analysis, capabilities);
            let part = Selection::of(&ground, &targets, along).into_part();
            plan.add(name, repository, part);
        }
        plan.count(analysis)
    }

    /// Plans the deletion of the manifests that the chosen tags of a repository point to, with every other
    /// tag on them. A tag whose manifest is not known is skipped with its reason.
    #[must_use]
    pub fn delete_tagged(
        inventory: &Inventory,
        analysis: &Analysis,
        name: &RepositoryName,
        tags: &[TagName],
        along: Along,
        capabilities: &Capabilities,
    ) -> Self {
        let repository = inventory.repositories.get(name);
        let (mut chosen, mut unknown) = (Vec::new(), Vec::new());
        for tag in tags {
            let listed = repository.and_then(|repository| repository.tags.get(tag));
            let is_dangling =
                |tag: &Tag| repository.is_some_and(|repository| repository.is_dangling(tag));
            match (repository, listed) {
                (None, _) => unknown.push((tag, Refusal::RepositoryNotWhole)),
                (_, None) => unknown.push((tag, Refusal::TagNotListed)),
                (_, Some(own)) if is_dangling(own) => unknown.push((tag, Refusal::PointsToNothing)),
                (_, Some(own)) => match own.digest() {
                    Some(digest) => chosen.push(Target {
                        repository: name.clone(),
                        digest: digest.clone(),
                        tags: vec![tag.clone()],
                    }),
                    None => unknown.push((tag, Refusal::TagNotRead)),
                },
            }
        }
        let mut plan = Self::delete_manifests(inventory, analysis, &chosen, along, capabilities);
        for (tag, why) in unknown {
            plan.skip(name, Item::Tag(tag.clone()), why);
        }
        plan
    }
}
