//! The pause that a registry asks for: nothing is sent until it ends. The pause also counts the time for
//! which the registry has answered nothing but 429.
//!
//! Reference: RFC 6585, section 4 (429).

use std::cell::Cell;
use std::time::Duration;

use crate::model::Timestamp;
use crate::registry::line::retry::{MAX_THROTTLED, MAX_WAIT};

/// The pause on one line.
pub(crate) struct Pause {
    /// The moment when the pause ends; in the past where there is none.
    until: Cell<Timestamp>,
    /// The time that everybody waited because of refusals since the last answer of another kind. Waits that
    /// overlap count once.
    refused: Cell<Duration>,
}

impl Pause {
    /// No pause so far.
    pub(crate) fn new() -> Self {
        let long_ago = Timestamp::from_millis(i64::MIN);
        Self { until: Cell::new(long_ago), refused: Cell::new(Duration::ZERO) }
    }

    /// Milliseconds until the pause ends, [`MAX_WAIT`] at most; 0 where there is none. A clock that was set back
    /// must not stop everything for hours, so the rest is cut to the longest pause.
    pub(crate) fn millis_left(&self, now: Timestamp) -> u64 {
        self.until.set(self.until.get().min(after(now, MAX_WAIT)));
        let left = self.until.get().millis().saturating_sub(now.millis());
        u64::try_from(left).unwrap_or(0)
    }

    /// Begins a pause, or prolongs one that would end earlier.
    pub(crate) fn begin(&self, wait: Duration, now: Timestamp) {
        self.until.set(self.until.get().max(after(now, wait)));
    }

    /// Begins or prolongs a pause because a request was refused.
    pub(crate) fn refuse(&self, wait: Duration, now: Timestamp) {
        let left = self.millis_left(now);
        // Refusals of long ago say nothing about now.
        if after(self.until.get(), MAX_THROTTLED) < now {
            self.refused.set(Duration::ZERO);
        }
        self.begin(wait, now);
        let more = Duration::from_millis(self.millis_left(now).saturating_sub(left));
        self.refused.set(self.refused.get().saturating_add(more));
    }

    /// Records an answer other than 429: the count of refusals begins anew.
    pub(crate) fn answered(&self) {
        self.refused.set(Duration::ZERO);
    }

    /// Whether the registry has refused everything for so long that waiting is of no use.
    pub(crate) fn is_lasting(&self) -> bool {
        self.refused.get() >= MAX_THROTTLED
    }
}

/// The moment `wait` later than `moment`.
fn after(moment: Timestamp, wait: Duration) -> Timestamp {
    let millis = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(moment.millis().saturating_add(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The moment `second` seconds after the beginning of the test.
    fn at(second: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + second * 1000)
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn it_ends_when_the_last_that_was_asked_for_ends() {
        let pause = Pause::new();
        assert_eq!(pause.millis_left(at(0)), 0);
        pause.begin(seconds(5), at(0));
        pause.begin(seconds(2), at(1));
        for (second, left) in [(1, 4000), (4, 1000), (5, 0), (60, 0)] {
            assert_eq!(pause.millis_left(at(second)), left, "{second}");
        }
    }

    #[test]
    fn on_a_clock_that_was_set_back_it_is_five_minutes_at_most() {
        let pause = Pause::new();
        pause.begin(seconds(60), at(0));
        for (second, left) in [(-1_000_000, 300_000), (-999_990, 290_000), (-999_700, 0)] {
            assert_eq!(pause.millis_left(at(second)), left, "{second}");
        }
    }

    #[test]
    fn refusals_last_once_they_made_everybody_wait_for_five_minutes() {
        let pause = Pause::new();
        for minute in 0..5 {
            assert!(!pause.is_lasting(), "{minute}");
            // Eight that were sent together are refused together: they wait through the same minute.
            for _ in 0..8 {
                pause.refuse(seconds(60), at(minute * 60));
            }
        }
        assert!(pause.is_lasting());
        pause.refuse(seconds(60), at(5 * 60 + 200));
        assert!(pause.is_lasting());
        // Nothing was asked for the next five minutes: it begins anew.
        pause.refuse(seconds(60), at(5 * 60 + 200 + 60 + 301));
        assert!(!pause.is_lasting());
    }

    #[test]
    fn one_answer_of_another_kind_ends_it() {
        let pause = Pause::new();
        for minute in 0..5 {
            pause.refuse(seconds(60), at(minute * 60));
        }
        pause.answered();
        assert!(!pause.is_lasting());
    }
}
