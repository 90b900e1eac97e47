//! Common bases in random inventories against their definition: of every two images with different layers, the longest
//! beginning that both have.

mod oracle;

use std::collections::{BTreeMap, BTreeSet};

use oracle::generate::{digest, inventories};
use oracle::{Node, Oracle};
use plimsoll::model::{Descriptor, Digest, Inventory, ManifestContent, ManifestRecord};
use plimsoll::storage::{Analysis, Base};
use proptest::prelude::*;

/// The inventory with `kinds` different layers instead of 25, so that lists begin alike more often.
fn with_few_layers(mut inventory: Inventory, kinds: u8) -> Inventory {
    let fewer = |layer: &Descriptor| {
        let number = (5..30).find(|&number| digest(number) == layer.digest).unwrap_or(5);
        let mut layer = layer.clone();
        layer.digest = digest(5 + number % kinds);
        layer
    };
    for repository in inventory.repositories.values_mut() {
        for record in repository.manifests.values_mut() {
            if let ManifestContent::Image { layers, .. } = &mut record.manifest.content {
                *layers = layers.iter().map(fewer).collect();
            }
        }
    }
    inventory
}

fn is_tagged(inventory: &Inventory, (name, digest): &Node) -> bool {
    inventory.repositories[name].tags_of(digest).next().is_some()
}

fn common(a: &[Digest], b: &[Digest]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// The bytes that need not be stored because the images share the base.
fn saved(base: &Base) -> u64 {
    base.once.bytes.saturating_mul(base.images as u64 - 1)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_base((inventory, kinds, leaving_out) in (inventories(), 2..6_u8, 0..4_u8)) {
        let inventory = with_few_layers(inventory, kinds);
        let (oracle, analysis) = (Oracle::of(&inventory), Analysis::of(&inventory));
        let is_image = |record: &ManifestRecord| {
            let kept = leaving_out == 0 || record.manifest.digest != digest(leaving_out);
            kept && !record.manifest.is_index()
        };
        let images: Vec<(Node, Vec<Digest>)> = oracle
            .nodes()
            .into_iter()
            .filter(|(name, digest)| is_image(&inventory.repositories[name].manifests[digest]))
            .map(|node| (node.clone(), oracle.layer_list(&node)))
            .collect();
        let mut expected: BTreeSet<Vec<Digest>> = BTreeSet::new();
        for (_, a) in &images {
            for (_, b) in images.iter().filter(|(_, b)| b != a) {
                expected.insert(a[..common(a, b)].to_vec());
            }
        }
        expected.remove(&Vec::new());

        let (all, count) = analysis.bases(&inventory, &is_image, false, usize::MAX);
        prop_assert_eq!(count, expected.len());
        prop_assert!(all.is_sorted_by(|a, b| saved(a) >= saved(b)));
        let mut found: BTreeMap<Vec<Digest>, &Base> = BTreeMap::new();
        for base in &all {
            let list = oracle.layer_list(&base.image);
            prop_assert_eq!(Some(&base.last), list.get(base.layers - 1));
            found.insert(list[..base.layers].to_vec(), base);
        }
        prop_assert_eq!(found.len(), all.len());
        prop_assert_eq!(found.keys().collect::<Vec<_>>(), expected.iter().collect::<Vec<_>>());
        for (layers, base) in found {
            let begins = |list: &Vec<Digest>| list.starts_with(&layers);
            let of: Vec<&Node> =
                images.iter().filter(|(_, list)| begins(list)).map(|(node, _)| node).collect();
            prop_assert_eq!(base.images, of.len());
            let repositories: BTreeSet<_> = of.iter().map(|(name, _)| name).collect();
            prop_assert_eq!(base.repositories, repositories.len());
            prop_assert_eq!(base.once, oracle.bytes_of(&layers));
            let is_exact = |node: &Node| oracle.layer_list(node) == layers;
            prop_assert_eq!(base.is_exact, of.iter().any(|node| is_exact(node)));
            let mut named: Vec<&Node> = of;
            // Stable: by repository, then by digest.
            named.sort_by_key(|node| {
                let mut indexes = oracle.parents(node).into_iter();
                let is_listed = indexes.any(|index| is_tagged(&inventory, &(node.0.clone(), index)));
                (!is_exact(node), !is_tagged(&inventory, node), !is_listed)
            });
            prop_assert_eq!(Some(&&base.image), named.first());
        }
        for ((name, digest), own) in &images {
            let begins = |base: &&Base| {
                own.starts_with(&oracle.layer_list(&base.image)[..base.layers])
            };
            let mut expected: Vec<&Base> = all.iter().filter(begins).collect();
            expected.sort_by_key(|base| std::cmp::Reverse(base.layers));
            let found = analysis.bases_of(name, digest, &inventory, &is_image);
            prop_assert_eq!(found.iter().collect::<Vec<_>>(), expected);
        }
        let (two, count) = analysis.bases(&inventory, &is_image, false, 2);
        prop_assert_eq!(count, all.len());
        prop_assert_eq!(&two[..], &all[..count.min(2)]);
        let (across, count) = analysis.bases(&inventory, &is_image, true, usize::MAX);
        prop_assert_eq!(count, across.len());
        let expected: Vec<&Base> = all.iter().filter(|base| base.repositories > 1).collect();
        prop_assert_eq!(across.iter().collect::<Vec<_>>(), expected);
    }
}
