//! Registries that keep a blob once in each part: their figures are those of the parts, each as a registry of its own.

mod oracle;

use std::collections::BTreeMap;

use oracle::generate::inventories;
use plimsoll::model::{Digest, Inventory, KeptOnce, RepositoryName};
use plimsoll::storage::Analysis;
use proptest::prelude::*;

/// The inventory with other names for its repositories, in their order.
fn renamed(inventory: &Inventory, names: &[&str]) -> Inventory {
    let names = names.iter().map(|name| name.parse::<RepositoryName>().expect("a name"));
    let repositories = names.zip(inventory.repositories.values().cloned()).collect();
    Inventory { repositories, ..inventory.clone() }
}

/// Each part as an inventory of its own.
fn parts(inventory: &Inventory, kept_once: KeptOnce) -> Vec<Inventory> {
    let mut parts: BTreeMap<String, Inventory> = BTreeMap::new();
    for (name, repository) in &inventory.repositories {
        // The first component of a name, found in another way than the library does.
        let part = match kept_once {
            KeptOnce::Registry => String::new(),
            KeptOnce::Namespace => name.as_str().chars().take_while(|one| *one != '/').collect(),
            KeptOnce::Repository => name.to_string(),
        };
        let empty = || Inventory { repositories: BTreeMap::new(), ..inventory.clone() };
        let own = parts.entry(part).or_insert_with(empty);
        own.repositories.insert(name.clone(), repository.clone());
    }
    parts.into_values().collect()
}

fn sum(amounts: impl Iterator<Item = u64>) -> u64 {
    amounts.fold(0, u64::saturating_add)
}

/// Names of one namespace that do not follow each other: `a`, `a-b/x`, `a/x`, `a/y`, `b/x`.
const NAMES: [&str; 5] = ["a", "a-b/x", "a/x", "a/y", "b/x"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn figures_are_those_of_the_parts(inventory in inventories(), other in inventories(), seed in any::<u64>()) {
        let mut inventory = renamed(&inventory, &NAMES[..3]);
        inventory.repositories.extend(renamed(&other, &NAMES[3..]).repositories);
        for kept_once in [KeptOnce::Registry, KeptOnce::Namespace, KeptOnce::Repository] {
            let analysis = Analysis::kept(&inventory, kept_once);
            let parts: Vec<Analysis> =
                parts(&inventory, kept_once).iter().map(Analysis::of).collect();
            let stored = sum(parts.iter().map(|part| part.totals.stored.bytes));
            prop_assert_eq!(analysis.totals.stored.bytes, stored, "{:?}", kept_once);
            prop_assert_eq!(analysis.totals.blobs, parts.iter().map(|part| part.totals.blobs).sum::<usize>());
            let freed = sum(parts.iter().map(|part| part.totals.reclaimable.known));
            prop_assert_eq!(analysis.totals.reclaimable.known, freed);
            for (name, own) in parts.iter().flat_map(|part| &part.repositories) {
                let figures = &analysis.repositories[name];
                let bytes = |figures: &plimsoll::storage::RepositoryFigures| {
                    (figures.stored.bytes, figures.shared.bytes, figures.exclusive.known, figures.logical.bytes)
                };
                prop_assert_eq!(bytes(figures), bytes(own), "{} {:?}", name, kept_once);
            }
            // Any selection frees what it frees in each part.
            let all: Vec<(&RepositoryName, &Digest)> = analysis.manifests().collect();
            let chosen: Vec<_> =
                all.iter().enumerate().filter(|(at, _)| seed >> (at % 64) & 1 == 1).map(|(_, one)| *one).collect();
            let in_part = |part: &Analysis| {
                let own = chosen.iter().filter(|(name, _)| part.repositories.contains_key(*name));
                part.exclusive_of(own.copied()).known
            };
            let freed = sum(parts.iter().map(in_part));
            prop_assert_eq!(analysis.exclusive_of(chosen.iter().copied()).known, freed, "{:?}", kept_once);
            // A digest of the whole registry: its copies, and everybody who uses one.
            for (_, digest) in &all {
                let found = analysis.blob(digest).expect("a manifest is a blob");
                let own: Vec<_> = parts.iter().filter_map(|part| part.blob(digest)).collect();
                prop_assert_eq!(found.copies, own.iter().filter(|one| one.stored).count());
                prop_assert_eq!(found.manifests, own.iter().map(|one| one.manifests).sum::<usize>());
                prop_assert_eq!(found.repositories, own.iter().map(|one| one.repositories).sum::<usize>());
                prop_assert_eq!(Some(found.amount.bytes), own.iter().map(|one| one.amount.bytes).max());
                let users: usize = parts.iter().map(|part| part.blob_users(digest).len()).sum();
                prop_assert_eq!(analysis.blob_users(digest).len(), users);
            }
            let mut layers: Vec<Digest> =
                analysis.layers(None, usize::MAX).into_iter().map(|layer| layer.digest).collect();
            layers.sort();
            let mut own: Vec<Digest> = parts
                .iter()
                .flat_map(|part| part.layers(None, usize::MAX))
                .map(|layer| layer.digest)
                .collect();
            own.sort();
            own.dedup();
            prop_assert_eq!(layers, own);
        }
    }
}
