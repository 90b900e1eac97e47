//! Figures of namespaces in random inventories against the brute-force oracle: those of several repositories are not
//! the sums of each one's.

mod oracle;

use std::collections::BTreeSet;

use oracle::generate::inventories;
use oracle::{Node, Oracle};
use plimsoll::model::{Amount, Inventory, RepositoryName};
use plimsoll::storage::{Analysis, Namespace};
use proptest::prelude::*;

/// Names whose order is not that of their namespaces: `-` and `.` sort before `/`.
const NAMES: [&str; 10] =
    ["a", "a-b/x", "a.b", "a/b", "a/b-c", "a/b.c/x", "a/b/c", "a/b/c/d", "a/z", "ab/x"];

/// The inventory with other names for its repositories.
fn renamed(inventory: Inventory, names: &[&str]) -> Inventory {
    let names = names.iter().map(|name| name.parse().expect("a name"));
    let repositories = names.zip(inventory.repositories.into_values()).collect();
    Inventory { repositories, ..inventory }
}

fn inventories_with_namespaces() -> impl Strategy<Value = Inventory> {
    let names = prop::sample::subsequence(NAMES.to_vec(), 3);
    (inventories(), names.prop_shuffle()).prop_map(|(inventory, names)| renamed(inventory, &names))
}

/// Every namespace of the registry, by the definition of the word.
fn namespaces(inventory: &Inventory) -> BTreeSet<String> {
    let of = |name: &RepositoryName| {
        let name = name.to_string();
        let ends: Vec<usize> = name.match_indices('/').map(|(place, _)| place + 1).collect();
        ends.into_iter().map(move |end| name[..end].to_owned()).collect::<Vec<_>>()
    };
    inventory.repositories.keys().flat_map(of).collect()
}

fn check(oracle: &Oracle<'_>, namespace: &Namespace) -> Result<(), TestCaseError> {
    let names: Vec<&RepositoryName> = oracle
        .inventory
        .repositories
        .keys()
        .filter(|name| name.as_str().starts_with(&namespace.name))
        .collect();
    let Namespace { repositories, figures, .. } = namespace;
    prop_assert_eq!(*repositories, names.len());
    // Other repositories of the namespace may be in no list.
    let hides_some = !oracle.lists_repositories() || oracle.inventory.sees_part;
    prop_assert_eq!(figures.stored, oracle.stored_of(&names).with_gap(hides_some));
    prop_assert_eq!(figures.exclusive, oracle.exclusive_of(&names));
    prop_assert_eq!(figures.shared, oracle.shared_with_others(&names));
    let orphans: Vec<Node> = names.iter().flat_map(|name| oracle.orphans_in(name)).collect();
    prop_assert_eq!(figures.orphans, orphans.len());
    prop_assert_eq!(figures.reclaimable, oracle.freed(&orphans));
    let mut logical = Amount::default();
    names.iter().for_each(|name| logical += oracle.logical_of(name));
    prop_assert_eq!(figures.logical, logical.with_gap(hides_some));
    prop_assert!(!hides_some || !figures.judged);
    prop_assert_eq!(figures.read_whole, names.iter().all(|name| oracle.is_whole(name)));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_namespace(inventory in inventories_with_namespaces()) {
        let (oracle, analysis) = (Oracle::of(&inventory), Analysis::of(&inventory));
        let all = namespaces(&inventory);
        for name in &all {
            let namespace = analysis.namespace(name).expect("it has repositories");
            prop_assert_eq!(&namespace.name, name);
            check(&oracle, &namespace)?;
        }
        for around in all.iter().map(String::as_str).chain([""]) {
            let is_inside = |name: &&String| {
                let rest = name.strip_prefix(around).unwrap_or_default();
                !rest.is_empty() && rest.find('/') == Some(rest.len() - 1)
            };
            let found = analysis.namespaces_in(around);
            let names: Vec<&String> = found.iter().map(|one| &one.name).collect();
            prop_assert_eq!(names, all.iter().filter(is_inside).collect::<Vec<_>>());
            for namespace in &found {
                check(&oracle, namespace)?;
            }
        }
        prop_assert_eq!(analysis.namespace("nobody/"), None);
    }
}
