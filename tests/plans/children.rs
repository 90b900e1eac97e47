//! Plans with indexes and their children.

use std::collections::BTreeSet;

use plimsoll::cleanup::{LeftBehind, Why};
use plimsoll::model::FreedRange;

use crate::by_hand::{digest, index};
use crate::tools::{CHILDREN, NOTHING, app, family, plan, removal, small, steps, target};

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
    assert_eq!(arm.after, [whole.steps[place("inner").expect("inner goes")].id]);
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
    assert_eq!(both.steps[2].after, [both.steps[0].id, both.steps[1].id]);
    let one = plan(&inventory, &[target("a", &[])], CHILDREN, false);
    assert_eq!(one.manifests(), 1);
    assert!(one.leftovers.is_empty());
}
