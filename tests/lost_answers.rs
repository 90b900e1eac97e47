//! Requests that were carried out although their answers never came. The run reports what really
//! happened, or says that it cannot be seen.

mod fake;

use fake::acts::{app, delete, delete_whole, registry, untag};
use fake::run::assert_same;
use fake::{Lost, line};
use plimsoll::cleanup::StepEnd;
use plimsoll::model::Digest;
use plimsoll::present::{end_words, note_words};
use plimsoll::registry::RegistryKind;
use plimsoll::registry::transport::Method;

const ACR: RegistryKind = RegistryKind::Acr;

fn assert_failed(end: &StepEnd, says: &str) {
    assert!(matches!(end, StepEnd::Failed(_)), "{says}: {end:?}");
    assert!(end_words(end).unwrap_or_default().contains(says), "{says}: {end:?}");
}

#[test]
fn what_went_without_an_answer_is_gone() {
    for (lost, times) in [(Lost::Silence, 2), (Lost::Part, 2), (Lost::Fault, 1), (Lost::Fault, 8)] {
        for kind in [ACR, RegistryKind::Zot, RegistryKind::Oci] {
            let (fake, [one, sbom, two]) = registry(kind);
            for digest in [&one, &sbom, &two] {
                fake.lose(&line(Method::Delete, digest), lost, times);
            }
            let chosen: &[&Digest] = if kind == ACR { &[&one, &two] } else { &[&one, &sbom, &two] };
            let (outcome, after) = delete(&fake, kind, chosen);
            let done = outcome.results.iter().all(|result| result.end == StepEnd::Done);
            assert!(done, "{lost:?} {kind:?} {outcome:?}");
            assert!(outcome.is_complete(), "{lost:?} {kind:?} {outcome:?}");
            assert!(after.repositories[&app()].manifests.is_empty(), "{lost:?} {kind:?}");
            assert_same(&after, &fake.inventory());
        }
    }
}

#[test]
fn what_did_not_go_is_still_there() {
    // No request is carried out.
    for (status, body) in [(500, ""), (504, "<html>")] {
        let (fake, [one, ..]) = registry(ACR);
        fake.fault("DELETE", status, body);
        let (outcome, after) = delete(&fake, ACR, &[&one]);
        assert_failed(&outcome.results[0].end, "checked right afterwards: it was still there");
        assert!(outcome.notes.is_empty(), "{outcome:?}");
        assert_same(&after, &fake.inventory());
    }
}

#[test]
fn what_cannot_be_seen_is_not_called_there() {
    let (fake, [one, _, two]) = registry(ACR);
    fake.lose("DELETE", Lost::Silence, 1);
    // From then on the manifest may not be read. The lists show that it is gone, and which manifests were
    // deleted along.
    let silent = line(Method::Get, &one);
    fake.when(&line(Method::Delete, &one), move |state| {
        state.faults.push((silent.clone(), 403, String::new()));
    });
    let (outcome, after) = delete(&fake, ACR, &[&one]);
    assert_failed(
        &outcome.results[0].end,
        "Plimsoll could not see whether the request was done all the same.",
    );
    let notes = outcome.notes.iter().map(note_words).collect::<Vec<_>>().join(" ");
    assert!(
        notes.contains(&format!("could not see whether {} of app is still there", one.short())),
        "{notes}"
    );
    assert!(!notes.contains("the plan did not name it"), "{notes}");
    assert!(after.repositories[&app()].manifests.contains_key(&two));
    assert!(!outcome.is_complete());
}

#[test]
fn what_the_last_look_finds_gone_is_gone_in_what_is_known() {
    let (fake, [one, sbom, two]) = registry(ACR);
    fake.lose("DELETE", Lost::Silence, 1);
    let silent = line(Method::Get, &one);
    fake.when(&line(Method::Delete, &one), move |state| {
        state.faults.push((silent.clone(), 403, String::new()));
        // It can be read again once the lists are read.
        state.when("_manifests", |state| state.faults.clear());
    });
    let (outcome, after) = delete(&fake, ACR, &[&one]);
    assert_failed(&outcome.results[0].end, "could not see");
    let notes = outcome.notes.iter().map(note_words).collect::<Vec<_>>().join(" ");
    for digest in [&one, &sbom] {
        assert!(notes.contains(&format!("{} of app is gone", digest.short())), "{notes}");
    }
    assert!(!notes.contains("the plan did not name it"), "{notes}");
    assert_same(&after, &fake.inventory());
    assert!(after.repositories[&app()].manifests.keys().eq([&two]));
}

#[test]
fn a_repository_that_went_without_an_answer_is_gone() {
    for (lost, times) in [(Lost::Silence, 1), (Lost::Part, 1), (Lost::Fault, 1), (Lost::Fault, 8)] {
        let (fake, _) = registry(ACR);
        fake.lose("DELETE /acr/v1/app", lost, times);
        let (outcome, after) = delete_whole(&fake);
        assert_eq!(outcome.results[0].end, StepEnd::Done, "{lost:?}");
        assert_same(&after, &fake.inventory());
        assert!(after.repositories.is_empty());
    }
    for (part, status, says) in [
        ("DELETE", 500, "checked right afterwards: it was still there"),
        ("/acr/v1/app", 500, "Plimsoll could not see whether the request was done all the same."),
    ] {
        let (fake, _) = registry(ACR);
        let part = part.to_owned();
        fake.when("DELETE", move |state| state.faults.push((part.clone(), status, String::new())));
        let (outcome, after) = delete_whole(&fake);
        assert_failed(&outcome.results[0].end, says);
        assert_same(&after, &fake.inventory());
    }
}

#[test]
fn a_repository_that_is_still_there_may_have_lost_something() {
    let (fake, [one, ..]) = registry(ACR);
    // The deletion breaks off half-way: the repository is there, and a manifest in it is gone.
    fake.when("DELETE", move |state| {
        state.faults.push(("DELETE".to_owned(), 500, String::new()));
        state.manifests.entry("app".to_owned()).or_default().remove(&one);
    });
    let (outcome, _) = delete_whole(&fake);
    let end = &outcome.results[0].end;
    assert_failed(end, "checked right afterwards: it was still there");
    assert!(!end_words(end).unwrap_or_default().contains("nothing was deleted"), "{end:?}");
}

#[test]
fn a_tag_that_went_without_an_answer_is_gone() {
    for kind in [ACR, RegistryKind::Distribution3, RegistryKind::Oci, RegistryKind::Distribution2] {
        for (lost, times) in [(Lost::Silence, 1), (Lost::Fault, 1), (Lost::Fault, 4)] {
            let (fake, _) = registry(kind);
            // By placeholder, only the deletion of the placeholder counts; the one before it only tries
            // whether deleting works.
            let by_placeholder = kind == RegistryKind::Distribution2;
            if by_placeholder {
                fake.when("PUT", move |state| state.lost.push(("DELETE".to_owned(), lost, times)));
            } else {
                fake.lose("DELETE", lost, times);
            }
            let (outcome, after) = untag(&fake, kind, &["v1"]);
            let end = &outcome.results[0].end;
            assert!(outcome.is_complete() && end.is_gone(), "{kind:?} {lost:?} {outcome:?}");
            assert_same(&after, &fake.inventory());
            assert_eq!(after.repositories[&app()].tags.len(), 1, "{kind:?} {lost:?}");
        }
    }
}

#[test]
fn a_registry_that_takes_the_manifest_too_is_found_out_without_an_answer() {
    for (lost, times) in [(Lost::Silence, 1), (Lost::Fault, 1), (Lost::Fault, 4)] {
        let (fake, _) = registry(RegistryKind::Oci);
        fake.state.borrow_mut().untag_takes_all = true;
        fake.lose("DELETE", lost, times);
        let (outcome, after) = untag(&fake, RegistryKind::Oci, &["v1", "v2"]);
        assert!(outcome.stopped.is_some(), "{lost:?} {outcome:?}");
        assert_eq!(fake.state.borrow().manifests["app"].len(), 2, "{lost:?} {times}");
        assert_same(&after, &fake.inventory());
    }
}
