//! The ledger of a running job: an entry for each item, which the dialog's list follows.

use plimsoll::present::ItemEnd;

use crate::ui::signal::RwSignal;

/// The ends of a job's items, by their places; `None` before an item's turn.
#[derive(Clone, Copy)]
pub(crate) struct Ledger(RwSignal<Vec<Option<ItemEnd>>>);

impl Ledger {
    /// A ledger without items.
    pub(super) fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Opens an entry for each of this many items.
    pub(super) fn open(self, items: usize) {
        self.0.set(vec![None; items]);
    }

    /// Enters the end of an item. The dialog may be gone by then.
    pub(super) fn enter(self, place: usize, end: ItemEnd) {
        self.0.update(|ends| {
            if let Some(entry) = ends.get_mut(place) {
                *entry = Some(end);
            }
        });
    }

    /// Adds an item that has ended already.
    pub(super) fn add(self, end: ItemEnd) {
        self.0.update(|ends| ends.push(Some(end)));
    }

    /// Reads all entries; follows them where this is called reactively.
    pub(crate) fn with<T>(self, read: impl FnOnce(&[Option<ItemEnd>]) -> T) -> T {
        self.0.with(|ends| read(ends))
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
