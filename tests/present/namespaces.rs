//! The page of a namespace, with worked numbers.

use plimsoll::model::{Inventory, ReadState};
use plimsoll::present::{NamespaceFacts, namespace_facts};
use plimsoll::storage::Analysis;

use super::registry as flat;
use crate::by_hand::{image, repository, repository_name};

/// `web/app` and `tools` of the other tests as `team/web/app` and `team/tools`, and `library/base`: image `l` (9 + config
/// 4 + base 100).
fn registry() -> Inventory {
    let mut inventory = flat();
    for name in ["web/app", "tools"] {
        let repository =
            inventory.repositories.remove(&repository_name(name)).expect("a repository");
        inventory.repositories.insert(repository_name(&format!("team/{name}")), repository);
    }
    let base =
        repository(vec![image("l", 9, ("config-l", 4), &[("base", 100)])], &[("latest", "l")]);
    inventory.repositories.insert(repository_name("library/base"), base);
    inventory
}

fn facts(inventory: &Inventory, name: &str) -> NamespaceFacts {
    namespace_facts(name, inventory, &Analysis::of(inventory)).expect("it has repositories")
}

fn values(facts: &NamespaceFacts) -> [String; 4] {
    facts.figures.clone().map(|figure| figure.value.plain())
}

#[test]
fn bytes_that_several_repositories_share_are_only_here_once_all_their_users_are() {
    let mut inventory = registry();
    let team = facts(&inventory, "team/");
    // 144 of team/web/app without the base, 21 of team/tools without it, and the base once.
    assert_eq!(values(&team), ["265 B", "165 B", "100 B", "59 B"]);
    assert_eq!(team.counts, "2 repositories. 4 tags. 5 manifests; 2 have no tag.");
    assert_eq!(team.hedge, None);
    assert_eq!(team.figures[1].means, "Freed by deleting both of its repositories.");
    assert_eq!(team.figures[3].means, "1 untagged manifest that nothing uses (orphan)");
    let lines: Vec<_> = team.inside.iter().map(|line| (&*line.name, &*line.whole)).collect();
    assert_eq!(lines, [("web/", "team/web/")]);
    assert_eq!(values(&facts(&inventory, "team/web/")), ["244 B", "144 B", "100 B", "59 B"]);
    assert_eq!(team.inside[0].only_here.plain(), "144 B");

    // Nobody else uses the base any more. Each repository alone still frees what it did: 144 and 21.
    inventory.repositories.remove(&repository_name("library/base"));
    assert_eq!(values(&facts(&inventory, "team/")), ["265 B", "265 B", "0 B", "59 B"]);
    let analysis = Analysis::of(&inventory);
    let alone = analysis.repositories.values().map(|figures| figures.exclusive.known).sum::<u64>();
    assert_eq!(alone, 165);
    assert_eq!(namespace_facts("tea/", &inventory, &analysis), None);
}

#[test]
fn figures_of_a_namespace_say_when_they_are_bounds_and_why() {
    let mut inventory = registry();
    for repository in inventory.repositories.values_mut() {
        repository.lists_untagged = false;
    }
    let team = facts(&inventory, "team/");
    assert_eq!(values(&team)[..2], ["at least 265 B", "up to 165 B"]);
    let why = "The registry does not list untagged manifests: more may be stored and shared, and less of it only here.";
    assert_eq!(team.hedge.as_deref(), Some(why));

    let mut inventory = registry();
    inventory.state = ReadState::Reading;
    let app = inventory.repositories.get_mut(&repository_name("team/web/app")).expect("app");
    app.state = ReadState::Reading;
    let team = facts(&inventory, "team/");
    assert_eq!(team.hedge.as_deref(), Some("Still being read."));
    assert_eq!(values(&team), ["at least 265 B", "about 165 B", "at least 100 B", "–"]);
}
