//! Images, and the areas of the map, in random inventories against the brute-force oracle: at each level areas add up to
//! the bytes that the level stores, and in the table of images each manifest stands once.

mod oracle;

use std::collections::BTreeSet;

use oracle::generate::inventories;
use oracle::{Node, Oracle};
use plimsoll::model::{Digest, Inventory, RepositoryName};
use plimsoll::storage::{Analysis, Between, OUTSIDE, Part};
use proptest::prelude::*;

/// Whether a sum of bytes is exact: one beyond 64 bits is cut off.
fn fits(parts: &[u64], stored: u64) -> bool {
    parts.iter().map(|&part| u128::from(part)).sum::<u128>() == u128::from(stored)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn groups_of_repositories(inventory in inventories(), seed in 0..27_u32) {
        let (oracle, analysis) = (Oracle::of(&inventory), Analysis::of(&inventory));
        // Each repository is in one of two groups, or outside.
        let group = |node: &Node| {
            let place = inventory.repositories.keys().position(|name| *name == node.0).unwrap_or(0);
            Some(seed / 3_u32.pow(place as u32) % 3).filter(|&group| group < 2)
        };
        let classes: Vec<u32> =
            oracle.nodes().iter().map(|node| group(node).unwrap_or(OUTSIDE)).collect();
        let counted: Vec<(Node, BTreeSet<u32>)> = oracle
            .nodes()
            .into_iter()
            .filter_map(|node| group(&node).map(|of| (node, BTreeSet::from([of]))))
            .collect();
        let parts: Vec<u64> = analysis
            .stored_by(&classes, 2, Between::Apart)
            .into_iter()
            .map(|part| part.bytes.known)
            .collect();
        let expected =
            [oracle.area(&counted, Some(&0)), oracle.area(&counted, Some(&1)), oracle.area(&counted, None)];
        prop_assert_eq!(&parts, &expected);
        let whole: Vec<(Node, BTreeSet<u8>)> =
            counted.into_iter().map(|(node, _)| (node, BTreeSet::from([0]))).collect();
        let stored = oracle.area(&whole, Some(&0));
        prop_assert!(stored == u64::MAX || fits(&parts, stored));
    }

    #[test]
    fn images_of_a_repository(inventory in inventories()) {
        each_repository(&inventory)?;
    }
}

/// Each manifest stands below one of the images that it belongs to, right below a manifest that it belongs to itself.
fn each_stands_once(
    oracle: &Oracle<'_>,
    analysis: &Analysis,
    name: &RepositoryName,
) -> Result<(), TestCaseError> {
    let images = oracle.images(name);
    let is_named = |digest: &Digest| oracle.is_named(&(name.clone(), digest.clone()));
    let standings = analysis.standings(name);
    let all: Vec<&Digest> = oracle.inventory.repositories[name].manifests.keys().collect();
    prop_assert_eq!(standings.iter().map(|one| &one.digest).collect::<Vec<_>>(), all);
    for one in &standings {
        let own = images.iter().filter(|(_, members)| members.contains(&one.digest));
        let heads: Vec<&Digest> = own.map(|(head, _)| head).collect();
        prop_assert!(heads.contains(&&one.head));
        let stands_with = |head: &&Digest| is_named(head) == is_named(&one.head);
        prop_assert!(is_named(&one.head) || heads.iter().all(stands_with));
        prop_assert_eq!(one.above.is_none(), images.contains_key(&one.digest));
        // The way up ends at the head.
        let (mut at, mut steps) = (one, 0);
        while let Some(above) = &at.above {
            let node = (name.clone(), at.digest.clone());
            prop_assert!(oracle.belongs_to(&node).contains(above));
            at =
                standings.iter().find(|other| other.digest == *above).expect("it stands somewhere");
            prop_assert!(steps < standings.len());
            steps += 1;
        }
        prop_assert_eq!(&at.digest, &one.head);
    }
    Ok(())
}

fn each_repository(inventory: &Inventory) -> Result<(), TestCaseError> {
    let (oracle, analysis) = (Oracle::of(inventory), Analysis::of(inventory));
    for name in inventory.repositories.keys() {
        let images = oracle.images(name);
        let nodes: Vec<(Node, BTreeSet<Digest>)> = inventory.repositories[name]
            .manifests
            .keys()
            .map(|digest| {
                let of = images.iter().filter(|(_, members)| members.contains(digest));
                ((name.clone(), digest.clone()), of.map(|(head, _)| head.clone()).collect())
            })
            .collect();
        let (mut found, between) = analysis.stored_by_image(name).expect("it is known");
        found.sort_by(|a, b| a.0.cmp(&b.0));
        let heads: Vec<&Digest> = found.iter().map(|(head, _)| head).collect();
        prop_assert_eq!(heads, images.keys().collect::<Vec<_>>());
        each_stands_once(&oracle, &analysis, name)?;
        let mut parts = vec![between.bytes.known];
        prop_assert_eq!(between.bytes.known, oracle.area(&nodes, None));
        for (head, figures) in &found {
            prop_assert_eq!(figures.bytes.known, oracle.area(&nodes, Some(head)));
            parts.push(figures.bytes.known);

            let members = &images[head];
            let within = |digest: &Digest| members.contains(digest);
            let blobs = analysis.blobs_of_image(name, head);
            let digests: BTreeSet<Digest> =
                blobs.iter().map(|blob| blob.figures.digest.clone()).collect();
            prop_assert_eq!(digests.len(), blobs.len());
            let expected: BTreeSet<Digest> = members
                .iter()
                .flat_map(|digest| oracle.own(&(name.clone(), digest.clone())))
                .collect();
            prop_assert_eq!(digests, expected);
            for blob in blobs {
                let users = oracle.users(&blob.figures.digest);
                let only_here = users.iter().all(|node| node.0 == *name && within(&node.1));
                prop_assert_eq!(blob.only_here, only_here);
                prop_assert_eq!(blob.part == Part::Manifest, within(&blob.figures.digest));
            }
        }
        let stored = oracle.stored_in(name).bytes;
        prop_assert!(stored == u64::MAX || fits(&parts, stored));
    }
    Ok(())
}
