//! Tags that are listed and point to nothing: they are taken off where the registry can.
#![cfg(not(target_arch = "wasm32"))]

mod fake;

use std::rc::Rc;

use fake::Fake;
use fake::acts::app;
use fake::run::{confirmed, run};
use plimsoll::cleanup::{Action, Along, Item, Outcome, Plan, Refusal, StepEnd, UntagWay};
use plimsoll::model::{Attributes, Digest, Inventory, Tag, TagName, TagTarget};
use plimsoll::present::{end_words, plan_lines, refusal_words};
use plimsoll::registry::{RegistryKind, Untag};
use plimsoll::storage::Analysis;

const KINDS: [RegistryKind; 5] = [
    RegistryKind::Acr,
    RegistryKind::Distribution2,
    RegistryKind::Distribution3,
    RegistryKind::Zot,
    RegistryKind::Oci,
];

fn tag(name: &str) -> TagName {
    name.parse().expect("a tag")
}

/// An image tagged `ok`, and two tags of manifests that are not there.
fn registry(kind: RegistryKind) -> (Rc<Fake>, Inventory) {
    let fake = Fake::new(kind);
    {
        let state = &mut *fake.state.borrow_mut();
        let image = state.image("app", "one", None);
        state.tag("app", "ok", &image);
        state.tag("app", "ghost-1", &Digest::of(b"no such manifest 1"));
        state.tag("app", "ghost-2", &Digest::of(b"no such manifest 2"));
    }
    let mut inventory = fake.inventory();
    let repository = inventory.repositories.get_mut(&app()).expect("app");
    for (name, text) in [("ghost-1", "no such manifest 1"), ("ghost-2", "no such manifest 2")] {
        let digest = Digest::of(text.as_bytes());
        // Azure's list names the digest, which the registry denies; others deny the tag.
        let target = match kind {
            RegistryKind::Acr => TagTarget::Digest(digest.clone()),
            _ => TagTarget::Absent,
        };
        repository.absent.insert(digest);
        repository
            .tags
            .insert(tag(name), Tag { target, last_updated: None, attributes: Attributes::OPEN });
    }
    (fake, inventory)
}

fn plan(inventory: &Inventory, kind: RegistryKind, names: &[&str]) -> Plan {
    let does = kind.capabilities();
    let way = match does.untag {
        Untag::ByPlaceholder => UntagWay::Placeholder,
        Untag::Offered | Untag::Impossible => UntagWay::Direct,
    };
    let tags: Vec<TagName> = names.iter().map(|name| tag(name)).collect();
    Plan::untag(inventory, &Analysis::of(inventory), &app(), &tags, way, &does)
}

fn untag(fake: &Rc<Fake>, inventory: &Inventory, kind: RegistryKind) -> (Outcome, Inventory) {
    let plan = plan(inventory, kind, &["ghost-1", "ghost-2"]);
    assert_eq!(plan.steps.len(), 2, "{kind:?} {:?}", plan.skipped);
    run(&fake.client(), confirmed(plan), inventory)
}

fn listed(inventory: &Inventory) -> Vec<String> {
    inventory.repositories[&app()].tags.keys().map(ToString::to_string).collect()
}

#[test]
fn tags_that_point_to_nothing_are_taken_off() {
    for kind in KINDS {
        let (fake, inventory) = registry(kind);
        let lines = plan_lines(&plan(&inventory, kind, &["ghost-1", "ok"]));
        assert_eq!((lines[0].digest.is_none(), lines[0].kind), (true, "tag"), "{kind:?}");
        assert_eq!(lines[0].remarks, ["points to no manifest"], "{kind:?}");
        assert!(lines[1].digest.is_some() && lines[1].remarks.is_empty(), "{kind:?}");
        let (outcome, after) = untag(&fake, &inventory, kind);
        assert!(outcome.is_complete(), "{kind:?} {outcome:?}");
        assert_eq!(outcome.results[0].end, StepEnd::Done, "{kind:?}");
        assert_eq!(listed(&after), ["ok"], "{kind:?}");
        let state = fake.state.borrow();
        assert_eq!(state.tags["app"].keys().collect::<Vec<_>>(), ["ok"], "{kind:?}");
        assert_eq!(state.manifests["app"].len(), 1, "{kind:?}: no placeholder is left");
    }
}

#[test]
fn a_tag_that_stays_listed_is_not_taken_off() {
    const UNKNOWN: &str = r#"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#;
    for kind in KINDS {
        for (status, body) in [(202, ""), (404, UNKNOWN)] {
            if kind == RegistryKind::Distribution2 && status == 404 {
                // Nothing answers so to the placeholder, which was just pushed.
                continue;
            }
            let (fake, inventory) = registry(kind);
            fake.fault("DELETE", status, body);
            let (outcome, after) = untag(&fake, &inventory, kind);
            let end = &outcome.results[0].end;
            assert!(matches!(end, StepEnd::Failed(_)), "{kind:?} {status} {end:?}");
            let says =
                if kind == RegistryKind::Distribution2 { "placeholder" } else { "still lists" };
            assert!(end_words(end).unwrap_or_default().contains(says), "{kind:?} {end:?}");
            assert_eq!(outcome.gone(), 0, "{kind:?} {status}");
            assert_eq!(listed(&after), ["ghost-1", "ghost-2", "ok"], "{kind:?} {status}");
        }
    }
}

#[test]
fn a_tag_that_is_pushed_meanwhile_stays() {
    for kind in KINDS {
        let (fake, inventory) = registry(kind);
        let digest =
            fake.inventory().repositories[&app()].manifests.keys().next().cloned().expect("one");
        fake.when("HEAD", move |state| state.tag("app", "ghost-1", &digest));
        let (outcome, after) = untag(&fake, &inventory, kind);
        assert!(matches!(outcome.results[0].end, StepEnd::Refused(_)), "{kind:?} {outcome:?}");
        assert_eq!(outcome.results[1].end, StepEnd::Done, "{kind:?}");
        assert_eq!(listed(&after), ["ghost-1", "ok"], "{kind:?}");
        assert!(fake.state.borrow().tags["app"].contains_key("ghost-1"), "{kind:?}");
    }
}

#[test]
fn absent_unread_and_unknown_are_three_reasons() {
    let kind = RegistryKind::Distribution3;
    let (_, mut inventory) = registry(kind);
    let repository = inventory.repositories.get_mut(&app()).expect("app");
    let absent = Digest::of(b"no such manifest 1");
    repository.tags.get_mut(&tag("ghost-2")).expect("a tag").target = TagTarget::Digest(absent);
    let (analysis, does) = (Analysis::of(&inventory), kind.capabilities());
    let names = ["ghost-1", "ghost-2", "never"].map(tag);
    let plan = Plan::delete_tagged(&inventory, &analysis, &app(), &names, Along::default(), &does);
    let why: Vec<&Refusal> = plan.skipped.iter().map(|skipped| &skipped.why).collect();
    let nothing = &Refusal::PointsToNothing;
    assert_eq!(why, [nothing, nothing, &Refusal::TagNotListed]);
    assert!(refusal_words(nothing).contains("points to no manifest"));
    let plan = self::plan(&inventory, kind, &["ghost-1", "ghost-2", "never"]);
    assert_eq!(plan.steps.len(), 2);
    assert!(
        plan.steps
            .iter()
            .all(|step| matches!(&step.action, Action::Untag(one) if one.digest.is_none()))
    );
    let skipped = &plan.skipped[0];
    assert_eq!((&skipped.item, &skipped.why), (&Item::Tag(tag("never")), &Refusal::TagNotListed));
}
