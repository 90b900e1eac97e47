//! Answers of success that are none: a registry, or a proxy before it, answers a deletion as if it had done
//! it, and the target is still there. The run says so, keeps the row, and sends nothing more there.
#![cfg(not(target_arch = "wasm32"))]

mod fake;

use fake::acts::{ALL, app, delete, delete_whole, order, targets, two_images, untag};
use fake::run::{assert_same, run};
use fake::{Fake, line};
use plimsoll::cleanup::{Outcome, StepEnd};
use plimsoll::model::Digest;
use plimsoll::present::{Went, deletion_words, end_words};
use plimsoll::registry::RegistryKind;
use plimsoll::registry::transport::Method;

const KINDS: [RegistryKind; 4] =
    [RegistryKind::Acr, RegistryKind::Zot, RegistryKind::Oci, RegistryKind::Distribution2];
const HTML: &str = "<html><body>Welcome to the proxy.</body></html>";
const UNKNOWN: &str = r#"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#;

/// The answers, and what is said of the manifest that is still there.
const PRETENDED: [(u16, &str, &str); 5] = [
    (202, "", "The registry accepted the deletion, but the manifest is still there."),
    (204, "", "The registry accepted the deletion, but the manifest is still there."),
    (200, "", "The registry accepted the deletion, but the manifest is still there."),
    (200, HTML, "it was still there."),
    (
        404,
        UNKNOWN,
        "The registry answered that the manifest does not exist, but it is still there.",
    ),
];

fn deletes(fake: &Fake) -> usize {
    fake.state.borrow().log.iter().filter(|line| line.starts_with("DELETE")).count()
}

fn assert_failed(outcome: &Outcome, place: usize, says: &str, context: &str) {
    let end = &outcome.results[place].end;
    assert!(matches!(end, StepEnd::Failed(_)), "{context} {end:?}");
    assert!(end_words(end).unwrap_or_default().contains(says), "{context} {:?}", end_words(end));
}

/// More images than steps are under way at once.
fn six_images(kind: RegistryKind) -> (std::rc::Rc<Fake>, Vec<Digest>) {
    let fake = Fake::new(kind);
    let state = &mut *fake.state.borrow_mut();
    let images: Vec<Digest> =
        (0..6).map(|at| state.image("app", &format!("image {at}"), None)).collect();
    for (at, image) in images.iter().enumerate() {
        state.tag("app", &format!("v{at}"), image);
    }
    (std::rc::Rc::clone(&fake), images)
}

#[test]
fn a_manifest_that_is_still_there_is_not_deleted_and_its_row_stays() {
    for kind in KINDS {
        for (status, body, says) in PRETENDED {
            let context = format!("{kind:?} {status} {body}");
            let (fake, images) = six_images(kind);
            fake.fault("DELETE", status, body);
            let (outcome, after) = delete(&fake, kind, &images.iter().collect::<Vec<_>>());
            assert_failed(&outcome, 0, says, &context);
            // The first deletion of a run is alone, and nothing is sent after it.
            assert!(matches!(outcome.results[5].end, StepEnd::NotReached(_)), "{context}");
            assert_eq!((outcome.gone(), deletes(&fake)), (0, 1), "{context}");
            assert_same(&after, &fake.inventory());
            let words = deletion_words(&outcome, (("manifest", "manifests"), "deleted"));
            assert_eq!(words.ending.went, Went::Badly, "{context}");
            assert_eq!(words.count, "0 of 6", "{context}");
            assert!(!words.ending.text.contains("somebody"), "{context} {}", words.ending.text);
        }
    }
}

/// An index of two platforms tagged `multi`.
fn index(kind: RegistryKind) -> (std::rc::Rc<Fake>, [Digest; 3]) {
    let fake = Fake::new(kind);
    let state = &mut *fake.state.borrow_mut();
    let (one, two) = (state.image("app", "arm", None), state.image("app", "amd", None));
    let index = state.index("app", &[&one, &two]);
    state.tag("app", "multi", &index);
    (std::rc::Rc::clone(&fake), [index, one, two])
}

#[test]
fn the_children_of_an_index_that_is_still_there_stay() {
    for kind in KINDS {
        for (status, body, _) in PRETENDED {
            let (fake, [index, ..]) = index(kind);
            let inventory = fake.inventory();
            fake.fault(&line(Method::Delete, &index), status, body);
            let order = order(&inventory, &targets(&[&index]), ALL, kind);
            assert_eq!(order.steps().len(), 3);
            let (outcome, after) = run(&fake.client(), order, &inventory);
            assert_eq!((outcome.gone(), deletes(&fake)), (0, 1), "{kind:?} {status} {body}");
            assert_same(&after, &fake.inventory());
        }
    }
}

#[test]
fn a_registry_that_begins_to_pretend_is_believed_no_more() {
    let (fake, [index, one, two]) = index(RegistryKind::Oci);
    let inventory = fake.inventory();
    fake.fault(&line(Method::Delete, &one), 202, "");
    fake.fault(&line(Method::Delete, &two), 202, "");
    let order = order(&inventory, &targets(&[&index]), ALL, RegistryKind::Oci);
    let (outcome, after) = run(&fake.client(), order, &inventory);
    assert_eq!(outcome.results[0].end, StepEnd::Done);
    assert_eq!(outcome.gone(), 1);
    assert_same(&after, &fake.inventory());
}

#[test]
fn a_deletion_that_is_carried_out_a_moment_later_counts() {
    for kind in KINDS {
        let (fake, one, _) = two_images(kind);
        let target = one.clone();
        fake.fault("DELETE", 202, "");
        // The third look at it finds it gone: before the request, right after it, and half a second later.
        fake.when(&line(Method::Delete, &one), move |state| {
            let target = target.clone();
            let look = line(Method::Get, &target);
            let next = look.clone();
            state.when(&look, move |state| {
                let target = target.clone();
                state.when(&next, move |state| {
                    state.manifests.get_mut("app").map(|all| all.remove(&target));
                    state.tags.get_mut("app").map(|all| all.remove("v1"));
                });
            });
        });
        let (outcome, after) = delete(&fake, kind, &[&one]);
        assert_eq!(outcome.results[0].end, StepEnd::Done, "{kind:?}");
        assert!(outcome.is_complete(), "{kind:?} {outcome:?}");
        assert_same(&after, &fake.inventory());
    }
}

#[test]
fn a_tag_that_is_still_there_is_not_taken_off() {
    for kind in
        [RegistryKind::Acr, RegistryKind::Zot, RegistryKind::Oci, RegistryKind::Distribution3]
    {
        for (status, body, _) in PRETENDED {
            let context = format!("{kind:?} {status} {body}");
            let (fake, ..) = two_images(kind);
            fake.fault("DELETE", status, body);
            let (outcome, after) = untag(&fake, kind, &["v1", "v2"]);
            assert!(matches!(outcome.results[0].end, StepEnd::Failed(_)), "{context} {outcome:?}");
            assert_eq!((outcome.gone(), deletes(&fake) <= 2), (0, true), "{context}");
            assert_same(&after, &fake.inventory());
        }
    }
}

#[test]
fn a_repository_that_is_still_there_is_not_deleted() {
    for (status, body) in [(202, "{}"), (200, HTML)] {
        let (fake, ..) = two_images(RegistryKind::Acr);
        fake.fault("DELETE", status, body);
        let (outcome, after) = delete_whole(&fake);
        assert_failed(&outcome, 0, "still there", &format!("{status}"));
        assert_eq!(outcome.gone(), 0, "{status}");
        assert!(after.repositories.contains_key(&app()), "{status}");
    }
}
