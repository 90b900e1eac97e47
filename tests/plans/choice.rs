//! Plans for a choice: manifests that are deleted along are named, and skipped ones have their reasons.

use plimsoll::cleanup::{ConfirmError, Confirmation, Order, Plan, Refusal, Target, Why};
use plimsoll::model::{
    Amount, Attributes, Digest, FreedRange, Inventory, ReadState, RepositoryEntry, Tag, TagTarget,
};
use plimsoll::present::refusal_words;
use plimsoll::storage::Analysis;

use crate::by_hand::{digest, locked, repository_name, tag_name};
use crate::tools::{
    ALL, NOTHING, app, capabilities, family, names, plan, removal, small, steps, target,
};

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

    // The repository's `delete` protects only the repository as a whole, its `write` everything in it.
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
    assert_eq!(refused.freed.known, 0);
    assert_eq!(Order::confirm(refused, "").map(|_| ()), Err(ConfirmError::Empty));
}

fn repo_state(inventory: &mut Inventory, state: ReadState) {
    inventory.repositories.get_mut(&repository_name("app")).expect("it is there").state = state;
}

#[test]
fn a_manifest_that_has_two_digests_goes_by_both_or_not_at_all() {
    let mut by_sha512 = small("one", 10);
    by_sha512.manifest.digest = Digest::sha512([7; 64]);
    let other = by_sha512.manifest.digest.clone();
    let inventory = app(vec![small("one", 10), by_sha512, small("two", 11)], &[("v1", "one")]);
    let chosen = Target { digest: other.clone(), ..target("one", &[]) };
    // No tag is on the second digest, and yet it may be the manifest of v1.
    let alone = plan(&inventory, std::slice::from_ref(&chosen), NOTHING, false);
    assert!(alone.steps.is_empty());
    assert_eq!(alone.skipped[0].why, Refusal::SameAs(digest("one")));
    let why = refusal_words(&alone.skipped[0].why);
    assert!(why.contains("may be one"), "{why}");
    let both = plan(&inventory, &[chosen, target("one", &["v1"])], NOTHING, false);
    assert_eq!((both.steps.len(), both.skipped.len()), (2, 0));
}

#[test]
fn several_steps_need_the_number_typed() {
    let inventory = app(vec![small("a", 1), small("b", 2)], &[("a", "a"), ("b", "b")]);
    let both = || plan(&inventory, &[target("a", &[]), target("b", &[])], NOTHING, false);
    let mismatch = ConfirmError::Mismatch { expected: Confirmation::Count(2) };
    for typed in ["", "1", "22", "two"] {
        assert_eq!(Order::confirm(both(), typed).map(|_| ()), Err(mismatch.clone()), "{typed}");
    }
    assert_eq!(Order::confirm(both(), " 2 ").map(|order| order.steps().len()), Ok(2));
    let one = plan(&inventory, &[target("a", &[])], NOTHING, false);
    assert!(Order::confirm(one, "").is_ok());
}

#[test]
fn a_tag_whose_target_is_not_known_is_skipped_by_name() {
    let mut inventory = app(vec![small("one", 16)], &[("v1", "one"), ("unread", "one")]);
    let repo = inventory.repositories.get_mut(&repository_name("app")).expect("it is there");
    repo.tags.insert(
        tag_name("dangling"),
        Tag { target: TagTarget::Absent, last_updated: None, attributes: Attributes::OPEN },
    );
    let tags = ["dangling", "v1", "never listed"].map(|tag| tag.replace(' ', "-"));
    let tags: Vec<_> = tags.iter().map(|tag| tag_name(tag)).collect();
    let skipped = |inventory: &Inventory| {
        let analysis = Analysis::of(inventory);
        let (app, does) = (repository_name("app"), capabilities(false));
        let plan = Plan::delete_tagged(inventory, &analysis, &app, &tags, NOTHING, &does);
        let names = plan.skipped.iter().map(|one| (one.item.name(&app), one.why.clone()));
        (plan.steps.len(), names.collect::<Vec<_>>())
    };
    let expected = vec![
        ("dangling".to_owned(), Refusal::PointsToNothing),
        ("never-listed".to_owned(), Refusal::TagNotListed),
    ];
    assert_eq!(skipped(&inventory), (1, expected));
    let mut unread = inventory.clone();
    let repo = unread.repositories.get_mut(&repository_name("app")).expect("it is there");
    repo.tags.get_mut(&tag_name("v1")).expect("a tag").target = TagTarget::Unread;
    let (steps, names) = skipped(&unread);
    assert_eq!((steps, names[1].clone()), (0, ("v1".to_owned(), Refusal::TagNotRead)));
}
