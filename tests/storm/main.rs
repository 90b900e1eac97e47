//! Storms: runs while other clients push, move tags, lock, delete and push again, at random, at any
//! moment between two requests, while answers get lost and somebody stops the run.
//!
//! Proven: only manifests that the plan names are deleted, or manifests that others pushed between the
//! last look and the request; and the report tells exactly what happened.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../fake/mod.rs"]
mod fake;

mod deed;
mod judge;
mod registry;
mod witness;
mod world;

use deed::{Deed, beginnings, later, locks, losses, stop};
use futures::executor::block_on;
use judge::Judge;
use plimsoll::cleanup::{Along, Order, Plan, Target, UntagWay, execute};
use plimsoll::model::{Inventory, TagName};
use plimsoll::registry::{Capabilities, RegistryKind, Untag};
use plimsoll::storage::Analysis;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use registry::{NAME, Registry};
use witness::Events;

/// A wish for a plan.
#[derive(Debug, Clone, Copy)]
struct Wish {
    /// 0: manifests, 1: tags, 2: the repository.
    aim: u8,
    picks: u64,
    along: Along,
}

fn wishes() -> impl Strategy<Value = Wish> {
    let aims = prop_oneof![4 => Just(0_u8), 1 => Just(1), 1 => Just(2)];
    (aims, any::<u64>(), any::<bool>(), any::<bool>()).prop_map(
        |(aim, picks, children, referrers)| Wish {
            aim,
            picks,
            along: Along { children, referrers, unclear: false },
        },
    )
}

fn plan(inventory: &Inventory, wish: Wish, does: &Capabilities) -> Option<Plan> {
    let name = NAME.parse().expect("a repository name");
    let repository = inventory.repositories.get(&name)?;
    let analysis = Analysis::of(inventory);
    let picked = |place: usize| wish.picks >> (place % 64) & 1 == 1;
    Some(match wish.aim {
        0 => {
            let digests = repository.manifests.keys().enumerate().filter(|(at, _)| picked(*at));
            let target = |digest: &plimsoll::model::Digest| Target {
                repository: name.clone(),
                digest: digest.clone(),
                tags: Vec::new(),
            };
            let chosen: Vec<Target> = digests.map(|(_, digest)| target(digest)).collect();
            Plan::delete_manifests(inventory, &analysis, &chosen, wish.along, does)
        }
        1 => {
            let tags = repository.tags.keys().enumerate().filter(|(at, _)| picked(*at));
            let chosen: Vec<TagName> = tags.map(|(_, tag)| tag.clone()).collect();
            let way = match does.untag {
                Untag::ByPlaceholder => UntagWay::Placeholder,
                Untag::Offered | Untag::Impossible => UntagWay::Direct,
            };
            Plan::untag(inventory, &analysis, &name, &chosen, way, does)
        }
        _ => Plan::delete_repositories(inventory, &analysis, &[name], does),
    })
}

fn events(with_locks: bool) -> impl Strategy<Value = Events> {
    let all = (later(with_locks), losses(), stop());
    all.prop_map(|(later, losses, stop)| Events { later, losses, stop })
}

/// Fills a registry, plans, and runs the plan while `events` happen.
fn check(
    registry: Registry,
    beginnings: &[Deed],
    wish: Wish,
    events: Events,
) -> Result<(), TestCaseError> {
    let registry = std::rc::Rc::new(registry);
    let mut world = world::World::default();
    for deed in beginnings {
        world.does(&registry, deed);
    }
    let inventory = registry.inventory();
    let Some(plan) = plan(&inventory, wish, &registry.capabilities()) else { return Ok(()) };
    let typed = plan.confirmation().to_string();
    let planned = plan.clone();
    let Ok(order) = Order::confirm(plan, &typed) else { return Ok(()) };
    let is_locked = beginnings.iter().any(|deed| matches!(deed, Deed::Lock { .. }));
    let Events { later, losses, stop } = &events;
    let is_calm = later.is_empty() && losses.is_empty() && stop.is_none() && !is_locked;
    let before = registry.holds();
    let witness = witness::Witness::new(registry.clone(), world, events);
    let client = registry.client_through(witness.clone());
    let mut after = inventory.clone();
    let on_event = &mut |event: plimsoll::cleanup::StepEvent| event.apply(&mut after);
    let outcome = block_on(execute(&client, order, &witness.cancel, on_event));
    let judge = Judge {
        registry: &registry,
        inventory: &inventory,
        plan: &planned,
        before: &before,
        witness: &witness,
        outcome: &outcome,
        after: &after,
    };
    judge.nothing_else_went()?;
    judge.no_index_was_broken_in_silence()?;
    judge.the_report_is_true()?;
    judge.what_is_known_is_true()?;
    judge.every_note_is_true()?;
    if is_calm {
        judge.a_calm_run_does_what_was_planned()?;
    }
    Ok(())
}

fn kinds() -> impl Strategy<Value = RegistryKind> {
    prop_oneof![
        Just(RegistryKind::Distribution2),
        Just(RegistryKind::Distribution3),
        Just(RegistryKind::Zot),
        Just(RegistryKind::Oci),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, max_shrink_iters: 4000, failure_persistence: None, rng_seed: RngSeed::Fixed(22), ..ProptestConfig::default() })]

    #[test]
    fn registries_without_locks(
        (kind, cascades, beginnings, wish, events) in
            (kinds(), any::<bool>(), beginnings(), wishes(), events(false))
    ) {
        let mut does = kind.capabilities();
        // A registry of unknown kind may take referrers along.
        does.cascades_referrers |= cascades && kind == RegistryKind::Oci;
        check(Registry::fake(kind, does), &beginnings, wish, events)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, max_shrink_iters: 4000, failure_persistence: None, rng_seed: RngSeed::Fixed(22), ..ProptestConfig::default() })]

    #[test]
    fn azure(
        (mut beginnings, locks, wish, events) in (beginnings(), locks(), wishes(), events(true))
    ) {
        beginnings.extend(locks);
        check(Registry::sample(), &beginnings, wish, events)?;
    }
}
