//! Users of layers, and what keeps them, in random inventories against the brute-force oracle.

mod oracle;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use oracle::generate::inventories;
use oracle::{Node, Oracle};
use plimsoll::model::{Digest, RepositoryName};
use plimsoll::storage::{Analysis, BlobFigures, Keepers};
use proptest::prelude::*;

/// The place of a layer among the largest.
fn key(layer: &BlobFigures) -> (Reverse<u64>, Digest) {
    (Reverse(layer.amount.bytes), layer.digest.clone())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_blob(inventory in inventories()) {
        let (oracle, analysis) = (Oracle::of(&inventory), Analysis::of(&inventory));
        for digest in oracle.digests() {
            let users = oracle.users(&digest);
            let found = analysis.blob_users(&digest).into_iter();
            let found: Vec<Node> = found.map(|user| (user.repository, user.manifest)).collect();
            prop_assert_eq!(&found, &users);

            let repositories: BTreeSet<_> = users.iter().map(|(name, _)| name).collect();
            let mut keepers = Keepers { repositories: repositories.len(), ..Keepers::default() };
            for node in &users {
                *(if oracle.kept_by_locks(&node.0).contains(&node.1) {
                    &mut keepers.by_locks
                } else if oracle.reached(&node.0).contains(&node.1) {
                    &mut keepers.by_tags
                } else if oracle.orphans_in(&node.0).contains(node) {
                    &mut keepers.orphans
                } else {
                    &mut keepers.unclear
                }) += 1;
            }
            prop_assert_eq!(analysis.keepers(&inventory, &digest), Some(keepers));

            let figures = analysis.blob(&digest).expect("it is used");
            prop_assert_eq!(figures.manifests, users.len());
            prop_assert_eq!(figures.repositories, repositories.len());
        }
    }

    #[test]
    fn the_layers_of_each_repository((inventory, telling) in (inventories(), any::<u8>())) {
        let (oracle, analysis) = (Oracle::of(&inventory), Analysis::of(&inventory));
        let layers = oracle.layers();
        let tells = |manifest: &Digest| manifest.to_string().as_bytes()[8].is_multiple_of(telling.max(1));
        for name in inventory.repositories.keys() {
            let mut found = analysis.layers_in(name, &tells);
            found.sort_by(|a, b| a.figures.digest.cmp(&b.figures.digest));
            let of_here = |digest: &Digest| -> Vec<Digest> {
                let users = oracle.users(digest).into_iter().filter(|node| node.0 == *name);
                users.map(|node| node.1).collect()
            };
            let expected: Vec<&Digest> =
                layers.iter().filter(|digest| !of_here(digest).is_empty()).collect();
            prop_assert_eq!(found.iter().map(|layer| &layer.figures.digest).collect::<Vec<_>>(), expected);
            prop_assert_eq!(analysis.layer_count(name), found.len());
            for layer in found {
                let users = of_here(&layer.figures.digest);
                prop_assert_eq!(layer.manifests, users.len());
                let user = users.iter().find(|user| tells(user)).or(users.first());
                prop_assert_eq!(Some(&layer.user), user);
                let figures = analysis.blob(&layer.figures.digest);
                prop_assert_eq!(Some(layer.figures), figures);
            }
        }
    }

    #[test]
    fn the_largest_layers_of_the_registry((inventory, telling) in (inventories(), any::<u8>())) {
        let (oracle, analysis) = (Oracle::of(&inventory), Analysis::of(&inventory));
        let tells = |_: &RepositoryName, manifest: &Digest| {
            manifest.to_string().as_bytes()[8].is_multiple_of(telling.max(1))
        };
        let layers = oracle.layers();
        let (all, count) = analysis.largest_layers(usize::MAX, &tells);
        prop_assert_eq!(count, layers.len());
        let found: BTreeSet<Digest> = all.iter().map(|(layer, _)| layer.digest.clone()).collect();
        prop_assert_eq!(found, layers);
        prop_assert!(all.is_sorted_by_key(|(layer, _)| key(layer)));
        for (layer, user) in &all {
            let users = oracle.users(&layer.digest);
            let told = users.iter().find(|(name, digest)| tells(name, digest)).or(users.first());
            prop_assert_eq!(Some(&(user.repository.clone(), user.manifest.clone())), told);
            prop_assert_eq!(Some(layer.clone()), analysis.blob(&layer.digest));
        }
        let (two, count) = analysis.largest_layers(2, &tells);
        prop_assert_eq!(count, all.len());
        prop_assert_eq!(&two[..], &all[..count.min(2)]);
    }
}
