//! The scan of a session as a job: spawned, writes its progress, can be cancelled.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::model::{Inventory, Missing, MissingWhat, ReadState};
use plimsoll::registry::Cancel;
use plimsoll::registry::scan::{Progress, ScanEnd, ScanEvent, ScanOptions, scan};
use plimsoll::registry::{Error, ErrorKind};

use crate::ui::browser;
use crate::ui::session::{Phase, Session};

/// Figures are computed anew this often (milliseconds) while a scan runs, but never for more than a
/// tenth of the time: on a large registry the computing must not slow the reading.
const PUBLISH_EVERY: i64 = 250;

/// A scan, running or ended.
#[derive(Clone, Copy)]
pub(crate) struct ScanJob {
    /// Where it stands.
    pub(crate) state: RwSignal<ScanState>,
    /// How far it is.
    pub(crate) progress: RwSignal<Progress>,
    /// Whether the registry ever asked to slow down meanwhile.
    pub(crate) was_slowed: RwSignal<bool>,
    cancel: StoredValue<Cancel, LocalStorage>,
}

/// Where a scan stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ScanState {
    /// None was begun.
    Idle,
    /// Reading.
    Running,
    /// Everything was read.
    Complete,
    /// Something is missing; where the list itself could not be read, why.
    Incomplete(Option<String>),
    /// The user stopped it.
    Cancelled,
}

impl ScanJob {
    /// None begun.
    pub(crate) fn new() -> Self {
        Self {
            state: RwSignal::new(ScanState::Idle),
            progress: RwSignal::new(Progress::default()),
            was_slowed: RwSignal::new(false),
            cancel: StoredValue::new_local(Cancel::default()),
        }
    }

    /// Whether it reads.
    pub(crate) fn is_running(self) -> bool {
        self.state.get() == ScanState::Running
    }

    fn is_running_now(self) -> bool {
        self.state.get_untracked() == ScanState::Running
    }

    /// Stops it.
    pub(crate) fn cancel(self) {
        self.cancel.with_value(Cancel::cancel);
    }

    /// Reads the registry. The first scan shows what it finds as it goes; a later one shows the old
    /// picture until the new one is whole, so that no figure falls back to nothing.
    pub(crate) fn start(self, session: Session) {
        let Some(client) = session.client() else { return };
        self.cancel();
        let cancel = Cancel::default();
        self.cancel.set_value(cancel.clone());
        self.progress.set(Progress::default());
        self.was_slowed.set(false);
        self.state.set(ScanState::Running);
        let concurrency = untrack(|| session.with_site(|site| site.concurrency)).flatten();
        let usual = ScanOptions::default();
        // Where the list of repositories is not to be had, those that somebody named are read.
        let is_by_name = session.named.instead.with_untracked(Option::is_some);
        let (repositories, also) = if is_by_name {
            (Some(session.named.all()), Vec::new())
        } else {
            (None, session.named.typed())
        };
        let concurrency = concurrency.unwrap_or(usual.concurrency);
        let options = ScanOptions { concurrency, repositories, also };
        let is_first = session.with_known(|_, _| ()).is_none();
        spawn_local(async move {
            if !is_first {
                session.begin_next();
            }
            // What was found out before, in recognising it, is no gap of this scan.
            drop(client.take_realm_elsewhere());
            let pace = Rc::new(RefCell::new(Pace::default()));
            let mut on_event = |event: ScanEvent| {
                if let ScanEvent::Progress(progress) = event {
                    self.progress.set(progress);
                } else if is_first {
                    session.change(|inventory| event.apply(inventory));
                } else {
                    session.change_next(|inventory| event.apply(inventory));
                }
                if is_first {
                    Pace::publish(&pace, session, &cancel);
                }
            };
            let end = scan(&client, &options, &cancel, &mut on_event).await;
            // Another scan or a sign-out took over: its picture stands.
            if cancel.is_cancelled() && self.cancel.with_value(|own| !own.is_cancelled()) {
                return;
            }
            // Signed out: there is nothing to show any more.
            if session.client().is_none() {
                return self.state.set(ScanState::Idle);
            }
            let is_gap = matches!(end, ScanEnd::Incomplete | ScanEnd::Failed(_));
            self.finish(session, end, is_first);
            // Trusted, it may give what is missing. Whoever is asked something else already is asked that.
            let elsewhere = client.take_realm_elsewhere().filter(|_| is_gap);
            if let (Some(host), Phase::Open) = (elsewhere, session.phase.get_untracked()) {
                session.phase.set(Phase::Realm(host));
            }
        });
    }

    /// This sign-in may not list repositories: reads those that were named, or asks for names.
    fn read_named_instead(self, session: Session, error: &Error) {
        session.named.instead.set(Some(error.sentence()));
        self.state.set(ScanState::Idle);
        session.forget();
        if session.named.all().is_empty() {
            session.phase.set(Phase::Names);
        } else {
            self.start(session);
        }
    }

    fn finish(self, session: Session, end: ScanEnd, is_first: bool) {
        let (state, is_whole) = match end {
            ScanEnd::Complete => (ScanState::Complete, true),
            // A picture that knows all repositories is not given up for one that does not.
            ScanEnd::Incomplete => {
                let why = session.next_lacks().filter(|_| !is_first);
                let is_whole = why.is_none();
                (ScanState::Incomplete(why), is_whole)
            }
            ScanEnd::Cancelled => (ScanState::Cancelled, false),
            ScanEnd::Failed(error) => {
                if error.asks_to_sign_in() {
                    session.ask_to_sign_in(&error);
                } else if error.kind == ErrorKind::InsufficientScope {
                    return self.read_named_instead(session, &error);
                }
                (ScanState::Incomplete(Some(error.sentence())), false)
            }
        };
        if !is_first {
            session.end_next(is_whole);
        } else if !is_whole {
            session.change(mark_unread);
        }
        session.publish();
        self.state.set(state);
        session.recognise_better();
    }
}

/// When figures were computed last, and how long that took (milliseconds).
#[derive(Default)]
struct Pace {
    last: i64,
    took: i64,
    /// Whether a timer will publish what came since.
    is_due: bool,
}

impl Pace {
    /// Publishes now or, so soon after the last time, a little later: what came last must not wait
    /// until a slow registry answers again.
    fn publish(pace: &Rc<RefCell<Self>>, session: Session, cancel: &Cancel) {
        let mut own = pace.borrow_mut();
        let now = browser::now().millis();
        let wait = own.last + PUBLISH_EVERY.max(own.took * 10) - now;
        if wait <= 0 {
            session.publish();
            own.last = browser::now().millis();
            own.took = own.last - now;
        } else if !own.is_due {
            own.is_due = true;
            let (pace, cancel) = (Rc::clone(pace), cancel.clone());
            let later = Duration::from_millis(wait.unsigned_abs());
            set_timeout(
                move || {
                    pace.borrow_mut().is_due = false;
                    if session.scan.is_running_now() && !cancel.is_cancelled() {
                        Self::publish(&pace, session, &cancel);
                    }
                },
                later,
            );
        }
    }
}

/// What a scan that ended early did not get to is not known: say so, rather than call it read.
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
