//! Untagging: the plan's words, and what is true after a run, a stopped one too.

mod fake;

use std::rc::Rc;

use fake::run::{assert_same, confirmed, run};
use fake::{Fake, State};
use futures::executor::block_on;
use plimsoll::cleanup::{
    Action, ConfirmError, Confirmation, Item, LeftBehind, Order, Plan, Refusal, StepEnd, UntagWay,
    execute,
};
use plimsoll::model::{Digest, FreedRange, RepositoryName, TagName, TagTarget};
use plimsoll::present::{end_words, stop_words};
use plimsoll::registry::Cancel;
use plimsoll::registry::transport::Method;
use plimsoll::registry::{Client, Credentials, Endpoint, RegistryKind, Untag};
use plimsoll::storage::Analysis;
use stand_in::{Config, StandIn};

fn app() -> RepositoryName {
    "app".parse().expect("a repository name")
}

fn tags(names: &[&str]) -> Vec<TagName> {
    names.iter().map(|name| name.parse().expect("a tag")).collect()
}

/// `one` tagged v1 and latest; an index tagged v2 that lists `two`, which is tagged amd64.
fn registry(kind: RegistryKind) -> (Rc<Fake>, Digest, Digest) {
    let fake = Fake::new(kind);
    let (one, index) = {
        let state = &mut *fake.state.borrow_mut();
        let (one, two) = (state.image("app", "one", None), state.image("app", "two", None));
        let index = state.index("app", &[&two]);
        for (tag, digest) in [("v1", &one), ("latest", &one), ("v2", &index), ("amd64", &two)] {
            state.tag("app", tag, digest);
        }
        (one, index)
    };
    (fake, one, index)
}

fn plan(fake: &Fake, kind: RegistryKind, names: &[&str]) -> Plan {
    let inventory = fake.inventory();
    let does = kind.capabilities();
    let way = match does.untag {
        Untag::ByPlaceholder => UntagWay::Placeholder,
        Untag::Offered | Untag::Impossible => UntagWay::Direct,
    };
    Plan::untag(&inventory, &Analysis::of(&inventory), &app(), &tags(names), way, &does)
}

#[test]
fn the_plan_names_what_loses_its_last_tag_and_frees_nothing() {
    let (fake, one, index) = registry(RegistryKind::Distribution3);
    let kind = RegistryKind::Distribution3;
    // one keeps latest; two is still the child of an index with a tag.
    let some = plan(&fake, kind, &["v1", "amd64", "v1"]);
    assert_eq!((some.steps.len(), some.manifests(), some.freed), (2, 0, FreedRange::exact(0)));
    let left: Vec<_> =
        some.leftovers.iter().map(|left| (left.left.clone(), left.is_orphan)).collect();
    assert_eq!(left, [(LeftBehind::Untagged, false)]);

    let all = plan(&fake, kind, &["v1", "latest", "v2", "amd64"]);
    assert!(all.leftovers.iter().all(|left| left.is_orphan && left.tags.is_empty()));
    assert_eq!(all.leftovers.len(), 3);
    assert!(all.leftovers.iter().any(|left| left.digest == one));

    // The child of what is left without a tag is left, too, tagged or not.
    let v2 = plan(&fake, kind, &["v2"]);
    assert_eq!((v2.leftovers.len(), &v2.leftovers[0].digest), (1, &index));
    assert_eq!(
        Order::confirm(all, "3").map(|_| ()),
        Err(ConfirmError::Mismatch { expected: Confirmation::Count(4) })
    );
}

#[test]
fn what_cannot_be_untagged_is_skipped_with_its_reason() {
    let (fake, ..) = registry(RegistryKind::Acr);
    fake.state.borrow_mut().locked_tags.insert("v1".to_owned());
    let skipped = plan(&fake, RegistryKind::Acr, &["v1", "latest", "v9"]);
    let of: Vec<_> =
        skipped.skipped.iter().map(|one| (one.item.clone(), one.why.clone())).collect();
    let tag = |name: &str| Item::Tag(name.parse().expect("a tag"));
    assert_eq!(of, [(tag("v1"), Refusal::Locked), (tag("v9"), Refusal::TagNotListed)]);
    assert_eq!(skipped.steps.len(), 1);

    // The placeholder way is not for a registry that untags, nor the direct way for one that cannot.
    let inventory = fake.inventory();
    let analysis = Analysis::of(&inventory);
    for (kind, way) in [
        (RegistryKind::Distribution3, UntagWay::Placeholder),
        (RegistryKind::Distribution2, UntagWay::Direct),
    ] {
        let does = kind.capabilities();
        let plan = Plan::untag(&inventory, &analysis, &app(), &tags(&["latest"]), way, &does);
        assert_eq!((plan.steps.len(), &plan.skipped[0].why), (0, &Refusal::CannotUntag));
    }
}

#[test]
fn tags_go_and_manifests_stay() {
    for kind in [RegistryKind::Distribution3, RegistryKind::Acr, RegistryKind::Oci] {
        let (fake, one, _) = registry(kind);
        let inventory = fake.inventory();
        let order = confirmed(plan(&fake, kind, &["v1", "latest"]));
        let (outcome, after) = run(&fake.client(), order, &inventory);
        assert!(outcome.is_complete(), "{kind:?} {outcome:?}");
        assert_same(&after, &fake.inventory());
        assert_eq!(after.repositories[&app()].tags.len(), 2);
        assert!(after.repositories[&app()].manifests.contains_key(&one));
        let path =
            if kind == RegistryKind::Acr { "/acr/v1/app/_tags/" } else { "/v2/app/manifests/" };
        let log = fake.state.borrow().log.clone();
        let deletes: Vec<_> = log.iter().filter(|line| line.starts_with("DELETE")).collect();
        assert_eq!(deletes.len(), 2);
        assert!(deletes.iter().all(|line| line.starts_with(&format!("DELETE {path}"))));
    }
}

/// Untags v1 with a change at the moment of the request `part`: v1 must be left alone.
fn check_left_alone(
    kind: RegistryKind,
    part: &str,
    change: impl FnMut(&mut State) + 'static,
    why: &str,
) {
    let (fake, ..) = registry(kind);
    let inventory = fake.inventory();
    let order = confirmed(plan(&fake, kind, &["v1"]));
    fake.when(part, change);
    let (outcome, _) = run(&fake.client(), order, &inventory);
    let end = &outcome.results[0].end;
    assert!(matches!(end, StepEnd::Refused(_)), "{end:?}");
    assert!(end_words(end).unwrap_or_default().contains(why), "{end:?}");
    assert!(fake.state.borrow().tags["app"].contains_key("v1"));
}

#[test]
fn a_tag_that_changed_is_left_alone() {
    let moves = |state: &mut State| {
        let three = state.image("app", "three", None);
        state.tag("app", "v1", &three);
    };
    for kind in [RegistryKind::Acr, RegistryKind::Distribution3, RegistryKind::Distribution2] {
        check_left_alone(kind, "HEAD /v2/app/manifests/v1", moves, "points to another manifest");
    }
    let locks = |state: &mut State| state.locked_tags.extend(["v1".to_owned()]);
    check_left_alone(RegistryKind::Acr, "_tags", locks, "locked now");
}

#[test]
fn a_registry_that_takes_the_manifest_too_is_found_out_at_the_first_tag() {
    let (fake, one, _) = registry(RegistryKind::Oci);
    fake.state.borrow_mut().untag_takes_all = true;
    let inventory = fake.inventory();
    let order = confirmed(plan(&fake, RegistryKind::Oci, &["v1", "v2", "amd64"]));
    let (outcome, after) = run(&fake.client(), order, &inventory);
    let differ = outcome.results.iter().filter(|r| matches!(r.end, StepEnd::Differs(_)));
    assert_eq!(differ.count(), 1);
    let stopped = stop_words(&outcome.stopped.clone().expect("a reason"));
    assert!(stopped.contains("so is"), "{stopped}");
    assert!(!outcome.is_complete());
    // amd64 came first: what it pointed to is gone in what is known, too, and nothing else.
    assert_same(&after, &fake.inventory());
    assert!(after.repositories[&app()].manifests.contains_key(&one));
    let deletes = fake.state.borrow().log.iter().filter(|l| l.starts_with("DELETE")).count();
    assert_eq!(deletes, 1);
}

#[test]
fn by_placeholder_the_tag_goes_and_everything_else_stays() {
    let kind = RegistryKind::Distribution2;
    let (fake, one, _) = registry(kind);
    let inventory = fake.inventory();
    let plan = plan(&fake, kind, &["v1"]);
    let Action::Untag(untagging) = &plan.steps[0].action else { panic!("a tag") };
    assert_eq!((untagging.way, &untagging.digest), (UntagWay::Placeholder, &Some(one.clone())));
    let (outcome, after) = run(&fake.client(), confirmed(plan), &inventory);
    assert_eq!(outcome.results[0].end, StepEnd::Done);
    assert_same(&after, &fake.inventory());
    assert_eq!(after.repositories[&app()].tags.len(), 3);
    assert_eq!(after.repositories[&app()].manifests.len(), 3);
    // The run found out whether deletes work before it pushed anything: it asked to delete the
    // placeholder, which was not there yet, and no manifest of anybody's.
    let log = fake.state.borrow().log.clone();
    let methods: Vec<&str> = log.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(
        methods,
        ["HEAD", "DELETE", "HEAD", "PUT", "HEAD", "DELETE", "HEAD", "GET", "GET", "GET"]
    );
    assert_eq!(log[1], log[5]);
    assert!(inventory.repositories[&app()].manifests.keys().all(|d| !log[1].contains(&d.hex())));
}

#[test]
fn a_run_that_is_stopped_while_the_tag_is_looked_at_pushes_no_placeholder() {
    let kind = RegistryKind::Distribution2;
    let (fake, ..) = registry(kind);
    let order = confirmed(plan(&fake, kind, &["v1"]));
    let cancel = Cancel::default();
    let stop = cancel.clone();
    fake.when("HEAD /v2/app/manifests/v1", move |_| stop.cancel());
    let outcome = block_on(execute(&fake.client(), order, &cancel, &mut |_| {}));
    assert!(matches!(outcome.results[0].end, StepEnd::NotReached(_)), "{outcome:?}");
    let state = fake.state.borrow();
    let changes = |line: &&String| line.starts_with("PUT") || line.starts_with("DELETE");
    assert_eq!(state.log.iter().filter(changes).count(), 0, "{:?}", state.log);
}

#[test]
fn where_the_placeholder_way_stops_it_says_what_the_tag_points_to() {
    let check = |fault: (&str, u16, &str), says: &str, moved: bool| {
        let kind = RegistryKind::Distribution2;
        let (fake, one, _) = registry(kind);
        let inventory = fake.inventory();
        let order = confirmed(plan(&fake, kind, &["v1"]));
        let (part, status, body) = fault;
        let body = body.to_owned();
        let part = part.to_owned();
        if moved {
            // Only once the placeholder is pushed.
            fake.when("PUT", move |state| {
                state.faults.push((part.clone(), status, body.clone()));
            });
        } else {
            fake.fault(&part, status, &body);
        }
        let (outcome, after) = run(&fake.client(), order, &inventory);
        let end = &outcome.results[0].end;
        assert!(matches!(end, StepEnd::Failed(_)), "{end:?}");
        let why = end_words(end).unwrap_or_default();
        assert!(why.contains(says), "{says}: {why}");
        assert!(why.contains(&one.to_string()) || why.contains(&one.short()), "{why}");
        // One that is retried may have been pushed already: not so here.
        let now = fake.state.borrow().tags["app"]["v1"].clone();
        assert_eq!(now != one, moved, "{why}");
        assert_same(&after, &fake.inventory());
        let known = &after.repositories[&app()].tags[&tags(&["v1"])[0]];
        assert_eq!(known.target, TagTarget::Digest(now));
    };
    let unsupported = r#"{"errors":[{"code":"UNSUPPORTED"}]}"#;
    check(("DELETE", 405, unsupported), "Nothing has changed", false);
    check(("DELETE", 401, ""), "Nothing has changed", false);
    check(("PUT", 401, ""), "Nothing has changed", false);
    check(("PUT", 403, ""), "Nothing has changed", false);
    check(("PUT", 500, ""), "Nothing has changed", false);
    check(("DELETE", 403, ""), "points to the placeholder", true);
    check(("DELETE", 500, ""), "Scan again and delete", true);
}

#[test]
fn a_push_that_overtakes_the_placeholder_keeps_its_tag() {
    let kind = RegistryKind::Distribution2;
    let (fake, ..) = registry(kind);
    let inventory = fake.inventory();
    let order = confirmed(plan(&fake, kind, &["v1"]));
    // Between the placeholder's push and the look at the tag.
    fake.when("PUT", |state| {
        let hook = |state: &mut State| {
            let three = state.image("app", "three", None);
            state.tag("app", "v1", &three);
        };
        state.when("HEAD /v2/app/manifests/v1", hook);
    });
    let (outcome, _) = run(&fake.client(), order, &inventory);
    let end = &outcome.results[0].end;
    assert!(
        end_words(end).unwrap_or_default().contains("so Plimsoll left it unchanged"),
        "{end:?}"
    );
    let state = fake.state.borrow();
    assert_eq!(state.tags["app"]["v1"], State::default().image("app", "three", None));
    // Three that were there and the new one: the placeholder is gone.
    assert_eq!(state.manifests["app"].len(), 4);
    assert!(state.log.iter().any(|line| line.starts_with(Method::Put.as_str())));
}

#[test]
fn the_sample_and_what_is_known_agree_after_untagging() {
    let sample = Rc::new(StandIn::new("https://sample.test", Config::default()));
    let endpoint = Endpoint::new("https://sample.test", "", RegistryKind::Acr).expect("an address");
    let client = Client::new(sample.clone(), endpoint, Credentials::None);
    let inventory = sample.inventory();
    let name: RepositoryName = "legacy/billing".parse().expect("a repository name");
    let (analysis, does) = (Analysis::of(&inventory), RegistryKind::Acr.capabilities());
    let chosen = tags(&["7.0", "final"]);
    let plan = Plan::untag(&inventory, &analysis, &name, &chosen, UntagWay::Direct, &does);
    assert_eq!((plan.steps.len(), plan.skipped.len()), (1, 1));
    let (outcome, after) = run(&client, confirmed(plan), &inventory);
    assert!(outcome.is_complete(), "{outcome:?}");
    assert_same(&after, &sample.inventory());
    assert_eq!(after.repositories[&name].tags.len() + 1, inventory.repositories[&name].tags.len());
}
