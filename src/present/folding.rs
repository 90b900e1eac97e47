//! Folding: the parts of a row stand below it, and only while it is unfolded or a filter finds them.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::model::order::sort_places;
use crate::present::{Row, Sort};

/// The rows of a table whose parts are shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unfolded {
    /// Whether all rows are unfolded but the `others`.
    pub all: bool,
    /// The keys of the rows that stand otherwise than `all` says.
    pub others: BTreeSet<String>,
}

impl Unfolded {
    /// Folds or unfolds a row.
    pub fn toggle(&mut self, key: &str) {
        if !self.others.remove(key) {
            self.others.insert(key.to_owned());
        }
    }

    /// Unfolds every row that one of `keys` is a part of.
    pub fn show(&mut self, rows: &[Row], keys: &BTreeSet<String>) {
        let wholes = wholes(rows);
        for place in (0..rows.len()).filter(|&place| keys.contains(&rows[place].key)) {
            let mut whole = wholes[place];
            while let Some(at) = whole {
                if self.others.contains(&rows[at].key) == self.all {
                    self.toggle(&rows[at].key);
                }
                whole = wholes[at];
            }
        }
    }
}

/// A row in its place in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The row's place among all rows.
    pub row: usize,
    /// The number of rows above it that it is a part of; 0 for most rows.
    pub depth: usize,
    /// The number of its own parts, shown or not.
    pub parts: usize,
    /// Whether all its parts are shown.
    pub unfolded: bool,
    /// Whether search and filter find the row itself. Otherwise it stands here for its parts, or for the
    /// row that it is a part of.
    pub found: bool,
}

/// More levels than any index has. A row below so many, or in a circle, stands on its own.
const DEEPEST: usize = 32;

/// The rows that `search` finds (every word, without case) and `filter` keeps, in the order of `sort`. Rows
/// without a value in that column come last in either direction; ties keep the given order. Parts stand below
/// the row that they are a part of: all of them if it is unfolded, or else the found ones if there is a search
/// or a filter. A row that is not found is shown where one of its parts is.
#[must_use]
pub fn arrange(
    rows: &[Row],
    search: &str,
    filter: Option<fn(&Row) -> bool>,
    sort: Sort,
    unfolded: &Unfolded,
) -> Vec<Line> {
    let search = search.to_lowercase();
    let words: Vec<&str> = search.split_whitespace().collect();
    let is_filtered = !words.is_empty() || filter.is_some();
    let finds = |row: &Row| {
        words.iter().all(|word| row.search.contains(word)) && filter.is_none_or(|keeps| keeps(row))
    };
    let found: Vec<bool> = rows.iter().map(finds).collect();
    let wholes = wholes(rows);
    // Rows that are found, and the rows that these are parts of.
    let mut holds = found.clone();
    for place in 0..rows.len() {
        let mut whole = wholes[place].filter(|_| found[place]);
        while let Some(at) = whole.filter(|&at| !holds[at]) {
            holds[at] = true;
            whole = wholes[at];
        }
    }
    let mut order: Vec<usize> =
        (0..rows.len()).filter(|&place| holds[place] || wholes[place].is_some()).collect();
    sort_places(&mut order, &mut |a, b| compare(&rows[a], &rows[b], sort));

    let mut parts =
        vec![Vec::new(); if wholes.iter().any(Option::is_some) { rows.len() } else { 0 }];
    // The last comes first: `open` is a stack.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for &place in order.iter().rev() {
        match wholes[place] {
            Some(whole) => parts[whole].push(place),
            None => open.push((place, 0)),
        }
    }
    let mut lines = Vec::new();
    while let Some((row, depth)) = open.pop() {
        let own = parts.get(row).map_or(&[][..], Vec::as_slice);
        let is_other = unfolded.others.contains(&rows[row].key);
        // A row that stands here for its parts alone begins with the found ones.
        let unfolded = !own.is_empty() && is_other != (unfolded.all && found[row]);
        let shown = own.iter().filter(|&&part| unfolded || is_filtered && holds[part]);
        open.extend(shown.map(|&part| (part, depth + 1)));
        lines.push(Line { row, depth, parts: own.len(), unfolded, found: found[row] });
    }
    lines
}

fn compare(a: &Row, b: &Row, sort: Sort) -> Ordering {
    let (Some(a), Some(b)) = (sort.column.cell(a), sort.column.cell(b)) else {
        return Ordering::Equal;
    };
    b.is_known().cmp(&a.is_known()).then_with(|| {
        let order = a.order(b);
        if sort.descending { order.reverse() } else { order }
    })
}

/// For each row the place of the row that it is a part of, if that is in the table.
fn wholes(rows: &[Row]) -> Vec<Option<usize>> {
    let mut wholes = vec![None; rows.len()];
    if rows.iter().all(|row| row.part_of.is_none()) {
        return wholes;
    }
    let mut by_key: Vec<usize> = (0..rows.len()).collect();
    sort_places(&mut by_key, &mut |a, b| rows[a].key.cmp(&rows[b].key));
    for (place, row) in rows.iter().enumerate() {
        let Some(key) = &row.part_of else { continue };
        let at = by_key.binary_search_by(|&other| rows[other].key.cmp(key)).ok();
        wholes[place] = at.map(|at| by_key[at]);
    }
    let mut lost = Vec::new();
    for place in 0..rows.len() {
        let mut above = wholes[place];
        for _ in 0..DEEPEST {
            above = above.and_then(|at| wholes[at]);
        }
        if above.is_some() {
            lost.push(place);
        }
    }
    for place in lost {
        wholes[place] = None;
    }
    wholes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::table::table;
    use crate::present::{Cell, Column, Shape};
    use proptest::prelude::*;

    table! {
        COLUMNS of Cells {
            name: Column::new("Name", "", Shape::Name, true),
            size: Column::new("Size", "", Shape::Count, true),
        }
    }

    fn row(key: &str, size: u64, part_of: Option<&str>) -> Row {
        let cells = Cells { name: Cell::Text(key.to_owned()), size: Cell::Count(size) };
        let row = cells.row(key.to_owned(), key.to_owned(), key.to_owned());
        Row { part_of: part_of.map(str::to_owned), ..row }
    }

    /// The lines as text: a dash for each level, and an exclamation mark for a row that is not found itself.
    fn lines(rows: &[Row], search: &str, sort: &str, all: bool, others: &[&str]) -> Vec<String> {
        let sort = Sort::read(sort, COLUMNS).expect("a column");
        let others = others.iter().map(ToString::to_string).collect();
        let line = |line: &Line| {
            let not = if line.found { "" } else { "!" };
            format!("{}{}{not}", "-".repeat(line.depth), rows[line.row].key)
        };
        arrange(rows, search, None, sort, &Unfolded { all, others }).iter().map(line).collect()
    }

    /// Two indexes, of which one lists another; `z` has no part in it.
    fn indexes() -> Vec<Row> {
        vec![
            row("amd64", 3, Some("nightly")),
            row("arm64", 4, Some("nightly")),
            row("inner", 5, Some("nightly")),
            row("nightly", 1, None),
            row("riscv", 9, Some("inner")),
            row("z", 7, None),
        ]
    }

    #[test]
    fn parts_stand_below_their_index_in_any_order_once_it_is_unfolded() {
        let rows = indexes();
        assert_eq!(lines(&rows, "", "-size", false, &[]), ["z", "nightly"]);
        let unfolded = ["z", "nightly", "-inner", "-arm64", "-amd64"];
        assert_eq!(lines(&rows, "", "-size", false, &["nightly"]), unfolded);
        let all = ["nightly", "-amd64", "-arm64", "-inner", "--riscv", "z"];
        assert_eq!(lines(&rows, "", "name", true, &[]), all);
        assert_eq!(lines(&rows, "", "name", true, &["nightly"]), ["nightly", "z"]);
        let sort = Sort::read("name", COLUMNS).expect("a column");
        let first = arrange(&rows, "", None, sort, &Unfolded::default())[0];
        assert_eq!(first, Line { row: 3, depth: 0, parts: 3, unfolded: false, found: true });
    }

    #[test]
    fn a_part_that_a_filter_finds_is_shown_below_its_index() {
        let rows = indexes();
        assert_eq!(lines(&rows, "riscv", "name", false, &[]), ["nightly!", "-inner!", "--riscv"]);
        // The switch that unfolds all leaves out what the filter does not find; the row's own button adds it.
        assert_eq!(lines(&rows, "arm", "name", true, &[]), ["nightly!", "-arm64"]);
        let unfolded = ["nightly!", "-amd64!", "-arm64", "-inner!"];
        assert_eq!(lines(&rows, "arm", "name", false, &["nightly"]), unfolded);
        assert_eq!(lines(&rows, "nightly", "name", false, &[]), ["nightly"]);
        let sort = Sort::read("name", COLUMNS).expect("a column");
        let keeps: fn(&Row) -> bool = |row| row.key == "amd64";
        let kept = arrange(&rows, "", Some(keeps), sort, &Unfolded::default());
        assert_eq!(kept.iter().map(|line| line.found).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn a_row_in_a_circle_or_without_its_whole_stands_on_its_own() {
        let rows = [row("a", 1, Some("b")), row("b", 1, Some("a")), row("c", 1, Some("gone"))];
        assert_eq!(lines(&rows, "", "name", false, &[]), ["a", "b", "c"]);
        let below = [row("a", 1, Some("a")), row("b", 1, Some("a"))];
        assert_eq!(lines(&below, "", "name", false, &[]), ["a", "b"]);
    }

    #[test]
    fn hidden_rows_are_shown_by_unfolding_all_that_they_are_parts_of() {
        let rows = indexes();
        let keys = BTreeSet::from(["riscv".to_owned(), "z".to_owned()]);
        let mut unfolded = Unfolded::default();
        unfolded.show(&rows, &keys);
        assert_eq!(unfolded.others.iter().collect::<Vec<_>>(), ["inner", "nightly"]);
        let folded = BTreeSet::from(["inner".to_owned(), "z".to_owned()]);
        let mut all = Unfolded { all: true, others: folded };
        all.show(&rows, &keys);
        assert_eq!(all.others.iter().collect::<Vec<_>>(), ["z"]);
    }

    /// Up to 12 rows, each a part of any row or of none: circles and gaps included.
    fn any_rows() -> impl Strategy<Value = Vec<Row>> {
        let one = (0u64..5, proptest::option::of(0usize..14));
        proptest::collection::vec(one, 0..12).prop_map(|all| {
            let name = |place: usize| format!("r{place:02}");
            let row = |(place, (size, whole)): (usize, (u64, Option<usize>))| {
                row(&name(place), size, whole.map(name).as_deref())
            };
            all.into_iter().enumerate().map(row).collect()
        })
    }

    proptest! {
        #[test]
        fn no_row_is_lost_or_doubled(
            rows in any_rows(),
            search in "[r01 ]{0,2}",
            sort in prop_oneof![Just("name"), Just("-size")],
            all: bool,
            others in proptest::collection::btree_set("r0[0-9]", 0..4),
        ) {
            let sort = Sort::read(sort, COLUMNS).expect("a column");
            let mut unfolded = Unfolded { all, others };
            let lines = arrange(&rows, &search, None, sort, &unfolded);
            let mut shown: Vec<usize> = lines.iter().map(|line| line.row).collect();
            // Each row once at most, parts right below the row that they are a part of.
            for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.depth > 0) {
                let above = lines[..at].iter().rfind(|other| other.depth < line.depth);
                let whole = above.map(|above| &rows[above.row].key);
                prop_assert_eq!(whole, rows[line.row].part_of.as_ref());
            }
            shown.sort_unstable();
            let count = shown.len();
            shown.dedup();
            prop_assert_eq!(shown.len(), count);
            let found = |row: &Row| search.split_whitespace().all(|word| row.search.contains(word));
            if !search.trim().is_empty() {
                // A filter shows every row that it finds, folded or not.
                let all_found = (0..rows.len()).filter(|&place| found(&rows[place]));
                let lines_found = lines.iter().filter(|line| line.found);
                prop_assert_eq!(lines_found.count(), all_found.count());
            } else if all && unfolded.others.is_empty() {
                prop_assert_eq!(count, rows.len());
            }
            // Rows without a filter are shown once all that hides them is unfolded, with the sums of the table.
            let keys: BTreeSet<String> = rows.iter().map(|row| row.key.clone()).collect();
            unfolded.show(&rows, &keys);
            let lines = arrange(&rows, "", None, sort, &unfolded);
            let sum = |row: &Row| match COLUMNS[1].cell(row) {
                Some(Cell::Count(count)) => *count,
                _ => 0,
            };
            let shown: u64 = lines.iter().map(|line| sum(&rows[line.row])).sum();
            prop_assert_eq!(lines.len(), rows.len());
            prop_assert_eq!(shown, rows.iter().map(sum).sum::<u64>());
        }
    }
}
