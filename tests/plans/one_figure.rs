//! One figure for one deletion: rows and selections of random registries say what the plans say that the page begins
//! with, on each kind of registry.

use std::collections::BTreeSet;

use plimsoll::cleanup::{Along, Frees, Plan, Refusal, Target};
use plimsoll::model::{Amount, Digest, FreedRange, Inventory, RepositoryName, TagName};
use plimsoll::present::{
    BytesText, Cell, Column, MANIFEST_COLUMNS, Row, TAG_COLUMNS, manifest_rows, tag_rows,
};
use plimsoll::registry::{Capabilities, RegistryKind};
use plimsoll::storage::Analysis;
use proptest::prelude::*;

use crate::oracle::generate::inventories;
use crate::oracle::{Node, Oracle};
use crate::promises::after;

/// The capabilities of each kind, and of a registry that lists untagged manifests and deletes nothing along.
fn capabilities() -> impl Strategy<Value = Capabilities> {
    let lists = Capabilities { lists_untagged: true, ..RegistryKind::Oci.capabilities() };
    let kinds = RegistryKind::ALL.map(RegistryKind::capabilities).into_iter();
    prop::sample::select(kinds.chain([lists]).collect::<Vec<_>>())
}

/// The capabilities of registries that list their untagged manifests.
fn listing() -> impl Strategy<Value = Capabilities> {
    capabilities().prop_map(|does| Capabilities { lists_untagged: true, ..does })
}

struct World<'a> {
    inventory: &'a Inventory,
    analysis: &'a Analysis,
    does: Capabilities,
}

impl World<'_> {
    fn plan(&self, name: &RepositoryName, chosen: &BTreeSet<Digest>, along: Along) -> Plan {
        let target = |digest: &Digest| Target {
            repository: name.clone(),
            digest: digest.clone(),
            tags: Vec::new(),
        };
        let chosen: Vec<Target> = chosen.iter().map(target).collect();
        Plan::delete_manifests(self.inventory, self.analysis, &chosen, along, &self.does)
    }

    fn plan_by_tag(&self, name: &RepositoryName, tag: &TagName) -> Plan {
        let (along, tags) = (Along::by_default(&self.does), std::slice::from_ref(tag));
        Plan::delete_tagged(self.inventory, self.analysis, name, tags, along, &self.does)
    }
}

/// The figure in the column "Frees if deleted" of a row.
fn shown(columns: &[Column], row: &Row) -> Option<(u64, BytesText)> {
    let cell = Column::named(columns, "frees").and_then(|column| column.cell(row));
    let Some(Cell::Bytes(bytes, text)) = cell else { return None };
    Some((*bytes, text.clone()))
}

/// The digests of a repository by the bits of `picks`.
fn pick(inventory: &Inventory, name: &RepositoryName, picks: u16) -> BTreeSet<Digest> {
    let all = inventory.repositories[name].manifests.keys().enumerate();
    all.filter(|(place, _)| picks >> place & 1 == 1).map(|(_, digest)| digest.clone()).collect()
}

/// The manifests that roots reach now, and that none will after the run of a plan.
fn lost(inventory: &Inventory, plan: &Plan, name: &RepositoryName) -> BTreeSet<Digest> {
    let rest = after(inventory, plan, plan.steps.len());
    let (before, now) = (Oracle::of(inventory).reached(name), Oracle::of(&rest).reached(name));
    before
        .difference(&now)
        .filter(|d| rest.repositories[name].manifests.contains_key(*d))
        .cloned()
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_row_says_what_its_plan_says((inventory, does) in (inventories(), capabilities())) {
        let analysis = Analysis::of(&inventory);
        let world = World { inventory: &inventory, analysis: &analysis, does };
        let along = Along::by_default(&does);
        let opposite = Along { children: !along.children, referrers: !along.referrers, ..along };
        for (name, repository) in &inventory.repositories {
            let frees = Frees::of(name, repository, &analysis, &does);
            for row in manifest_rows(name, repository, &analysis, &does) {
                let digest: Digest = row.key.parse().expect("a digest");
                let one = BTreeSet::from([digest.clone()]);
                let plan = world.plan(name, &one, along);
                let Some((bytes, text)) = shown(MANIFEST_COLUMNS, &row) else { continue };
                let figures = analysis.manifest(name, &digest).expect("it was read");
                let freed = frees.of_manifest(&digest, &figures);
                prop_assert_eq!(bytes, freed.usual.known);
                prop_assert_eq!(text.plain(), BytesText::of_freed(freed.usual).plain());
                match (plan.skipped.iter().find(|one| one.item.digest() == Some(&digest)), &freed.kept) {
                    (None, kept) => {
                        prop_assert_eq!(kept, &None);
                        prop_assert_eq!(freed.usual, plan.freed);
                        prop_assert_eq!(freed.other, world.plan(name, &one, opposite).freed);
                    }
                    // An estimate: after the scan it may go.
                    (Some(skipped), _) if skipped.why == Refusal::RepositoryNotWhole => {}
                    (Some(skipped), kept) => {
                        prop_assert_eq!(Some(&skipped.why), kept.as_ref());
                        let is_override = matches!(
                            skipped.why,
                            Refusal::Locked | Refusal::TagLocked(_) | Refusal::MayBePartOf(_)
                        );
                        prop_assert!(is_override || freed.usual == FreedRange::exact(0));
                    }
                }
            }
            for row in tag_rows(name, repository, &analysis, &does) {
                let tag: TagName = row.key.parse().expect("a tag");
                let plan = world.plan_by_tag(name, &tag);
                if let (Some((bytes, text)), false) = (shown(TAG_COLUMNS, &row), plan.steps.is_empty()) {
                    prop_assert_eq!(bytes, plan.freed.known);
                    prop_assert_eq!(text.plain(), BytesText::of_freed(plan.freed).plain());
                }
            }
        }
    }

    #[test]
    fn a_selection_says_what_its_plan_says(
        (inventory, does, picks) in (inventories(), capabilities(), any::<u16>())
    ) {
        let analysis = Analysis::of(&inventory);
        let world = World { inventory: &inventory, analysis: &analysis, does };
        for (name, repository) in &inventory.repositories {
            let chosen = pick(&inventory, name, picks);
            let plan = world.plan(name, &chosen, Along::by_default(&does));
            if analysis.repositories[name].read_whole {
                let frees = Frees::of(name, repository, &analysis, &does);
                prop_assert_eq!(frees.together(&chosen), plan.freed);
                prop_assert_eq!(frees.logical(&frees.going(&chosen)), plan.logical);
            }
        }
    }

    #[test]
    fn a_selection_over_several_repositories_says_what_its_plan_says(
        (inventory, does, picks) in (inventories(), capabilities(), any::<u16>())
    ) {
        let analysis = Analysis::of(&inventory);
        let is_whole = |name: &RepositoryName| analysis.repositories[name].read_whole;
        prop_assume!(inventory.repositories.keys().all(is_whole));
        let (mut targets, mut going, mut logical) = (Vec::new(), Vec::new(), Amount::default());
        for (name, repository) in &inventory.repositories {
            let chosen = pick(&inventory, name, picks);
            let frees = Frees::of(name, repository, &analysis, &does);
            let own = frees.going(&chosen);
            logical += frees.logical(&own);
            going.extend(own.into_iter().map(|digest| (name.clone(), digest)));
            targets.extend(chosen.into_iter().map(|digest| Target {
                tags: repository.tags_of(&digest).cloned().collect(),
                repository: name.clone(),
                digest,
            }));
        }
        let along = Along::by_default(&does);
        let plan = Plan::delete_manifests(&inventory, &analysis, &targets, along, &does);
        let frees = analysis.exclusive_of(going.iter().map(|(name, digest)| (name, digest)));
        prop_assert_eq!((frees, logical), (plan.freed, plan.logical));
        // Bytes that two repositories share are freed once, and only if all their users go.
        prop_assert_eq!(frees, Oracle::of(&inventory).freed(&going));
    }

    #[test]
    fn selected_repositories_say_what_their_plan_says(
        (inventory, does, picks) in (inventories(), capabilities(), any::<u8>())
    ) {
        let analysis = Analysis::of(&inventory);
        let names = inventory.repositories.keys().enumerate();
        let chosen: Vec<RepositoryName> =
            names.filter(|(at, _)| picks >> at & 1 == 1).map(|(_, name)| name.clone()).collect();
        let plan = Plan::delete_repositories(&inventory, &analysis, &chosen, &does);
        // Where something stays, the dialog names it.
        if !plan.skipped.is_empty() {
            return Ok(());
        }
        let manifests = |name: &RepositoryName| inventory.repositories[name].manifests.keys();
        let all = chosen.iter().flat_map(|name| manifests(name).map(move |digest| (name, digest)));
        let logical = chosen.iter().map(|name| analysis.repositories[name].logical);
        let logical = logical.fold(Amount::default(), |sum, one| sum + one);
        prop_assert_eq!((analysis.exclusive_of(all), logical), (plan.freed, plan.logical));
    }

    #[test]
    fn nothing_is_a_new_orphan_that_could_have_gone_along(
        (inventory, does, picks) in (inventories(), listing(), any::<u16>())
    ) {
        let analysis = Analysis::of(&inventory);
        let world = World { inventory: &inventory, analysis: &analysis, does };
        let oracle = Oracle::of(&inventory);
        for name in inventory.repositories.keys() {
            let repository = &inventory.repositories[name];
            let plan = world.plan(name, &pick(&inventory, name, picks), Along::by_default(&does));
            let going: BTreeSet<Digest> = plan.going().map(|(_, digest)| digest.clone()).collect();
            for digest in lost(&inventory, &plan, name) {
                let node: Node = (name.clone(), digest.clone());
                let subject = repository.manifests[&digest].manifest.subject.iter().cloned();
                let mut owners: Vec<Digest> = oracle.parents(&node);
                owners.extend(subject.chain(repository.tags_of(&digest).filter_map(TagName::attached_to)));
                owners.retain(|owner| repository.manifests.contains_key(owner));
                // An index or an image that stays needs it, or none was deleted that it belonged to.
                let is_needed = owners.iter().any(|owner| !going.contains(owner));
                let is_about = !owners.iter().any(|owner| going.contains(owner));
                prop_assert!(is_needed || is_about, "{digest} of {owners:?}");
            }
        }
    }
}
