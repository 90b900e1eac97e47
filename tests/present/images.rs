//! The tables "Tags" and "Manifests".

use super::{registry, words};
use crate::by_hand::{self, cell_of, digest, image, index, repository, repository_name};
use plimsoll::present::{Cell, TAG_COLUMNS, manifest_rows, tag_rows};
use plimsoll::registry::RegistryKind;
use plimsoll::storage::Analysis;

#[test]
fn tags_in_rows() {
    let inventory = registry();
    let name = repository_name("web/app");
    let does = RegistryKind::Acr.capabilities();
    let analysis = Analysis::of(&inventory);
    let rows = tag_rows(&name, &inventory.repositories[&name], &analysis, &does);
    let short = |name: &str| digest(name).short();
    // a is a child of i as well: deleting it frees nothing, and its size is 10+5+100+20.
    assert_eq!(
        words(&rows[0]),
        ["latest [= v1]", &*short("a"), "–", "135 B", "0+135 of 185", "0 B", "–", "–"]
    );
    // i alone frees 3, but b goes with it: 3 + 11 + 6 + 30 = 50. Size 3 + 135 + 47 = 185.
    assert_eq!(
        words(&rows[2]),
        ["v2", &*short("i"), "–", "185 B", "50+135 of 185", "50 B", "–", "–"]
    );
    let Cell::Bytes(_, frees) = cell_of(TAG_COLUMNS, &rows[2], "frees") else { panic!("bytes") };
    assert_eq!(frees.exact, "50 bytes; without its platform images and signatures 3 bytes");
}

#[test]
fn manifests_in_rows_say_what_keeps_them() {
    let inventory = registry();
    let name = repository_name("web/app");
    let does = RegistryKind::Acr.capabilities();
    let analysis = Analysis::of(&inventory);
    let rows = manifest_rows(&name, &inventory.repositories[&name], &analysis, &does);
    let find = |digest: &str| {
        let key = by_hand::digest(digest).to_string();
        words(rows.iter().find(|row| row.key == key).expect("a row"))
    };
    assert_eq!(find("a")[1..3], ["latest [and 1 more]", "artifact"]);
    assert_eq!(find("b")[1], "part of v2");
    assert_eq!(find("o")[1], " [orphan]");
    assert_eq!(find("i")[1..3], ["v2", "index"]);
    // Alone: o frees all it holds, b nothing while i lists it.
    assert_eq!((&*find("o")[6], &*find("b")[6]), ("59 B", "0 B"));
}

#[test]
fn parts_of_an_index_stand_below_it_with_figures_of_their_own() {
    // `c` is a part of v2 and of the untagged `j`; `d` of `k` alone, which `j` lists.
    let app = repository(
        vec![
            image("a", 10, ("config-a", 5), &[("base", 100), ("app-a", 20)]),
            image("b", 11, ("config-b", 6), &[("base", 100), ("app-b", 30)]),
            image("c", 12, ("config-c", 7), &[("base", 100), ("app-c", 40)]),
            image("d", 13, ("config-d", 8), &[("app-d", 50)]),
            index("i", 3, &["a", "b", "c"]),
            index("j", 4, &["c", "k"]),
            index("k", 2, &["d"]),
        ],
        &[("v1", "a"), ("v2", "i")],
    );
    let inventory = by_hand::registry(vec![("web/app", app)]);
    let (name, does) = (repository_name("web/app"), RegistryKind::Acr.capabilities());
    let repository = &inventory.repositories[&name];
    let rows = manifest_rows(&name, repository, &Analysis::of(&inventory), &does);
    let row =
        |name: &str| rows.iter().find(|row| row.key == digest(name).to_string()).expect("a row");
    let check = |name: &str, part_of: Option<&str>, words_of_it: &str, sharing: &str| {
        let row = row(name);
        assert_eq!(row.part_of, part_of.map(|index| digest(index).to_string()), "{name}");
        let words = words(row);
        assert_eq!((&*words[1], &*words[5]), (words_of_it, sharing), "{name}");
    };
    // A manifest with a tag of its own is kept for its own sake, and stands for itself.
    check("a", None, "v1", "0+135 of 244");
    check("b", Some("i"), "part of v2", "47+100 of 244");
    // Below the index with a tag. Its own bytes go with both indexes: 12 + 7 + 40.
    check("c", Some("i"), "part of v2 and 1 more", "59+100 of 244");
    check("d", Some("k"), &format!("part of {} [orphan]", digest("k").short()), "71+0 of 244");
    check("k", Some("j"), &format!("part of {} [orphan]", digest("j").short()), "2+71 of 244");
    // The index with all of its content: 3 + 35 + 47 + 59 + base 100, and b goes with it.
    check("i", None, "v2", "50+194 of 244");
    check("j", None, " [orphan]", "77+159 of 244");
}
