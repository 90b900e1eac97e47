//! The table "Repositories", and the bars of the overview.

use super::{registry, words};
use crate::by_hand::repository_name;
use plimsoll::model::{Attributes, Inventory, Missing, MissingWhat, ReadState, RepositoryEntry};
use plimsoll::present::{largest_repositories, repository_rows};
use plimsoll::storage::Analysis;

#[test]
fn repositories_in_rows() {
    let inventory = registry();
    let rows = repository_rows(&inventory, &Analysis::of(&inventory), "");
    // tools stores 13 + 8 + 100 = 121, of which base (100) is shared.
    assert_eq!(
        words(&rows[0]),
        ["tools", "1", "1", "0", "121 B", "121 B", "21+100 of 244", "21 B", "0 B", "–"]
    );
    // web/app stores 10+5+20 + 11+6+30 + 12+7+40 + 3 + base 100 = 244. Its tags: 135 + 135 (both on a)
    // + (3 + 135 + 47) = 455. Orphan o alone holds 59.
    assert_eq!(
        words(&rows[1]),
        ["web/app", "3", "4", "2", "455 B", "244 B", "85+59+100 of 244", "144 B", "59 B", "–"]
    );
}

#[test]
fn what_is_unread_or_unknowable_is_never_a_number() {
    let mut inventory = registry();
    for repository in inventory.repositories.values_mut() {
        repository.lists_untagged = false;
    }
    let tools = inventory.repositories.get_mut(&repository_name("tools")).expect("there");
    tools.state = ReadState::Reading;
    let rows = repository_rows(&inventory, &Analysis::of(&inventory), "");
    assert_eq!(words(&rows[0])[1..], ["…", "…", "…", "…", "…", "hatched", "…", "…", "…"]);
    // While tools is unread, base may be used by it or by nobody else. An orphan that is known
    // (left behind by a deletion) is counted even where orphans are not listed.
    assert_eq!(words(&rows[1])[7..9], ["up to 144 B", "up to 59 B"]);
    // Manifests that no list shows cannot be counted, either.
    assert_eq!(words(&rows[1])[1..4], ["3", "at least 4", "at least 2"]);

    // Without a known orphan there is no "0 B", because an unlisted one may be there.
    let tools = inventory.repositories.get_mut(&repository_name("tools")).expect("there");
    tools.state = ReadState::Complete;
    let rows = repository_rows(&inventory, &Analysis::of(&inventory), "");
    assert_eq!(words(&rows[0])[7..9], ["up to 21 B", "?"]);
}

#[test]
fn a_repository_says_that_its_list_may_be_incomplete_and_that_it_is_locked() {
    let mut inventory = registry();
    let tools = inventory.repositories.get_mut(&repository_name("tools")).expect("there");
    let gap = |what| Missing { repository: None, reference: None, what, why: "Why.".to_owned() };
    tools.state = ReadState::Incomplete;
    tools.missing.push(gap(MissingWhat::Counts));
    tools.entry =
        Some(RepositoryEntry { attributes: Attributes::LOCKED, ..RepositoryEntry::default() });
    let rows = repository_rows(&inventory, &Analysis::of(&inventory), "");
    assert_eq!(words(&rows[0])[0], "tools [may be incomplete] [locked]");
    assert_eq!(words(&rows[0])[5], "at least 121 B");
    let tools = inventory.repositories.get_mut(&repository_name("tools")).expect("there");
    tools.missing.push(gap(MissingWhat::Manifest));
    let rows = repository_rows(&inventory, &Analysis::of(&inventory), "");
    assert_eq!(words(&rows[0])[0], "tools [not read whole] [locked]");
}

#[test]
fn a_repository_without_a_manifest_read_has_no_figures_after_a_cancel() {
    let mut inventory = registry();
    inventory.state = ReadState::Incomplete;
    let app = inventory.repositories.get_mut(&repository_name("web/app")).expect("there");
    app.manifests.clear();
    app.state = ReadState::Incomplete;
    let rows = repository_rows(&inventory, &Analysis::of(&inventory), "");
    assert_eq!(
        words(&rows[1]),
        ["web/app [not read]", "at least 3", "?", "?", "?", "?", "?", "?", "?", "–"]
    );
}

#[test]
fn bars_keep_their_scale_while_rows_arrive() {
    let mut inventory = registry();
    inventory.state = ReadState::Reading;
    let full = |inventory: &Inventory| {
        let rows = repository_rows(inventory, &Analysis::of(inventory), "");
        words(&rows[1])[6].rsplit(' ').next().map(str::to_owned)
    };
    // 244 bytes on a bar of 256.
    assert_eq!(full(&inventory).as_deref(), Some("256"));
    inventory.state = ReadState::Complete;
    assert_eq!(full(&inventory).as_deref(), Some("244"));
}

#[test]
fn bars_add_up_to_the_stored_size() {
    let mut inventory = registry();
    inventory.state = ReadState::Complete;
    let bars = |inventory: &Inventory| {
        largest_repositories(inventory, &Analysis::of(inventory), 1).pop().expect("a bar").meter
    };
    let meter = bars(&inventory);
    assert_eq!((meter.only_here, meter.reclaimable, meter.shared, meter.full), (85, 59, 100, 244));
    // While the registry is read the bars of the overview keep their lengths, as those of the table do.
    inventory.state = ReadState::Reading;
    assert_eq!(bars(&inventory).full, 256);
}
