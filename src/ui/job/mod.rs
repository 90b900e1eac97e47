//! Jobs: changes of the registry that a dialog shows. Each file is one kind of change. This one is shared by
//! all: the stage of a job, its ledger, what may not begin, and the way to stop it.

mod deletion;
mod ledger;
mod lock;
mod restore;

use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::present::ItemEnd;
use plimsoll::registry::Cancel;
use plimsoll::registry::Client;

use crate::ui::browser;
use crate::ui::session::Session;
use crate::ui::signal::RwSignal;

pub(crate) use deletion::DeletionJob;
pub(crate) use ledger::Ledger;
pub(crate) use restore::{Along, RestoreJob};

/// The work of a job: the function that sends all its requests.
type Work = Box<dyn FnOnce(Client, Cancel) -> LocalBoxFuture<'static, ()>>;

/// A job that shows in a dialog.
#[derive(Clone, Copy)]
pub(crate) struct Job {
    /// The ledger of its items.
    pub(crate) ledger: Ledger,
    stage: RwSignal<Stage>,
    cancel: StoredValue<Cancel, LocalStorage>,
}

/// Stages of a job, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The job has not begun: what it would do can still be chosen.
    Planned,
    /// Requests are under way, and more will be sent.
    Running,
    /// Somebody stopped the job: requests are under way, and no more will be sent.
    Stopping,
    /// No request is under way.
    Ended,
}

impl Job {
    /// A job that has not begun. It stops when the page that shows it goes away: nothing is changed unseen.
    pub(crate) fn new() -> Self {
        let job = Self {
            ledger: Ledger::new(),
            stage: RwSignal::new(Stage::Planned),
            cancel: StoredValue::new_local(Cancel::default()),
        };
        on_cleanup(move || {
            job.cancel.try_with_value(Cancel::cancel);
        });
        job
    }

    /// A job that has ended, with the ends of its items.
    pub(crate) fn ended(ends: Vec<Option<ItemEnd>>) -> Self {
        let job = Self::new();
        job.ledger.fill(ends);
        job.stage.set(Stage::Ended);
        job
    }

    pub(crate) fn stage(self) -> Stage {
        self.stage.get()
    }

    /// Whether the job has not begun.
    pub(crate) fn is_planned(self) -> bool {
        self.stage() == Stage::Planned
    }

    /// Whether requests may still be under way.
    pub(crate) fn is_running(self) -> bool {
        matches!(self.stage(), Stage::Running | Stage::Stopping)
    }

    /// Stops the job after the requests that are under way.
    pub(crate) fn stop(self) {
        self.cancel.with_value(Cancel::cancel);
        self.stage.set(Stage::Stopping);
    }

    /// Begins the work, unless the page is read-only. The buttons are off there, too; this check holds for
    /// every caller.
    fn begin(self, session: Session, work: impl AsyncFnOnce(Client, Cancel) + 'static) {
        let boxed = |client, cancel| -> LocalBoxFuture<'static, ()> {
            Box::pin(async move { work(client, cancel).await })
        };
        self.spawn(session, Box::new(boxed));
    }

    fn spawn(self, session: Session, work: Work) {
        let Some(client) = session.client() else { return };
        if untrack(|| session.site_refusal()).is_some() {
            return;
        }
        let work = work(client, self.cancel.get_value());
        self.stage.set(Stage::Running);
        spawn_local(async move {
            let asks = browser::AsksBeforeLeaving::new();
            work.await;
            drop(asks);
            self.ledger.show();
            // The dialog may be gone by now.
            self.stage.set(Stage::Ended);
        });
    }
}
