//! The table of a registry's history, and its chart.

use crate::model::Amount;
use crate::present::table::table;
use crate::present::{
    BytesText, Cell, Column, History, PastTotals, Row, Shape, Side, Sides, Target, counted,
};

table! {
    /// The columns of the table of a history.
    pub HISTORY_COLUMNS of HistoryCells {
        read: Column::new("Read (UTC)", "the end of a complete scan", Shape::Words, true),
        stored: Column::new("Stored", "bytes in the registry, every blob once", Shape::Bytes, true),
        reclaimable: Column::new("Reclaimable", "freed by deleting all orphans", Shape::Bytes, false),
        change: Column::new("Change", "of the stored bytes, since the entry before", Shape::Bytes, false),
        repositories: Column::new("Repositories", "", Shape::Count, false),
        tags: Column::new("Tags", "", Shape::Count, false),
        manifests: Column::new("Manifests", "", Shape::Count, false),
    }
}

/// One row for each entry, the oldest first.
#[must_use]
pub fn history_rows(history: &History) -> Vec<Row> {
    let mut rows = Vec::with_capacity(history.0.len());
    let mut before = None::<&PastTotals>;
    for entry in &history.0 {
        let then = before.map_or(Side::Unknown, |before| Side::Known(before.stored));
        let change = Sides { then, now: Side::Known(entry.stored) }.change();
        before = Some(entry);
        let seen = if entry.lists_untagged { Cell::Count } else { Cell::AtLeast };
        // `2026-11-20 08:15`
        let when: String = entry.read_at.to_string().replace('T', " ").chars().take(16).collect();
        let label = when.clone();
        let cells = HistoryCells {
            read: Cell::Ranked(entry.read_at.millis().unsigned_abs(), when, Target::Nowhere),
            stored: Cell::Bytes(entry.stored.bytes, BytesText::of_amount(entry.stored)),
            change: change.map_or(Cell::Nothing, Cell::Change),
            reclaimable: entry.reclaimable.map_or(Cell::Unknown, |freed| {
                Cell::Bytes(freed.known, BytesText::of_freed(freed))
            }),
            repositories: Cell::Count(entry.repositories),
            tags: Cell::Count(entry.tags),
            manifests: seen(entry.manifests),
        };
        let key = entry.read_at.millis().to_string();
        rows.push(cells.row(key, label.clone(), label));
    }
    rows
}

/// The width of a chart.
pub const CHART_WIDTH: u64 = 1000;
/// The height of a chart.
pub const CHART_HEIGHT: u64 = 200;

/// A chart of a history, in units of [`CHART_WIDTH`] and [`CHART_HEIGHT`]: `x,y x,y …` for each line, from the left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// The stored bytes.
    pub stored: String,
    /// The reclaimable bytes, where they are known; empty where they are known of fewer than two entries.
    pub reclaimable: String,
    /// The bytes at the top, a lower bound where an entry has one. The bottom is 0.
    pub top: BytesText,
    /// The date of the first entry, and of the last one.
    pub dates: [String; 2],
    /// The chart in a sentence.
    pub says: String,
}

/// The chart of a history; `None` for fewer than two entries.
#[must_use]
pub fn chart(history: &History) -> Option<Chart> {
    let (first, last) = (history.0.first()?, history.0.last()?);
    let from = first.read_at.millis();
    let span = last.read_at.millis() - from;
    if span <= 0 {
        return None;
    }
    let top = history.0.iter().map(|entry| entry.stored.bytes).max().unwrap_or(0).max(1);
    let has_gaps = history.0.iter().any(|entry| entry.stored.has_gaps);
    let scaled = |part: u64, all: u64, length: u64| {
        u128::from(part.min(all)) * u128::from(length) / u128::from(all.max(1))
    };
    let point = |entry: &PastTotals, bytes: u64| {
        let x = scaled(entry.read_at.millis().abs_diff(from), span.unsigned_abs(), CHART_WIDTH);
        let y = u128::from(CHART_HEIGHT) - scaled(bytes, top, CHART_HEIGHT);
        format!("{x},{y}")
    };
    let stored: Vec<_> = history.0.iter().map(|entry| point(entry, entry.stored.bytes)).collect();
    let free = history.0.iter().filter_map(|entry| Some((entry, entry.reclaimable?.known)));
    let free: Vec<_> = free.map(|(entry, bytes)| point(entry, bytes)).collect();
    let day = |entry: &PastTotals| entry.read_at.to_string().chars().take(10).collect::<String>();
    let dates = [day(first), day(last)];
    let size = |entry: &PastTotals| BytesText::of_amount(entry.stored).plain();
    let says = format!(
        "Stored bytes after {}: {} on {}, {} on {}",
        counted(history.0.len(), "scan", "scans"),
        size(first),
        dates[0],
        size(last),
        dates[1]
    );
    Some(Chart {
        stored: stored.join(" "),
        reclaimable: if free.len() > 1 { free.join(" ") } else { String::new() },
        top: BytesText::of_amount(Amount { bytes: top, has_gaps }),
        dates,
        says,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FreedRange, Timestamp};

    fn entry(day: i64, stored: u64, reclaimable: Option<u64>) -> PastTotals {
        PastTotals {
            read_at: Timestamp::from_millis(1_779_926_400_000 + day * 24 * 3600 * 1000),
            stored: Amount::exact(stored),
            reclaimable: reclaimable.map(FreedRange::exact),
            repositories: 1,
            tags: 2,
            manifests: 3,
            lists_untagged: true,
        }
    }

    #[test]
    fn a_chart_has_a_point_for_each_entry() {
        let all = vec![entry(0, 1024, Some(0)), entry(1, 2048, None), entry(4, 512, Some(512))];
        let drawn = chart(&History(all)).expect("a chart");
        assert_eq!(drawn.stored, "0,100 250,0 1000,150");
        assert_eq!(drawn.reclaimable, "0,200 1000,150");
        assert_eq!(drawn.top.plain(), "2.0 KiB");
        assert_eq!(
            drawn.says,
            "Stored bytes after 3 scans: 1.0 KiB on 2026-05-28, 512 B on 2026-06-01"
        );
        assert_eq!(chart(&History(vec![entry(0, 9, None)])), None);
        let mut odd = entry(0, u64::MAX, None);
        odd.stored.has_gaps = true;
        let huge = chart(&History(vec![odd, entry(1, 0, None)])).expect("a chart");
        assert_eq!((huge.stored.as_str(), huge.top.prefix), ("0,0 1000,200", "at least"));
        let empty = chart(&History(vec![entry(0, 0, None), entry(1, 0, None)]));
        assert_eq!(empty.expect("a chart").stored, "0,200 1000,200");
    }

    #[test]
    fn rows_say_the_change_since_the_entry_before() {
        let all = vec![entry(0, 1024, Some(0)), entry(1, 2048, None)];
        let rows = history_rows(&History(all));
        let change = Column::named(HISTORY_COLUMNS, "change").expect("a column");
        assert_eq!(change.cell(&rows[0]), Some(&Cell::Nothing));
        let Some(Cell::Change(change)) = change.cell(&rows[1]) else { panic!("a change") };
        assert_eq!((change.is_less, change.bytes, change.bound), (false, 1024, ""));
    }
}
