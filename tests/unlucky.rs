//! Registries that change during a run, or are of another kind than they seem. Only manifests that the plan
//! names are deleted; if the registry deletes more, the run says so.

mod fake;

use std::rc::Rc;

use fake::run::{assert_same, confirmed, run};
use fake::{Fake, line};
use plimsoll::cleanup::{Along, Outcome, Plan, StepEnd, Target, UntagWay};
use plimsoll::model::{Digest, Inventory, RepositoryName};
use plimsoll::present::{end_words, stop_words};
use plimsoll::registry::transport::Method;
use plimsoll::registry::{Capabilities, RegistryKind};
use plimsoll::storage::Analysis;

const ACR: RegistryKind = RegistryKind::Acr;
const DIRECT: UntagWay = UntagWay::Direct;

fn app() -> RepositoryName {
    "app".parse().expect("a repository name")
}

/// A registry with `count` images, each with a tag of its own: v0, v1, …
fn images(kind: RegistryKind, count: usize) -> (Rc<Fake>, Vec<Digest>) {
    let fake = Fake::new(kind);
    let state = &mut *fake.state.borrow_mut();
    let digests: Vec<Digest> =
        (0..count).map(|at| state.image("app", &format!("image {at}"), None)).collect();
    for (at, digest) in digests.iter().enumerate() {
        state.tag("app", &format!("v{at}"), digest);
    }
    (Rc::clone(&fake), digests)
}

fn deletion(inventory: &Inventory, digests: &[Digest], does: &Capabilities) -> Plan {
    let target =
        |digest: &Digest| Target { repository: app(), digest: digest.clone(), tags: Vec::new() };
    let chosen: Vec<Target> = digests.iter().map(target).collect();
    let analysis = Analysis::of(inventory);
    let plan = Plan::delete_manifests(inventory, &analysis, &chosen, Along::default(), does);
    assert!(plan.skipped.is_empty(), "{:?}", plan.skipped);
    plan
}

/// Deletes all of these from a registry that was recognised correctly.
fn delete(fake: &Rc<Fake>, kind: RegistryKind, digests: &[Digest]) -> (Outcome, Inventory) {
    let inventory = fake.inventory();
    let plan = deletion(&inventory, digests, &kind.capabilities());
    run(&fake.client(), confirmed(plan), &inventory)
}

fn end<'a>(outcome: &'a Outcome, digest: &Digest) -> &'a StepEnd {
    let result = outcome.results.iter().find(|result| result.item.digest() == Some(digest));
    &result.expect("a step").end
}

fn assert_refused(end: &StepEnd, why: &str) {
    assert!(matches!(end, StepEnd::Refused(_)), "{why}: {end:?}");
    let said = end_words(end).unwrap_or_default();
    assert!(said.contains(why), "{why}: {said}");
}

#[test]
fn a_tag_that_comes_right_before_the_request_keeps_its_manifest() {
    let (fake, digests) = images(ACR, 1);
    let one = digests[0].clone();
    fake.when(&line(Method::Get, &one), move |state| state.tag("app", "new", &digests[0]));
    let (outcome, _) = delete(&fake, ACR, std::slice::from_ref(&one));
    assert_refused(end(&outcome, &one), "The tag new was put on it");
    assert!(fake.deletes().is_empty());
}

#[test]
fn what_is_to_stay_since_the_plan_is_not_taken_along_by_what_it_refers_to() {
    let fake = Fake::new(ACR);
    let (one, signature) = {
        let state = &mut *fake.state.borrow_mut();
        let one = state.image("app", "image", None);
        let signature = state.image("app", "signature", Some(&one));
        (one, signature)
    };
    // Both were chosen, so each has a step of its own. Then somebody tags the referrer.
    let inventory = fake.inventory();
    let plan = deletion(&inventory, &[one.clone(), signature.clone()], &ACR.capabilities());
    fake.state.borrow_mut().tag("app", "kept", &signature);
    let (outcome, _) = run(&fake.client(), confirmed(plan), &inventory);
    assert_refused(end(&outcome, &signature), "The tag kept was put on it");
    assert_refused(end(&outcome, &one), "would also delete");
    assert!(fake.deletes().is_empty(), "the registry takes along what refers to what it deletes");
}

#[test]
fn a_lock_that_comes_right_before_the_request_is_seen() {
    let (fake, digests) = images(ACR, 1);
    let one = digests[0].clone();
    fake.when(&line(Method::Get, &one), |state| state.locked_tags.extend(["v0".to_owned()]));
    let (outcome, _) = delete(&fake, ACR, &digests);
    assert_refused(end(&outcome, &one), "v0 is locked now");
    assert!(fake.deletes().is_empty());
}

/// A tag that no list of tags shows was put on the first of two images after the plan was made.
fn hide(named: bool) -> (Rc<Fake>, Inventory, Vec<Digest>) {
    let (fake, digests) = images(ACR, 2);
    let inventory = fake.inventory();
    let state = &mut *fake.state.borrow_mut();
    state.tag("app", "secret", &digests[0]);
    state.hidden.insert("secret".to_owned(), named);
    (Rc::clone(&fake), inventory, digests)
}

#[test]
fn a_tag_that_is_hidden_since_the_plan_keeps_what_it_is_on() {
    let (fake, inventory, digests) = hide(true);
    let order = confirmed(deletion(&inventory, &digests, &ACR.capabilities()));
    let (outcome, _) = run(&fake.client(), order, &inventory);
    assert_refused(end(&outcome, &digests[0]), "secret");
    assert_eq!(*end(&outcome, &digests[1]), StepEnd::Done);
    // What is counted and shown nowhere may be on anything.
    let (fake, inventory, digests) = hide(false);
    let order = confirmed(deletion(&inventory, &digests, &ACR.capabilities()));
    let (outcome, _) = run(&fake.client(), order, &inventory);
    for digest in &digests {
        assert_refused(end(&outcome, digest), "counts 3 tags");
    }
    assert!(fake.deletes().is_empty());
}

#[test]
fn a_tag_that_is_hidden_since_the_plan_keeps_the_repository() {
    for named in [true, false] {
        let (fake, inventory, _) = hide(named);
        let analysis = Analysis::of(&inventory);
        let plan = Plan::delete_repositories(&inventory, &analysis, &[app()], &ACR.capabilities());
        let (outcome, after) = run(&fake.client(), confirmed(plan), &inventory);
        assert_refused(&outcome.results[0].end, if named { "secret" } else { "counts 3 tags" });
        assert_same(&after, &inventory);
        assert_eq!(fake.state.borrow().tags["app"].len(), 3);
    }
}

#[test]
fn a_repository_that_somebody_else_deleted_is_not_deleted_once_more() {
    let (fake, _) = images(ACR, 2);
    let inventory = fake.inventory();
    let analysis = Analysis::of(&inventory);
    let plan = Plan::delete_repositories(&inventory, &analysis, &[app()], &ACR.capabilities());
    {
        let state = &mut *fake.state.borrow_mut();
        (state.manifests, state.tags) = Default::default();
    }
    let (outcome, after) = run(&fake.client(), confirmed(plan), &inventory);
    assert_eq!(outcome.results[0].end, StepEnd::AlreadyGone);
    assert!(!after.repositories.contains_key(&app()));
    // A push to that name at this moment loses nothing.
    assert!(!fake.state.borrow().log.iter().any(|line| line.starts_with("DELETE")));
}

#[test]
fn a_long_run_looks_again_at_what_was_pushed_meanwhile() {
    let (fake, digests) = images(ACR, 300);
    // The last to go, in the order of the run.
    let mut order = digests.clone();
    order.sort();
    let (late, last) = (order[140].clone(), order[299].clone());
    let subject = last.clone();
    fake.when(&line(Method::Delete, &late), move |state| {
        state.image("app", "signature", Some(&subject));
    });
    let (outcome, _) = delete(&fake, ACR, &digests);
    assert_refused(end(&outcome, &last), "refers to it");
    let done = outcome.results.iter().filter(|result| result.end == StepEnd::Done);
    assert_eq!(done.count(), 299);
    assert_eq!(fake.state.borrow().manifests["app"].len(), 2, "the image and its signature");
}

#[test]
fn a_list_of_tags_that_lacks_one_that_is_there_stops_everything_there() {
    let (fake, digests) = images(RegistryKind::Oci, 3);
    let inventory = fake.inventory();
    let order = confirmed(deletion(&inventory, &digests[..1], &RegistryKind::Oci.capabilities()));
    // It is the list that is cut: v2 is known, still there, and on nothing that is to go.
    fake.state.borrow_mut().hidden.insert("v2".to_owned(), false);
    let (outcome, _) = run(&fake.client(), order, &inventory);
    assert_refused(end(&outcome, &digests[0]), "v2");
    assert!(fake.deletes().is_empty());
}

#[test]
fn a_registry_that_is_taken_for_another_loses_one_manifest_to_an_untagging_at_most() {
    for kind in [RegistryKind::Zot, RegistryKind::Distribution3, RegistryKind::Oci] {
        let (fake, _) = images(kind, 9);
        fake.state.borrow_mut().untag_takes_all = true;
        let inventory = fake.inventory();
        let tags: Vec<_> = inventory.repositories[&app()].tags.keys().cloned().collect();
        let does = kind.capabilities();
        let plan = Plan::untag(&inventory, &Analysis::of(&inventory), &app(), &tags, DIRECT, &does);
        let (outcome, after) = run(&fake.client(), confirmed(plan), &inventory);
        assert!(outcome.stopped.is_some(), "{kind:?}");
        assert_eq!(fake.state.borrow().manifests["app"].len(), 8, "{kind:?}");
        assert_same(&after, &fake.inventory());
    }
}

#[test]
fn what_happens_to_a_tag_that_is_not_the_last_one_proves_nothing_about_the_last() {
    // By name the two tags of the first image come first: one of them stays, then none.
    for chosen in [["a0", "b", "c", "d"], ["a0", "a1", "b", "c"]] {
        let (fake, _) = images(RegistryKind::Zot, 0);
        {
            let state = &mut *fake.state.borrow_mut();
            let digests = ["a", "b", "c", "d"].map(|what| state.image("app", what, None));
            for (tag, at) in [("a0", 0), ("a1", 0), ("b", 1), ("c", 2), ("d", 3)] {
                state.tag("app", tag, &digests[at]);
            }
            state.last_untag_takes_all = true;
        }
        let inventory = fake.inventory();
        let tags: Vec<_> = chosen.iter().map(|tag| tag.parse().expect("a tag")).collect();
        let does = RegistryKind::Zot.capabilities();
        let plan = Plan::untag(&inventory, &Analysis::of(&inventory), &app(), &tags, DIRECT, &does);
        let (outcome, after) = run(&fake.client(), confirmed(plan), &inventory);
        let stopped = stop_words(&outcome.stopped.clone().expect("a reason"));
        assert!(stopped.contains("so is"), "{stopped}");
        assert_eq!(fake.state.borrow().manifests["app"].len(), 3, "{chosen:?} {outcome:?}");
        assert_same(&after, &fake.inventory());
    }
}

#[test]
fn a_registry_that_takes_along_what_was_to_stay_is_found_out_at_once() {
    let plain = RegistryKind::Oci.capabilities();
    let deep = Capabilities { cascades_referrers: true, cascades_children: true, ..plain };
    for referrers in [true, false] {
        let fake = Fake::that_does(RegistryKind::Oci, deep);
        let chosen: Vec<Digest> = {
            let state = &mut *fake.state.borrow_mut();
            let mut family = |at: usize| {
                let image = state.image("app", &format!("image {at}"), None);
                let top = if referrers { image.clone() } else { state.index("app", &[&image]) };
                if referrers {
                    state.image("app", &format!("signature {at}"), Some(&image));
                }
                state.tag("app", &format!("v{at}"), &top);
                top
            };
            (0..12).map(&mut family).collect()
        };
        let inventory = fake.inventory();
        let order = confirmed(deletion(&inventory, &chosen, &plain));
        let (outcome, after) = run(&fake.client_that_expects(plain), order, &inventory);
        let stopped = stop_words(&outcome.stopped.clone().expect("a reason"));
        assert!(stopped.contains("was to stay"), "{stopped}");
        assert_eq!((outcome.gone(), fake.deletes().len()), (1, 1));
        assert_same(&after, &fake.inventory());
    }
}

#[test]
fn nothing_more_is_sent_of_what_is_still_being_looked_at() {
    // An index whose child goes unasked; meanwhile images are looked at that have many tags.
    let plain = RegistryKind::Oci.capabilities();
    let fake =
        Fake::that_does(RegistryKind::Oci, Capabilities { cascades_children: true, ..plain });
    let (index, images) = {
        let state = &mut *fake.state.borrow_mut();
        let child = state.image("app", "child", None);
        let index = state.index("app", &[&child]);
        let images = (0..3).map(|at| state.image("app", &format!("image {at}"), None));
        (index, images.collect::<Vec<_>>())
    };
    // The first deletion of a run is alone.
    let first = {
        let state = &mut *fake.state.borrow_mut();
        let lowest = images.iter().chain([&index]).min().expect("some").clone();
        let mut some = (0..1000).map(|at| {
            let digest = state.image("app", &format!("first {at}"), None);
            state.manifests.get_mut("app").expect("app").remove(&digest);
            (digest, at)
        });
        let (_, at) = some.find(|(digest, _)| *digest < lowest).expect("one of many");
        state.image("app", &format!("first {at}"), None)
    };
    for (at, image) in images.iter().enumerate() {
        for tag in 0..300 {
            fake.state.borrow_mut().tag("app", &format!("v{at}.{tag}"), image);
        }
    }
    let inventory = fake.inventory();
    let chosen = [&[first.clone(), index.clone()], images.as_slice()].concat();
    let order = confirmed(deletion(&inventory, &chosen, &plain));
    let (outcome, after) = run(&fake.client_that_expects(plain), order, &inventory);
    let stopped = stop_words(&outcome.stopped.clone().expect("a reason"));
    assert!(stopped.contains("was to stay"), "{stopped}");
    assert_eq!(fake.deletes(), [first.short(), index.short()]);
    for image in &images {
        let end = end(&outcome, image);
        assert!(matches!(end, StepEnd::NotReached(_)), "{end:?}");
        assert_eq!(end_words(end).as_ref(), Some(&stopped));
    }
    assert_same(&after, &fake.inventory());
}

#[test]
fn what_stays_is_looked_at_and_disturbs_nothing() {
    let plain = RegistryKind::Oci.capabilities();
    let fake = Fake::that_does(RegistryKind::Oci, plain);
    let index = {
        let state = &mut *fake.state.borrow_mut();
        let image = state.image("app", "image", None);
        let index = state.index("app", &[&image]);
        state.image("app", "signature", Some(&index));
        index
    };
    let inventory = fake.inventory();
    let order = confirmed(deletion(&inventory, &[index], &plain));
    let (outcome, after) = run(&fake.client(), order, &inventory);
    assert!(outcome.is_complete(), "{outcome:?}");
    assert_same(&after, &fake.inventory());
}

#[test]
fn an_index_that_was_deleted_and_is_pushed_again_keeps_what_it_lists() {
    let (fake, mut chosen) = images(ACR, 300);
    // By digest, as the run goes: an index that goes early, of an image that goes last, right after another
    // index that lists it.
    let mut sorted = chosen.clone();
    sorted.sort();
    let (late, last) = (sorted[140].clone(), sorted[299].clone());
    let (index, other) = {
        let state = &mut *fake.state.borrow_mut();
        let some: Vec<(Digest, usize)> =
            (1..100).map(|count| (state.index("app", &vec![&last; count]), count)).collect();
        let (index, count) =
            some.iter().find(|(index, _)| *index < sorted[20]).cloned().expect("one of many");
        let (other, _) =
            some.into_iter().find(|(index, _)| *index > sorted[280]).expect("one of many");
        let kept = [index.clone(), other.clone()];
        state
            .manifests
            .get_mut("app")
            .expect("app")
            .retain(|digest, _| kept.contains(digest) || sorted.binary_search(digest).is_ok());
        let again = last.clone();
        state.when(&line(Method::Delete, &late), move |state| {
            state.index("app", &vec![&again; count]);
        });
        (index, other)
    };
    chosen.extend([index.clone(), other]);
    let (outcome, _) = delete(&fake, ACR, &chosen);
    assert_eq!(*end(&outcome, &index), StepEnd::Done);
    assert_refused(end(&outcome, &last), "pushed since the plan was made, lists it");
    let done = outcome.results.iter().filter(|result| result.end == StepEnd::Done);
    assert_eq!(done.count(), 301);
    let left: Vec<Digest> = fake.state.borrow().manifests["app"].keys().cloned().collect();
    assert_eq!(left, if index < last { [index, last] } else { [last, index] });
}

/// Deletes everything in `fake`, while somebody tags `kept` right before its request. `kept` has to
/// stay. So have `parts`, which belong to it, and `taker`, with which the registry would delete them
/// along.
fn check_circle(
    fake: &Rc<Fake>,
    does: &Capabilities,
    kept: &Digest,
    part: &Digest,
    taker: &Digest,
) {
    let inventory = fake.inventory();
    let all: Vec<Digest> = inventory.repositories[&app()].manifests.keys().cloned().collect();
    let plan = deletion(&inventory, &all, does);
    let target = kept.clone();
    fake.when(&line(Method::Get, kept), move |state| state.tag("app", "kept", &target));
    let (outcome, after) = run(&fake.client(), confirmed(plan), &inventory);
    assert_refused(end(&outcome, kept), "The tag kept was put on it");
    assert_refused(end(&outcome, part), "stays and needs it");
    assert_refused(end(&outcome, taker), &format!("would also delete {}", part.short()));
    assert!(fake.deletes().is_empty(), "{outcome:?}");
    assert!(after.repositories[&app()].manifests.contains_key(part));
}

#[test]
fn what_is_kept_by_one_manifest_does_not_go_with_another() {
    // A signature by its tag of one image, by its subject of another one that comes first.
    let fake = Fake::new(ACR);
    let (kept, part, taker) = {
        let state = &mut *fake.state.borrow_mut();
        let (a, b) = (state.image("app", "a", None), state.image("app", "b", None));
        let (taker, kept) = if a < b { (a, b) } else { (b, a) };
        let part = state.image("app", "signature", Some(&taker));
        state.tag("app", &format!("sha256-{}.sig", kept.hex()), &part);
        (kept, part, taker)
    };
    check_circle(&fake, &ACR.capabilities(), &kept, &part, &taker);
}
