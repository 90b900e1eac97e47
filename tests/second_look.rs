//! The second look, right before a change: targets that changed since the plan are left alone.

mod fake;

use fake::acts::{ALL, app, order, targets, two_images};
use fake::run::run;
use fake::{State, line};
use plimsoll::cleanup::StepEnd;
use plimsoll::model::Digest;
use plimsoll::present::end_words;
use plimsoll::registry::RegistryKind;
use plimsoll::registry::transport::Method;

/// Runs the deletion of `one` and `two`, with a change at the moment of the request `part`. `one` must
/// be left alone with a reason that contains `why`; `two` must go all the same.
fn check_refused(
    kind: RegistryKind,
    part: &str,
    change: impl FnMut(&mut State) + 'static,
    why: &str,
) {
    let (fake, one, two) = two_images(kind);
    let inventory = fake.inventory();
    let order = order(&inventory, &targets(&[&one, &two]), ALL, kind);
    fake.when(part, change);
    let (outcome, after) = run(&fake.client(), order, &inventory);
    for result in &outcome.results {
        if result.item.digest() == Some(&two) {
            assert_eq!(result.end, StepEnd::Done, "{why}");
        } else {
            let reason = end_words(&result.end).unwrap_or_default();
            assert!(matches!(result.end, StepEnd::Refused(_)), "{why}: {:?}", result.end);
            assert!(reason.contains(why), "{why}: {reason}");
        }
    }
    assert_eq!(fake.deletes(), [two.short()], "{why}");
    assert!(after.repositories[&app()].manifests.contains_key(&one));
}

fn one() -> Digest {
    State::default().image("app", "one", None)
}

#[test]
fn what_changed_since_the_plan_is_left_alone() {
    for kind in [RegistryKind::Oci, RegistryKind::Acr] {
        let tags = "tags";
        let moves = |state: &mut State| {
            let three = state.image("app", "three", None);
            state.tag("app", "v1", &three);
        };
        check_refused(
            kind,
            tags,
            |state| state.tag("app", "new", &one()),
            "The tag new was put on it",
        );
        check_refused(kind, tags, moves, "The tag v1 now points to another");
        // The change comes between the look at the repository and the deletion.
        let late = line(Method::Get, &one());
        check_refused(kind, &late, moves, "The tag v1 now points to another");
        check_refused(
            kind,
            tags,
            |state| {
                let index = state.index("app", &[&one()]);
                state.tag("app", "multi", &index);
            },
            "pushed since the plan was made, lists it",
        );
        // An index of an index.
        check_refused(
            kind,
            tags,
            |state| {
                let inner = state.index("app", &[&one()]);
                let outer = state.index("app", &[&inner]);
                state.tag("app", "multi", &outer);
            },
            "pushed since the plan was made, lists it",
        );
        check_refused(
            kind,
            tags,
            |state| {
                let signature = state.image("app", "signature", None);
                state.tag("app", &format!("sha256-{}.sig", one().hex()), &signature);
            },
            "was added for it",
        );
    }
    // Changes that only a registry that lists untagged manifests shows.
    let acr = RegistryKind::Acr;
    let sbom = |state: &mut State| {
        state.image("app", "sbom", Some(&one()));
    };
    check_refused(acr, "_tags", sbom, "refers to it");
    check_refused(acr, "_tags", |state| state.locked.extend([one()]), "locked now");
    check_refused(
        acr,
        "_tags",
        |state| {
            state.index("app", &[&one()]);
        },
        "pushed since the plan was made, lists it",
    );
}

#[test]
fn an_unrelated_push_disturbs_nothing() {
    for kind in [RegistryKind::Oci, RegistryKind::Acr] {
        let (fake, one, two) = two_images(kind);
        let inventory = fake.inventory();
        let order = order(&inventory, &targets(&[&one]), ALL, kind);
        fake.when("tags", move |state| {
            let three = state.image("app", "three", None);
            let index = state.index("app", &[&three, &two]);
            state.tag("app", "latest", &index);
        });
        let (outcome, _) = run(&fake.client(), order, &inventory);
        assert_eq!(outcome.results[0].end, StepEnd::Done);
    }
}

#[test]
fn a_tag_that_is_gone_does_not_stop_it() {
    let (fake, one, _) = two_images(RegistryKind::Oci);
    let inventory = fake.inventory();
    let order = order(&inventory, &targets(&[&one]), ALL, RegistryKind::Oci);
    fake.state.borrow_mut().tags.get_mut("app").expect("tags").remove("v1");
    let (outcome, _) = run(&fake.client(), order, &inventory);
    assert_eq!(outcome.results[0].end, StepEnd::Done);
}

#[test]
fn where_the_second_look_fails_nothing_is_deleted() {
    for (part, kind) in [
        ("/tags/list", RegistryKind::Oci),
        ("HEAD", RegistryKind::Oci),
        ("_tags", RegistryKind::Acr),
        ("_manifests", RegistryKind::Acr),
    ] {
        for (status, body) in [(500, ""), (401, ""), (403, ""), (404, "<html>"), (200, "<html>")] {
            if (part, status) == ("HEAD", 200) {
                continue;
            }
            let (fake, one, two) = two_images(kind);
            let inventory = fake.inventory();
            let order = order(&inventory, &targets(&[&one, &two]), ALL, kind);
            fake.fault(part, status, body);
            if part == "HEAD" {
                fake.fault("GET /v2/app/manifests/v", status, body);
            }
            let (outcome, _) = run(&fake.client(), order, &inventory);
            let refused = |end: &StepEnd| matches!(end, StepEnd::Refused(_));
            assert!(outcome.results.iter().all(|result| refused(&result.end)), "{part} {status}");
            assert_eq!(fake.deletes().len(), 0, "{part} {status}");
        }
    }
}

#[test]
fn bytes_that_are_not_the_manifest_stop_its_deletion() {
    let (fake, one, _) = two_images(RegistryKind::Oci);
    let inventory = fake.inventory();
    let order = order(&inventory, &targets(&[&one]), ALL, RegistryKind::Oci);
    fake.fault(&line(Method::Get, &one), 200, r#"{"schemaVersion":2}"#);
    let (outcome, _) = run(&fake.client(), order, &inventory);
    assert!(matches!(outcome.results[0].end, StepEnd::Refused(_)));
    assert!(fake.deletes().is_empty());
}
