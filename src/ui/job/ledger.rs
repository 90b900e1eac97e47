//! The ledger of a running job: an entry for each item, which the dialog's list follows.

use std::time::Duration;

use leptos::prelude::*;
use plimsoll::present::ItemEnd;

use crate::ui::signal::RwSignal;

/// The longest time until an entry is shown. A run of thousands enters many a second: if the page followed each, it
/// would be busy with drawing, and the run would wait for it.
const SHOWN_AFTER: Duration = Duration::from_millis(500);

/// The ends of a job's items, by their places; `None` before an item's turn.
#[derive(Clone, Copy)]
pub(crate) struct Ledger {
    ends: StoredValue<Vec<Option<ItemEnd>>>,
    /// Grows whenever the entries are shown.
    shown: RwSignal<u32>,
    /// Whether a timer will show what was entered since the last time.
    is_due: StoredValue<bool>,
}

impl Ledger {
    /// A ledger without items.
    pub(super) fn new() -> Self {
        let (ends, is_due) = (StoredValue::new(Vec::new()), StoredValue::new(false));
        Self { ends, shown: RwSignal::new(0), is_due }
    }

    /// Opens an entry for each of this many items.
    pub(super) fn open(self, items: usize) {
        self.fill(vec![None; items]);
    }

    /// Takes these entries in the place of all others.
    pub(super) fn fill(self, ends: Vec<Option<ItemEnd>>) {
        self.ends.set_value(ends);
        self.show();
    }

    /// Enters the end of an item. The dialog may be gone by then.
    pub(super) fn enter(self, place: usize, end: ItemEnd) {
        self.change(|ends| {
            if let Some(entry) = ends.get_mut(place) {
                *entry = Some(end);
            }
        });
    }

    /// Adds an item that has ended already.
    pub(super) fn add(self, end: ItemEnd) {
        self.change(|ends| ends.push(Some(end)));
    }

    fn change(self, change: impl FnOnce(&mut Vec<Option<ItemEnd>>)) {
        self.ends.try_update_value(change);
        if self.is_due.try_get_value() == Some(false) {
            self.is_due.set_value(true);
            set_timeout(move || self.show(), SHOWN_AFTER);
        }
    }

    /// Shows what was entered so far.
    pub(super) fn show(self) {
        self.is_due.try_set_value(false);
        self.shown.update(|shown| *shown += 1);
    }

    /// Reads all entries; follows them where this is called reactively.
    pub(crate) fn with<T>(self, read: impl FnOnce(&[Option<ItemEnd>]) -> T) -> T {
        self.shown.track();
        self.ends.with_value(|ends| read(ends))
    }

    /// The end of an item.
    pub(crate) fn end(self, place: usize) -> Option<ItemEnd> {
        self.with(|ends| ends.get(place).cloned().flatten())
    }

    /// The number of items that had their turn, and of all items.
    pub(crate) fn progress(self) -> (usize, usize) {
        self.with(|ends| (ends.iter().flatten().count(), ends.len()))
    }
}
