//! A registry that lists no untagged manifests may hold some that use any blob. So freed sizes are "up
//! to" and stored sizes "at least", each with its reason.
#![cfg(not(target_arch = "wasm32"))]

mod by_hand;

use by_hand::{cell_of, digest, image, registry, repository, repository_name};
use plimsoll::cleanup::{Along, Plan, Target};
use plimsoll::model::{Amount, FreedRange, Inventory, ReadState, Timestamp};
use plimsoll::present::{
    Cell, Origin, REPOSITORY_COLUMNS, all_gaps, headlines, plan_limit, report, repository_rows,
};
use plimsoll::registry::RegistryKind;
use plimsoll::storage::{Analysis, Totals};

/// A repository after v1 was pushed again with the same layer, as a scan sees it: the second manifest
/// (10), its config (2) and the layer (500). The first manifest has no tag any more, and uses the
/// layer, too.
fn pushed_again(lists_untagged: bool) -> Inventory {
    let mut app = repository(
        vec![image("second", 10, ("config", 2), &[("layer", 500)])],
        &[("v1", "second")],
    );
    app.lists_untagged = lists_untagged;
    registry(vec![("app", app)])
}

fn plan(inventory: &Inventory, kind: RegistryKind) -> Plan {
    let target =
        Target { repository: repository_name("app"), digest: digest("second"), tags: Vec::new() };
    let analysis = Analysis::of(inventory);
    let does = kind.capabilities();
    Plan::delete_manifests(inventory, &analysis, &[target], Along::default(), &does)
}

#[test]
fn what_invisible_manifests_may_use_is_not_promised() {
    let inventory = pushed_again(false);
    let up_to = FreedRange::up_to(512);
    assert_eq!(plan(&inventory, RegistryKind::Distribution2).freed, up_to);
    let analysis = Analysis::of(&inventory);
    let (app, second) = (repository_name("app"), digest("second"));
    let figures = analysis.manifest(&app, &second).expect("it was read");
    assert_eq!((figures.exclusive, figures.with_children), (up_to, up_to));
    // The manifest's own content is known.
    assert_eq!(figures.content, Amount::exact(512));
    let figures = &analysis.repositories[&app];
    let at_least = |bytes| Amount { bytes, has_gaps: true };
    assert_eq!((figures.stored, figures.exclusive), (at_least(512), up_to));
    assert_eq!((figures.shared, figures.logical), (at_least(0), Amount::exact(512)));
    let totals = &analysis.totals;
    assert_eq!((totals.stored, totals.shared), (at_least(512), at_least(0)));
    assert_eq!(totals.logical, Amount::exact(512));
    // Everything that was asked for was read.
    assert!(totals.complete && figures.read_whole);
    // A manifest that frees nothing frees exactly 0.
    assert_eq!(analysis.exclusive_of([]), FreedRange::exact(0));
}

#[test]
fn where_they_are_listed_figures_are_exact() {
    let inventory = pushed_again(true);
    assert_eq!(plan(&inventory, RegistryKind::Acr).freed, FreedRange::exact(512));
    assert_eq!(Analysis::of(&inventory).totals.stored, Amount::exact(512));

    // If one repository hides manifests, the freed sizes of the others are uncertain; their stored
    // sizes are not.
    let mut inventory = pushed_again(true);
    let mut other = repository(Vec::new(), &[]);
    other.lists_untagged = false;
    inventory.repositories.insert(repository_name("other"), other);
    let analysis = Analysis::of(&inventory);
    let app = &analysis.repositories[&repository_name("app")];
    assert_eq!(app.stored, Amount::exact(512));
    assert_eq!(app.exclusive, FreedRange::up_to(512));
}

#[test]
fn what_repositories_may_use_that_the_sign_in_is_not_shown_is_not_promised() {
    let inventory = Inventory { sees_part: true, ..pushed_again(true) };
    let plan = plan(&inventory, RegistryKind::Harbor);
    assert_eq!(plan.freed, FreedRange::up_to(512));
    assert!(plan_limit(&plan).is_some_and(|why| why.contains("every project")));
    let analysis = Analysis::of(&inventory);
    let at_least = |bytes| Amount { bytes, has_gaps: true };
    let Totals { stored, shared, logical, .. } = &analysis.totals;
    assert_eq!((*stored, *shared, *logical), (at_least(512), at_least(0), at_least(512)));
    // The blobs of the repository itself are all known.
    let app = &analysis.repositories[&repository_name("app")];
    assert_eq!((app.stored, app.logical), (Amount::exact(512), Amount::exact(512)));
    assert_eq!((app.shared, app.exclusive), (at_least(0), plan.freed));
    let gaps = all_gaps(&inventory, &analysis);
    assert_eq!(gaps.iter().map(|gap| gap.what.as_str()).collect::<Vec<_>>(), ["repositories"]);
    // Nothing was left unread, and no project's manifest keeps one of another.
    assert!(analysis.totals.complete && analysis.totals.judged);
}

#[test]
fn the_reason_is_said_once() {
    let inventory = pushed_again(false);
    let analysis = Analysis::of(&inventory);
    let [stored, logical, ..] = headlines(&analysis.totals, false);
    assert_eq!(stored.value.plain(), "at least 512 B");
    assert_eq!(
        stored.means,
        "Bytes in the registry, every blob once, without blobs that only untagged manifests use"
    );
    assert_eq!(logical.value.plain(), "512 B");
    let row = &repository_rows(&inventory, &analysis, "")[0];
    let stored = cell_of(REPOSITORY_COLUMNS, row, "stored");
    let Cell::Bytes(_, text) = stored else { panic!("bytes") };
    assert_eq!(text.plain(), "at least 512 B");
}

#[test]
fn the_report_says_what_it_cannot_know() {
    let gaps = |inventory: &Inventory| {
        let moment = Timestamp::from_millis(0);
        let origin = Origin { host: "registry.test", kind: "oci", taken_at: moment };
        let text = report(&origin, inventory, &Analysis::of(inventory));
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        (json["complete"].clone(), json["missing"].clone())
    };
    let untagged = serde_json::json!([{
        "repository": null, "reference": null, "what": "untagged",
        "why": "This registry does not list untagged manifests. Sizes are without blobs that only \
                they use, and blobs that they share are not freed."
    }]);
    assert_eq!(gaps(&pushed_again(false)), (true.into(), untagged));
    assert_eq!(gaps(&pushed_again(true)), (true.into(), serde_json::json!([])));
    // A repository that was not read whole is a gap of its own.
    let mut unread = pushed_again(false);
    unread.repositories.values_mut().for_each(|repo| repo.state = ReadState::Reading);
    let not_yet = serde_json::json!([{
        "repository": "app", "reference": null, "what": "manifests",
        "why": "This repository was not read to its end."
    }]);
    assert_eq!(gaps(&unread), (false.into(), not_yet));
}
