//! The scan of a registry as a job: it fills the picture, counts its progress, and can be cancelled.

use std::collections::BTreeSet;

use leptos::prelude::*;
use plimsoll::model::{
    Digest, Inventory, Missing, MissingWhat, ReadState, Repository, RepositoryName, Timestamp,
};
use plimsoll::registry::scan::{
    Hold, Progress, ScanEnd, ScanEvent, ScanOptions, read_children, scan,
};
use plimsoll::registry::{Cancel, Client, Take};

use crate::ui::browser;
use crate::ui::latest::{Latest, Try};
use crate::ui::pace::Pace;
use crate::ui::picture::Picture;
use crate::ui::signal::RwSignal;

/// The latest scan, running or ended.
#[derive(Clone, Copy)]
pub(crate) struct ScanJob {
    /// The state of the scan.
    pub(crate) state: RwSignal<ScanState>,
    /// The counts of what was read.
    pub(crate) progress: RwSignal<Progress>,
    /// The moment at which the scan ended whose picture is shown.
    pub(crate) read_at: RwSignal<Option<Timestamp>>,
    /// Whether the registry asked to slow down during the scan.
    pub(crate) was_slowed: RwSignal<bool>,
    /// Whether the scan is paused.
    pub(crate) is_held: RwSignal<bool>,
    cancel: StoredValue<Cancel, LocalStorage>,
    hold: StoredValue<Hold, LocalStorage>,
    /// The count of scans: the picture belongs to the latest.
    scans: Latest,
}

/// A scan that has begun.
#[derive(Clone)]
pub(crate) struct Begun {
    picture: Picture,
    /// Whether nothing is shown yet.
    is_first: bool,
    cancel: Cancel,
    hold: Hold,
    scan: Try,
}

/// States of a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ScanState {
    /// No scan was begun.
    Idle,
    /// The scan is under way.
    Running,
    /// The scan read everything.
    Complete,
    /// Something could not be read; with the reason if it is the list of repositories.
    Incomplete(Option<String>),
    /// The user stopped the scan.
    Cancelled,
}

impl Begun {
    /// Whether no other scan began since.
    pub(crate) fn is_latest(&self) -> bool {
        self.scan.is_latest()
    }
}

impl ScanJob {
    pub(crate) fn new() -> Self {
        Self {
            state: RwSignal::new(ScanState::Idle),
            progress: RwSignal::new(Progress::default()),
            read_at: RwSignal::new(None),
            was_slowed: RwSignal::new(false),
            is_held: RwSignal::new(false),
            cancel: StoredValue::new_local(Cancel::default()),
            hold: StoredValue::new_local(Hold::default()),
            scans: Latest::new(),
        }
    }

    /// Whether a scan is under way.
    pub(crate) fn is_running(self) -> bool {
        self.state.get() == ScanState::Running
    }

    pub(crate) fn cancel(self) {
        self.cancel.with_value(Cancel::cancel);
    }

    /// Pauses the scan, or lets it go on.
    pub(crate) fn hold(self, is_held: bool) {
        self.hold.with_value(if is_held { Hold::hold } else { Hold::go_on });
        self.is_held.set(is_held);
    }

    /// Begins a scan; another one that is under way is stopped. A scan of a registry without a picture is the
    /// first: it shows what it finds as it goes. A later one shows the old picture until the new one is whole,
    /// so that no figure falls back to nothing.
    pub(crate) fn begin(self, picture: Picture) -> Begun {
        self.cancel();
        let cancel = Cancel::default();
        self.cancel.set_value(cancel.clone());
        let hold = Hold::default();
        self.hold.set_value(hold.clone());
        self.is_held.set(false);
        self.progress.set(Progress::default());
        self.was_slowed.set(false);
        self.state.set(ScanState::Running);
        let is_first = !untrack(|| picture.is_published());
        Begun { picture, is_first, cancel, hold, scan: self.scans.begin() }
    }

    /// Reads the registry into the picture; `None` if another scan began meanwhile, whose picture stands.
    pub(crate) async fn read(
        self,
        client: &Client,
        options: &ScanOptions,
        begun: &Begun,
    ) -> Option<ScanEnd> {
        let Begun { picture, is_first, ref cancel, ref hold, scan: own } = *begun;
        let options = &ScanOptions { hold: hold.clone(), ..options.clone() };
        if !is_first {
            picture.begin_next();
        }
        // Dropped, because a realm that the recognition met is no gap of this scan.
        drop(client.take_realm_elsewhere());
        let pace = Pace::of_scan(picture);
        let mut on_event = |event: ScanEvent| {
            if let ScanEvent::Progress(progress) = event {
                self.progress.set(progress);
            } else if is_first {
                picture.change(|inventory| event.apply(inventory));
            } else {
                picture.change_next(|inventory| event.apply(inventory));
            }
            if is_first {
                pace.publish();
            }
        };
        let end = scan(client, options, cancel, &mut on_event).await;
        own.is_latest().then_some(end)
    }

    /// Shows the picture of the scan `take`, whose tape `client` plays. Nothing is shown if kept content lacks a part of
    /// what that scan had read, or if the user cancels.
    pub(crate) async fn show(
        self,
        client: &Client,
        options: &ScanOptions,
        begun: &Begun,
        take: Take,
    ) {
        let picture = begun.picture;
        let mut on_event = |event: ScanEvent| picture.change(|inventory| event.apply(inventory));
        let end = scan(client, options, &begun.cancel, &mut on_event).await;
        let is_same = match end {
            ScanEnd::Complete => true,
            ScanEnd::Incomplete => !take.is_whole,
            ScanEnd::Cancelled | ScanEnd::Failed(_) => false,
        };
        if !begun.scan.is_latest() {
            return;
        }
        if is_same {
            if self.publish(begun).await {
                self.read_at.set(Some(take.read_at));
            }
        } else {
            picture.forget();
        }
    }

    /// Whether this scan is the latest, and goes on. If the user cancelled it, says so.
    pub(crate) fn goes_on(self, begun: &Begun) -> bool {
        let is_cancelled = begun.cancel.is_cancelled();
        if begun.scan.is_latest() && is_cancelled {
            self.state.set(ScanState::Cancelled);
        }
        begun.scan.is_latest() && !is_cancelled
    }

    /// Reads children of indexes that a scan left out into the picture that is shown: `known` manifests of the
    /// repository, and the `open` ones. The state of the scan before is `before`.
    pub(crate) async fn read_children(
        self,
        client: &Client,
        name: &RepositoryName,
        known_and_open: (BTreeSet<Digest>, BTreeSet<Digest>),
        concurrency: usize,
        begun: &Begun,
        before: ScanState,
    ) {
        let pace = Pace::of_scan(begun.picture);
        let mut on_event = |event: ScanEvent| {
            if let ScanEvent::Progress(progress) = event {
                return self.progress.set(progress);
            }
            begun.picture.change(|inventory| event.apply(inventory));
            pace.publish();
        };
        let cancel = &begun.cancel;
        let end =
            read_children(client, name, known_and_open, concurrency, cancel, &mut on_event).await;
        if begun.scan.is_latest() {
            if !self.publish(begun).await {
                return;
            }
            let is_gap = matches!(end, ScanEnd::Incomplete | ScanEnd::Failed(_));
            self.state.set(if is_gap { ScanState::Incomplete(None) } else { before });
        }
    }

    /// Publishes what a scan read, and waits until it is shown. False if another scan began meanwhile, or the user signed
    /// out: nothing is to be said of this one then.
    async fn publish(self, begun: &Begun) -> bool {
        begun.picture.publish();
        begun.picture.shown().await;
        let is_latest = begun.scan.is_latest();
        let is_shown = is_latest && untrack(|| begun.picture.is_published());
        if is_latest && !is_shown {
            self.state.set(ScanState::Idle);
        }
        is_shown
    }

    /// Publishes the repositories that a scan of some read. Those that it did not reach stay as they were.
    pub(crate) async fn finish_part(self, begun: &Begun, end: &ScanEnd) {
        self.is_held.set(false);
        begun.picture.end_part(matches!(end, ScanEnd::Complete | ScanEnd::Incomplete));
        if !self.publish(begun).await {
            return;
        }
        let has_gaps = begun.picture.read_inventory(|inventory| {
            let is_whole = |one: &Repository| one.state == ReadState::Complete;
            inventory.state == ReadState::Incomplete
                || !inventory.repositories.values().all(is_whole)
        });
        self.state.set(if has_gaps { ScanState::Incomplete(None) } else { ScanState::Complete });
    }

    /// Publishes what a scan read, and says how it ended.
    pub(crate) async fn finish(self, begun: &Begun, end: ScanEnd) {
        self.is_held.set(false);
        let Begun { picture, is_first, .. } = *begun;
        let (state, is_whole) = match end {
            ScanEnd::Complete => (ScanState::Complete, true),
            // A picture that knows all repositories stays: the new one does not.
            ScanEnd::Incomplete => {
                let why = picture.next_lacks().filter(|_| !is_first);
                let is_whole = why.is_none();
                (ScanState::Incomplete(why), is_whole)
            }
            ScanEnd::Cancelled => (ScanState::Cancelled, false),
            ScanEnd::Failed(error) => (ScanState::Incomplete(Some(error.sentence())), false),
        };
        if !is_first {
            picture.end_next(is_whole);
        } else if !is_whole {
            picture.change(mark_unread);
        }
        if !self.publish(begun).await {
            return;
        }
        if is_first || is_whole {
            self.read_at.set(Some(browser::now()));
        }
        self.state.set(state);
    }
}

/// Marks repositories that a scan did not read whole before it ended: they are not known, and must not count as
/// read.
fn mark_unread(inventory: &mut Inventory) {
    for (name, repository) in &mut inventory.repositories {
        let is_told = repository.missing.iter().any(|gap| gap.what.affects_figures());
        if repository.state != ReadState::Complete && !is_told {
            repository.state = ReadState::Incomplete;
            repository.missing.push(Missing {
                repository: Some(name.clone()),
                reference: None,
                what: MissingWhat::Manifests,
                why: "The scan ended before this repository was read whole.".to_owned(),
            });
        }
    }
}
