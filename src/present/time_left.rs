//! The time that something still takes, from its pace so far, in words that do not jump.

use crate::present::counted;

/// The time that passes before the pace tells anything (milliseconds), and the part that must be done by then
/// (thousandths).
const BASIS: (u64, u64) = (5_000, 10);
/// A shown time stays as long as the estimate is within so much of it (milliseconds), or a fifth of it.
const STEADY: u64 = 75_000;
const MINUTE: u64 = 60_000;

/// The pace of something that goes on, and the time left that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TimeLeft {
    /// The moment (milliseconds) and the thousandths of the first progress. The time before it is spent on questions
    /// that are asked once.
    first: Option<(u64, u64)>,
    /// The time left, in whole minutes, at least one; `None` before there is a basis.
    minutes: Option<u64>,
}

impl TimeLeft {
    /// The time left at the moment `now` (milliseconds), when so many thousandths are `done`.
    #[must_use]
    pub fn after(self, now: u64, done: u64) -> Self {
        let Some((begun, before)) = self.first else {
            return Self { first: (done > 0).then_some((now, done)), ..self };
        };
        let (passed, gained) = (now.saturating_sub(begun), done.saturating_sub(before));
        let (least, part) = BASIS;
        if passed < least || gained < part {
            return self;
        }
        let left = passed.saturating_mul(1000_u64.saturating_sub(done)) / gained;
        let is_steady = |minutes| {
            let shown = minutes * MINUTE;
            left.abs_diff(shown) <= STEADY.max(shown / 5)
        };
        if self.minutes.is_some_and(is_steady) {
            return self;
        }
        Self { minutes: Some(left.div_ceil(MINUTE).max(1)), ..self }
    }

    /// `about 2 minutes left`; empty before there is a basis.
    #[must_use]
    pub fn words(self) -> String {
        let Some(minutes) = self.minutes else { return String::new() };
        let time = match (minutes, minutes.div_ceil(60)) {
            (0 | 1, _) => "a minute".to_owned(),
            (2..90, _) => counted(minutes as usize, "minute", "minutes"),
            (_, hours) => counted(hours as usize, "hour", "hours"),
        };
        format!("about {time} left")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words after each of these moments (seconds) and thousandths.
    fn words(moments: &[(u64, u64)]) -> Vec<String> {
        let mut left = TimeLeft::default();
        let mut words = Vec::new();
        for &(second, done) in moments {
            left = left.after(second * 1_000, done);
            words.push(left.words());
        }
        words
    }

    #[test]
    fn nothing_is_said_before_there_is_a_basis() {
        // Too little time, then too little progress; the time before the first progress tells nothing.
        assert_eq!(words(&[(0, 0), (60, 1), (64, 500)]), ["", "", ""]);
        assert_eq!(words(&[(0, 1), (60, 9), (120, 10)]), ["", "", ""]);
        assert_eq!(
            words(&[(0, 0), (60, 1), (70, 500)]).last().expect("words"),
            "about a minute left"
        );
    }

    #[test]
    fn the_time_follows_the_pace_and_stays_while_the_pace_wavers() {
        let nine = "about 9 minutes left";
        assert_eq!(words(&[(0, 1), (60, 101), (66, 101), (66, 111)]), ["", nine, nine, nine]);
        // Twice as slow: it says so.
        let slow = "about 18 minutes left";
        assert_eq!(words(&[(0, 1), (60, 101), (120, 101)]), ["", nine, slow]);
    }

    #[test]
    fn even_progress_counts_down_and_never_up() {
        let mut left = TimeLeft::default();
        let mut seen = Vec::new();
        for second in 0..=600 {
            left = left.after(second * 1_000, second * 1_000 / 600);
            seen.extend(left.minutes);
        }
        assert!(seen.is_sorted_by(|a, b| a >= b), "{seen:?}");
        assert_eq!(seen.last(), Some(&1));
    }

    #[test]
    fn times_in_words() {
        let words = |minutes| TimeLeft { minutes: Some(minutes), first: None }.words();
        assert_eq!(words(1), "about a minute left");
        assert_eq!(words(2), "about 2 minutes left");
        assert_eq!(words(100), "about 2 hours left");
    }
}
