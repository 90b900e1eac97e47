//! Runs that end early: what is left untagged where no list shows untagged manifests.
#![cfg(not(target_arch = "wasm32"))]

mod fake;

use std::rc::Rc;

use fake::Fake;
use fake::acts::{ALL, order, targets};
use futures::executor::block_on;
use plimsoll::cleanup::execute;
use plimsoll::model::Digest;
use plimsoll::registry::{Cancel, RegistryKind};

/// Four indexes of `children` images each, tagged.
fn indexes(kind: RegistryKind, children: usize) -> (Rc<Fake>, Vec<(Digest, Vec<Digest>)>) {
    let fake = Fake::new(kind);
    let mut all = Vec::new();
    for number in 0..4 {
        let state = &mut *fake.state.borrow_mut();
        let image = |part| state.image("app", &format!("{number}-{part}"), None);
        let parts: Vec<Digest> = (0..children).map(image).collect();
        let index = state.index("app", &parts.iter().collect::<Vec<_>>());
        state.tag("app", &format!("v{number}"), &index);
        all.push((index, parts));
    }
    (fake, all)
}

#[test]
fn an_interrupted_run_leaves_the_children_of_one_index_at_most() {
    for kind in [RegistryKind::Distribution2, RegistryKind::Zot] {
        for children in [1, 3] {
            for after in 1..4 * (children + 1) {
                let (fake, all) = indexes(kind, children);
                let inventory = fake.inventory();
                let chosen: Vec<&Digest> = all.iter().map(|(index, _)| index).collect();
                let order = order(&inventory, &targets(&chosen), ALL, kind);
                assert_eq!(order.steps().len(), 4 * (children + 1));
                let cancel = Cancel::default();
                let stop = cancel.clone();
                let mut ended = 0;
                block_on(execute(&fake.client(), order, &cancel, &mut |event| {
                    if matches!(event, plimsoll::cleanup::StepEvent::Ended { .. }) {
                        ended += 1;
                        if ended == after {
                            stop.cancel();
                        }
                    }
                }));
                let state = fake.state.borrow();
                let is_there = |digest: &Digest| state.manifests["app"].contains_key(digest);
                let broken = |(index, parts): &&(Digest, Vec<Digest>)| {
                    !is_there(index) && parts.iter().any(is_there)
                };
                let left = all.iter().filter(broken).count();
                assert!(left <= 1, "{kind:?} {children} {after}: {left}");
            }
        }
    }
}

#[test]
fn a_child_of_two_indexes_goes_after_both() {
    let fake = Fake::new(RegistryKind::Distribution2);
    let (first, second) = {
        let state = &mut *fake.state.borrow_mut();
        let shared = state.image("app", "shared", None);
        let (one, two) = (state.image("app", "one", None), state.image("app", "two", None));
        let first = state.index("app", &[&one, &shared]);
        let second = state.index("app", &[&shared, &two]);
        state.tag("app", "v1", &first);
        state.tag("app", "v2", &second);
        (first, second)
    };
    let inventory = fake.inventory();
    let chosen = targets(&[&first, &second]);
    let order = order(&inventory, &chosen, ALL, RegistryKind::Distribution2);
    let (outcome, _) = fake::run::run(&fake.client(), order, &inventory);
    assert!(outcome.is_complete(), "{outcome:?}");
    assert_eq!(outcome.gone(), 5);
}
