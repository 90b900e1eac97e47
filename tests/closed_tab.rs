//! Untagging by placeholder that ends half-way, as when a tab is closed: one tag at most is left on a
//! placeholder, it is the one that was begun last, a scan recognises it, and deleting it finishes.
#![cfg(not(target_arch = "wasm32"))]

mod fake;

use std::cell::RefCell;
use std::rc::Rc;
use std::task::{Context, Waker};

use fake::Fake;
use fake::acts::{app, targets};
use fake::run::{confirmed, run};
use plimsoll::cleanup::{Along, Item, Plan, StepEvent, UntagWay, execute};
use plimsoll::model::{Digest, Manifest, TagName};
use plimsoll::present::{Row, tag_rows};
use plimsoll::registry::{Cancel, RegistryKind};
use plimsoll::storage::Analysis;

const KIND: RegistryKind = RegistryKind::Distribution2;
const TAGS: usize = 6;

/// Images, each with a tag, of which some share one image.
fn registry() -> Rc<Fake> {
    let fake = Fake::new(KIND);
    let state = &mut *fake.state.borrow_mut();
    for at in 0..TAGS {
        let image = state.image("app", &format!("image {}", at / 2), None);
        state.tag("app", &format!("v{at}"), &image);
    }
    Rc::clone(&fake)
}

/// The tags on placeholders, each with its placeholder.
fn on_placeholders(fake: &Fake) -> Vec<(String, Digest)> {
    let state = fake.state.borrow();
    let is_placeholder = |digest: &Digest| {
        let bytes = state.manifests["app"].get(digest);
        bytes.is_some_and(|bytes| Manifest::read(bytes, None, None).is_placeholder())
    };
    let tags = state.tags["app"].iter().filter(|(_, digest)| is_placeholder(digest));
    tags.map(|(tag, digest)| (tag.clone(), digest.clone())).collect()
}

/// Untags all, and goes away after the run was woken so many times. Returns the tag that was begun last.
fn interrupted(fake: &Rc<Fake>, turns: usize) -> (Option<TagName>, bool) {
    let inventory = fake.inventory();
    let tags: Vec<TagName> = inventory.repositories[&app()].tags.keys().cloned().collect();
    let (analysis, does) = (Analysis::of(&inventory), KIND.capabilities());
    let way = UntagWay::Placeholder;
    let order = confirmed(Plan::untag(&inventory, &analysis, &app(), &tags, way, &does));
    let steps = order.steps().to_vec();
    let begun = RefCell::new(None);
    let mut on_event = |event: StepEvent| match event {
        StepEvent::Started { step } => {
            let step = steps.iter().find(|own| own.id == step).expect("a step");
            let Item::Tag(tag) = step.item() else { panic!("a tag") };
            begun.replace(Some(tag));
        }
        StepEvent::Ended { .. } => drop(begun.replace(None)),
        _ => {}
    };
    let (client, cancel) = (fake.client(), Cancel::default());
    let mut work = Box::pin(execute(&client, order, &cancel, &mut on_event));
    let mut context = Context::from_waker(Waker::noop());
    let is_ended = (0..turns).any(|_| work.as_mut().poll(&mut context).is_ready());
    drop(work);
    (begun.into_inner(), is_ended)
}

#[test]
fn one_tag_at_most_is_left_on_a_placeholder() {
    let mut times_left = 0;
    for turns in 1.. {
        let fake = registry();
        let (begun, is_ended) = interrupted(&fake, turns);
        let left = on_placeholders(&fake);
        assert!(left.len() <= 1, "{turns}: {left:?}");
        if is_ended {
            assert_eq!((left.len(), fake.state.borrow().tags["app"].len()), (0, 0));
            break;
        }
        let Some((tag, placeholder)) = left.first() else { continue };
        times_left += 1;
        assert_eq!(begun.map(|tag| tag.to_string()).as_ref(), Some(tag), "{turns}");
        // The next scan shows it, and deleting the placeholder takes the tag off.
        let inventory = fake.inventory();
        let (analysis, does) = (Analysis::of(&inventory), KIND.capabilities());
        let repository = &inventory.repositories[&app()];
        let rows = tag_rows(&app(), repository, &analysis, &does);
        let is_told = |row: &&Row| row.has_badge("left behind by an interrupted untagging");
        let told: Vec<&str> = rows.iter().filter(is_told).map(|row| row.key.as_str()).collect();
        assert_eq!(told, [tag.as_str()], "{turns}");
        let along = Along::default();
        let plan =
            Plan::delete_manifests(&inventory, &analysis, &targets(&[placeholder]), along, &does);
        let images = repository.manifests.len() - 1;
        let (outcome, after) = run(&fake.client(), confirmed(plan), &inventory);
        assert!(outcome.is_complete(), "{turns}: {outcome:?}");
        assert!(on_placeholders(&fake).is_empty(), "{turns}");
        assert_eq!(after.repositories[&app()].manifests.len(), images, "{turns}");
        assert!(!fake.state.borrow().tags["app"].contains_key(tag), "{turns}");
    }
    assert!(times_left > TAGS, "{times_left}");
}

#[test]
fn the_next_placeholder_is_pushed_when_the_last_is_gone() {
    let fake = registry();
    let (_, is_ended) = interrupted(&fake, 10_000);
    assert!(is_ended);
    let log = fake.state.borrow().log.clone();
    let mut open = 0;
    for line in &log {
        let is_own = |line: &String| line.starts_with("DELETE") || line.starts_with("PUT");
        if !is_own(line) {
            continue;
        }
        open = if line.starts_with("PUT") { open + 1 } else { 0 };
        assert!(open <= 1, "{log:#?}");
    }
}

#[test]
fn only_an_empty_index_of_ours_is_a_placeholder() {
    let read = |text: &str| Manifest::read(text.as_bytes(), None, None).is_placeholder();
    const KIND: &str = r#""schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json""#;
    let child = Digest::of(b"x");
    let ours = r#""annotations":{"plimsoll.placeholder":"takes v1 off"}"#;
    assert!(read(&format!(r#"{{{KIND},"manifests":[],{ours}}}"#)));
    assert!(!read(&format!(r#"{{{KIND},"manifests":[]}}"#)));
    assert!(!read(&format!(r#"{{{KIND},"manifests":[],"annotations":{{"other":"x"}}}}"#)));
    let entry = format!(r#"{{"mediaType":"x","digest":"{child}","size":1}}"#);
    assert!(!read(&format!(r#"{{{KIND},"manifests":[{entry}],{ours}}}"#)));
}
