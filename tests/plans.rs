//! Plans: by hand, and at random against what they promise.

mod by_hand;
mod oracle;

use std::collections::BTreeSet;

use by_hand::{
    digest, image, index, locked, registry, repository, repository_name, signature_tag, tag_name,
    with_subject,
};
use oracle::generate::inventories;
use oracle::{Node, Oracle};
use plimsoll::cleanup::{
    Along, ConfirmError, LeftBehind, Order, Plan, Refusal, Removal, Step, Target, Why,
};
use plimsoll::model::{
    Amount, Attributes, Digest, FreedRange, Inventory, ManifestRecord, ReadState, RepositoryEntry,
};
use plimsoll::registry::{Capabilities, RegistryKind};
use plimsoll::storage::Analysis;
use proptest::prelude::*;

const NOTHING: Along = Along { children: false, referrers: false };
const CHILDREN: Along = Along { children: true, referrers: false };
const ALL: Along = Along { children: true, referrers: true };

fn capabilities(cascades_referrers: bool) -> Capabilities {
    Capabilities { cascades_referrers, ..RegistryKind::Oci.capabilities() }
}

fn target(manifest: &str, tags: &[&str]) -> Target {
    Target {
        repository: repository_name("app"),
        digest: digest(manifest),
        tags: tags.iter().map(|tag| tag_name(tag)).collect(),
    }
}

fn plan(inventory: &Inventory, chosen: &[Target], along: Along, cascades: bool) -> Plan {
    let analysis = Analysis::of(inventory);
    Plan::delete_manifests(inventory, &analysis, chosen, along, &capabilities(cascades))
}

fn app(records: Vec<ManifestRecord>, tags: &[(&str, &str)]) -> Inventory {
    registry(vec![("app", repository(records, tags))])
}

fn small(name: &str, size: u64) -> ManifestRecord {
    image(name, size, ("empty", 2), &[("base", 100)])
}

/// The manifest that a step deletes.
fn removal(step: &Step) -> &Removal {
    step.removal().expect("a manifest that goes")
}

/// The steps' manifests, in order, and the reasons.
fn steps(plan: &Plan) -> Vec<(Digest, Why)> {
    let of = |step| (removal(step).digest.clone(), removal(step).why.clone());
    plan.steps.iter().map(of).collect()
}

fn names(tags: &[plimsoll::model::TagName]) -> Vec<&str> {
    tags.iter().map(plimsoll::model::TagName::as_str).collect()
}

#[test]
fn every_tag_on_the_digest_is_named_and_those_nobody_chose_apart() {
    let inventory = app(
        vec![small("one", 10), small("two", 11)],
        &[("v1", "one"), ("stable", "one"), ("latest", "one"), ("v2", "two")],
    );
    let plan = plan(&inventory, &[target("one", &["v1"])], NOTHING, false);
    assert_eq!(plan.steps.len(), 1);
    assert_eq!(names(&removal(&plan.steps[0]).tags), ["latest", "stable", "v1"]);
    assert_eq!(names(&removal(&plan.steps[0]).unasked_tags), ["latest", "stable"]);
    // Its own 10; config and base stay for two. Three tags of 10 + 2 + 100.
    assert_eq!(plan.freed, FreedRange::exact(10));
    assert_eq!(plan.logical, Amount::exact(336));
    assert_eq!((plan.manifests(), plan.tags().count()), (1, 3));
}

fn family() -> Vec<ManifestRecord> {
    vec![
        index("outer", 1, &["inner", "amd"]),
        index("inner", 2, &["arm"]),
        small("amd", 4),
        small("arm", 8),
    ]
}

#[test]
fn an_index_goes_before_its_children_or_leaves_them_named() {
    let inventory = app(family(), &[("v1", "outer")]);
    let alone = plan(&inventory, &[target("outer", &["v1"])], NOTHING, false);
    assert_eq!(steps(&alone), [(digest("outer"), Why::Chosen)]);
    assert_eq!(alone.freed, FreedRange::exact(1));
    let left: BTreeSet<_> = alone.leftovers.iter().map(|left| left.digest.clone()).collect();
    assert_eq!(left, BTreeSet::from([digest("inner"), digest("amd"), digest("arm")]));
    let arm = alone.leftovers.iter().find(|left| left.digest == digest("arm"));
    assert_eq!(arm.map(|arm| &arm.left), Some(&LeftBehind::ChildOf(digest("inner"))));

    let whole = plan(&inventory, &[target("outer", &["v1"])], CHILDREN, false);
    let place =
        |name: &str| whole.steps.iter().position(|step| removal(step).digest == digest(name));
    assert_eq!(whole.steps.len(), 4);
    assert!(place("outer") < place("inner") && place("inner") < place("arm"));
    assert!(place("outer") < place("amd"));
    let arm = &whole.steps[place("arm").expect("arm goes")];
    assert_eq!(removal(arm).why, Why::ChildOf(digest("inner")));
    assert_eq!(arm.after, [place("inner").expect("inner goes")]);
    assert!(whole.leftovers.is_empty());
    // 1 + 2 + 4 + 8 + 2 + 100.
    assert_eq!(whole.freed, FreedRange::exact(117));
}

#[test]
fn children_that_something_else_needs_stay() {
    let mut records = family();
    records.push(index("other", 16, &["amd"]));
    let inventory = app(records, &[("v1", "outer"), ("v2", "other"), ("inner", "inner")]);
    let plan = plan(&inventory, &[target("outer", &["v1"])], CHILDREN, false);
    // inner has a tag, arm is inner's, amd is other's: none of them is left without a keeper.
    assert_eq!(steps(&plan), [(digest("outer"), Why::Chosen)]);
    assert!(plan.leftovers.is_empty() && plan.skipped.is_empty());
}

#[test]
fn a_child_that_two_chosen_indexes_share_goes_with_both() {
    let records = vec![index("a", 1, &["child"]), index("b", 2, &["child"]), small("child", 4)];
    let inventory = app(records, &[("a", "a"), ("b", "b")]);
    let both = plan(&inventory, &[target("a", &[]), target("b", &[])], CHILDREN, false);
    assert_eq!(both.manifests(), 3);
    assert_eq!(both.steps[2].after, [0, 1]);
    let one = plan(&inventory, &[target("a", &[])], CHILDREN, false);
    assert_eq!(one.manifests(), 1);
    assert!(one.leftovers.is_empty());
}

#[test]
fn a_locked_repository_loses_nothing_and_an_unseen_tag_holds_what_it_is_on() {
    let mut inventory = app(vec![small("one", 16), small("two", 32)], &[]);
    let refused = |inventory: &Inventory| {
        let plan = plan(inventory, &[target("one", &[]), target("two", &[])], NOTHING, false);
        let skipped =
            plan.skipped.into_iter().map(|skipped| (skipped.item.digest().cloned(), skipped.why));
        (plan.steps.len(), skipped.collect::<Vec<_>>())
    };
    let repo = inventory.repositories.get_mut(&repository_name("app")).expect("it is there");
    repo.hidden_tags.insert(digest("one"));
    assert_eq!(refused(&inventory), (1, vec![(Some(digest("one")), Refusal::HiddenTag)]));
    assert_eq!(Analysis::of(&inventory).orphans(&repository_name("app")), [digest("two")]);

    // Its own `delete` protects the repository alone, `write` everything in it.
    let repo = inventory.repositories.get_mut(&repository_name("app")).expect("it is there");
    let delete = Attributes { delete: false, ..Attributes::OPEN };
    repo.entry = Some(RepositoryEntry { attributes: delete, ..RepositoryEntry::default() });
    assert_eq!(refused(&inventory).0, 1);
    let repo = inventory.repositories.get_mut(&repository_name("app")).expect("it is there");
    let write = Attributes { write: false, ..Attributes::OPEN };
    repo.entry = Some(RepositoryEntry { attributes: write, ..RepositoryEntry::default() });
    let (steps, skipped) = refused(&inventory);
    assert_eq!(steps, 0);
    assert!(skipped.iter().all(|(_, why)| *why == Refusal::RepositoryLocked));
}

#[test]
fn what_must_not_go_is_skipped_with_its_reason() {
    let mut records = family();
    records.extend([locked(small("locked", 16)), small("tag locked", 32), small("free", 64)]);
    let mut inventory = app(records, &[("v1", "outer"), ("keep", "tag locked"), ("free", "free")]);
    let repo = inventory.repositories.get_mut(&repository_name("app")).expect("it is there");
    repo.tags.get_mut(&tag_name("keep")).expect("it is there").attributes = Attributes::LOCKED;

    let check = |chosen: Target, expected: Refusal| {
        let plan = plan(&inventory, &[chosen, target("free", &["free"])], ALL, true);
        let reasons: Vec<_> = plan.skipped.iter().map(|skipped| skipped.why.clone()).collect();
        assert_eq!(reasons, [expected]);
        // The rest of the plan goes on.
        assert_eq!(steps(&plan), [(digest("free"), Why::Chosen)]);
    };
    let part_of = |name: &str, tags: &[&str]| Refusal::PartOf {
        index: digest(name),
        tags: tags.iter().map(|tag| tag_name(tag)).collect(),
    };
    check(target("amd", &[]), part_of("outer", &["v1"]));
    check(target("arm", &[]), part_of("inner", &[]));
    // inner itself may not go while outer stays.
    check(target("inner", &[]), part_of("outer", &["v1"]));
    check(target("locked", &[]), Refusal::Locked);
    check(target("tag locked", &["keep"]), Refusal::TagLocked(tag_name("keep")));
    check(target("outer", &["v9"]), Refusal::NotItsTag(tag_name("v9")));
    check(target("never pushed", &[]), Refusal::NotRead);

    repo_state(&mut inventory, ReadState::Incomplete);
    let refused = plan(&inventory, &[target("free", &["free"])], ALL, true);
    assert_eq!(refused.skipped[0].why, Refusal::RepositoryNotWhole);
    assert!(refused.steps.is_empty());
    assert_eq!(refused.freed.at_most, Some(0));
    assert_eq!(Order::confirm(refused, "").map(|_| ()), Err(ConfirmError::Empty));
}

fn repo_state(inventory: &mut Inventory, state: ReadState) {
    inventory.repositories.get_mut(&repository_name("app")).expect("it is there").state = state;
}

#[test]
fn a_manifest_that_has_two_digests_goes_by_both_or_not_at_all() {
    let mut twin = small("one", 10);
    twin.manifest.digest = Digest::Sha512(Box::new([7; 64]));
    let other = twin.manifest.digest.clone();
    let inventory = app(vec![small("one", 10), twin, small("two", 11)], &[("v1", "one")]);
    let chosen = Target { digest: other.clone(), ..target("one", &[]) };
    // Nothing names it, and yet v1 may be on it.
    let alone = plan(&inventory, std::slice::from_ref(&chosen), NOTHING, false);
    assert!(alone.steps.is_empty());
    assert_eq!(alone.skipped[0].why, Refusal::SameAs(digest("one")));
    let why = alone.skipped[0].why.sentence();
    assert!(why.contains("may be one"), "{why}");
    let both = plan(&inventory, &[chosen, target("one", &["v1"])], NOTHING, false);
    assert_eq!((both.steps.len(), both.skipped.len()), (2, 0));
}

fn signed() -> (Vec<ManifestRecord>, String) {
    let records = vec![
        small("image", 1),
        with_subject(small("sbom", 2), "image"),
        with_subject(small("sbom signature", 4), "sbom"),
        small("cosign", 8),
    ];
    (records, signature_tag("image"))
}

#[test]
fn a_cascade_is_named_and_counted() {
    let (records, sig) = signed();
    let inventory = app(records, &[("v1", "image"), ("sbom", "sbom"), (&sig, "cosign")]);
    let plan = plan(&inventory, &[target("image", &["v1"])], NOTHING, true);
    assert_eq!(plan.steps.len(), 1);
    let gone: BTreeSet<_> =
        removal(&plan.steps[0]).cascaded.iter().map(|c| c.digest.clone()).collect();
    assert_eq!(gone, BTreeSet::from([digest("sbom"), digest("sbom signature")]));
    let tags: Vec<_> = plan.tags().map(|(_, tag)| tag.as_str()).collect();
    assert_eq!(tags.len(), 2);
    assert!(tags.contains(&"v1") && tags.contains(&"sbom"));
    // 1 + 2 + 4: config and base stay for the cosign signature, which no registry cascades.
    assert_eq!(plan.freed, FreedRange::exact(7));
    assert_eq!(plan.leftovers.len(), 1);
    assert_eq!(plan.leftovers[0].left, LeftBehind::AttachedTo(digest("image")));
    assert_eq!(names(&plan.leftovers[0].tags), [&sig]);
}

#[test]
fn referrers_stay_named_or_go_along_after_their_subject() {
    let (records, sig) = signed();
    let inventory = app(records, &[("v1", "image"), (&sig, "cosign")]);
    let alone = plan(&inventory, &[target("image", &["v1"])], NOTHING, false);
    assert_eq!(steps(&alone), [(digest("image"), Why::Chosen)]);
    assert_eq!(alone.leftovers.len(), 3);

    let all = plan(&inventory, &[target("image", &["v1"])], ALL, false);
    let why: BTreeSet<_> = all.steps.iter().map(|step| removal(step).digest.clone()).collect();
    assert_eq!(why.len(), 4);
    assert_eq!(removal(&all.steps[0]).digest, digest("image"));
    let of = |name: &str| {
        all.steps.iter().find(|step| removal(step).digest == digest(name)).expect(name)
    };
    assert_eq!(removal(of("sbom")).why, Why::ReferrerOf(digest("image")));
    assert_eq!(removal(of("sbom signature")).why, Why::ReferrerOf(digest("sbom")));
    assert_eq!(removal(of("cosign")).why, Why::AttachedTo(digest("image")));
    assert_eq!(of("cosign").after, [0]);
    assert!(all.leftovers.is_empty());
    // 1 + 2 + 4 + 8 + 2 + 100.
    assert_eq!(all.freed, FreedRange::exact(117));

    // With a cascade only what no registry cascades needs a step.
    let cascading = plan(&inventory, &[target("image", &["v1"])], ALL, true);
    assert_eq!(cascading.steps.len(), 2);
    assert_eq!((cascading.manifests(), cascading.freed), (4, FreedRange::exact(117)));
}

#[test]
fn a_fallback_index_of_referrers_goes_before_them() {
    let fallback = signature_tag("image").replace(".sig", "");
    let records = vec![
        small("image", 1),
        with_subject(small("sbom", 2), "image"),
        index("fallback", 4, &["sbom"]),
    ];
    let inventory = app(records, &[("v1", "image"), (&fallback, "fallback")]);
    let alone = plan(&inventory, &[target("image", &["v1"])], NOTHING, false);
    assert_eq!(alone.manifests(), 1);
    let all = plan(
        &inventory,
        &[target("image", &["v1"])],
        Along { children: false, referrers: true },
        false,
    );
    let order: Vec<_> = all.steps.iter().map(|step| removal(step).digest.clone()).collect();
    assert_eq!(order, [digest("image"), digest("fallback"), digest("sbom")]);
}

#[test]
fn an_index_goes_before_a_cascade_takes_its_child() {
    let records = vec![
        small("image", 1),
        with_subject(small("sbom", 2), "image"),
        index("sboms", 4, &["sbom"]),
    ];
    let inventory = app(records, &[("v1", "image"), ("sboms", "sboms")]);
    let both =
        plan(&inventory, &[target("image", &["v1"]), target("sboms", &["sboms"])], NOTHING, true);
    let order: Vec<_> = both.steps.iter().map(|step| removal(step).digest.clone()).collect();
    assert_eq!(order, [digest("sboms"), digest("image")]);
    assert_eq!(both.steps[1].after, [0]);
    // Alone the image may not go: its cascade would break the index.
    let alone = plan(&inventory, &[target("image", &["v1"])], NOTHING, true);
    assert!(alone.steps.is_empty());
}

#[test]
fn an_index_that_a_cascade_takes_goes_before_what_it_lists() {
    // report lists inner, inner lists image, and report is about image: no step for the image may
    // come before inner's, and none for inner before the report is gone.
    let records = vec![
        small("image", 1),
        index("inner", 2, &["image"]),
        with_subject(index("report", 4, &["inner"]), "image"),
    ];
    let inventory = app(records, &[("v1", "image"), ("inner", "inner")]);
    let both =
        plan(&inventory, &[target("image", &["v1"]), target("inner", &["inner"])], NOTHING, true);
    let order: Vec<_> = both.steps.iter().map(|step| removal(step).digest.clone()).collect();
    assert_eq!(order, [digest("report"), digest("inner"), digest("image")]);
    assert_eq!(removal(&both.steps[0]).why, Why::ReferrerOf(digest("image")));
}

#[test]
fn what_is_about_something_that_stays_does_not_go_along() {
    // The attestation is a child of the index and about the image, which has a tag; the signature is
    // about both.
    let (first, second) = (signature_tag("index"), signature_tag("image"));
    let records = vec![
        index("index", 1, &["image", "attestation"]),
        small("image", 2),
        with_subject(small("attestation", 4), "image"),
        small("signature", 8),
    ];
    let inventory = app(
        records,
        &[("v1", "index"), ("amd", "image"), (&first, "signature"), (&second, "signature")],
    );
    let alone = plan(&inventory, &[target("index", &["v1"])], ALL, false);
    assert_eq!(steps(&alone), [(digest("index"), Why::Chosen)]);
    // With the image both go.
    let both = [target("index", &["v1"]), target("image", &["amd"])];
    assert_eq!(plan(&inventory, &both, ALL, false).steps.len(), 4);
}

#[test]
fn a_cascade_that_would_take_something_locked_is_refused() {
    let records = vec![small("image", 1), locked(with_subject(small("sbom", 2), "image"))];
    let inventory = app(records, &[("v1", "image")]);
    let refused = plan(&inventory, &[target("image", &["v1"])], NOTHING, true);
    let why = Refusal::Takes(digest("sbom"), Box::new(Refusal::Locked));
    assert_eq!(refused.skipped[0].why, why);
    assert!(refused.steps.is_empty());
    // Without a cascade the referrer is not touched.
    assert_eq!(plan(&inventory, &[target("image", &["v1"])], NOTHING, false).steps.len(), 1);
}

#[test]
fn several_steps_need_the_number_typed() {
    let inventory = app(vec![small("a", 1), small("b", 2)], &[("a", "a"), ("b", "b")]);
    let both = || plan(&inventory, &[target("a", &[]), target("b", &[])], NOTHING, false);
    let mismatch = ConfirmError::Mismatch { expected: "2".to_owned() };
    for typed in ["", "1", "22", "two"] {
        assert_eq!(Order::confirm(both(), typed).map(|_| ()), Err(mismatch.clone()), "{typed}");
    }
    assert_eq!(Order::confirm(both(), " 2 ").map(|order| order.steps().len()), Ok(2));
    let one = plan(&inventory, &[target("a", &[])], NOTHING, false);
    assert!(Order::confirm(one, "").is_ok());
}

/// What is left after the first steps of a plan, on a registry that cascades or not: by the plan's
/// own words, without the executor.
fn after(inventory: &Inventory, plan: &Plan, count: usize) -> Inventory {
    let mut rest = inventory.clone();
    for step in &plan.steps[..count] {
        let repository = rest.repositories.get_mut(&step.repository).expect("it is there");
        let gone =
            removal(step).cascaded.iter().map(|other| &other.digest).chain([&removal(step).digest]);
        for digest in gone {
            repository.manifests.remove(digest);
            repository.tags.retain(|_, tag| tag.digest() != Some(digest));
            repository.absent.insert(digest.clone());
        }
    }
    rest
}

fn lost_children(before: &Inventory, after: &Inventory) -> Vec<Node> {
    let mut lost = Vec::new();
    for (name, repository) in &after.repositories {
        let listed = repository.manifests.values().flat_map(|record| record.manifest.children());
        for child in listed.map(|child| &child.digest) {
            let was_there = before.repositories[name].manifests.contains_key(child);
            if was_there && !repository.manifests.contains_key(child) {
                lost.push((name.clone(), child.clone()));
            }
        }
    }
    lost
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plans_keep_their_promises(
        (inventory, picks, children, referrers, cascades, deep) in
            (inventories(), any::<u64>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>())
    ) {
        let does = Capabilities { cascades_children: deep, ..capabilities(cascades) };
        let (oracle, analysis) = (Oracle::of(&inventory), Analysis::of(&inventory));
        let picked = oracle.nodes().into_iter().enumerate().filter(|(i, _)| picks >> i & 1 == 1);
        let chosen: Vec<Target> = picked
            .map(|(_, (repository, digest))| Target { repository, digest, tags: Vec::new() })
            .collect();
        let along = Along { children, referrers };
        let plan =
            Plan::delete_manifests(&inventory, &analysis, &chosen, along, &does);
        let going: BTreeSet<Node> =
            plan.going().map(|(name, digest)| (name.clone(), digest.clone())).collect();
        prop_assert_eq!(going.len(), plan.manifests());

        // What was chosen goes or is skipped, and never both.
        for target in &chosen {
            let step = plan.steps.iter().any(|step| removal(step).digest == target.digest
                && step.repository == target.repository && removal(step).why == Why::Chosen);
            let skipped = plan.skipped.iter().any(|skipped| skipped.item.digest() == Some(&target.digest)
                && skipped.repository == target.repository);
            prop_assert!(step != skipped);
        }
        if !children && !referrers {
            // But for indexes that a cascade takes, and that have to go before their children.
            let taken = |why: &Why| cascades && matches!(why, Why::ReferrerOf(_));
            prop_assert!(plan.steps.iter().all(|s| removal(s).why == Why::Chosen || taken(&removal(s).why)));
        }

        // Nothing goes along that is about something that stays.
        for step in plan.steps.iter().filter(|step| removal(step).why != Why::Chosen) {
            let repository = &inventory.repositories[&step.repository];
            let stays = |digest: &Digest| {
                repository.manifests.contains_key(digest)
                    && !going.contains(&(step.repository.clone(), digest.clone()))
            };
            let subject = repository.manifests[&removal(step).digest].manifest.subject.as_ref();
            prop_assert!(!subject.is_some_and(stays));
            // A cascade asks nobody; an index that it takes has a step for the order's sake.
            if !(cascades && matches!(removal(step).why, Why::ReferrerOf(_))) {
                prop_assert!(!removal(step).tags.iter().filter_map(|tag| tag.attached_to()).any(|d| stays(&d)));
            }
        }

        // The bytes are those of everything that goes.
        let nodes: Vec<Node> = going.iter().cloned().collect();
        prop_assert_eq!(plan.freed, oracle.freed(&nodes));

        // Nothing locked goes, nothing in a repository that was not read whole, and on a registry
        // that cascades every referrer of what goes is named.
        for (name, digest) in &going {
            let repository = &inventory.repositories[name];
            prop_assert!(oracle.is_whole(name));
            prop_assert!(!repository.manifests[digest].attributes.is_locked());
            prop_assert!(repository.tags_of(digest).all(|tag| !repository.tags[tag].attributes.is_locked()));
            for (other, record) in &repository.manifests {
                let goes = going.contains(&(name.clone(), other.clone()));
                if cascades && record.manifest.subject.as_ref() == Some(digest) {
                    prop_assert!(goes);
                }
                // A child that loses its last index, where the registry deletes deeply.
                let parents = analysis.parents_of(name, other);
                let loses_all = parents.contains(digest)
                    && parents.iter().all(|parent| going.contains(&(name.clone(), parent.clone())));
                if deep && loses_all && repository.tags_of(other).next().is_none() {
                    prop_assert!(goes);
                }
            }
        }

        // Wherever a run stops, no index that is still there has lost a child.
        for count in 0..=plan.steps.len() {
            let rest = after(&inventory, &plan, count);
            let lost = lost_children(&inventory, &rest);
            let circle = oracle.nodes().iter().any(|node| in_circle(&inventory, node));
            prop_assert!(lost.is_empty() || (circle && count < plan.steps.len()), "{lost:?}");
        }

        // Afterwards exactly what was named is gone, tags included.
        let rest = after(&inventory, &plan, plan.steps.len());
        let tags: BTreeSet<_> = plan.tags().map(|(name, tag)| (name.clone(), tag.clone())).collect();
        for (name, repository) in &inventory.repositories {
            let now = &rest.repositories[name];
            for digest in repository.manifests.keys() {
                let gone = going.contains(&(name.clone(), digest.clone()));
                prop_assert_eq!(gone, !now.manifests.contains_key(digest));
            }
            for tag in repository.tags.keys() {
                let gone = tags.contains(&(name.clone(), tag.clone()));
                prop_assert_eq!(gone, !now.tags.contains_key(tag));
            }
        }

        // Whatever nothing reaches any more is named as left behind.
        let later = Oracle::of(&rest);
        for name in inventory.repositories.keys() {
            let (before, now) = (oracle.reached(name), later.reached(name));
            for digest in rest.repositories[name].manifests.keys() {
                if before.contains(digest) && !now.contains(digest) {
                    let named = plan.leftovers.iter().any(|left| left.digest == *digest
                        && left.repository == *name);
                    prop_assert!(named, "{digest} is left and not named");
                }
            }
        }

        // The registry is lighter by what was promised.
        let (stored, left) = (analysis.totals.stored, Analysis::of(&rest).totals.stored);
        let plain = oracle.is_plain();
        if plain && !stored.has_gaps && !left.has_gaps && stored.bytes < u64::MAX {
            prop_assert_eq!(plan.freed, FreedRange::exact(stored.bytes - left.bytes));
        }
    }
}

/// Whether a manifest's digest would depend on itself: hashes forbid it, the generator does not.
fn in_circle(inventory: &Inventory, (name, digest): &Node) -> bool {
    let repository = &inventory.repositories[name];
    let named = |digest: &Digest| -> Vec<Digest> {
        let Some(record) = repository.manifests.get(digest) else { return Vec::new() };
        let children = record.manifest.children().iter().map(|child| child.digest.clone());
        children.chain(record.manifest.subject.clone()).collect()
    };
    let mut seen = BTreeSet::new();
    let mut open = named(digest);
    while let Some(other) = open.pop() {
        if other == *digest {
            return true;
        }
        if seen.insert(other.clone()) {
            open.extend(named(&other));
        }
    }
    false
}
