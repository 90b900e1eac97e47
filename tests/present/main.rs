//! Rows, bars, words and the report of a registry that is small enough to check by hand.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../by_hand/mod.rs"]
mod by_hand;

mod all_images;
mod bases;
mod compared;
mod images;
mod layers;
mod manifests;
mod namespaces;
mod plans;
mod reports;
mod repositories;
mod space;
mod titles;
mod unread;

use by_hand::{image, index, repository};
use plimsoll::model::Inventory;
use plimsoll::present::{Cell, Meter, Row, change_words};

/// `web/app`: v1 and latest on image `a` (10 + config 5 + base 100 + app-a 20), v2 on index `i` (3) of
/// `a` again and `b` (11 + config 6 + base 100 + app-b 30), and an orphan `o` (12 + config 7 + old 40).
/// `tools`: image `t` (13 + config 8 + base 100).
fn registry() -> Inventory {
    let app = repository(
        vec![
            image("a", 10, ("config-a", 5), &[("base", 100), ("app-a", 20)]),
            image("b", 11, ("config-b", 6), &[("base", 100), ("app-b", 30)]),
            image("o", 12, ("config-o", 7), &[("old", 40)]),
            index("i", 3, &["a", "b"]),
        ],
        &[("v1", "a"), ("latest", "a"), ("v2", "i")],
    );
    let tools =
        repository(vec![image("t", 13, ("config-t", 8), &[("base", 100)])], &[("latest", "t")]);
    by_hand::registry(vec![("tools", tools), ("web/app", app)])
}

fn words(row: &Row) -> Vec<String> {
    let word = |cell: &Cell| match cell {
        Cell::Text(text) | Cell::Ranked(_, text, _) => text.clone(),
        Cell::Name { before, name, badges, .. } => {
            let badges: String = badges.iter().map(|badge| format!(" [{}]", badge.text)).collect();
            format!("{before}{name}{badges}")
        }
        Cell::Count(count) => count.to_string(),
        Cell::AtLeast(count) => format!("at least {count}"),
        Cell::Bytes(_, text) => text.plain(),
        Cell::Change(change) => change_words(change),
        Cell::Meter(meter) if meter.pending => "hatched".to_owned(),
        Cell::Meter(meter) if meter.reclaimable > 0 => {
            let Meter { only_here, reclaimable, shared, full, .. } = meter;
            format!("{only_here}+{reclaimable}+{shared} of {full}")
        }
        Cell::Meter(meter) => format!("{}+{} of {}", meter.only_here, meter.shared, meter.full),
        Cell::Digest(digest, _) => digest.short(),
        Cell::Chips(words) => words.join(" "),
        Cell::Moment(moment) => moment.to_string(),
        Cell::Nothing => "–".to_owned(),
        Cell::Unknown => "?".to_owned(),
        Cell::Pending => "…".to_owned(),
    };
    row.cells().map(word).collect()
}
