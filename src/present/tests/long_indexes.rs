//! Indexes with long lists of children that the registry does not have: what is said of the children that a scan left
//! out, and what a deletion does.

use super::{IMAGE, blob, empty_config, manifest, name, read, repository};
use crate::cleanup::{Along, Plan, Target};
use crate::model::Digest;
use crate::present::{Cell, all_gaps, left_out_words, plan_notes, tag_rows};
use crate::registry::tests::shelf::{Scanned, Shelf};
use crate::registry::{Capabilities, RegistryKind};
use crate::storage::Analysis;

/// A registry with an image and an index of so many children that it does not hold, and the digest of the index.
fn scanned(children: usize) -> (Scanned, Digest) {
    let shelf = Shelf::of(&["a"]);
    let entry = |at: usize| {
        let digest = Digest::of(format!("lost {at}").as_bytes());
        format!(
            r#"{{"mediaType":"{IMAGE}","digest":"{digest}","size":9,"platform":{{"os":"linux","architecture":"a{at}"}}}}"#
        )
    };
    let entries: Vec<_> = (0..children).map(entry).collect();
    let body = format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, entries.join(","));
    let index = shelf.manifest("a", &body, &["all"]);
    shelf.manifest("a", &manifest(&empty_config(), &[blob("layer", 9000)], ""), &["v1"]);
    shelf.tags("a", &["all", "v1"]);
    (read(&shelf), index)
}

fn does() -> Capabilities {
    RegistryKind::Oci.capabilities()
}

#[test]
fn children_that_were_left_out_are_named_so_and_make_the_index_a_bound() {
    let (scanned, index) = scanned(20_000);
    let (found, analysis) = (repository(&scanned), Analysis::of(&scanned.inventory));
    let figures = &analysis.repositories[&name()];
    assert!(figures.read_whole && !figures.judged && figures.logical.has_gaps);
    let own = analysis.manifest(&name(), &index).expect("read");
    assert!(own.content.has_gaps && own.exclusive.or_less);

    let words = left_out_words(found, &found.manifests[&index].manifest);
    let expected = "This index lists 20\u{202f}000 manifests. The registry was asked for 32 of them and has none of \
                    these; 19\u{202f}968 were not asked for, and any of them may be there.";
    assert_eq!(words.as_deref(), Some(expected));
    let gaps = all_gaps(&scanned.inventory, &analysis);
    let of_index = |gap: &&crate::model::Missing| gap.reference == Some(index.to_string());
    assert_eq!(gaps.iter().find(of_index).map(|gap| &*gap.why), Some(expected));
    let rows = tag_rows(&name(), found, &analysis, &does());
    let row = rows.iter().find(|row| row.key == "all").expect("a row");
    assert!(
        row.cells.contains(&Cell::Chips(vec!["0 of 20\u{202f}000 found".to_owned()])),
        "{row:?}"
    );
}

#[test]
fn a_deletion_stays_open_and_says_what_it_may_leave() {
    for (children, is_left) in [(20_000, true), (100, false)] {
        let (scanned, index) = scanned(children);
        let analysis = Analysis::of(&scanned.inventory);
        let tags = vec!["all".parse().expect("a tag")];
        let target = Target { repository: name(), digest: index, tags };
        let along = Along { children: true, ..Along::default() };
        let plan = Plan::delete_manifests(&scanned.inventory, &analysis, &[target], along, &does());
        assert_eq!((plan.steps.len(), plan.skipped.len()), (1, 0));
        let whole = Plan::delete_repositories(&scanned.inventory, &analysis, &[name()], &does());
        assert_eq!((whole.steps.len(), whole.skipped.len()), (2, 0));
        for plan in [plan, whole] {
            assert_eq!(plan.leaves_unasked, is_left);
            let notes = plan_notes(&plan, RegistryKind::Oci, &does());
            let says = notes.iter().any(|note| note.contains("stays, untagged and unseen"));
            assert_eq!(says, is_left, "{notes:?}");
        }
        let tags = vec!["v1".parse().expect("a tag")];
        let image = scanned.inventory.repositories[&name()].tags[&tags[0]].digest().cloned();
        let target = Target { repository: name(), digest: image.expect("known"), tags };
        let other =
            Plan::delete_manifests(&scanned.inventory, &analysis, &[target], along, &does());
        assert!(other.steps.len() == 1 && !other.leaves_unasked);
    }
}
