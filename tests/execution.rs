//! Runs: which manifests go and in which order, what ends a run, and what is true after it.

mod fake;

use std::collections::BTreeSet;
use std::rc::Rc;

use fake::acts::{ALL, app, order, targets, two_images};
use fake::run::{assert_same, run};
use fake::{Fake, line};
use futures::executor::block_on;
use plimsoll::cleanup::{Along, Order, Plan, StepEnd, StepEvent, Target, execute};
use plimsoll::model::{Digest, RepositoryName, TagTarget};
use plimsoll::present::{end_words, note_words, stop_words};
use plimsoll::registry::Cancel;
use plimsoll::registry::transport::Method;
use plimsoll::registry::{Client, Credentials, Deletes, Endpoint, RegistryKind};
use plimsoll::storage::{Analysis, Role};
use stand_in::{Config, StandIn};

#[test]
fn what_was_planned_goes_and_nothing_else() {
    let (fake, one, _) = two_images(RegistryKind::Oci);
    fake.state.borrow_mut().tag("app", "stable", &one);
    let inventory = fake.inventory();
    let order = order(&inventory, &targets(&[&one]), ALL, RegistryKind::Oci);
    let (outcome, after) = run(&fake.client(), order, &inventory);
    assert_eq!(outcome.results[0].end, StepEnd::Done);
    assert!(outcome.is_complete() && outcome.stopped.is_none());
    assert_eq!(fake.deletes(), [one.short()]);
    assert_same(&after, &fake.inventory());
    assert_eq!(after.repositories[&app()].tags.len(), 1);

    // First the list of tags, and the digest of each. Then the manifest itself, its tags and, because the
    // registry does not list the tags on a digest, the other tag. Then the deletion.
    let log = fake.state.borrow().log.clone();
    let place = |part: &str| log.iter().position(|line| line.contains(part)).expect(part);
    let delete = place("DELETE");
    assert!(place("/tags/list") < place("HEAD") && place("HEAD") < place(&line(Method::Get, &one)));
    assert!(place(&line(Method::Get, &one)) < delete);
    let own = log[place(&line(Method::Get, &one))..delete].iter();
    assert_eq!(own.filter(|line| line.starts_with("HEAD")).count(), 3);
}

const UNKNOWN: &str = r#"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#;

#[test]
fn only_a_registrys_own_404_means_gone() {
    let check = |status: u16, body: &str, gone: bool| {
        for method in [Method::Get, Method::Delete] {
            // A registry that shows the manifest to a GET has it, whatever it answers to a DELETE.
            let gone = gone && method == Method::Get;
            let (fake, one, _) = two_images(RegistryKind::Oci);
            let inventory = fake.inventory();
            let order = order(&inventory, &targets(&[&one]), ALL, RegistryKind::Oci);
            fake.fault(&line(method, &one), status, body);
            if gone {
                // Its tag would show that it is there.
                fake.state.borrow_mut().tags.get_mut("app").expect("app").remove("v1");
            }
            let (outcome, after) = run(&fake.client(), order, &inventory);
            let end = &outcome.results[0].end;
            assert_eq!(*end == StepEnd::AlreadyGone, gone, "{status} {body} {end:?}");
            assert!(*end != StepEnd::Done, "{status}");
            let there = after.repositories[&app()].manifests.contains_key(&one);
            assert_eq!(there, !gone, "{status}");
            assert_eq!(outcome.gone(), usize::from(gone));
        }
    };
    check(404, UNKNOWN, true);
    check(404, "404 page not found", false);
    check(404, "", false);
    for status in [400, 401, 403, 405, 409, 412, 429, 500, 502, 503] {
        check(status, "", false);
        check(status, UNKNOWN, false);
    }
}

#[test]
fn a_registry_that_deletes_nothing_ends_the_run_with_a_sentence() {
    let fake = Fake::new(RegistryKind::Oci);
    let digests: Vec<Digest> = {
        let state = &mut *fake.state.borrow_mut();
        (0..20).map(|i| state.image("app", &format!("image {i}"), None)).collect()
    };
    let inventory = fake.inventory();
    let chosen = targets(&digests.iter().collect::<Vec<_>>());
    let order = order(&inventory, &chosen, ALL, RegistryKind::Oci);
    fake.fault("DELETE", 405, r#"{"errors":[{"code":"UNSUPPORTED"}]}"#);
    let (outcome, after) = run(&fake.client(), order, &inventory);
    assert_eq!(outcome.deletes, Some(Deletes::Off));
    let stopped = stop_words(&outcome.stopped.clone().expect("a reason"));
    let not_reached =
        outcome.results.iter().filter(|result| matches!(result.end, StepEnd::NotReached(_)));
    // Requests that were under way at the same time were refused, too.
    assert!(not_reached.count() >= 16);
    assert!(outcome.results.iter().all(|result| end_words(&result.end).as_ref() == Some(&stopped)));
    assert!(fake.deletes().len() <= 4);
    assert_same(&after, &inventory);
}

#[test]
fn a_right_that_is_missing_ends_the_steps_of_its_repository_alone() {
    let fake = Fake::new(RegistryKind::Oci);
    let (mine, theirs): (Vec<Digest>, Vec<Digest>) = {
        let state = &mut *fake.state.borrow_mut();
        let mut all =
            |name: &str| (0..10).map(|i| state.image(name, &format!("{name} {i}"), None)).collect();
        (all("app"), all("base"))
    };
    let inventory = fake.inventory();
    let targets = |name: &str, digests: &[Digest]| -> Vec<Target> {
        let repository: RepositoryName = name.parse().expect("a name");
        let target = |digest: &Digest| Target {
            repository: repository.clone(),
            digest: digest.clone(),
            tags: Vec::new(),
        };
        digests.iter().map(target).collect()
    };
    let chosen = [targets("app", &mine), targets("base", &theirs)].concat();
    let order = order(&inventory, &chosen, ALL, RegistryKind::Oci);
    fake.fault("DELETE /v2/app/", 401, r#"{"errors":[{"code":"UNAUTHORIZED"}]}"#);
    let (outcome, after) = run(&fake.client(), order, &inventory);
    assert_eq!((outcome.gone(), outcome.stopped.clone()), (10, None));
    assert_eq!(outcome.deletes, Some(Deletes::Allowed));
    let why = "Nobody may delete in app without signing in: the right delete is missing.";
    let stays = outcome.results.iter().filter(|result| end_words(&result.end).is_some());
    assert!(
        stays.clone().all(|result| end_words(&result.end).unwrap_or_default().starts_with(why))
    );
    assert_eq!(stays.count(), 10);
    let sent =
        fake.state.borrow().log.iter().filter(|line| line.starts_with("DELETE /v2/app/")).count();
    assert!(sent <= 4, "{sent}");
    assert_same(&after, &fake.inventory());
}

#[test]
fn children_wait_for_their_index_and_stay_with_it() {
    for fails in [false, true] {
        let fake = Fake::new(RegistryKind::Oci);
        let (index, children) = {
            let state = &mut *fake.state.borrow_mut();
            let children: Vec<Digest> =
                (0..12).map(|i| state.image("app", &format!("child {i}"), None)).collect();
            let index = state.index("app", &children.iter().collect::<Vec<_>>());
            state.tag("app", "v1", &index);
            (index, children)
        };
        let inventory = fake.inventory();
        let order = order(&inventory, &targets(&[&index]), ALL, RegistryKind::Oci);
        if fails {
            fake.fault(&line(Method::Delete, &index), 500, "");
        }
        let (outcome, after) = run(&fake.client(), order, &inventory);
        assert_eq!(outcome.results.len(), 13);
        assert_same(&after, &fake.inventory());
        if fails {
            assert!(matches!(outcome.results[0].end, StepEnd::Failed(_)));
            let kept = format!("{} stays", index.short());
            for result in &outcome.results[1..] {
                let why = end_words(&result.end).unwrap_or_default();
                assert!(matches!(result.end, StepEnd::Refused(_)) && why.starts_with(&kept));
            }
            assert!(fake.deletes().iter().all(|digest| *digest == index.short()));
        } else {
            assert!(outcome.is_complete());
            assert_eq!(fake.deletes()[0], index.short());
            let deleted: BTreeSet<String> = fake.deletes().into_iter().skip(1).collect();
            assert_eq!(deleted, children.iter().map(Digest::short).collect());
            // The index was gone before any child was asked about.
            let log = fake.state.borrow().log.clone();
            let deleted = log.iter().position(|line| line.starts_with("DELETE")).expect("one");
            let child =
                log.iter().position(|l| children.iter().any(|d| l.ends_with(&d.to_string())));
            assert!(deleted < child.expect("a child"));
            assert!(fake.state.borrow().most_in_flight <= 8);
        }
    }
}

#[test]
fn a_cancelled_run_sends_nothing_more() {
    let fake = Fake::new(RegistryKind::Oci);
    let digests: Vec<Digest> = {
        let state = &mut *fake.state.borrow_mut();
        (0..50).map(|i| state.image("app", &format!("image {i}"), None)).collect()
    };
    let inventory = fake.inventory();
    let chosen = targets(&digests.iter().collect::<Vec<_>>());
    let order = order(&inventory, &chosen, ALL, RegistryKind::Oci);
    let (cancel, mut after) = (Cancel::default(), inventory.clone());
    let mut events = Vec::new();
    let outcome = block_on(execute(&fake.client(), order, &cancel, &mut |event| {
        event.apply(&mut after);
        if matches!(event, StepEvent::Ended { .. }) {
            cancel.cancel();
        }
        events.push(event);
    }));
    // The step that had ended, and at most three more that were under way.
    assert!((1..=4).contains(&outcome.gone()), "{}", outcome.gone());
    assert_eq!(fake.deletes().len(), outcome.gone());
    assert!(outcome.stopped.is_some());
    assert_same(&after, &fake.inventory());
    // Every step is reported once.
    let ended = events.iter().filter(|event| matches!(event, StepEvent::Ended { .. }));
    assert_eq!(ended.count(), 50);
    assert_eq!(outcome.results.len(), 50);
}

#[test]
fn a_cascade_takes_the_referrers_out_of_the_inventory_too() {
    let fake = Fake::new(RegistryKind::Acr);
    let image = {
        let state = &mut *fake.state.borrow_mut();
        let image = state.image("app", "image", None);
        let sbom = state.image("app", "sbom", Some(&image));
        let signature = state.image("app", "signature", Some(&sbom));
        state.tag("app", "v1", &image);
        state.tag("app", "signed", &signature);
        image
    };
    let inventory = fake.inventory();
    let order = order(&inventory, &targets(&[&image]), Along::default(), RegistryKind::Acr);
    let (outcome, after) = run(&fake.client(), order, &inventory);
    assert!(outcome.is_complete());
    assert_eq!(fake.deletes().len(), 1);
    assert!(after.repositories[&app()].manifests.is_empty());
    assert!(after.repositories[&app()].tags.is_empty());
    assert_same(&after, &fake.inventory());
}

/// Deletes every orphan and a whole family of tags from the sample, and compares with the sample's own
/// content.
#[test]
fn the_sample_and_the_inventory_agree_after_a_large_run() {
    let sample = Rc::new(StandIn::new("https://sample.test", Config::default()));
    let endpoint = Endpoint::new("https://sample.test", "", RegistryKind::Acr).expect("an address");
    let client = Client::new(sample.clone(), endpoint, Credentials::None);
    let inventory = sample.inventory();
    let analysis = Analysis::of(&inventory);
    let mut chosen: Vec<Target> = Vec::new();
    for (name, repository) in &inventory.repositories {
        let orphans = analysis.orphans(name);
        let indexes = repository.manifests.keys().filter(|digest| {
            analysis.role(name, digest) == Some(Role::Index)
                && repository.tags_of(digest).next().is_some()
        });
        for digest in orphans.into_iter().chain(indexes.take(3).cloned()) {
            chosen.push(Target { repository: name.clone(), digest, tags: Vec::new() });
        }
    }
    let capabilities = RegistryKind::Acr.capabilities();
    let plan = Plan::delete_manifests(&inventory, &analysis, &chosen, ALL, &capabilities);
    assert!(plan.steps.len() > 100, "{}", plan.steps.len());
    let (manifests, freed) = (plan.manifests(), plan.freed);
    let typed = plan.confirmation().to_string();
    let order = Order::confirm(plan, &typed).expect("a plan with steps");
    let (outcome, mut after) = run(&client, order, &inventory);
    let failed: Vec<_> = outcome.results.iter().filter(|result| !result.end.is_gone()).collect();
    assert!(failed.is_empty(), "{failed:?}");

    let truth = sample.inventory();
    // Like ACR, the sample drops a repository with its last manifest.
    after.repositories.retain(|_, repository| !repository.manifests.is_empty());
    let mut expected = truth.clone();
    expected.repositories.retain(|_, repository| !repository.manifests.is_empty());
    assert_same(&after, &expected);
    let (before, now) = (analysis.totals, Analysis::of(&after).totals);
    assert_eq!(before.manifests - now.manifests, manifests);
    if freed.is_exact() {
        assert_eq!(before.stored.bytes - now.stored.bytes, freed.known);
    }
    assert_eq!(now.stored, Analysis::of(&truth).totals.stored);
}

#[test]
fn a_cancelled_run_is_looked_at_afterwards_as_any_other() {
    for fails in [false, true] {
        let fake = Fake::new(RegistryKind::Acr);
        let (one, two) = {
            let state = &mut *fake.state.borrow_mut();
            (state.image("app", "one", None), state.image("app", "two", None))
        };
        let inventory = fake.inventory();
        let order = order(&inventory, &targets(&[&one]), ALL, RegistryKind::Acr);
        let cancel = Cancel::default();
        let stop = cancel.clone();
        // While the manifest is being deleted, somebody stops the run, and somebody pushes an index
        // that lists it.
        let child = one.clone();
        fake.when(&line(Method::Delete, &one), move |state| {
            stop.cancel();
            state.index("app", &[&child, &two]);
            if fails {
                state.faults.push(("_manifests".to_owned(), 500, String::new()));
            }
        });
        let outcome = block_on(execute(&fake.client(), order, &cancel, &mut |_| {}));
        let notes = outcome.notes.iter().map(note_words).collect::<Vec<_>>().join(" ");
        let says = if fails { "could not see" } else { "the index is broken" };
        assert!(notes.contains(says), "{fails} {outcome:?}");
        assert_eq!(outcome.gone(), 1);
    }
}

#[test]
fn a_tag_that_a_rescan_has_listed_and_not_read_goes_with_its_manifest() {
    for kind in [RegistryKind::Oci, RegistryKind::Zot, RegistryKind::Acr] {
        let (fake, one, two) = two_images(kind);
        let inventory = fake.inventory();
        // The rescan knows the names of the tags, but not yet their manifests. It has read v2 alone, which
        // somebody moved meanwhile.
        let mut next = inventory.clone();
        let tags = &mut next.repositories.get_mut(&app()).expect("app").tags;
        for tag in tags.values_mut() {
            tag.target = TagTarget::Unread;
        }
        let mut moved = next.clone();
        let stranger = Digest::of(b"stranger");
        let tags = &mut moved.repositories.get_mut(&app()).expect("app").tags;
        for tag in tags.values_mut() {
            tag.target = TagTarget::Digest(stranger.clone());
        }
        let order = order(&inventory, &targets(&[&one, &two]), ALL, kind);
        block_on(execute(&fake.client(), order, &Cancel::default(), &mut |event| {
            event.apply(&mut next);
            event.apply(&mut moved);
        }));
        assert_eq!(next.repositories[&app()].tags.len(), 0, "{kind:?}");
        assert_eq!(moved.repositories[&app()].tags.len(), 2, "{kind:?}");
    }
}
