//! The rows of a table in their order. The table draws them, and the bar of its selection counts them.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::present::{Column, Line, Row, Sort, Unfolded, arrange};

use crate::ui::components::{Switch, TableQuery};
use crate::ui::memo::Memo;
use crate::ui::signal::RwSignal;

/// All rows of a table, and the lines of it: the rows that search, filter and folding leave, in their order.
#[derive(Clone, Copy)]
pub(crate) struct Arranged {
    /// All rows, unsorted and unsearched.
    pub(crate) rows: Memo<Arc<Vec<Row>>>,
    pub(crate) lines: Memo<Arc<Vec<Line>>>,
    pub(crate) sort: Memo<Sort>,
    pub(crate) query: TableQuery,
    /// Whether only locked rows are shown.
    locked: Option<Switch>,
    /// Whether parts are shown, and the rows that stand otherwise.
    unfold: Option<Switch>,
    others: RwSignal<BTreeSet<String>>,
}

impl Arranged {
    /// The rows as the address asks for, or else in the order `default_sort`. `locked` and `unfold` are the
    /// table's switches, if it has them.
    pub(crate) fn new(
        columns: &'static [Column],
        rows: Memo<Arc<Vec<Row>>>,
        default_sort: &'static str,
        query: TableQuery,
        [locked, unfold]: [Option<Switch>; 2],
    ) -> Self {
        let sort = Memo::new(move |_| {
            query
                .sort
                .with(|text| Sort::read(text, columns))
                .or_else(|| Sort::read(default_sort, columns))
                .unwrap_or(Sort { column: &columns[0], descending: false })
        });
        let others = RwSignal::new(BTreeSet::new());
        let is_on = |switch: Option<Switch>| switch.is_some_and(|switch| switch.on.get());
        let lines = Memo::new(move |_| {
            let unfolded = Unfolded { all: is_on(unfold), others: others.get() };
            let filter: Option<fn(&Row) -> bool> = is_on(locked).then_some(Row::is_locked);
            let lines = |rows: &Arc<Vec<Row>>| {
                query.search.with(|search| arrange(rows, search, filter, sort.get(), &unfolded))
            };
            Arc::new(rows.with(lines))
        });
        Self { rows, lines, sort, query, locked, unfold, others }
    }

    /// Whether a search or a filter is on.
    pub(crate) fn is_filtered(self) -> bool {
        self.query.search.with(|search| !search.trim().is_empty())
            || self.locked.is_some_and(|locked| locked.on.get())
    }

    /// The keys of the rows that search and filter find and that are not folded away.
    pub(crate) fn keys(self) -> Vec<String> {
        let key = |rows: &[Row], line: &Line| rows.get(line.row).map(|row| row.key.clone());
        self.rows.with(|rows| {
            self.lines.with(|lines| {
                let found = lines.iter().filter(|line| line.found);
                found.filter_map(|line| key(rows, line)).collect()
            })
        })
    }

    /// The number of rows of `selection` that are in the table now.
    pub(crate) fn count_shown(self, selection: &BTreeSet<String>) -> usize {
        let is_selected = |rows: &[Row], line: &Line| {
            rows.get(line.row).is_some_and(|row| selection.contains(&row.key))
        };
        self.rows.with(|rows| {
            self.lines.with(|lines| lines.iter().filter(|line| is_selected(rows, line)).count())
        })
    }

    /// Ends search and filter.
    pub(crate) fn clear(self) {
        self.query.set_search.run(String::new());
        if let Some(locked) = self.locked {
            locked.set.run(false);
        }
    }

    /// Ends search and filter, and unfolds the rows that hide one of `selection`.
    pub(crate) fn show(self, selection: &BTreeSet<String>) {
        self.clear();
        let all = self.unfold.is_some_and(|unfold| unfold.on.get_untracked());
        let mut unfolded = Unfolded { all, others: self.others.get_untracked() };
        self.rows.with_untracked(|rows| unfolded.show(rows, selection));
        self.others.set(unfolded.others);
    }

    /// Folds or unfolds one row.
    pub(crate) fn toggle(self, key: &str) {
        self.others.update(|others| {
            let mut unfolded = Unfolded { all: false, others: std::mem::take(others) };
            unfolded.toggle(key);
            *others = unfolded.others;
        });
    }

    /// The switch that shows all parts, or folds them all.
    pub(crate) fn parts(self) -> Option<Switch> {
        self.unfold.map(|unfold| {
            let set = move |on| {
                self.others.set(BTreeSet::new());
                unfold.set.run(on);
            };
            Switch { set: Callback::new(set), ..unfold }
        })
    }
}
