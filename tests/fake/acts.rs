//! Acts on the small registry, each by plan and run: deleting, untagging.

use std::rc::Rc;

use plimsoll::cleanup::{Along, Order, Outcome, Plan, Target, UntagWay};
use plimsoll::model::{Digest, Inventory, RepositoryName, TagName};
use plimsoll::registry::{RegistryKind, Untag};
use plimsoll::storage::Analysis;

use super::Fake;
use super::run::{confirmed, run};

pub(crate) const ALL: Along = Along { children: true, referrers: true, unclear: false };

pub(crate) fn targets(chosen: &[&Digest]) -> Vec<Target> {
    let target =
        |digest: &&Digest| Target { repository: app(), digest: (*digest).clone(), tags: vec![] };
    chosen.iter().map(target).collect()
}

pub(crate) fn order(
    inventory: &Inventory,
    chosen: &[Target],
    along: Along,
    kind: RegistryKind,
) -> Order {
    let analysis = Analysis::of(inventory);
    let plan = Plan::delete_manifests(inventory, &analysis, chosen, along, &kind.capabilities());
    assert!(plan.skipped.is_empty(), "{:?}", plan.skipped);
    let typed = plan.confirmation().to_string();
    Order::confirm(plan, &typed).expect("a plan with steps")
}

/// A registry with `one` tagged v1 and `two` tagged v2.
pub(crate) fn two_images(kind: RegistryKind) -> (Rc<Fake>, Digest, Digest) {
    let fake = Fake::new(kind);
    let (one, two) = {
        let state = &mut *fake.state.borrow_mut();
        let (one, two) = (state.image("app", "one", None), state.image("app", "two", None));
        state.tag("app", "v1", &one);
        state.tag("app", "v2", &two);
        (one, two)
    };
    (fake, one, two)
}

pub(crate) fn app() -> RepositoryName {
    "app".parse().expect("a repository name")
}

/// `one` tagged v1 with an SBOM that the registry takes along, and `two` tagged v2.
pub(crate) fn registry(kind: RegistryKind) -> (Rc<Fake>, [Digest; 3]) {
    let fake = Fake::new(kind);
    let state = &mut *fake.state.borrow_mut();
    let one = state.image("app", "one", None);
    let sbom = state.image("app", "sbom", Some(&one));
    let two = state.image("app", "two", None);
    state.tag("app", "v1", &one);
    state.tag("app", "v2", &two);
    (Rc::clone(&fake), [one, sbom, two])
}

/// Deletes these manifests, with the capabilities of the registry's kind.
pub(crate) fn delete(
    fake: &Rc<Fake>,
    kind: RegistryKind,
    digests: &[&Digest],
) -> (Outcome, Inventory) {
    let inventory = fake.inventory();
    let target = |digest: &&Digest| Target {
        repository: app(),
        digest: (*digest).clone(),
        tags: Vec::new(),
    };
    let chosen: Vec<Target> = digests.iter().map(target).collect();
    let (analysis, does) = (Analysis::of(&inventory), kind.capabilities());
    let plan = Plan::delete_manifests(&inventory, &analysis, &chosen, Along::default(), &does);
    run(&fake.client(), confirmed(plan), &inventory)
}

pub(crate) fn delete_whole(fake: &Rc<Fake>) -> (Outcome, Inventory) {
    let inventory = fake.inventory();
    let analysis = Analysis::of(&inventory);
    let plan = Plan::delete_repositories(
        &inventory,
        &analysis,
        &[app()],
        &RegistryKind::Acr.capabilities(),
    );
    run(&fake.client(), confirmed(plan), &inventory)
}

pub(crate) fn untag(fake: &Rc<Fake>, kind: RegistryKind, names: &[&str]) -> (Outcome, Inventory) {
    let inventory = fake.inventory();
    let (analysis, does) = (Analysis::of(&inventory), kind.capabilities());
    let way = match does.untag {
        Untag::ByPlaceholder => UntagWay::Placeholder,
        Untag::Offered | Untag::Impossible => UntagWay::Direct,
    };
    let tags: Vec<TagName> = names.iter().map(|name| name.parse().expect("a tag")).collect();
    let plan = Plan::untag(&inventory, &analysis, &app(), &tags, way, &does);
    run(&fake.client(), confirmed(plan), &inventory)
}
