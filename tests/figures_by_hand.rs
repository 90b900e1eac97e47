//! Figures of small registries. A comment beside each number works it out.

mod by_hand;

use by_hand::{
    descriptor, digest, image, index, locked, manifest, registry, repository, repository_name,
    signature_tag, with_subject,
};
use plimsoll::model::{
    Amount, FreedRange, Inventory, Layers, ManifestContent, Missing, MissingWhat, RareFacts,
    ReadState,
};
use plimsoll::storage::{Analysis, ManifestFigures, Role};

fn at_least(bytes: u64) -> Amount {
    Amount { bytes, has_gaps: true }
}

fn up_to(bytes: u64) -> FreedRange {
    FreedRange::up_to(bytes)
}

fn of(analysis: &Analysis, repository: &str, manifest: &str) -> ManifestFigures {
    let figures = analysis.manifest(&repository_name(repository), &digest(manifest));
    figures.expect("the manifest was read")
}

fn roles(analysis: &Analysis, repository: &str, expected: &[(&str, Role)]) {
    for (manifest, role) in expected {
        assert_eq!(of(analysis, repository, manifest).role, *role, "{manifest}");
    }
}

/// Two images on one base, and two tags on the first.
fn shared_base() -> Inventory {
    registry(vec![(
        "app",
        repository(
            vec![
                image("one", 10, ("config one", 1), &[("base", 100), ("top one", 20)]),
                image("two", 11, ("config two", 2), &[("base", 100), ("top two", 30)]),
            ],
            &[("v1", "one"), ("stable", "one"), ("v2", "two")],
        ),
    )])
}

#[test]
fn a_shared_base_counts_once() {
    let analysis = Analysis::of(&shared_base());
    let totals = &analysis.totals;
    // one: 10 + 1 + 100 + 20 = 131, twice, for it has two tags. two: 11 + 2 + 100 + 30 = 143.
    assert_eq!(totals.logical, Amount::exact(131 + 131 + 143));
    // 10 + 1 + 20 + 11 + 2 + 30 and the base once.
    assert_eq!(totals.stored, Amount::exact(174));
    assert_eq!((totals.tags, totals.manifests, totals.blobs), (3, 2, 7));
    assert_eq!(totals.shared, Amount::exact(0));
    assert_eq!(totals.reclaimable, FreedRange::exact(0));
    assert!(totals.complete);

    let one = of(&analysis, "app", "one");
    assert_eq!((one.content, one.tags), (Amount::exact(131), 2));
    // The base stays, because two needs it.
    assert_eq!(one.exclusive, FreedRange::exact(31));
    assert_eq!(one.with_children, FreedRange::exact(31));
    assert_eq!(one.shared, Amount::exact(100));

    // Both together free the base as well.
    let app = repository_name("app");
    let both = analysis.exclusive_of([(&app, &digest("one")), (&app, &digest("two"))]);
    assert_eq!(both, FreedRange::exact(174));
    assert_eq!(analysis.exclusive_of([]), FreedRange::exact(0));

    let base = analysis.blob(&digest("base")).expect("it is used");
    assert_eq!((base.manifests, base.repositories), (2, 1));
    let largest = analysis.layers(Some(&app), 2);
    let sizes: Vec<u64> = largest.iter().map(|layer| layer.amount.bytes).collect();
    assert_eq!(sizes, [100, 30]);
}

/// An index of two images that share a base; one image has a tag of its own.
fn with_index() -> Inventory {
    registry(vec![(
        "app",
        repository(
            vec![
                index("index", 5, &["amd", "arm"]),
                image("amd", 10, ("config amd", 1), &[("base", 100), ("top amd", 20)]),
                image("arm", 10, ("config arm", 1), &[("base", 100), ("top arm", 30)]),
            ],
            &[("v1", "index"), ("v1-amd", "amd")],
        ),
    )])
}

#[test]
fn an_index_holds_its_children() {
    let analysis = Analysis::of(&with_index());
    let index = of(&analysis, "app", "index");
    // 5 + amd 10 + 1 + 20 + arm 10 + 1 + 30 + base 100.
    assert_eq!(index.content, Amount::exact(177));
    // v1 177 + v1-amd 131.
    assert_eq!(analysis.totals.logical, Amount::exact(308));
    assert_eq!(analysis.totals.stored, Amount::exact(177));
    // Alone it frees its own bytes: the children stay, untagged or not.
    assert_eq!(index.exclusive, FreedRange::exact(5));
    assert_eq!(index.shared, Amount::exact(172));
    // arm can go along, amd has a tag and keeps the base: 5 + 10 + 1 + 30.
    assert_eq!(index.with_children, FreedRange::exact(46));
    let app = repository_name("app");
    assert_eq!(analysis.companions(&app, &digest("index")), [digest("arm")]);
    // A child alone frees nothing: the index keeps all of it in its content.
    assert_eq!(of(&analysis, "app", "arm").exclusive, FreedRange::exact(0));
    assert_eq!(of(&analysis, "app", "arm").shared, Amount::exact(141));
    roles(&analysis, "app", &[("index", Role::Index), ("arm", Role::Child), ("amd", Role::Image)]);
    assert_eq!(analysis.totals.untagged_manifests, 1);
    assert_eq!(analysis.parents_of(&app, &digest("arm")), [digest("index")]);
    assert_eq!(analysis.children_of(&app, &digest("index")), [digest("amd"), digest("arm")]);
}

#[test]
fn an_image_in_two_repositories_is_stored_once() {
    let records = || vec![image("one", 10, ("config", 1), &[("base", 100)])];
    let inventory = registry(vec![
        ("a", repository(records(), &[("v1", "one")])),
        ("b", repository(records(), &[("v1", "one")])),
        ("c", repository(vec![image("two", 20, ("config two", 2), &[("base", 100)])], &[])),
    ]);
    let analysis = Analysis::of(&inventory);
    assert_eq!(analysis.totals.logical, Amount::exact(111 + 111));
    // 10 + 1 + 100 + 20 + 2.
    assert_eq!(analysis.totals.stored, Amount::exact(133));
    assert_eq!(analysis.totals.shared, Amount::exact(111));
    assert_eq!(analysis.totals.manifests, 3);
    let a = &analysis.repositories[&repository_name("a")];
    assert_eq!((a.stored, a.shared), (Amount::exact(111), Amount::exact(111)));
    assert_eq!(a.exclusive, FreedRange::exact(0));
    assert_eq!(of(&analysis, "a", "one").exclusive, FreedRange::exact(0));
    // Deleted from both repositories, it frees the blobs that c does not use.
    let (name_a, name_b, one) = (repository_name("a"), repository_name("b"), digest("one"));
    let both = analysis.exclusive_of([(&name_a, &one), (&name_b, &one)]);
    assert_eq!(both, FreedRange::exact(11));
    // c's image is an orphan, and its base is used by others.
    assert_eq!(analysis.totals.reclaimable, FreedRange::exact(22));
    let users: Vec<_> = analysis.blob_users(&digest("base"));
    let users: Vec<&str> = users.iter().map(|user| user.repository.as_str()).collect();
    assert_eq!(users, ["a", "b", "c"]);
}

#[test]
fn where_sizes_disagree_the_larger_counts() {
    let inventory = registry(vec![(
        "app",
        repository(
            vec![
                image("one", 10, ("config", 1), &[("base", 100)]),
                image("two", 11, ("config", 1), &[("base", 150)]),
            ],
            &[("v1", "one"), ("v2", "two")],
        ),
    )]);
    let analysis = Analysis::of(&inventory);
    assert_eq!(analysis.totals.size_conflicts, 1);
    // 10 + 11 + 1 + 150.
    assert_eq!(analysis.totals.stored, Amount::exact(172));
    // The same size wherever it counts.
    assert_eq!(of(&analysis, "app", "one").content, Amount::exact(161));
}

#[test]
fn the_length_of_a_manifest_outweighs_what_an_index_says() {
    let mut wrong = index("index", 5, &[]);
    wrong.manifest.content = ManifestContent::Index {
        manifests: vec![descriptor("child", 9999)],
        blobs: Layers::default(),
    };
    let child = image("child", 10, ("config", 1), &[]);
    let analysis =
        Analysis::of(&registry(vec![("app", repository(vec![wrong, child], &[("v1", "index")]))]));
    assert_eq!(analysis.totals.size_conflicts, 1);
    assert_eq!(analysis.totals.stored, Amount::exact(16));
}

#[test]
fn foreign_layers_weigh_nothing_unless_somebody_stores_them() {
    let foreign =
        descriptor("windows", 4000).with(RareFacts { elsewhere: true, ..RareFacts::default() });
    let mut record = image("one", 10, ("config", 1), &[("top", 20)]);
    if let ManifestContent::Image { layers, .. } = &mut record.manifest.content {
        *layers = [foreign].into_iter().chain(layers.iter().cloned()).collect();
    }
    let one = ("a", repository(vec![record], &[("v1", "one")]));
    let analysis = Analysis::of(&registry(vec![one.clone()]));
    assert_eq!(analysis.totals.stored, Amount::exact(31));
    assert!(!analysis.blob(&digest("windows")).expect("it is named").stored);

    let two = repository(vec![image("two", 11, ("config", 1), &[("windows", 4000)])], &[]);
    let analysis = Analysis::of(&registry(vec![one, ("b", two)]));
    // 10 + 20 + 11 + 1 + 4000.
    assert_eq!(analysis.totals.stored, Amount::exact(4042));
    assert_eq!(of(&analysis, "a", "one").content, Amount::exact(4031));
}

#[test]
fn schema_1_is_unknown_and_not_zero() {
    let layers = vec![descriptor("base", None), descriptor("old top", None)].into();
    let old = manifest("old", 40, ManifestContent::Schema1 { layers });
    let new = image("new", 10, ("config", 1), &[("base", 100)]);
    let tags = [("old", "old"), ("new", "new")];
    let analysis =
        Analysis::of(&registry(vec![("app", repository(vec![old.clone(), new], &tags))]));
    // The new image tells the size of the base; the old top stays unknown: 40 + 100.
    let figures = of(&analysis, "app", "old");
    assert_eq!(figures.content, at_least(140));
    assert_eq!(figures.exclusive, FreedRange::at_least(40));
    assert_eq!(analysis.totals.unknown_sizes, 1);
    assert_eq!(analysis.totals.stored, at_least(151));
    assert!(analysis.totals.complete);
    // The figures of the new image stay exact.
    assert_eq!(of(&analysis, "app", "new").content, Amount::exact(111));
    assert_eq!(of(&analysis, "app", "new").exclusive, FreedRange::exact(11));
}

#[test]
fn a_sparse_index_is_complete_and_an_unread_child_is_a_gap() {
    let records =
        vec![index("index", 5, &["amd", "arm"]), image("amd", 10, ("config", 1), &[("base", 100)])];
    let mut repo = repository(records, &[("v1", "index")]);
    let analysis = Analysis::of(&registry(vec![("app", repo.clone())]));
    assert_eq!(of(&analysis, "app", "index").content, at_least(116));
    assert_eq!(analysis.totals.stored, at_least(116));
    assert!(!analysis.totals.complete);
    // Nothing is certain to come back while the other child is unread.
    assert_eq!(of(&analysis, "app", "index").exclusive, up_to(5));

    repo.absent.insert(digest("arm"));
    let analysis = Analysis::of(&registry(vec![("app", repo)]));
    assert_eq!(of(&analysis, "app", "index").content, Amount::exact(116));
    assert_eq!(of(&analysis, "app", "index").exclusive, FreedRange::exact(5));
    assert!(analysis.totals.complete);
}

#[test]
fn orphans_are_what_no_root_reaches() {
    let small = |name: &str, size| image(name, size, ("empty", 2), &[]);
    let sig = signature_tag("signed");
    let inventory = registry(vec![(
        "app",
        repository(
            vec![
                small("tagged", 10),
                small("leftover", 11),
                locked(small("kept", 12)),
                // An orphaned index with its child, and a child that a kept index lists too.
                index("old index", 13, &["old child", "both"]),
                small("old child", 14),
                index("new index", 15, &["both"]),
                small("both", 16),
                // A chain of referrers on a kept manifest, and one on an orphan.
                with_subject(small("sbom", 17), "tagged"),
                with_subject(small("sbom signature", 18), "sbom"),
                with_subject(small("dead sbom", 19), "leftover"),
                with_subject(small("dangling", 20), "never pushed"),
                // An untagged image under a tagged referrer, and one under a cosign tag.
                with_subject(small("tagged referrer", 21), "subject"),
                small("subject", 22),
                small("signature", 23),
                small("signed", 24),
            ],
            &[
                ("v1", "tagged"),
                ("v2", "new index"),
                ("ref", "tagged referrer"),
                (&sig, "signature"),
            ],
        ),
    )]);
    let analysis = Analysis::of(&inventory);
    roles(
        &analysis,
        "app",
        &[
            ("tagged", Role::Image),
            ("leftover", Role::Orphan),
            ("kept", Role::Image),
            ("old index", Role::Orphan),
            ("old child", Role::Orphan),
            ("new index", Role::Index),
            ("both", Role::Child),
            ("sbom", Role::Referrer),
            ("sbom signature", Role::Referrer),
            ("dead sbom", Role::Orphan),
            ("dangling", Role::Orphan),
            ("tagged referrer", Role::Referrer),
            ("subject", Role::Image),
            ("signature", Role::Referrer),
            ("signed", Role::Image),
        ],
    );
    // leftover 11, old index 13, old child 14, dead sbom 19, dangling 20; the empty config stays.
    assert_eq!(analysis.totals.reclaimable, FreedRange::exact(77));
    assert_eq!(analysis.totals.orphans, 5);
    assert_eq!(analysis.orphans(&repository_name("app")).len(), 5);
    assert_eq!(
        analysis.attachments_of(&repository_name("app"), &digest("signed")),
        [digest("signature")]
    );
}

#[test]
fn nothing_is_an_orphan_where_not_everything_was_read() {
    let small = |name: &str| image(name, 10, ("empty", 2), &[]);
    let whole = repository(vec![small("tagged"), small("loose")], &[("v1", "tagged")]);
    let check = |spoil: &dyn Fn(&mut plimsoll::model::Repository), orphans: usize| {
        let mut spoilt = whole.clone();
        spoil(&mut spoilt);
        let analysis = Analysis::of(&registry(vec![("app", spoilt), ("b", whole.clone())]));
        assert_eq!(analysis.orphans(&repository_name("app")).len(), orphans);
        let role = if orphans == 0 { Role::Unknown } else { Role::Orphan };
        roles(&analysis, "app", &[("tagged", Role::Image), ("loose", role)]);
        // The other repository was read whole, so its orphan counts, whatever this repository lacks.
        roles(&analysis, "b", &[("loose", Role::Orphan)]);
    };
    let missing = |what| Missing {
        repository: Some(repository_name("app")),
        reference: None,
        what,
        why: "the server failed".to_owned(),
    };
    check(&|_| {}, 1);
    check(&|repo| repo.state = ReadState::Reading, 0);
    check(&|repo| repo.state = ReadState::Incomplete, 0);
    check(&|repo| repo.missing.push(missing(MissingWhat::Manifest)), 0);
    // A config that was not read hides no manifest.
    check(&|repo| repo.missing.push(missing(MissingWhat::Config)), 1);
    check(
        &|repo| {
            repo.tags.insert(by_hand::tag_name("v2"), by_hand::tag("unread"));
        },
        0,
    );
    // A tagged manifest that is not understood may list the loose one.
    check(
        &|repo| {
            repo.manifests.insert(digest("odd"), manifest("odd", 5, ManifestContent::Unknown));
            repo.tags.insert(by_hand::tag_name("odd"), by_hand::tag("odd"));
        },
        0,
    );
}

#[test]
fn unread_repositories_make_what_is_freed_uncertain_and_stored_at_least() {
    let mut inventory = shared_base();
    inventory.repositories.insert(repository_name("other"), plimsoll::model::Repository::default());
    let analysis = Analysis::of(&inventory);
    assert_eq!(analysis.totals.stored, at_least(174));
    let app = &analysis.repositories[&repository_name("app")];
    // The repository itself was read whole; the bytes that it shares and frees depend on the other one.
    assert_eq!((app.stored, app.logical), (Amount::exact(174), Amount::exact(405)));
    assert_eq!(app.shared, at_least(0));
    assert_eq!(app.exclusive, up_to(174));
    assert_eq!(of(&analysis, "app", "one").exclusive, up_to(31));
    assert_eq!(of(&analysis, "app", "one").content, Amount::exact(131));
    let other = &analysis.repositories[&repository_name("other")];
    assert_eq!((other.stored, other.state), (at_least(0), ReadState::Unread));
}

#[test]
fn numbers_of_any_size_do_not_wrap() {
    let size = u64::MAX - 1;
    let huge = image("huge", 10, ("config", size), &[("layer", size)]);
    let analysis = Analysis::of(&registry(vec![(
        "app",
        repository(vec![huge], &[("a", "huge"), ("b", "huge")]),
    )]));
    assert_eq!(analysis.totals.stored, at_least(u64::MAX));
    assert_eq!(analysis.totals.logical, at_least(u64::MAX));
    // The greatest number of all is no size.
    let odd = image("odd", 10, ("config", u64::MAX), &[("layer", 5)]);
    let analysis = Analysis::of(&registry(vec![("app", repository(vec![odd], &[("a", "odd")]))]));
    assert_eq!(analysis.totals.stored, at_least(15));
}

#[test]
fn cycles_and_thousands_of_children_end() {
    // Hashes forbid cycles; an inventory does not.
    let cycle = repository(
        vec![index("a", 1, &["b"]), index("b", 2, &["a", "b"]), index("self", 4, &["self"])],
        &[("v1", "a")],
    );
    let analysis = Analysis::of(&registry(vec![("cycle", cycle)]));
    assert_eq!(of(&analysis, "cycle", "a").content, Amount::exact(3));
    assert_eq!(of(&analysis, "cycle", "b").content, Amount::exact(3));
    // Each lists the other, so neither alone frees anything; nobody else lists `self`.
    assert_eq!(of(&analysis, "cycle", "a").exclusive, FreedRange::exact(0));
    assert_eq!(of(&analysis, "cycle", "a").with_children, FreedRange::exact(3));
    assert_eq!(of(&analysis, "cycle", "self").exclusive, FreedRange::exact(4));

    let names: Vec<String> = (0..4000).map(|i| format!("child {i}")).collect();
    let children: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut records: Vec<_> =
        children.iter().map(|name| image(name, 1, ("empty", 2), &[("base", 100)])).collect();
    // A hundred indexes of all the children, each listing the next index as well.
    let nested: Vec<String> = (0..100).map(|i| format!("index {i}")).collect();
    for (i, name) in nested.iter().enumerate() {
        let mut all = children.clone();
        all.extend(nested.get(i + 1).map(String::as_str));
        records.push(index(name, 1, &all));
    }
    let analysis =
        Analysis::of(&registry(vec![("big", repository(records, &[("v1", "index 0")]))]));
    let top = of(&analysis, "big", "index 0");
    // 100 indexes, 4 000 children, one config, one base.
    assert_eq!(top.content, Amount::exact(100 + 4000 + 2 + 100));
    assert_eq!(top.with_children, FreedRange::exact(4202));
    assert_eq!(of(&analysis, "big", "index 50").exclusive, FreedRange::exact(0));
}
