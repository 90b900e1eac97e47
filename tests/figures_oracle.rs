//! Every figure of random inventories against the brute-force oracle.

mod oracle;

use std::collections::BTreeSet;

use oracle::generate::inventories;
use oracle::{Node, Oracle};
use plimsoll::model::{FreedRange, Inventory};
use plimsoll::storage::{Analysis, Between};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_registry(inventory in inventories()) {
        let (oracle, totals) = (Oracle::of(&inventory), Analysis::of(&inventory).totals);
        prop_assert_eq!(totals.logical, oracle.logical());
        prop_assert_eq!(totals.stored, oracle.stored());
        prop_assert_eq!(totals.shared, oracle.shared(None));
        prop_assert_eq!(totals.reclaimable, oracle.freed(&oracle.orphans()));
        prop_assert_eq!(totals.complete, oracle.is_complete());
        let counts =
            (totals.manifests, totals.blobs, totals.orphans, totals.size_conflicts, totals.unknown_sizes);
        let expected = (
            oracle.nodes().len(),
            oracle.blobs(),
            oracle.orphans().len(),
            oracle.disputed(),
            oracle.unknown_sizes(),
        );
        prop_assert_eq!(counts, expected);
        prop_assert_eq!(totals.repositories, inventory.repositories.len());
        let tags: usize = inventory.repositories.values().map(|repo| repo.tags.len()).sum();
        prop_assert_eq!(totals.tags, tags);
    }

    #[test]
    fn classes(inventory in inventories(), seed in 1..40_u32) {
        let (oracle, analysis) = (Oracle::of(&inventory), Analysis::of(&inventory));
        // Three classes, spread without an order.
        let nodes: Vec<Node> =
            analysis.manifests().map(|(name, digest)| (name.clone(), digest.clone())).collect();
        prop_assert_eq!(&nodes, &oracle.nodes());
        let classes: Vec<u32> = (0..nodes.len() as u32).map(|node| (node * seed + node / 3) % 3).collect();
        for between in [Between::Apart, Between::Lowest] {
            let parts = analysis.stored_by(&classes, 3, between);
            let sum: u128 = parts.iter().map(|part| u128::from(part.bytes.known)).sum();
            if oracle.stored().bytes < u64::MAX {
                prop_assert_eq!(sum, u128::from(oracle.stored().bytes));
            }
            for (class, part) in parts.iter().enumerate() {
                prop_assert_eq!(part.bytes.known, oracle.stored_by(&nodes, &classes, class as u32, between));
            }
        }
    }

    #[test]
    fn each_repository(inventory in inventories()) {
        let (oracle, analysis) = (Oracle::of(&inventory), Analysis::of(&inventory));
        prop_assert_eq!(analysis.repositories.len(), inventory.repositories.len());
        for (name, figures) in &analysis.repositories {
            prop_assert_eq!(figures.logical, oracle.logical_of(name));
            prop_assert_eq!(figures.stored, oracle.stored_in(name));
            prop_assert_eq!(figures.exclusive, oracle.exclusive_in(name));
            prop_assert_eq!(figures.shared, oracle.shared(Some(name)));
            let orphans = oracle.orphans_in(name);
            prop_assert_eq!(figures.reclaimable, oracle.freed(&orphans));
            prop_assert_eq!(figures.orphans, orphans.len());
            let digests: Vec<_> = orphans.into_iter().map(|node| node.1).collect();
            prop_assert_eq!(analysis.orphans(name), digests);
            let repository = &inventory.repositories[name];
            let untagged =
                repository.manifests.keys().filter(|digest| repository.tags_of(digest).count() == 0);
            prop_assert_eq!(figures.untagged_manifests, untagged.count());
        }
    }

    #[test]
    fn each_manifest(inventory in inventories()) {
        let (oracle, analysis) = (Oracle::of(&inventory), Analysis::of(&inventory));
        for node in oracle.nodes() {
            let (name, digest) = &node;
            let figures = analysis.manifest(name, digest).expect("it was read");
            prop_assert_eq!(figures.content, oracle.content_of(&node));
            prop_assert_eq!(figures.exclusive, oracle.freed(std::slice::from_ref(&node)));
            prop_assert_eq!(figures.shared, oracle.shared_of(&node));
            prop_assert_eq!(figures.role.as_str(), oracle.role(&node));
            prop_assert_eq!(figures.is_root, oracle.is_root(&node));

            let companions = oracle.companions(&node);
            prop_assert_eq!(&analysis.companions(name, digest), &companions);
            let family: Vec<Node> =
                companions.into_iter().chain([digest.clone()]).map(|d| (name.clone(), d)).collect();
            prop_assert_eq!(figures.with_children, oracle.freed(&family));
            prop_assert_eq!(analysis.parents_of(name, digest), oracle.parents(&node));
        }
    }

    #[test]
    fn random_sets((inventory, picks) in (inventories(), any::<u64>())) {
        let (oracle, analysis) = (Oracle::of(&inventory), Analysis::of(&inventory));
        let set: Vec<Node> = pick(&oracle, picks);
        let chosen = set.iter().map(|(name, digest)| (name, digest));
        prop_assert_eq!(analysis.exclusive_of(chosen.clone()), oracle.freed(&set));
        // Choosing twice frees no more.
        prop_assert_eq!(analysis.exclusive_of(chosen.clone().chain(chosen)), oracle.freed(&set));
    }

    /// Relations between the figures that follow from their definitions, checked without the oracle.
    #[test]
    fn sums_fit(inventory in inventories()) {
        let analysis = Analysis::of(&inventory);
        let totals = &analysis.totals;
        let below_ceiling = totals.stored.bytes < u64::MAX;
        for figures in analysis.repositories.values() {
            prop_assert!(figures.stored.bytes <= totals.stored.bytes);
            if below_ceiling {
                let FreedRange { known, .. } = figures.exclusive;
                prop_assert_eq!(known + figures.shared.bytes, figures.stored.bytes);
            }
        }
        if totals.complete && totals.not_understood == 0 {
            let mut rest = without(&inventory, &Analysis::of(&inventory));
            rest.state = inventory.state;
            let after = Analysis::of(&rest).totals.stored;
            let plain = Oracle::of(&inventory).is_plain() && !after.has_gaps && below_ceiling;
            if plain {
                prop_assert_eq!(totals.stored.bytes - after.bytes, totals.reclaimable.known);
            }
        }
    }
}

/// Nodes by the bits of `picks`.
fn pick(oracle: &Oracle<'_>, picks: u64) -> Vec<Node> {
    let chosen = |(place, _): &(usize, Node)| picks >> (place % 64) & 1 == 1;
    oracle.nodes().into_iter().enumerate().filter(chosen).map(|(_, node)| node).collect()
}

/// The inventory without its orphans.
fn without(inventory: &Inventory, analysis: &Analysis) -> Inventory {
    let mut rest = inventory.clone();
    for (name, repository) in &mut rest.repositories {
        let orphans: BTreeSet<_> = analysis.orphans(name).into_iter().collect();
        repository.manifests.retain(|digest, _| !orphans.contains(digest));
        repository.absent.extend(orphans);
    }
    rest
}
