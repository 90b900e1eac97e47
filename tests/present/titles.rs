//! Titles of dialogs: a single item by its name, several by their number.

use super::registry;
use crate::by_hand::{digest, repository_name, tag_name};
use plimsoll::cleanup::{Along, Plan, Target, UntagWay};
use plimsoll::model::{ReadState, Repository};
use plimsoll::present::{
    DeletionWords, Ending, Title, Went, confirm_words, lock_title, plan_title, restore_title,
    run_title,
};
use plimsoll::registry::{LockTarget, RegistryKind};
use plimsoll::storage::Analysis;

/// Heading and button, and whether the heading names the repository.
fn check(title: &Title, heading: &str, button: &str, names_repository: bool) {
    assert_eq!((&*title.heading, &*title.button), (heading, button));
    assert_eq!(title.names_repository, names_repository, "{heading}");
}

/// The words of a run that did `done` of `all` steps.
fn ran(done: usize, all: usize) -> DeletionWords {
    let ending = Ending { went: Went::Well, title: "Done", text: String::new() };
    DeletionWords {
        ending,
        brief: String::new(),
        count: format!("{done} of {all}"),
        is_all: done == all,
    }
}

#[test]
fn a_manifest_is_named_by_the_tags_that_it_was_chosen_by() {
    let inventory = registry();
    let analysis = Analysis::of(&inventory);
    let does = RegistryKind::Oci.capabilities();
    let along = |children| Along { children, referrers: false, unclear: false };
    let plan = |name: &str, tags: &[&str], children| {
        let target = Target {
            repository: repository_name("web/app"),
            digest: digest(name),
            tags: tags.iter().map(|tag| tag_name(tag)).collect(),
        };
        Plan::delete_manifests(&inventory, &analysis, &[target], along(children), &does)
    };
    let short = digest("i").short();
    let by_digest = format!("web/app@sha256:{short}…");

    let by_tag = plan("i", &["v2"], false);
    check(&plan_title(&by_tag), "Delete web/app:v2", "Delete v2", true);
    check(&run_title(&by_tag, &ran(1, 1)), "Deleted web/app:v2", "Deleted v2", true);
    let failed = run_title(&by_tag, &ran(0, 1));
    check(&failed, "Not deleted: web/app:v2", "Not deleted: v2", true);

    // Its tags go unasked.
    let itself = plan_title(&plan("i", &[], false));
    check(&itself, &format!("Delete {by_digest}"), &format!("Delete {short}"), true);

    let with_parts = plan("i", &["v2"], true);
    check(&plan_title(&with_parts), "Delete 2 manifests", "Delete 2 manifests", false);
    assert_eq!(run_title(&with_parts, &ran(2, 2)).heading, "Deleted 2 manifests");
    assert_eq!(run_title(&with_parts, &ran(1, 2)).heading, "Deleted 1 of 2 manifests");
}

#[test]
fn tags_and_repositories_are_named_if_there_is_one() {
    let inventory = registry();
    let analysis = Analysis::of(&inventory);
    let name = repository_name("web/app");
    let untag = |tags: &[&str]| {
        let does = RegistryKind::Distribution3.capabilities();
        let tags: Vec<_> = tags.iter().map(|tag| tag_name(tag)).collect();
        Plan::untag(&inventory, &analysis, &name, &tags, UntagWay::Direct, &does)
    };
    check(&plan_title(&untag(&["v1"])), "Untag web/app:v1", "Untag v1", true);
    check(&plan_title(&untag(&["v1", "latest"])), "Untag 2 tags", "Untag 2 tags", false);
    assert_eq!(run_title(&untag(&["v1"]), &ran(0, 1)).heading, "Not untagged: web/app:v1");

    let clear = |kind: RegistryKind| {
        let names = [name.clone()];
        Plan::delete_repositories(&inventory, &analysis, &names, &kind.capabilities())
    };
    let whole = "Delete repository web/app";
    let (at_once, piecemeal) = (clear(RegistryKind::Acr), clear(RegistryKind::Distribution2));
    check(&plan_title(&at_once), whole, whole, true);
    check(&plan_title(&piecemeal), whole, whole, true);
    // The manifests were deleted; the registry may keep the empty repository.
    let all = piecemeal.steps.len();
    let manifests = format!("Deleted {all} manifests");
    check(&run_title(&piecemeal, &ran(all, all)), &manifests, &manifests, false);
    assert_eq!(run_title(&at_once, &ran(1, 1)).heading, "Deleted repository web/app");
}

#[test]
fn locks_and_restorations_name_a_single_item() {
    let name = repository_name("web/app");
    let lock = |targets: &[LockTarget]| lock_title(true, &name, targets);
    let tag = |tag: &str| LockTarget::Tag(tag_name(tag));
    check(&lock(&[tag("v1")]), "Lock web/app:v1", "Lock v1", true);
    check(&lock(&[tag("v1"), tag("v2")]), "Lock 2 tags", "Lock 2 tags", false);
    let short = digest("a").short();
    let manifest = lock(&[LockTarget::Manifest(digest("a"))]);
    let by_digest = format!("web/app@sha256:{short}…");
    check(&manifest, &format!("Lock {by_digest}"), &format!("Lock {short}"), true);
    let whole = "Unlock repository web/app";
    check(&lock_title(false, &name, &[LockTarget::Repository]), whole, whole, true);

    let (a, b) = (digest("a"), digest("b"));
    let tags = [tag_name("v1"), tag_name("latest")];
    let restore = |chosen: &[(&_, &[_])]| {
        restore_title(chosen.iter().map(|(digest, tags)| (&name, *digest, *tags)))
    };
    let both = restore(&[(&a, &tags)]);
    check(&both, "Restore web/app:v1 and 1 more tag", "Restore v1 and 1 more tag", true);
    let untagged = restore(&[(&a, &[])]);
    check(&untagged, &format!("Restore {by_digest}"), &format!("Restore {short}"), true);
    let two = "Restore 2 manifests";
    check(&restore(&[(&a, &tags), (&b, &[])]), two, two, false);
}

#[test]
fn several_repositories_are_named_where_their_number_is_typed() {
    let mut inventory = registry();
    let (app, empty) = (repository_name("web/app"), repository_name("web/empty"));
    let whole = Repository { state: ReadState::Complete, ..Repository::default() };
    inventory.repositories.insert(empty.clone(), whole);
    let analysis = Analysis::of(&inventory);
    let does = RegistryKind::Acr.capabilities();
    let words = |names: &[_]| {
        let plan = Plan::delete_repositories(&inventory, &analysis, names, &does);
        confirm_words(&plan).map(|words| (words.text, words.is_number, words.names))
    };
    let names = "Deletes with everything in them: web/app, web/empty".to_owned();
    assert_eq!(words(&[app.clone(), empty]), Some(("2".to_owned(), true, Some(names))));
    assert_eq!(words(std::slice::from_ref(&app)), Some(("web/app".to_owned(), false, None)));
    assert_eq!(words(&[]), None);

    let untag = |tags: &[&str]| {
        let tags: Vec<_> = tags.iter().map(|tag| tag_name(tag)).collect();
        let plan = Plan::untag(&inventory, &analysis, &app, &tags, UntagWay::Direct, &does);
        confirm_words(&plan).map(|words| (words.text, words.is_number, words.names))
    };
    assert_eq!(untag(&["v1"]), None);
    assert_eq!(untag(&["v1", "latest"]), Some(("2".to_owned(), true, None)));
}
