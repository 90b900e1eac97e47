//! The pace at which a picture is published while a scan or a run changes it.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ui::browser;
use crate::ui::picture::Picture;

/// The shortest time between two publications while a scan runs (milliseconds).
const OF_SCAN: i64 = 250;
/// The same while a run deletes.
const OF_RUN: i64 = 500;

/// The pace of one scan or run. Dropping it ends it: no timer of it publishes anything afterwards.
pub(crate) struct Pace(Rc<Beat>);

/// The moments of publications, in milliseconds.
struct Beat {
    picture: Picture,
    /// Whether a picture that is not shown stays so: a sign-out forgets it in the middle of a run.
    only_shown: bool,
    /// The shortest time between two publications. It grows where they would take more than a tenth of the time, so
    /// that the work behind them is not slowed.
    every: i64,
    last: Cell<i64>,
    /// The time that the last publication took: the figures, and what pages drew after them.
    took: Cell<i64>,
    /// Whether a publication is under way.
    is_busy: Cell<bool>,
    /// Whether a timer will publish what changed since.
    is_due: Cell<bool>,
}

impl Pace {
    /// The pace of a scan. The first publication comes at once.
    pub(crate) fn of_scan(picture: Picture) -> Self {
        Self::new(picture, false, OF_SCAN, 0)
    }

    /// The pace of a run that changes the registry behind a picture that is shown.
    pub(crate) fn of_run(picture: Picture) -> Self {
        Self::new(picture, true, OF_RUN, browser::now().millis())
    }

    fn new(picture: Picture, only_shown: bool, every: i64, last: i64) -> Self {
        let (last, took) = (Cell::new(last), Cell::new(0));
        let (is_busy, is_due) = (Cell::new(false), Cell::new(false));
        Self(Rc::new(Beat { picture, only_shown, every, last, took, is_busy, is_due }))
    }

    /// Publishes now, or by a timer if the last time was just before. The timer shows the last changes even while a
    /// slow registry sends no further answers.
    pub(crate) fn publish(&self) {
        Beat::publish(&self.0);
    }
}

impl Beat {
    fn publish(self: &Rc<Self>) {
        if self.only_shown && !untrack(|| self.picture.is_published()) {
            return;
        }
        let now = browser::now().millis();
        let wait = match self.is_busy.get() {
            true => self.every,
            false => self.last.get() + self.every.max(self.took.get() * 10) - now,
        };
        if wait <= 0 {
            self.is_busy.set(true);
            self.picture.publish();
            let (picture, own) = (self.picture, Rc::downgrade(self));
            spawn_local(async move {
                picture.shown().await;
                let Some(own) = own.upgrade() else { return };
                // Pages draw before the next timer.
                own.later(0, move |own| {
                    let end = browser::now().millis();
                    own.last.set(end);
                    own.took.set(end - now);
                    own.is_busy.set(false);
                });
            });
        } else if !self.is_due.replace(true) {
            self.later(wait, |own| {
                own.is_due.set(false);
                own.publish();
            });
        }
    }

    /// Does something after so many milliseconds, unless the pace has ended by then.
    fn later(self: &Rc<Self>, wait: i64, then: impl FnOnce(&Rc<Self>) + 'static) {
        let own = Rc::downgrade(self);
        let then = move || {
            if let Some(own) = own.upgrade() {
                then(&own);
            }
        };
        set_timeout(then, Duration::from_millis(wait.unsigned_abs()));
    }
}
