//! Random plans against the promises of every plan.

use std::collections::BTreeSet;

use plimsoll::cleanup::{Along, Plan, Target, Why};
use plimsoll::model::{Digest, FreedRange, Inventory};
use plimsoll::registry::Capabilities;
use plimsoll::storage::Analysis;
use proptest::prelude::*;

use crate::oracle::generate::inventories;
use crate::oracle::{Node, Oracle};
use crate::tools::{capabilities, removal};

/// The manifests that are left after the first steps of a plan, on a registry that cascades or not.
/// Follows the plan alone, without the executor.
pub(crate) fn after(inventory: &Inventory, plan: &Plan, count: usize) -> Inventory {
    let mut rest = inventory.clone();
    for step in &plan.steps[..count] {
        let repository = rest.repositories.get_mut(&step.repository).expect("it is there");
        let gone =
            removal(step).cascaded.iter().map(|other| &other.digest).chain([&removal(step).digest]);
        for digest in gone {
            repository.manifests.remove(digest);
            repository.tags.retain(|_, tag| tag.digest() != Some(digest));
            repository.absent.insert(digest.clone());
        }
    }
    rest
}

fn lost_children(before: &Inventory, after: &Inventory) -> Vec<Node> {
    let mut lost = Vec::new();
    for (name, repository) in &after.repositories {
        let listed = repository.manifests.values().flat_map(|record| record.manifest.children());
        for child in listed.map(|child| &child.digest) {
            let was_there = before.repositories[name].manifests.contains_key(child);
            if was_there && !repository.manifests.contains_key(child) {
                lost.push((name.clone(), child.clone()));
            }
        }
    }
    lost
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plans_keep_their_promises(
        (inventory, picks, children, referrers, cascades, deep) in
            (inventories(), any::<u64>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>())
    ) {
        let does = Capabilities { cascades_children: deep, ..capabilities(cascades) };
        let (oracle, analysis) = (Oracle::of(&inventory), Analysis::of(&inventory));
        let picked = oracle.nodes().into_iter().enumerate().filter(|(i, _)| picks >> i & 1 == 1);
        let chosen: Vec<Target> = picked
            .map(|(_, (repository, digest))| Target { repository, digest, tags: Vec::new() })
            .collect();
        let along = Along { children, referrers, unclear: false };
        let plan =
            Plan::delete_manifests(&inventory, &analysis, &chosen, along, &does);
        let going: BTreeSet<Node> =
            plan.going().map(|(name, digest)| (name.clone(), digest.clone())).collect();
        prop_assert_eq!(going.len(), plan.manifests());

        // Each chosen manifest goes or is skipped, and never both.
        for target in &chosen {
            let step = plan.steps.iter().any(|step| removal(step).digest == target.digest
                && step.repository == target.repository && removal(step).why == Why::Chosen);
            let skipped = plan.skipped.iter().any(|skipped| skipped.item.digest() == Some(&target.digest)
                && skipped.repository == target.repository);
            prop_assert!(step != skipped);
        }
        if !children && !referrers {
            // The exception: indexes that a cascade deletes, and that have to be gone before their
            // children.
            let taken = |why: &Why| cascades && matches!(why, Why::ReferrerOf(_));
            prop_assert!(plan.steps.iter().all(|s| removal(s).why == Why::Chosen || taken(&removal(s).why)));
        }

        // No referrer goes along whose subject stays.
        for step in plan.steps.iter().filter(|step| removal(step).why != Why::Chosen) {
            let repository = &inventory.repositories[&step.repository];
            let stays = |digest: &Digest| {
                repository.manifests.contains_key(digest)
                    && !going.contains(&(step.repository.clone(), digest.clone()))
            };
            let subject = repository.manifests[&removal(step).digest].manifest.subject.as_ref();
            prop_assert!(!subject.is_some_and(stays));
            // A cascade keeps nothing back; an index that it deletes has a step for the order's sake.
            if !(cascades && matches!(removal(step).why, Why::ReferrerOf(_))) {
                prop_assert!(!removal(step).tags.iter().filter_map(|tag| tag.attached_to()).any(|d| stays(&d)));
            }
        }

        // The freed bytes are those of all deleted manifests.
        let nodes: Vec<Node> = going.iter().cloned().collect();
        prop_assert_eq!(plan.freed, oracle.freed(&nodes));

        // No locked manifest is deleted, and none in a repository that was not read whole. On a registry
        // that cascades, every referrer of a deleted manifest is named.
        for (name, digest) in &going {
            let repository = &inventory.repositories[name];
            prop_assert!(oracle.is_whole(name));
            prop_assert!(!repository.manifests[digest].attributes.is_locked());
            prop_assert!(repository.tags_of(digest).all(|tag| !repository.tags[tag].attributes.is_locked()));
            for (other, record) in &repository.manifests {
                let goes = going.contains(&(name.clone(), other.clone()));
                if cascades && record.manifest.subject.as_ref() == Some(digest) {
                    prop_assert!(goes);
                }
                // A child that loses its last index, where the registry deletes deeply.
                let parents = analysis.parents_of(name, other);
                let loses_all = parents.contains(digest)
                    && parents.iter().all(|parent| going.contains(&(name.clone(), parent.clone())));
                if deep && loses_all && repository.tags_of(other).next().is_none() {
                    prop_assert!(goes);
                }
            }
        }

        // Wherever a run stops, no index that is still there has lost a child.
        for count in 0..=plan.steps.len() {
            let rest = after(&inventory, &plan, count);
            let lost = lost_children(&inventory, &rest);
            let circle = oracle.nodes().iter().any(|node| in_circle(&inventory, node));
            prop_assert!(lost.is_empty() || (circle && count < plan.steps.len()), "{lost:?}");
        }

        // Afterwards exactly the named manifests and tags are gone.
        let rest = after(&inventory, &plan, plan.steps.len());
        let tags: BTreeSet<_> = plan.tags().map(|(name, tag)| (name.clone(), tag.clone())).collect();
        for (name, repository) in &inventory.repositories {
            let now = &rest.repositories[name];
            for digest in repository.manifests.keys() {
                let gone = going.contains(&(name.clone(), digest.clone()));
                prop_assert_eq!(gone, !now.manifests.contains_key(digest));
            }
            for tag in repository.tags.keys() {
                let gone = tags.contains(&(name.clone(), tag.clone()));
                prop_assert_eq!(gone, !now.tags.contains_key(tag));
            }
        }

        // Every manifest that no root reaches any more is named as left behind.
        let later = Oracle::of(&rest);
        for name in inventory.repositories.keys() {
            let (before, now) = (oracle.reached(name), later.reached(name));
            for digest in rest.repositories[name].manifests.keys() {
                if before.contains(digest) && !now.contains(digest) {
                    let named = plan.leftovers.iter().any(|left| left.digest == *digest
                        && left.repository == *name);
                    prop_assert!(named, "{digest} is left and not named");
                }
            }
        }

        // The stored size is smaller by the promised bytes.
        let (stored, left) = (analysis.totals.stored, Analysis::of(&rest).totals.stored);
        let plain = oracle.is_plain();
        if plain && !stored.has_gaps && !left.has_gaps && stored.bytes < u64::MAX {
            // More may come back only where a layer is kept elsewhere: the registry may hold it, too.
            let expected = FreedRange::exact(stored.bytes - left.bytes);
            let elsewhere = plan.freed.or_more && has_elsewhere(&inventory);
            prop_assert_eq!(plan.freed, FreedRange { or_more: elsewhere, ..expected });
        }
    }
}

fn has_elsewhere(inventory: &Inventory) -> bool {
    let records = inventory.repositories.values().flat_map(|repo| repo.manifests.values());
    records.flat_map(|record| record.manifest.blobs()).any(|blob| !blob.is_stored())
}

/// Whether a manifest's digest would depend on itself: hashes forbid it, the generator does not.
fn in_circle(inventory: &Inventory, (name, digest): &Node) -> bool {
    let repository = &inventory.repositories[name];
    let named = |digest: &Digest| -> Vec<Digest> {
        let Some(record) = repository.manifests.get(digest) else { return Vec::new() };
        let children = record.manifest.children().iter().map(|child| child.digest.clone());
        children.chain(record.manifest.subject.clone()).collect()
    };
    let mut seen = BTreeSet::new();
    let mut open = named(digest);
    while let Some(other) = open.pop() {
        if other == *digest {
            return true;
        }
        if seen.insert(other.clone()) {
            open.extend(named(&other));
        }
    }
    false
}
