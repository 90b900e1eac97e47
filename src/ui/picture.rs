//! The picture of a registry: the inventory that was read, and its figures. Pages follow what is published of it.

use std::collections::BTreeSet;

use leptos::prelude::*;
use plimsoll::model::{Inventory, MissingWhat, ReadState, RepositoryName};
use plimsoll::storage::Analysis;

use crate::ui::signal::RwSignal;

/// The picture of a registry. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Picture {
    known: StoredValue<Known, LocalStorage>,
    /// Grows whenever the picture is published.
    published: RwSignal<u32>,
}

/// The parts of a picture.
#[derive(Default)]
struct Known {
    inventory: Inventory,
    /// The figures of the inventory; none before the first publication.
    analysis: Option<Analysis>,
    /// The inventory that a second scan reads. It takes the place of the first when it is whole.
    next: Option<Inventory>,
    /// Repositories that were deleted here.
    deleted: BTreeSet<RepositoryName>,
}

impl Picture {
    /// An empty picture, not published.
    pub(crate) fn new() -> Self {
        Self { known: StoredValue::new_local(Known::default()), published: RwSignal::new(0) }
    }

    /// Reads the picture; `None` before it is published. Follows it where this is called reactively.
    pub(crate) fn read<T>(self, read: impl FnOnce(&Inventory, &Analysis) -> T) -> Option<T> {
        self.published.track();
        self.known.with_value(|known| {
            known.analysis.as_ref().map(|analysis| read(&known.inventory, analysis))
        })
    }

    /// Reads the inventory, published or not.
    pub(crate) fn read_inventory<T>(self, read: impl FnOnce(&Inventory) -> T) -> T {
        self.known.with_value(|known| read(&known.inventory))
    }

    /// Whether the picture was published.
    pub(crate) fn is_published(self) -> bool {
        self.read(|_, _| ()).is_some()
    }

    /// Computes the figures and shows the picture.
    pub(crate) fn publish(self) {
        self.known.update_value(|known| {
            // The old figures go first: together they would be the most that the page ever has in memory.
            known.analysis = None;
            known.analysis = Some(Analysis::of(&known.inventory));
        });
        self.published.update(|version| *version += 1);
    }

    /// Forgets inventory and figures. Pages show at once that nothing is known.
    pub(crate) fn forget(self) {
        self.known.set_value(Known::default());
        self.published.update(|version| *version += 1);
    }

    /// Changes the inventory, without publishing it yet.
    pub(crate) fn change(self, change: impl FnOnce(&mut Inventory)) {
        self.known.update_value(|known| change(&mut known.inventory));
    }

    /// Changes the inventory and the one that a second scan reads: deleted manifests must not come back with
    /// that.
    pub(crate) fn change_all(self, change: impl Fn(&mut Inventory)) {
        self.known.update_value(|known| {
            change(&mut known.inventory);
            known.next.as_mut().map(change);
        });
    }

    /// Notes that a repository was deleted here.
    pub(crate) fn note_deleted(self, name: RepositoryName) {
        self.known.update_value(|known| {
            known.deleted.insert(name);
        });
    }

    /// Whether a repository was deleted here.
    pub(crate) fn was_deleted(self, name: &RepositoryName) -> bool {
        self.known.with_value(|known| known.deleted.contains(name))
    }

    /// Begins another inventory beside the one that is shown.
    pub(crate) fn begin_next(self) {
        self.known.update_value(|known| known.next = Some(Inventory::default()));
    }

    /// Changes that other inventory, which nobody sees yet.
    pub(crate) fn change_next(self, change: impl FnOnce(&mut Inventory)) {
        self.known.update_value(|known| {
            known.next.as_mut().map(change);
        });
    }

    /// The reason why the other inventory does not know all repositories, if the one that is shown does.
    pub(crate) fn next_lacks(self) -> Option<String> {
        self.known.with_value(|known| {
            let next = known.next.as_ref()?;
            let is_less =
                known.inventory.state == ReadState::Complete && next.state == ReadState::Incomplete;
            let gap = next.missing.iter().find(|gap| gap.what == MissingWhat::Catalog);
            gap.filter(|_| is_less).map(|gap| gap.why.clone())
        })
    }

    /// Shows the repositories of the other inventory from the next publication on, if it is whole, and else drops it.
    pub(crate) fn end_part(self, is_whole: bool) {
        self.known.update_value(|known| {
            let next = known.next.take().filter(|_| is_whole).unwrap_or_default();
            known.inventory.repositories.extend(next.repositories);
        });
    }

    /// Shows the other inventory from the next publication on, if it is whole, and else drops it.
    pub(crate) fn end_next(self, is_whole: bool) {
        self.known.update_value(|known| {
            if let Some(next) = known.next.take().filter(|_| is_whole) {
                known.inventory = next;
            }
        });
    }
}
