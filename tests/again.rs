//! Requests that a registry did not carry out and that are sent again: each time their target is
//! looked at first, because others push meanwhile.

mod fake;

use fake::acts::{ALL, app, delete, delete_whole, order, registry, targets, untag};
use fake::run::assert_same;
use fake::{Fake, Lost, State, line};
use futures::executor::block_on;
use plimsoll::cleanup::{Outcome, StepEnd, Stop, Target, execute};
use plimsoll::model::Inventory;
use plimsoll::present::end_words;
use plimsoll::registry::Cancel;
use plimsoll::registry::RegistryKind;
use plimsoll::registry::transport::Method;

const ACR: RegistryKind = RegistryKind::Acr;
const KINDS: [RegistryKind; 4] =
    [ACR, RegistryKind::Zot, RegistryKind::Oci, RegistryKind::Distribution2];
/// An answer without any effect: the registry is busy, or at fault.
const NOT_NOW: [u16; 5] = [429, 500, 502, 503, 504];

/// The number of requests that begin with `start`.
fn times(fake: &Fake, start: &str) -> usize {
    fake.state.borrow().log.iter().filter(|line| line.starts_with(start)).count()
}

/// Makes the registry refuse the first request that has `part`. Right before the next request of any kind
/// `meanwhile` happens, and the registry answers again.
fn not_ready_once(
    fake: &Fake,
    part: &str,
    status: u16,
    meanwhile: impl FnMut(&mut State) + Clone + 'static,
) {
    let fault = part.to_owned();
    fake.when(part, move |state| {
        state.faults.push((fault.clone(), status, String::new()));
        let mut meanwhile = meanwhile.clone();
        state.when("", move |state| {
            state.faults.clear();
            meanwhile(state);
        });
    });
}

fn assert_refused(outcome: &Outcome, says: &str, context: &str) {
    let end = &outcome.results[0].end;
    assert!(matches!(end, StepEnd::Refused(_)), "{context} {end:?}");
    assert!(end_words(end).is_some_and(|why| why.contains(says)), "{context} {end:?}");
}

fn assert_done(fake: &Fake, outcome: &Outcome, after: &Inventory, context: &str) {
    assert_eq!(outcome.results[0].end, StepEnd::Done, "{context}");
    assert!(outcome.is_complete(), "{context} {outcome:?}");
    assert_same(after, &fake.inventory());
}

#[test]
fn a_deletion_that_was_not_carried_out_is_sent_again() {
    for (kind, status) in KINDS.iter().flat_map(|kind| NOT_NOW.map(|status| (*kind, status))) {
        let (fake, [one, ..]) = registry(kind);
        not_ready_once(&fake, "DELETE", status, |_| {});
        let (outcome, after) = delete(&fake, kind, &[&one]);
        assert_done(&fake, &outcome, &after, &format!("{kind:?} {status}"));
        assert_eq!(times(&fake, "DELETE"), 2, "{kind:?} {status}");
    }
}

#[test]
fn what_is_tagged_while_its_deletion_waits_stays() {
    for (kind, status) in KINDS.iter().flat_map(|kind| NOT_NOW.map(|status| (*kind, status))) {
        let (fake, [one, ..]) = registry(kind);
        let target = one.clone();
        not_ready_once(&fake, "DELETE", status, move |state| state.tag("app", "release", &target));
        let (outcome, after) = delete(&fake, kind, &[&one]);
        assert_refused(&outcome, "release", &format!("{kind:?} {status}"));
        assert_eq!(times(&fake, "DELETE"), 1, "{kind:?} {status}");
        assert!(after.repositories[&app()].manifests.contains_key(&one));
    }
}

#[test]
fn a_tag_that_is_moved_while_its_untagging_waits_stays() {
    for (kind, request) in
        [(ACR, "DELETE"), (RegistryKind::Oci, "DELETE"), (RegistryKind::Distribution2, "PUT")]
    {
        for status in NOT_NOW {
            let (fake, [_, _, two]) = registry(kind);
            not_ready_once(&fake, request, status, move |state| state.tag("app", "v1", &two));
            let (outcome, _) = untag(&fake, kind, &["v1"]);
            let context = format!("{kind:?} {status}");
            assert!(!outcome.results[0].end.is_gone(), "{context} {outcome:?}");
            assert_eq!(times(&fake, request), 1, "{context}");
            let state = fake.state.borrow();
            assert_eq!(state.tags["app"]["v1"], state.tags["app"]["v2"], "{context}");
        }
    }
}

#[test]
fn an_untagging_that_was_not_carried_out_is_sent_again() {
    for (kind, request, sent) in [
        (ACR, "DELETE", 2),
        (RegistryKind::Oci, "DELETE", 2),
        (RegistryKind::Distribution2, "PUT", 2),
    ] {
        for status in NOT_NOW {
            let (fake, _) = registry(kind);
            not_ready_once(&fake, request, status, |_| {});
            let (outcome, after) = untag(&fake, kind, &["v1"]);
            assert_done(&fake, &outcome, &after, &format!("{kind:?} {status}"));
            assert_eq!(times(&fake, request), sent, "{kind:?} {status}");
        }
    }
}

#[test]
fn a_repository_that_grows_while_its_deletion_waits_stays() {
    for status in NOT_NOW {
        let (fake, _) = registry(ACR);
        not_ready_once(&fake, "DELETE", status, |state| {
            let three = state.image("app", "three", None);
            state.tag("app", "v3", &three);
        });
        let (outcome, after) = delete_whole(&fake);
        assert!(matches!(outcome.results[0].end, StepEnd::Refused(_)), "{status} {outcome:?}");
        assert_eq!(times(&fake, "DELETE"), 1, "{status}");
        assert_eq!(after.repositories[&app()].manifests.len(), 3, "{status}");
    }
}

#[test]
fn who_stops_while_the_registry_makes_us_wait_is_told_that_it_was_not_reached() {
    // A request that was answered with 429 was not carried out. After a fault nobody knows, and the run
    // reports that.
    for (status, is_reached) in [(429, false), (503, true)] {
        for moment in ["GET", "sleep"] {
            let (fake, [one, ..]) = registry(ACR);
            let cancel = Cancel::default();
            let stop = cancel.clone();
            fake.fault("DELETE", status, "");
            let inventory = fake.inventory();
            fake.when("DELETE", move |state| match moment {
                "GET" => {
                    let stop = stop.clone();
                    state.when("GET", move |_| stop.cancel());
                }
                _ => stop.cancel(),
            });
            let order = order(&inventory, &targets(&[&one]), ALL, ACR);
            let outcome = block_on(execute(&fake.client(), order, &cancel, &mut |_| {}));
            let end = &outcome.results[0].end;
            assert_eq!(matches!(end, StepEnd::Failed(_)), is_reached, "{status} {moment} {end:?}");
            assert_eq!(matches!(end, StepEnd::NotReached(_)), !is_reached, "{status} {moment}");
            assert_eq!(times(&fake, "DELETE"), 1, "{status} {moment}");
        }
    }
}

#[test]
fn it_is_tried_four_times_and_for_five_minutes_where_the_registry_asks_to_wait() {
    for (status, sent) in [(503, 4), (429, 11), (501, 1), (409, 1)] {
        let (fake, [one, ..]) = registry(ACR);
        fake.fault("DELETE", status, "");
        let (outcome, after) = delete(&fake, ACR, &[&one]);
        assert!(matches!(outcome.results[0].end, StepEnd::Failed(_)), "{status} {outcome:?}");
        assert_eq!(times(&fake, "DELETE"), sent, "{status}");
        // The target was looked at before each try.
        assert!(times(&fake, &line(Method::Get, &one)) >= sent, "{status}");
        assert_same(&after, &fake.inventory());
    }
}

/// Makes the registry behave so from the first deletion on, and runs one step in each of `repositories`, or forty in
/// one. Returns the outcome, and the number of requests.
fn from_the_first_deletion_on(
    repositories: usize,
    behave: impl Fn(&mut State) + 'static,
) -> (Outcome, usize) {
    let fake = Fake::new(ACR);
    let mut chosen = Vec::new();
    for at in 0..repositories.max(40) {
        let name = format!("r{}", at % repositories);
        let digest = fake.state.borrow_mut().image(&name, &format!("image {at}"), None);
        let repository = name.parse().expect("a name");
        chosen.push(Target { repository, digest, tags: Vec::new() });
    }
    let order = order(&fake.inventory(), &chosen, ALL, ACR);
    fake.when("DELETE", move |state| behave(state));
    let outcome = block_on(execute(&fake.client(), order, &Cancel::default(), &mut |_| {}));
    (outcome, times(&fake, ""))
}

/// Each further step would wait as long as the first, in vain.
#[test]
fn a_registry_that_refuses_for_minutes_or_falls_silent_ends_the_run() {
    let refused = |part: &'static str| {
        move |state: &mut State| state.faults.push((part.to_owned(), 429, String::new()))
    };
    let silent = |state: &mut State| state.lost.push((String::new(), Lost::Silence, usize::MAX));
    for (case, (outcome, sent), most) in [
        ("deletions", from_the_first_deletion_on(1, refused("DELETE")), 80),
        ("questions", from_the_first_deletion_on(1, refused("GET")), 40),
        ("all", from_the_first_deletion_on(1, refused("")), 40),
        ("all, in many repositories", from_the_first_deletion_on(250, refused("")), 60),
        ("silent", from_the_first_deletion_on(250, silent), 240),
    ] {
        assert!(matches!(outcome.stopped, Some(Stop::Failed(_))), "{case}: {:?}", outcome.stopped);
        let ends = outcome.results.iter().map(|result| &result.end);
        let reached = ends.filter(|end| !matches!(end, StepEnd::NotReached(Stop::Failed(_))));
        assert!(reached.count() <= if case == "silent" { 200 } else { 4 }, "{case}");
        assert!(sent <= most, "{case}: {sent}");
    }
}
