//! Plans in a repository with a manifest that was not understood: it may list any other.

use plimsoll::cleanup::{Along, Plan, Refusal};
use plimsoll::model::{Inventory, ManifestContent, ManifestRecord};
use plimsoll::registry::{Capabilities, RegistryKind};
use plimsoll::storage::Analysis;

use crate::by_hand::{digest, index, manifest, repository_name};
use crate::tools::{NOTHING, app, capabilities, plan, removal, small, target};

const OVERRIDE: Along = Along { children: false, referrers: false, unclear: true };

fn odd(name: &str, media_type: &str) -> ManifestRecord {
    let mut odd = manifest(name, 7, ManifestContent::Unknown);
    odd.manifest.media_type = media_type.into();
    odd
}

/// Images `one` and `two`, and an odd manifest of this type.
fn inventory(media_type: &str) -> Inventory {
    let records = vec![small("one", 1), small("two", 2), odd("odd", media_type)];
    app(records, &[("v1", "one"), ("v2", "two"), ("odd", "odd")])
}

fn skipped(plan: &Plan) -> Vec<(String, Refusal)> {
    let app = repository_name("app");
    plan.skipped.iter().map(|one| (one.item.name(&app), one.why.clone())).collect()
}

#[test]
fn the_odd_manifest_itself_can_go_and_the_others_are_refused_one_by_one() {
    for media_type in ["application/vnd.oci.image.index.v1+json", "application/x.odd", ""] {
        let inventory = inventory(media_type);
        let alone = plan(&inventory, &[target("odd", &["odd"])], NOTHING, false);
        assert_eq!((alone.steps.len(), alone.skipped.len()), (1, 0), "{media_type}");
        let others = [target("one", &["v1"]), target("two", &["v2"])];
        let refused = plan(&inventory, &others, NOTHING, false);
        assert!(refused.steps.is_empty(), "{media_type}");
        let why = || Refusal::MayBePartOf(digest("odd"));
        let mut expected = vec![(digest("one").short(), why()), (digest("two").short(), why())];
        expected.sort_by(|one, other| one.0.cmp(&other.0));
        let mut found = skipped(&refused);
        found.sort_by(|one, other| one.0.cmp(&other.0));
        assert_eq!(found, expected, "{media_type}");
        // Chosen in spite of that, they go.
        let chosen = plan(&inventory, &others, OVERRIDE, false);
        assert_eq!((chosen.steps.len(), chosen.skipped.len()), (2, 0), "{media_type}");
        // Together the odd one goes first, and the others wait for it.
        let all = [target("one", &["v1"]), target("odd", &["odd"]), target("two", &["v2"])];
        for along in [NOTHING, OVERRIDE] {
            let together = plan(&inventory, &all, along, false);
            assert_eq!(removal(&together.steps[0]).digest, digest("odd"), "{media_type}");
            let first = together.steps[0].id;
            assert!(together.steps[1..].iter().all(|step| step.after == [first]), "{media_type}");
        }
    }
    // The type of an image says that it lists nothing.
    let image = inventory("application/vnd.oci.image.manifest.v1+json");
    assert_eq!(plan(&image, &[target("one", &["v1"])], NOTHING, false).steps.len(), 1);
}

#[test]
fn two_odd_manifests_refuse_each_other_until_both_go_or_somebody_overrides() {
    let records = vec![small("one", 1), odd("odd", "x"), odd("strange", "")];
    let inventory = app(records, &[("v1", "one"), ("o", "odd"), ("s", "strange")]);
    let one = [target("odd", &["o"])];
    let refused = plan(&inventory, &one, NOTHING, false);
    let expected = vec![(digest("odd").short(), Refusal::MayBePartOf(digest("strange")))];
    assert_eq!((refused.steps.len(), skipped(&refused)), (0, expected));
    assert_eq!(plan(&inventory, &one, OVERRIDE, false).steps.len(), 1);
    let both = [target("odd", &["o"]), target("strange", &["s"])];
    assert_eq!(plan(&inventory, &both, NOTHING, false).steps.len(), 2);
}

#[test]
fn the_override_spares_what_an_index_that_was_read_lists() {
    let records = vec![small("one", 1), index("index", 2, &["one"]), odd("odd", "x")];
    let inventory = app(records, &[("v1", "one"), ("i", "index"), ("o", "odd")]);
    let plan = plan(&inventory, &[target("one", &["v1"])], OVERRIDE, false);
    assert!(plan.steps.is_empty());
    assert!(matches!(plan.skipped[0].why, Refusal::PartOf { .. }), "{:?}", plan.skipped);
}

#[test]
fn a_repository_with_an_odd_manifest_goes_whole_the_odd_one_first() {
    let inventory = inventory("application/x.odd");
    let does = RegistryKind::Distribution2.capabilities();
    let plan = Plan::delete_repositories(
        &inventory,
        &Analysis::of(&inventory),
        &[repository_name("app")],
        &does,
    );
    assert_eq!((plan.steps.len(), plan.skipped.len()), (3, 0), "{:?}", plan.skipped);
    assert_eq!(removal(&plan.steps[0]).digest, digest("odd"));
}

#[test]
fn an_index_that_lists_a_manifest_goes_before_one_that_may_list_it() {
    // `part` is deleted along with its subject, the odd manifest, and `list` lists it: `list` goes first, although
    // the odd manifest may list `list`.
    let mut part = small("part", 1);
    part.manifest.subject = Some(digest("odd"));
    let records = vec![part, index("list", 2, &["part"]), odd("odd", ""), small("other", 3)];
    let inventory = app(records, &[("v1", "part")]);
    let does = Capabilities { cascades_children: true, ..capabilities(true) };
    let chosen = ["odd", "list", "other"].map(|name| target(name, &[]));
    let analysis = Analysis::of(&inventory);
    let plan = Plan::delete_manifests(&inventory, &analysis, &chosen, NOTHING, &does);
    let place = |name: &str| {
        plan.steps.iter().position(|step| removal(step).digest == digest(name)).expect("a step")
    };
    assert_eq!(plan.steps.len(), 3);
    assert!(place("list") < place("odd"));
    let cascaded = &removal(&plan.steps[place("odd")]).cascaded;
    assert_eq!(cascaded.iter().map(|one| &one.digest).collect::<Vec<_>>(), [&digest("part")]);
}
