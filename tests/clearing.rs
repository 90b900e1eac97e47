//! Deletions of whole repositories, and registries that delete deeply: plans and runs, by hand and at
//! random.

mod fake;

use std::collections::BTreeSet;
use std::rc::Rc;

use fake::run::{assert_same, confirmed, run};
use fake::{Fake, State};
use plimsoll::cleanup::{Action, Along, Item, Order, Plan, Refusal, StepEnd, Target, UntagWay};
use plimsoll::model::{Digest, FreedRange, Inventory, RepositoryName, TagName, TagTarget};
use plimsoll::present::{end_words, note_words, refusal_words};
use plimsoll::registry::{Capabilities, RegistryKind};
use plimsoll::storage::Analysis;
use proptest::prelude::*;

fn app() -> RepositoryName {
    "app".parse().expect("a repository name")
}

/// Two repositories that share a layer. The first has an index v1 of two images, a signed image v2,
/// and an untagged manifest.
fn registry(kind: RegistryKind) -> Rc<Fake> {
    let fake = Fake::new(kind);
    {
        let state = &mut *fake.state.borrow_mut();
        let (one, two) = (state.image("app", "one", None), state.image("app", "two", None));
        let index = state.index("app", &[&one, &two]);
        let three = state.image("app", "three", None);
        state.image("app", "signature", Some(&three));
        state.image("app", "left behind", None);
        state.tag("app", "v1", &index);
        state.tag("app", "v2", &three);
        let other = state.image("other", "one", None);
        state.tag("other", "v1", &other);
    }
    fake
}

fn plan(inventory: &Inventory, kind: RegistryKind) -> Plan {
    let analysis = Analysis::of(inventory);
    Plan::delete_repositories(inventory, &analysis, &[app()], &kind.capabilities())
}

#[test]
fn a_plan_for_a_repository_names_everything_in_it() {
    for kind in [RegistryKind::Acr, RegistryKind::Distribution2, RegistryKind::Zot] {
        let fake = registry(kind);
        let inventory = fake.inventory();
        let plan = plan(&inventory, kind);
        assert_eq!((plan.manifests(), plan.tags().count()), (6, 2), "{kind:?}");
        // Manifest bytes, and three layers of 1 000: the config and the layer `one` stay.
        let bytes: u64 = inventory.repositories[&app()]
            .manifests
            .iter()
            .filter(|(digest, _)| {
                !inventory.repositories.values().any(|repo| {
                    !repo.manifests.contains_key(&index_of(&inventory))
                        && repo.manifests.contains_key(*digest)
                })
            })
            .map(|(_, record)| record.manifest.size)
            .sum();
        assert_eq!(plan.freed, FreedRange::exact(bytes + 4 * 1000), "{kind:?}");
        assert_eq!(plan.confirmation().to_string(), "app");
        assert!(Order::confirm(plan.clone(), "").is_err());
        assert!(Order::confirm(plan.clone(), "app").is_ok());
        let at_once = matches!(plan.steps[0].action, Action::DeleteRepository(_));
        assert_eq!(
            (at_once, plan.steps.len() == 1),
            (kind == RegistryKind::Acr, kind == RegistryKind::Acr)
        );
    }
}

fn index_of(inventory: &Inventory) -> Digest {
    let tag: TagName = "v1".parse().expect("a tag");
    inventory.repositories[&app()].tags[&tag].digest().expect("a digest").clone()
}

#[test]
fn a_repository_goes_by_one_request_or_manifest_by_manifest() {
    for kind in [RegistryKind::Acr, RegistryKind::Distribution2, RegistryKind::Zot] {
        let fake = registry(kind);
        let inventory = fake.inventory();
        let (outcome, after) = run(&fake.client(), confirmed(plan(&inventory, kind)), &inventory);
        assert!(outcome.is_complete(), "{kind:?} {outcome:?}");
        let deletes =
            fake.state.borrow().log.iter().filter(|line| line.starts_with("DELETE")).count();
        if kind == RegistryKind::Acr {
            assert_eq!((deletes, after.repositories.len()), (1, 1));
        } else {
            assert_eq!((deletes, after.repositories.len()), (6, 2));
            assert!(after.repositories[&app()].manifests.is_empty());
            assert!(after.repositories[&app()].tags.is_empty());
        }
        assert_same(&after, &fake.inventory());
    }
}

#[test]
fn what_changed_in_a_repository_stops_the_one_request() {
    let check = |change: fn(&mut State), says: &str| {
        let fake = registry(RegistryKind::Acr);
        let inventory = fake.inventory();
        let order = confirmed(plan(&inventory, RegistryKind::Acr));
        change(&mut fake.state.borrow_mut());
        let (outcome, after) = run(&fake.client(), order, &inventory);
        let end = &outcome.results[0].end;
        assert!(matches!(end, StepEnd::Refused(_)), "{says}: {end:?}");
        assert!(end_words(end).unwrap_or_default().contains(says), "{says}: {end:?}");
        assert!(!fake.state.borrow().log.iter().any(|line| line.starts_with("DELETE")));
        assert_same(&after, &inventory);
    };
    check(
        |state| {
            state.image("app", "new", None);
        },
        "was pushed since",
    );
    check(
        |state| {
            let one = State::default().image("app", "one", None);
            state.tag("app", "v3", &one);
        },
        "The tag v3 was added",
    );
    check(
        |state| {
            let one = State::default().image("app", "one", None);
            state.tag("app", "v1", &one);
        },
        "points to another manifest",
    );
    check(|state| state.locked_tags.extend(["v2".to_owned()]), "v2 in it is locked now");
    check(
        |state| state.locked.extend([State::default().image("app", "one", None)]),
        "in it is locked now",
    );
    check(|state| state.locked_repositories.extend(["app".to_owned()]), "locked now");
    check(|state| state.faults.push(("_manifests".to_owned(), 500, String::new())), "checked");
    check(|state| state.faults.push(("_tags".to_owned(), 403, String::new())), "checked");
}

/// The targets that a plan for `app` leaves out, each with its refusal. Asserts that the plan deletes
/// nothing.
fn left_out(inventory: &Inventory, kind: RegistryKind) -> Vec<(Item, Refusal)> {
    let plan = plan(inventory, kind);
    assert!(plan.steps.is_empty(), "{kind:?}");
    plan.skipped.into_iter().map(|skipped| (skipped.item, skipped.why)).collect()
}

#[test]
fn an_empty_repository_stays_with_a_reason() {
    for kind in [
        RegistryKind::Distribution2,
        RegistryKind::Distribution3,
        RegistryKind::Zot,
        RegistryKind::Oci,
    ] {
        for lists_untagged in [true, false] {
            let fake = Fake::new(kind);
            fake.state.borrow_mut().manifests.entry("app".to_owned()).or_default();
            let mut inventory = fake.inventory();
            let repository = inventory.repositories.get_mut(&app()).expect("app");
            repository.lists_untagged = lists_untagged;
            let why = Refusal::NothingInside { may_hold_untagged: !lists_untagged };
            assert!(refusal_words(&why).starts_with("It holds no manifest that Plimsoll can see"));
            assert_eq!(refusal_words(&why).contains("untagged"), !lists_untagged);
            assert_eq!(left_out(&inventory, kind), [(Item::Repository, why)], "{kind:?}");
        }
    }
}

#[test]
fn tags_that_point_to_nothing_are_left_out_of_a_repository_and_named_in_the_end() {
    let ghost = || "ghost".parse::<TagName>().expect("a tag");
    for kind in [RegistryKind::Distribution2, RegistryKind::Distribution3] {
        let fake = registry(kind);
        fake.state.borrow_mut().tag("app", "ghost", &Digest::of(b"nothing"));
        let mut inventory = fake.inventory();
        let repository = inventory.repositories.get_mut(&app()).expect("app");
        repository.tags.get_mut(&ghost()).expect("a tag").target = TagTarget::Absent;
        let plan = plan(&inventory, kind);
        assert_eq!(plan.skipped.len(), 1, "{kind:?}");
        assert_eq!(plan.skipped[0].why, Refusal::PointsToNothing, "{kind:?}");
        let (outcome, after) = run(&fake.client(), confirmed(plan), &inventory);
        assert_eq!(outcome.gone(), 6, "{kind:?} {outcome:?}");
        assert!(!outcome.is_complete(), "{kind:?}");
        let says = "The registry still lists a tag of app that points to nothing now: ghost.";
        let notes: Vec<String> = outcome.notes.iter().map(note_words).collect();
        assert_eq!(notes, [says], "{kind:?}");
        let tags = &after.repositories[&app()].tags;
        assert_eq!(tags.keys().collect::<Vec<_>>(), [&ghost()], "{kind:?}");
        // Nothing but the tag: the same reason, without a run.
        assert_eq!(left_out(&after, kind), [(Item::Tag(ghost()), Refusal::PointsToNothing)]);
    }
}

#[test]
fn what_comes_after_the_lists_is_counted_before_the_one_request() {
    let fake = registry(RegistryKind::Acr);
    let inventory = fake.inventory();
    let order = confirmed(plan(&inventory, RegistryKind::Acr));
    // The first count is before the lists (two pages each), the second one right before the request.
    fake.when("_manifests", |state| {
        state.when("_manifests", |state| {
            state.when("GET /acr/v1/app", |state| {
                state.image("app", "new", None);
            });
        });
    });
    let (outcome, after) = run(&fake.client(), order, &inventory);
    let end = &outcome.results[0].end;
    assert!(matches!(end, StepEnd::Refused(_)), "{end:?}");
    let says = "counts 7 manifests in it now; the plan named 6";
    assert!(end_words(end).unwrap_or_default().contains(says), "{end:?}");
    assert!(!fake.state.borrow().log.iter().any(|line| line.starts_with("DELETE")));
    assert_same(&after, &inventory);
}

#[test]
fn a_registry_that_deletes_something_else_is_told_of() {
    let fake = registry(RegistryKind::Acr);
    let inventory = fake.inventory();
    let order = confirmed(plan(&inventory, RegistryKind::Acr));
    let stranger = Digest::of(b"stranger");
    let body = format!(r#"{{"manifestsDeleted":["{stranger}"],"tagsDeleted":["v1","v2"]}}"#);
    fake.fault("DELETE", 202, &body);
    fake.when("DELETE", |state| state.manifests.clear());
    let (outcome, _) = run(&fake.client(), order, &inventory);
    let why = end_words(&outcome.results[0].end).unwrap_or_default().to_owned();
    assert!(why.contains(&stranger.short()) && why.contains("does not report"), "{why}");
    assert!(!outcome.is_complete() && outcome.gone() == 1);
}

#[test]
fn a_repository_that_the_registry_denies_and_keeps_is_not_gone() {
    const UNKNOWN: &str = r#"{"errors":[{"code":"NAME_UNKNOWN"}]}"#;
    let check = |holds: bool, change: fn(&mut State), expected: Result<StepEnd, &str>| {
        let fake = Fake::new(RegistryKind::Acr);
        {
            let state = &mut *fake.state.borrow_mut();
            state.manifests.entry("app".to_owned()).or_default();
            if holds {
                state.image("app", "one", None);
            }
        }
        let inventory = fake.inventory();
        let order = confirmed(plan(&inventory, RegistryKind::Acr));
        fake.fault("DELETE /acr/v1/app", 404, UNKNOWN);
        fake.when("DELETE /acr/v1/app", change);
        let (outcome, after) = run(&fake.client(), order, &inventory);
        let end = &outcome.results[0].end;
        match expected {
            Ok(expected) => assert_eq!(*end, expected),
            Err(why) => {
                assert!(matches!(end, StepEnd::Failed(_)), "{why}: {end:?}");
                assert!(end_words(end).unwrap_or_default().contains(why), "{why}: {end:?}");
            }
        }
        let is_known = after.repositories.contains_key(&app());
        assert_eq!(is_known, !end.is_gone(), "{end:?}");
    };
    check(false, |_| {}, Err("Azure keeps an empty repository: push something into it, then"));
    check(true, |_| {}, Err("still describes it"));
    let gone = |state: &mut State| drop(state.manifests.remove("app"));
    check(false, gone, Ok(StepEnd::AlreadyGone));
    check(true, gone, Ok(StepEnd::AlreadyGone));
    let silent = |state: &mut State| {
        state.faults.push(("GET /acr/v1/app".to_owned(), 403, String::new()));
    };
    check(false, silent, Err("Plimsoll could not see whether it is gone"));
}

#[test]
fn a_lock_in_it_refuses_the_one_request_by_name() {
    let fake = registry(RegistryKind::Acr);
    fake.state.borrow_mut().locked_tags.insert("v2".to_owned());
    let refused = plan(&fake.inventory(), RegistryKind::Acr);
    assert_eq!((refused.steps.len(), &refused.skipped[0].item), (0, &Item::Repository));
    assert_eq!(
        refused.skipped[0].why,
        Refusal::HoldsLocked(vec![Item::Tag("v2".parse().expect("a tag"))])
    );
    assert!(refusal_words(&refused.skipped[0].why).contains("v2"));
    // The other manifests can be deleted one by one.
    let some = plan(&fake.inventory(), RegistryKind::Distribution2);
    assert!(some.manifests() > 0 && some.skipped.len() == 1);
}

/// A registry that deletes like Harbor and is spoken to in plain OCI.
fn deep() -> Capabilities {
    let does = RegistryKind::Oci.capabilities();
    Capabilities { cascades_referrers: true, cascades_children: true, keeps_children: true, ..does }
}

fn targets(digests: &[&Digest]) -> Vec<Target> {
    let target = |digest: &&Digest| Target {
        repository: app(),
        digest: (*digest).clone(),
        tags: Vec::new(),
    };
    digests.iter().map(target).collect()
}

#[test]
fn a_deep_deletion_takes_what_nothing_else_needs() {
    let fake = Fake::that_does(RegistryKind::Oci, deep());
    let (a, b) = {
        let state = &mut *fake.state.borrow_mut();
        let (own, both) = (state.image("app", "own", None), state.image("app", "both", None));
        let tagged = state.image("app", "tagged", None);
        state.image("app", "sbom of own", Some(&own));
        let inner = state.index("app", &[&own]);
        let a = state.index("app", &[&inner, &both, &tagged]);
        let b = state.index("app", &[&both]);
        for (tag, digest) in [("a", &a), ("b", &b), ("tagged", &tagged)] {
            state.tag("app", tag, digest);
        }
        (a, b)
    };
    let inventory = fake.inventory();
    let analysis = Analysis::of(&inventory);
    let plan = |digests: &[&Digest]| {
        let chosen = targets(digests);
        Plan::delete_manifests(&inventory, &analysis, &chosen, Along::default(), &deep())
    };
    // `a` is deleted with inner, own and own's referrer. `both` has another index, and `tagged` a tag.
    let alone = plan(&[&a]);
    assert_eq!((alone.steps.len(), alone.manifests()), (1, 4));
    // If b is deleted as well, `both` goes along, and counts once.
    let together = plan(&[&a, &b]);
    assert_eq!((together.steps.len(), together.manifests()), (2, 6));
    let taken: usize = together.steps.iter().map(|step| step.manifests().len()).sum();
    assert_eq!(taken, 6);
    let (outcome, after) = run(&fake.client(), confirmed(together), &inventory);
    assert!(outcome.is_complete());
    assert_same(&after, &fake.inventory());
    assert_eq!(after.repositories[&app()].manifests.len(), 1);
}

/// A small random registry. Each manifest is an image, perhaps with an earlier manifest as its
/// subject, or an index of earlier manifests.
fn fill(state: &mut State, made: &[(u8, Vec<u8>)], tags: &[u8]) {
    let mut digests: Vec<Digest> = Vec::new();
    for (place, (kind, others)) in made.iter().enumerate() {
        let at = |other: u8| digests.get(usize::from(other) % digests.len().max(1)).cloned();
        let named: Vec<Digest> = others.iter().filter_map(|&other| at(other)).collect();
        let what = format!("image {place}");
        let digest = match kind % 3 {
            0 => state.index("app", &named.iter().collect::<Vec<_>>()),
            1 => state.image("app", &what, named.first()),
            _ => state.image("app", &what, None),
        };
        digests.push(digest);
    }
    for (number, target) in tags.iter().enumerate() {
        if let Some(digest) = digests.get(usize::from(*target) % digests.len().max(1)) {
            state.tag("app", &format!("t{number}"), digest);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_a_run_exactly_what_was_named_is_gone(
        (made, tags, picks, action, cascades, deep, kind) in (
            prop::collection::vec((any::<u8>(), prop::collection::vec(any::<u8>(), 0..4)), 1..10),
            prop::collection::vec(any::<u8>(), 0..6),
            any::<u16>(), 0..3_u8, any::<bool>(), any::<bool>(), 0..3_usize,
        )
    ) {
        let kinds = [RegistryKind::Acr, RegistryKind::Distribution2, RegistryKind::Zot];
        let kind = kinds[kind];
        let does = Capabilities {
            cascades_referrers: cascades,
            cascades_children: deep,
            keeps_children: deep,
            ..kind.capabilities()
        };
        let fake = Fake::that_does(kind, does);
        fill(&mut fake.state.borrow_mut(), &made, &tags);
        let inventory = fake.inventory();
        let analysis = Analysis::of(&inventory);
        let repository = &inventory.repositories[&app()];
        let picked = |place: usize| picks >> (place % 16) & 1 == 1;
        let plan = match action {
            0 => {
                let digests: Vec<&Digest> = repository.manifests.keys().enumerate()
                    .filter(|(place, _)| picked(*place)).map(|(_, digest)| digest).collect();
                let along = Along { children: picked(11), referrers: picked(12), unclear: false };
                Plan::delete_manifests(&inventory, &analysis, &targets(&digests), along, &does)
            }
            1 => {
                let tags: Vec<TagName> = repository.tags.keys().enumerate()
                    .filter(|(place, _)| picked(*place)).map(|(_, tag)| tag.clone()).collect();
                let way = if kind == RegistryKind::Distribution2 { UntagWay::Placeholder } else { UntagWay::Direct };
                Plan::untag(&inventory, &analysis, &app(), &tags, way, &does)
            }
            _ => Plan::delete_repositories(&inventory, &analysis, &[app()], &does),
        };
        if plan.steps.is_empty() {
            return Ok(());
        }
        let digests: BTreeSet<Digest> = plan.going().map(|(_, digest)| digest.clone()).collect();
        let tags: BTreeSet<TagName> = plan.tags().map(|(_, tag)| tag.clone()).collect();
        let (outcome, after) = run(&fake.client(), confirmed(plan), &inventory);
        prop_assert!(outcome.is_complete(), "{:?}", outcome);

        let truth = fake.inventory();
        let left = truth.repositories.get(&app());
        for digest in repository.manifests.keys() {
            let is_there = left.is_some_and(|left| left.manifests.contains_key(digest));
            prop_assert_eq!(is_there, !digests.contains(digest), "{}", digest);
        }
        for tag in repository.tags.keys() {
            let is_there = left.is_some_and(|left| left.tags.contains_key(tag));
            prop_assert_eq!(is_there, !tags.contains(tag), "{}", tag);
        }
        assert_same(&after, &truth);
    }
}
