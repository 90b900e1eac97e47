//! The page of a manifest: the sentence on one without a tag of its own, and the lists of its relatives.

use super::registry;
use crate::by_hand::{
    self, digest, image, index, locked, repository, repository_name, signature_tag, with_subject,
};
use plimsoll::model::{Inventory, ManifestContent, Platform, RareFacts, ReadState, Repository};
use plimsoll::present::{Target, purpose, relatives};
use plimsoll::registry::RegistryKind;
use plimsoll::storage::Analysis;

/// The sentence on a manifest of `app`, and whether its link leads somewhere; empty for none.
fn sentence(inventory: &Inventory, of: &str) -> (String, bool) {
    let does = RegistryKind::Acr.capabilities();
    let name = repository_name("app");
    let found = purpose(&name, &digest(of), inventory, &Analysis::of(inventory), &does);
    found.map_or_else(Default::default, |found| {
        let words = format!("{}{}{}", found.before, found.link.0, found.after);
        (words, found.link.1 != Target::Nowhere)
    })
}

/// The repository in which the index `i` states a platform for its child `of`.
fn with_platform(mut repository: Repository, of: &str) -> Repository {
    let record = repository.manifests.get_mut(&digest("i")).expect("an index");
    let ManifestContent::Index { manifests, .. } = &mut record.manifest.content else {
        unreachable!("it is an index")
    };
    let platform = Platform { os: "linux".into(), architecture: "arm64".into(), variant: None };
    let rare = RareFacts { platform: Some(platform), ..RareFacts::default() };
    let child = manifests.iter_mut().find(|child| child.digest == digest(of)).expect("a child");
    *child = child.clone().with(rare);
    repository
}

#[test]
fn a_manifest_without_a_tag_says_what_it_belongs_to() {
    let plain = |name| image(name, 10, ("config", 5), &[("base", 100)]);
    let records = || {
        vec![
            plain("a"),
            plain("b"),
            plain("c"),
            plain("o"),
            locked(plain("l")),
            index("i", 3, &["b", "c"]),
            index("j", 4, &["n"]),
            plain("n"),
            with_subject(plain("s"), "a"),
            with_subject(plain("gone"), "nobody"),
            plain("t"),
            plain("k"),
            with_subject(plain("kept"), "k"),
        ]
    };
    let signature = signature_tag("a");
    let tags = [("v1", "a"), ("v2", "i"), (&*signature, "t"), ("about", "kept")];
    let app = with_platform(repository(records(), &tags), "b");
    let mut inventory = by_hand::registry(vec![("app", app)]);
    let check = |inventory: &Inventory, of: &str, words: &str, leads: bool| {
        assert_eq!(sentence(inventory, of), (words.to_owned(), leads), "{of}");
    };
    check(&inventory, "a", "", false);
    check(&inventory, "i", "", false);
    check(&inventory, "b", "Part of the index v2: its linux/arm64 image.", true);
    check(&inventory, "c", "Part of the index v2.", true);
    let words = "No tag names it and no index lists it. It is an orphan: nothing keeps it.";
    check(&inventory, "o", words, false);
    check(&inventory, "l", "No tag names it and no index lists it. A lock keeps it.", false);
    let short = digest("j").short();
    let words =
        format!("Part of the index {short}. Nothing keeps the index, so it is an orphan, too.");
    check(&inventory, "n", &words, true);
    check(&inventory, "s", "An artifact that belongs to v1.", true);
    check(&inventory, "t", "An artifact that belongs to v1.", true);
    let short = digest("nobody").short();
    let words = format!(
        "An artifact that belongs to {short}, which is not in this repository. It is an orphan: nothing keeps it."
    );
    check(&inventory, "gone", &words, false);
    // Without a list of all manifests, the subject may be there, untagged.
    let mut unlisted = inventory.clone();
    unlisted.repositories.values_mut().for_each(|one| one.lists_untagged = false);
    let words = format!("An artifact that belongs to {short}, which no list shows.");
    check(&unlisted, "gone", &words, false);
    let words = "No tag names it and no index lists it. A manifest that belongs to it is kept, and keeps it.";
    check(&inventory, "k", words, false);

    // Nothing is claimed of what was not read.
    let app = inventory.repositories.get_mut(&repository_name("app")).expect("it is there");
    app.state = ReadState::Incomplete;
    let words = "No tag names it and no index that was read lists it. Whether something else keeps it is not known.";
    check(&inventory, "o", words, false);
    let app = inventory.repositories.get_mut(&repository_name("app")).expect("it is there");
    app.hidden_tags.insert(digest("o"));
    check(&inventory, "o", "A tag names it that the list of tags does not show.", false);
}

#[test]
fn an_index_says_how_many_of_its_platforms_are_there() {
    let name = repository_name("app");
    let headline = |app: Repository| {
        let inventory = by_hand::registry(vec![("app", app)]);
        let lists = relatives(&name, &digest("i"), &inventory, &Analysis::of(&inventory));
        (lists[0].title, lists[0].headline.clone())
    };
    let plain = |name| image(name, 10, ("config", 5), &[("base", 100)]);
    let app = || repository(vec![plain("a"), index("i", 3, &["a", "b", "c"])], &[("v2", "i")]);
    let title = "Platforms and other children";
    let mut gone = app();
    gone.absent.extend([digest("b"), digest("c")]);
    assert_eq!(
        headline(gone),
        (title, "1 of 3 manifests present, 2 are not in this repository".into())
    );
    let mut odd = app();
    odd.absent.insert(digest("b"));
    odd.state = ReadState::Incomplete;
    let words = "1 of 3 manifests present, 1 is not in this repository, 1 is not known: it could not be read";
    assert_eq!(headline(odd).1, words);
    let mut odd = app();
    odd.unasked.extend([digest("b"), digest("c")]);
    assert_eq!(headline(odd).1, "1 of 3 manifests present, 2 are not known: not asked for");
    let mut now = app();
    now.state = ReadState::Reading;
    assert_eq!(headline(now).1, "1 of 3 manifests present, 2 are not read yet");
    // Only children with a platform are platforms.
    let mut app = with_platform(app(), "a");
    app.absent.insert(digest("b"));
    assert_eq!(headline(app).1, "1 platform present");
}

#[test]
fn relatives_have_names_sizes_and_pages_where_they_were_read() {
    let inventory = registry();
    let analysis = Analysis::of(&inventory);
    let name = repository_name("web/app");
    let lists = relatives(&name, &digest("a"), &inventory, &analysis);
    let [listed_by] = &lists[..] else { panic!("{lists:?}") };
    let [index] = &listed_by.all[..] else { panic!("{lists:?}") };
    assert_eq!((listed_by.title, &*index.words, index.is_read), ("Listed by", "index, v2", true));
    assert_eq!(index.size.as_ref().map(|size| &*size.exact), Some("185 bytes"));
}
