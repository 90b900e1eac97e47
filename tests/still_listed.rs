//! Tags that a registry lists although their manifest is deleted: they are shown as pointing to nothing, and the
//! end of the run names them.
#![cfg(not(target_arch = "wasm32"))]

mod fake;

use fake::acts::{app, delete, two_images, untag};
use fake::{Fake, line};
use plimsoll::cleanup::{Finding, StepEnd};
use plimsoll::model::{Inventory, TagName, TagTarget};
use plimsoll::present::{Went, deletion_words, end_words, note_words};
use plimsoll::registry::RegistryKind;
use plimsoll::registry::transport::Method;

const D2: RegistryKind = RegistryKind::Distribution2;

fn tag(name: &str) -> TagName {
    name.parse().expect("a tag")
}

fn dangling(inventory: &Inventory) -> Vec<String> {
    let tags = &inventory.repositories[&app()].tags;
    let absent = tags.iter().filter(|(_, tag)| tag.target == TagTarget::Absent);
    absent.map(|(name, _)| name.to_string()).collect()
}

/// Deletes `one`, of which the registry keeps these tags in its list.
fn kept(
    kind: RegistryKind,
    kept: &'static [&'static str],
) -> (std::rc::Rc<Fake>, plimsoll::cleanup::Outcome, Inventory) {
    let (fake, one, _) = two_images(kind);
    for name in ["1.10", "1.10.0", "latest", "stream"] {
        fake.state.borrow_mut().tag("app", name, &one);
    }
    let target = one.clone();
    fake.when(&line(Method::Delete, &one), move |state| {
        // The answer to the deletion comes before.
        let target = target.clone();
        state.when("GET", move |state| {
            for name in kept {
                state.tag("app", name, &target);
            }
        });
    });
    let (outcome, after) = delete(&fake, kind, &[&one]);
    (fake, outcome, after)
}

#[test]
fn tags_that_stay_listed_point_to_nothing_and_are_named() {
    for kind in [D2, RegistryKind::Distribution3, RegistryKind::Oci, RegistryKind::Zot] {
        let (_, outcome, after) = kept(kind, &["1.10", "1.10.0", "v1"]);
        assert_eq!(dangling(&after), ["1.10", "1.10.0", "v1"], "{kind:?}");
        assert_eq!(after.repositories[&app()].tags.len(), 4, "{kind:?}");
        assert_eq!(outcome.gone(), 1, "{kind:?}");
        let words = deletion_words(&outcome, (("manifest", "manifests"), "deleted"));
        assert_eq!(words.ending.went, Went::Badly, "{kind:?}");
        let says =
            "The registry still lists 3 tags of app that point to nothing now: 1.10, 1.10.0, v1.";
        assert!(words.ending.text.contains(says), "{kind:?} {}", words.ending.text);
    }
    let (_, outcome, after) = kept(D2, &["latest"]);
    assert_eq!(dangling(&after), ["latest"]);
    let says = "The registry still lists a tag of app that points to nothing now: latest.";
    assert_eq!(outcome.notes.iter().map(note_words).collect::<Vec<_>>(), [says]);
    let (_, outcome, after) = kept(D2, &[]);
    assert!(outcome.is_complete() && dangling(&after).is_empty(), "{outcome:?}");
}

#[test]
fn a_manifest_that_a_tag_still_answers_with_is_not_deleted() {
    let (fake, one, _) = two_images(D2);
    let look = line(Method::Get, &one);
    let digest = one.clone();
    // The registry denies the digest, and keeps manifest and tag.
    fake.fault(&line(Method::Delete, &one), 202, "");
    fake.when(&line(Method::Delete, &one), move |state| {
        let look = look.clone();
        state.faults.push((look, 404, r#"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#.to_owned()));
    });
    let (outcome, after) = delete(&fake, D2, &[&one]);
    let end = &outcome.results[0].end;
    assert!(matches!(end, StepEnd::Failed(_)), "{end:?}");
    assert!(end_words(end).unwrap_or_default().contains("for the tag v1"), "{end:?}");
    assert_eq!(outcome.notes.len(), 1, "{:?}", outcome.notes);
    assert!(matches!(outcome.notes[0].finding, Finding::StillServed { .. }));
    let repository = &after.repositories[&app()];
    assert!(repository.manifests.contains_key(&digest));
    assert_eq!(repository.tags[&tag("v1")].digest(), Some(&digest));
}

#[test]
fn a_tag_that_was_taken_off_and_stays_listed_points_to_nothing() {
    for kind in [D2, RegistryKind::Distribution3] {
        let (fake, one, _) = two_images(kind);
        let request = if kind == D2 { "DELETE" } else { "DELETE /v2/app/manifests/v1" };
        let absent = plimsoll::model::Digest::of(b"nothing");
        let hook = move |state: &mut fake::State| {
            let absent = absent.clone();
            state.when("GET /v2/app/tags/list", move |state| state.tag("app", "v1", &absent));
        };
        // Of the placeholder way the second deletion counts.
        fake.when(request, move |state| match kind {
            D2 => state.when("DELETE", hook.clone()),
            _ => hook(state),
        });
        let (outcome, after) = untag(&fake, kind, &["v1"]);
        assert!(!outcome.is_complete(), "{kind:?}");
        let says = "The registry still lists a tag of app that points to nothing now: v1.";
        assert_eq!(outcome.notes.iter().map(note_words).collect::<Vec<_>>(), [says], "{kind:?}");
        assert_eq!(dangling(&after), ["v1"], "{kind:?}");
        assert!(after.repositories[&app()].manifests.contains_key(&one), "{kind:?}");
    }
}
