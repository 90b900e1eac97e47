//! Runs, and the comparison of the inventory after a run with the registry's contents.

use futures::executor::block_on;
use plimsoll::cleanup::{Order, Outcome, Plan, execute};
use plimsoll::model::{Digest, Inventory};
use plimsoll::registry::Cancel;
use plimsoll::registry::Client;

/// Confirms a plan with the text that it asks for.
pub(crate) fn confirmed(plan: Plan) -> Order {
    let typed = plan.confirmation().to_string();
    Order::confirm(plan, &typed).expect("a plan with steps")
}

/// Runs an order; returns the outcome, and the inventory after all events.
pub(crate) fn run(client: &Client, order: Order, inventory: &Inventory) -> (Outcome, Inventory) {
    let mut after = inventory.clone();
    let outcome = block_on(execute(client, order, &Cancel::default(), &mut |event| {
        event.apply(&mut after);
    }));
    (outcome, after)
}

pub(crate) fn assert_same(found: &Inventory, expected: &Inventory) {
    assert_eq!(found.repositories.len(), expected.repositories.len());
    for (name, expected) in &expected.repositories {
        let found = &found.repositories[name];
        assert_eq!(found.tags, expected.tags, "{name}");
        let digests = |repo: &plimsoll::model::Repository| -> Vec<Digest> {
            repo.manifests.keys().cloned().collect()
        };
        assert_eq!(digests(found), digests(expected), "{name}");
    }
}
