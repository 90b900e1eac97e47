//! Plans in words: what is deleted and untagged, what stays, and why.

use super::registry;
use crate::by_hand::{digest, repository_name, tag_name};
use plimsoll::cleanup::{Along, Failure, Plan, StepEnd, Target, UntagWay};
use plimsoll::model::{Attributes, Inventory, ReadState, Repository};
use plimsoll::present::{
    BytesText, PlanLine, leftovers, plan_goes, plan_groups, plan_lines, plan_notes, plan_shared,
    plan_space, plan_title, skipped_words, step_end, step_words, unasked_words,
};
use plimsoll::registry::RegistryKind;
use plimsoll::storage::Analysis;

#[test]
fn untagging_and_repositories_in_words() {
    let inventory = registry();
    let analysis = Analysis::of(&inventory);
    let name = repository_name("web/app");
    let untag = |tags: &[&str], way, kind: RegistryKind| {
        let tags: Vec<_> = tags.iter().map(|tag| tag_name(tag)).collect();
        Plan::untag(&inventory, &analysis, &name, &tags, way, &kind.capabilities())
    };
    let notes =
        |plan: &Plan, kind: RegistryKind| plan_notes(plan, kind, &kind.capabilities()).join(" ");

    // v1 and latest are both on a, which v2 lists.
    let kind = RegistryKind::Distribution3;
    let one = untag(&["v1"], UntagWay::Direct, kind);
    let title = plan_title(&one);
    assert_eq!((&*title.heading, &*title.button), ("Untag web/app:v1", "Untag v1"));
    assert_eq!(plan_goes(&one), ("1 tag".to_owned(), "no manifest".to_owned()));
    assert_eq!(plan_space(&one), ("not at all", "untagging frees nothing: the manifests stay"));
    // Manifests that stay are named below the list, without a size.
    assert_eq!((plan_lines(&one)[0].remarks.len(), plan_lines(&one)[0].frees), (0, None));
    assert_eq!((leftovers(&one).len(), notes(&one, kind).len()), (0, 0));
    let both = untag(&["v1", "latest"], UntagWay::Direct, kind);
    assert!(
        leftovers(&both)[0].contains("stays without a tag of its own"),
        "{:?}",
        leftovers(&both)
    );
    assert!(notes(&both, kind).contains("until the next scan"));
    let zot = untag(&["v1", "latest"], UntagWay::Direct, RegistryKind::Zot);
    assert!(notes(&zot, RegistryKind::Zot).contains("own collector deletes manifests that no tag"));
    let oci = untag(&["v1"], UntagWay::Direct, RegistryKind::Oci);
    assert!(notes(&oci, RegistryKind::Oci).contains("The kind of this registry is not known"));
    let old = untag(&["v1"], UntagWay::Placeholder, RegistryKind::Distribution2);
    assert!(notes(&old, RegistryKind::Distribution2).contains("rights to push and to delete"));
    let none = untag(&["v9"], UntagWay::Direct, kind);
    assert_eq!(plan_title(&none).heading, "Nothing can be untagged");
    assert_eq!(skipped_words(&none.skipped[0]).0, "v9");

    let clear = |kind: RegistryKind| {
        let names = [name.clone()];
        Plan::delete_repositories(&inventory, &analysis, &names, &kind.capabilities())
    };
    let at_once = clear(RegistryKind::Acr);
    assert_eq!(plan_title(&at_once).heading, "Delete repository web/app");
    assert_eq!(step_words(&at_once), (("repository", "repositories"), "deleted"));
    let manifests = inventory.repositories[&name].manifests.len();
    let lines = plan_lines(&at_once);
    assert_eq!(lines.iter().filter(|line| line.digest.is_some()).count(), manifests);
    assert!(lines.iter().all(|line| line.step == 0));
    // An empty repository has one line, with its own name.
    let empty = repository_name("web/empty");
    let mut inventory = registry();
    let whole = Repository { state: ReadState::Complete, ..Repository::default() };
    inventory.repositories.insert(empty.clone(), whole);
    let does = RegistryKind::Harbor.capabilities();
    let plan = Plan::delete_repositories(&inventory, &Analysis::of(&inventory), &[empty], &does);
    let lines: Vec<_> = plan_lines(&plan).into_iter().map(|line| (line.tags, line.kind)).collect();
    assert_eq!(lines, [(vec!["web/empty".to_owned()], "repository")]);
    let piecemeal = clear(RegistryKind::Distribution2);
    assert_eq!(step_words(&piecemeal).0.1, "manifests");

    // Several: each with its own lines, by one request or by many.
    for kind in [RegistryKind::Acr, RegistryKind::Distribution2] {
        let names = [repository_name("web/empty"), name.clone()];
        let analysis = Analysis::of(&inventory);
        let plan = Plan::delete_repositories(&inventory, &analysis, &names, &kind.capabilities());
        let groups = plan_groups(&plan);
        assert_eq!(
            groups.iter().map(|group| group.lines.len()).sum::<usize>(),
            plan_lines(&plan).len()
        );
        for group in &groups {
            let frees: Vec<_> =
                group.lines.iter().map(|line| line.frees.expect("bytes").known).collect();
            assert!(frees.is_sorted_by(|a, b| a >= b), "{frees:?}");
        }
        let own = groups.iter().find(|group| group.repository == "web/app").expect("a group");
        assert_eq!(own.goes, format!("{}, {manifests} manifests", plan_goes(&plan).0));
        assert!(own.lines.iter().all(|line| own.steps.contains(&line.step)));
        let mut ends = vec![None; plan.steps.len()];
        assert_eq!(own.went(&ends), None);
        ends[own.steps.clone()].fill(Some(step_end(&StepEnd::Done, "deleted")));
        ends[own.steps.start] = Some(step_end(&StepEnd::Failed(Failure::EmptyStays), "deleted"));
        let count = own.steps.len();
        assert_eq!(own.went(&ends), Some((false, format!("{} of {count}", count - 1))));
    }
    assert!(notes(&piecemeal, RegistryKind::Distribution2).contains("may stay in its list"));
}

#[test]
fn what_is_left_out_is_called_by_what_was_chosen() {
    let mut inventory = registry();
    let app = inventory.repositories.get_mut(&repository_name("web/app")).expect("there");
    app.manifests.remove(&digest("i"));
    app.tags.remove(&tag_name("v2"));
    let locks = |inventory: &mut Inventory, manifest: bool, tag: &str| {
        let app = inventory.repositories.get_mut(&repository_name("web/app")).expect("there");
        let of = |is: bool| if is { Attributes::LOCKED } else { Attributes::OPEN };
        app.manifests.get_mut(&digest("a")).expect("there").attributes = of(manifest);
        for (name, own) in &mut app.tags {
            own.attributes = of(name.as_str() == tag);
        }
    };
    let left = |inventory: &Inventory, chosen: &[&str]| {
        let tags: Vec<_> = chosen.iter().map(|tag| tag_name(tag)).collect();
        let (analysis, does) = (Analysis::of(inventory), RegistryKind::Acr.capabilities());
        let name = repository_name("web/app");
        let along = Along::default();
        let plan = Plan::delete_tagged(inventory, &analysis, &name, &tags, along, &does);
        let (name, why) = skipped_words(&plan.skipped[0]);
        format!("{name}: {why}")
    };
    // v1 and latest are on one digest.
    locks(&mut inventory, true, "");
    assert_eq!(left(&inventory, &["v1"]), "v1: Its manifest is locked.");
    assert_eq!(left(&inventory, &["v1", "latest"]), "latest, v1: Their manifest is locked.");
    locks(&mut inventory, false, "latest");
    assert_eq!(left(&inventory, &["latest"]), "latest: It is locked.");
    let other = "The tag latest on the same manifest is locked.";
    assert_eq!(left(&inventory, &["v1"]), format!("v1: {other}"));
    assert_eq!(left(&inventory, &["v1", "latest"]), format!("latest, v1: {other}"));
}

#[test]
fn a_plan_in_words_names_what_nobody_chose() {
    let inventory = registry();
    let analysis = Analysis::of(&inventory);
    let capabilities = RegistryKind::Oci.capabilities();
    let plan = |name: &str, tags: &[&str], along: Along| {
        let target = Target {
            repository: repository_name("web/app"),
            digest: digest(name),
            tags: tags.iter().map(|tag| tag_name(tag)).collect(),
        };
        Plan::delete_manifests(&inventory, &analysis, &[target], along, &capabilities)
    };

    let refused = plan("a", &["v1"], Along::default());
    assert_eq!(plan_title(&refused).heading, "Nothing can be deleted");
    let (name, why) = skipped_words(&refused.skipped[0]);
    assert_eq!((&*name, &*why), ("v1", "It is part of v2. Deleting it would break v2."));

    let alone = plan("i", &["v2"], Along::default());
    assert_eq!(plan_title(&alone).heading, "Delete web/app:v2");
    assert_eq!(plan_goes(&alone), ("1 tag".to_owned(), "on 1 manifest".to_owned()));
    assert_eq!(BytesText::of_freed(alone.freed).plain(), "3 B");
    let stays = format!("1 manifest becomes an orphan: {}.", digest("b").short());
    assert_eq!(leftovers(&alone), [stays.as_str()]);
    // By default zot's collector takes manifests that nothing leads to any more.
    let does = RegistryKind::Zot.capabilities();
    let target = |tag| Target {
        repository: repository_name("web/app"),
        digest: digest("i"),
        tags: vec![tag_name(tag)],
    };
    let zot = |along| {
        let plan = Plan::delete_manifests(&inventory, &analysis, &[target("v2")], along, &does);
        let notes = plan_notes(&plan, RegistryKind::Zot, &does).join(" ");
        (leftovers(&plan), notes.contains("own collector deletes manifests that no tag"))
    };
    assert_eq!(zot(Along::default()), (vec![stays], true));
    assert_eq!(zot(Along { children: true, referrers: false, unclear: false }), (vec![], false));

    let whole = plan("i", &["v2"], Along { children: true, referrers: false, unclear: false });
    let lines = plan_lines(&whole);
    assert_eq!(lines[1].kind, "platform image");
    assert_eq!(lines[1].remarks, ["part of the index v2"]);
    assert_eq!(BytesText::of_freed(whole.freed).plain(), "50 B");
    // The index frees its own 3 bytes, its platform manifest the rest, and the larger line is drawn first.
    let frees = |line: &PlanLine| line.frees.map(|frees| frees.known);
    assert_eq!(lines.iter().map(frees).collect::<Vec<_>>(), [Some(3), Some(47)]);
    assert_eq!(frees(&plan_groups(&whole)[0].lines[0]), Some(47));
    assert_eq!(plan_shared(&whole), None);
    assert!(unasked_words(&whole, true).is_empty());
}

#[test]
fn tags_that_nobody_chose_are_named_with_a_way_to_keep_them() {
    // v1 and latest are on one image.
    let mut inventory = registry();
    let app = inventory.repositories.get_mut(&repository_name("web/app")).expect("there");
    app.manifests.remove(&digest("i"));
    app.tags.remove(&tag_name("v2"));
    let check = |tags: &[&str], can_untag, expected: &[(&str, &str)]| {
        let target = Target {
            repository: repository_name("web/app"),
            digest: digest("a"),
            tags: tags.iter().map(|tag| tag_name(tag)).collect(),
        };
        let (analysis, does) = (Analysis::of(&inventory), RegistryKind::Oci.capabilities());
        let plan =
            Plan::delete_manifests(&inventory, &analysis, &[target], Along::default(), &does);
        let words = unasked_words(&plan, can_untag);
        let words: Vec<_> = words.iter().map(|(tags, why)| (&**tags, &**why)).collect();
        assert_eq!(words, expected);
    };
    let untag = "is the same image as v1, so it is deleted, too. To keep it, untag v1 instead.";
    check(&["v1"], true, &[("latest", untag)]);
    let leave = "is the same image as v1, so it is deleted, too. To keep it, leave v1 out.";
    check(&["v1"], false, &[("latest", leave)]);
    check(&["v1", "latest"], true, &[]);
}
