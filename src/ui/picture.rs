//! The picture of a registry: the inventory that was read, and its figures. Pages follow what is published of it.
//!
//! Figures are computed in slices, with a turn of the event loop after each. Until they are whole, the last ones stay
//! shown, and the inventory stays as it is: changes wait. A small registry takes one slice, and is shown at once.

use std::collections::BTreeSet;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::model::{Inventory, KeptOnce, MissingWhat, ReadState, RepositoryName};
use plimsoll::storage::{Analysis, Slices};

use crate::ui::browser;
use crate::ui::signal::RwSignal;

/// The longest time of a slice (milliseconds).
const SLICE: i64 = 12;

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
    inventory: Rc<Inventory>,
    /// The figures of the inventory; none before the first publication.
    analysis: Option<Analysis>,
    /// The inventory that a second scan reads. It takes the place of the first when it is whole.
    next: Option<Inventory>,
    /// That inventory, whole, until its figures are: it is never shown with those of another.
    fresh: Option<Rc<Inventory>>,
    /// Repositories that were deleted here.
    deleted: BTreeSet<RepositoryName>,
    /// The figures that are being computed. They share the inventory.
    slices: Option<Slices>,
    /// Changes of the inventory, in their order, that wait until the figures are shown.
    waiting: Vec<Change>,
    /// Whether figures are being computed, or wait to be shown.
    is_busy: bool,
    /// Whether the picture is to be published once more after that.
    is_due: bool,
    /// The part of the registry that keeps a blob once.
    kept_once: KeptOnce,
}

/// A change of the inventory.
type Change = Box<dyn FnOnce(&mut Inventory)>;

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

    /// Reads the inventory, published or not. While figures are computed it may lack the changes of that moment.
    pub(crate) fn read_inventory<T>(self, read: impl FnOnce(&Inventory) -> T) -> T {
        self.known.with_value(|known| read(&known.inventory))
    }

    /// Computes the figures for a registry that keeps a blob once in each part of this kind.
    pub(crate) fn keep_once(self, kept_once: KeptOnce) {
        let is_other = self.known.try_update_value(|known| {
            let before = std::mem::replace(&mut known.kept_once, kept_once);
            before != kept_once && (known.analysis.is_some() || known.is_busy)
        });
        if is_other == Some(true) {
            self.publish();
        }
    }

    /// Whether the picture was published.
    pub(crate) fn is_published(self) -> bool {
        self.read(|_, _| ()).is_some()
    }

    /// Computes the figures and shows the picture; at once, unless that takes more than a slice. While figures are
    /// computed already, this waits for their end.
    pub(crate) fn publish(self) {
        let begins = self.known.try_update_value(|known| {
            known.is_due = known.is_busy;
            if !known.is_busy {
                known.begin();
            }
            !known.is_due
        });
        if begins == Some(true) {
            match self.step() {
                Some(true) => {
                    self.show();
                    self.settle();
                }
                _ => spawn_local(self.go_on()),
            }
        }
    }

    /// Waits until everything is shown that was published.
    pub(crate) async fn shown(self) {
        while self.known.try_with_value(|known| known.is_busy) == Some(true) {
            browser::turn().await;
        }
    }

    /// Computes the other slices, and shows the picture.
    async fn go_on(self) {
        loop {
            browser::turn().await;
            match self.step() {
                Some(false) => {}
                Some(true) => {
                    // Pages draw in a task of their own, and see the inventory that the figures are of.
                    browser::turn().await;
                    self.show();
                    browser::turn().await;
                    if !self.settle() {
                        break;
                    }
                }
                None => break,
            }
        }
    }

    /// Computes a slice. True if the figures are whole; `None` if there is nothing to compute any more.
    fn step(self) -> Option<bool> {
        let end = browser::now().millis() + SLICE;
        let is_over = || browser::now().millis() >= end;
        self.known.try_update_value(|known| Some(known.slices.as_mut()?.step(is_over))).flatten()
    }

    /// Shows the figures that are whole.
    fn show(self) {
        let is_new = self.known.try_update_value(|known| {
            let figures = known.slices.take_if(|slices| slices.is_whole()).and_then(Slices::end);
            let is_new = figures.is_some();
            if let Some(fresh) = known.fresh.take_if(|_| is_new) {
                known.inventory = fresh;
            }
            known.analysis = figures.or(known.analysis.take());
            is_new
        });
        if is_new == Some(true) {
            self.published.update(|version| *version += 1);
        }
    }

    /// Makes the changes that waited. True if the figures are computed once more.
    fn settle(self) -> bool {
        let goes_on = self.known.try_update_value(|known| {
            // Another inventory took the place of the first meanwhile, and its figures are computed.
            if known.slices.is_some() {
                return true;
            }
            known.is_busy = false;
            for change in std::mem::take(&mut known.waiting) {
                known.change(change);
            }
            let is_due = std::mem::take(&mut known.is_due);
            if is_due {
                known.begin();
            }
            is_due
        });
        goes_on == Some(true)
    }

    /// Forgets inventory and figures. Pages show at once that nothing is known.
    pub(crate) fn forget(self) {
        self.known.update_value(|known| {
            *known = Known { kept_once: known.kept_once, ..Known::default() };
        });
        self.published.update(|version| *version += 1);
    }

    /// Changes the inventory, without publishing it yet.
    pub(crate) fn change(self, change: impl FnOnce(&mut Inventory) + 'static) {
        self.known.update_value(|known| known.change(Box::new(change)));
    }

    /// Changes the inventory and the one that a second scan reads: deleted manifests must not come back with
    /// that.
    pub(crate) fn change_all(self, change: impl Fn(&mut Inventory) + 'static) {
        self.known.update_value(|known| {
            known.next.as_mut().map(&change);
            known.change(Box::new(change));
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
            known.change(Box::new(|inventory| inventory.repositories.extend(next.repositories)));
        });
    }

    /// Shows the other inventory from the next publication on, if it is whole, and else drops it.
    pub(crate) fn end_next(self, is_whole: bool) {
        self.known.update_value(|known| {
            if let Some(next) = known.next.take().filter(|_| is_whole) {
                // Figures of the old inventory are of no use, and deletions are entered in both.
                (known.slices, known.waiting, known.is_busy) = (None, Vec::new(), false);
                known.fresh = Some(Rc::new(next));
            }
        });
    }
}

impl Known {
    /// Begins to compute the figures.
    fn begin(&mut self) {
        let inventory = self.fresh.as_ref().unwrap_or(&self.inventory);
        self.slices = Some(Slices::of(Rc::clone(inventory), self.kept_once));
        self.is_busy = true;
    }

    /// Changes the inventory, or has the change wait.
    fn change(&mut self, change: Change) {
        match Rc::get_mut(&mut self.inventory) {
            Some(inventory) if !self.is_busy && self.fresh.is_none() => change(inventory),
            _ => self.waiting.push(change),
        }
    }
}
