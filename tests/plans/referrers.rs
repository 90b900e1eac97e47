//! Plans with referrers and cosign's tags, and on registries that delete referrers along.

use std::collections::BTreeSet;

use plimsoll::cleanup::{Along, Frees, LeftBehind, Plan, Refusal, Why};
use plimsoll::model::{FreedRange, Inventory, ManifestRecord};
use plimsoll::present::leftovers;
use plimsoll::registry::Capabilities;
use plimsoll::storage::Analysis;

use crate::by_hand::{digest, image, index, locked, repository_name, signature_tag, with_subject};
use crate::tools::{ALL, NOTHING, app, capabilities, names, plan, removal, small, steps, target};

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
    // 1 + 2 + 4: config and base stay for the cosign signature, which has no subject and so stays.
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
    assert_eq!(of("cosign").after, [all.steps[0].id]);
    assert!(all.leftovers.is_empty());
    // 1 + 2 + 4 + 8 + 2 + 100.
    assert_eq!(all.freed, FreedRange::exact(117));

    // With a cascade only the image and the cosign signature need a step.
    let cascading = plan(&inventory, &[target("image", &["v1"])], ALL, true);
    assert_eq!(cascading.steps.len(), 2);
    assert_eq!((cascading.manifests(), cascading.freed), (4, FreedRange::exact(117)));
}

#[test]
fn a_cascade_through_an_index_takes_its_platforms_along() {
    // Found by the random plans: the registry deletes the referrer by itself, and its platform stayed as an orphan.
    let records = vec![
        small("image", 1),
        with_subject(index("referrer", 2, &["platform"]), "image"),
        small("platform", 4),
    ];
    let inventory = app(records, &[("v1", "image")]);
    let all = plan(&inventory, &[target("image", &["v1"])], ALL, true);
    let order: Vec<_> = all.steps.iter().map(|step| removal(step).digest.clone()).collect();
    // The index has a step of its own: it has to be gone before its platform.
    assert_eq!(order, [digest("image"), digest("referrer"), digest("platform")]);
    assert_eq!(all.manifests(), 3);
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
        Along { children: false, referrers: true, unclear: false },
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
    assert_eq!(both.steps[1].after, [both.steps[0].id]);
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
fn what_a_row_says_is_freed_is_what_its_plan_says() {
    // The image holds 10 + 2 + 100, its signature 7 more, and the index lists an untagged child.
    let records = vec![
        small("image", 10),
        with_subject(small("signature", 7), "image"),
        index("index", 5, &["child"]),
        image("child", 20, ("empty", 2), &[("child layer", 900)]),
    ];
    let inventory = app(records, &[("v1", "image"), ("v2", "index")]);
    let (analysis, name) = (Analysis::of(&inventory), repository_name("app"));
    let plain = capabilities(false);
    let lists = Capabilities { lists_untagged: true, ..plain };
    let cascades = Capabilities { cascades_referrers: true, ..lists };
    let deep = Capabilities { cascades_children: true, ..cascades };
    for (manifest, does, usual, other) in [
        // The base, 100, is only the image's and its signature's; the config stays for the child.
        ("image", plain, 10, 117),
        ("image", lists, 117, 10),
        ("image", cascades, 117, 117),
        ("index", plain, 5, 925),
        ("index", cascades, 925, 5),
        ("index", deep, 925, 925),
    ] {
        let frees = Frees::of(&name, &inventory.repositories[&name], &analysis, &does);
        let (digest, along) = (digest(manifest), Along::by_default(&does));
        let figures = analysis.manifest(&name, &digest).expect("it is there");
        let freed = frees.of_manifest(&digest, &figures);
        let expected = [usual, other].map(FreedRange::exact);
        assert_eq!([freed.usual, freed.other], expected, "{manifest} {does:?}");
        let one = BTreeSet::from([digest]);
        assert_eq!(frees.together(&one), FreedRange::exact(usual), "{manifest} {does:?}");
        let chosen = [target(manifest, &[])];
        let plan = Plan::delete_manifests(&inventory, &analysis, &chosen, along, &does);
        assert_eq!(plan.freed, FreedRange::exact(usual), "{manifest} {does:?}");
    }
}

#[test]
fn only_a_signature_whose_image_is_deleted_is_left_without_it() {
    let (of_index, of_child) = (signature_tag("index"), signature_tag("child"));
    let records = vec![
        index("index", 1, &["child"]),
        small("child", 2),
        with_subject(small("sbom", 4), "child"),
        small("signature", 8),
    ];
    let check = |inventory: &Inventory, expected: &[&str]| {
        let alone = plan(inventory, &[target("index", &["v1"])], NOTHING, false);
        let said = leftovers(&alone);
        let said: Vec<&str> =
            said.iter().map(|text| text.split(':').next().expect("a part")).collect();
        assert_eq!(said, expected);
    };
    let without = "1 signature would be left without its image";
    // The child stays, and so does the image of its SBOM.
    let inventory = app(records.clone(), &[("v1", "index"), (&of_index, "signature")]);
    check(&inventory, &["2 manifests become orphans", without]);
    // One of the two images of the signature stays; it keeps the child, and the child its SBOM.
    let both = [("v1", "index"), (&*of_index, "signature"), (&*of_child, "signature")];
    check(&app(records, &both), &[]);
}
