//! Moments as people say them: "4 h ago", and the exact moment beside it.

use crate::model::Timestamp;

/// The length of `2026-11-20`.
const DATE: usize = 10;

/// The time from a moment to `now`, in words. Up to a day in the future is "just now", because clocks
/// differ; a moment beyond it has no age, and its date is said.
#[must_use]
pub fn ago(moment: Timestamp, now: Timestamp) -> String {
    if moment.is_after(now) {
        return moment.to_string().chars().take(DATE).collect();
    }
    let minutes = (now.millis() - moment.millis()).max(0) / 60_000;
    let (hours, days) = (minutes / 60, minutes / (60 * 24));
    match days {
        0 if minutes < 1 => "just now".to_owned(),
        0 if hours < 1 => format!("{minutes} min ago"),
        0 => format!("{hours} h ago"),
        1 => "yesterday".to_owned(),
        2..60 => format!("{days} days ago"),
        60..730 => format!("{} months ago", (days * 10 / 304).max(2)),
        _ => format!("{} years ago", (days * 100 / 36_525).max(2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_said_in_one_unit() {
        const MINUTE: i64 = 60_000;
        const DAY: i64 = 1440 * MINUTE;
        let check = |age: i64, expected: &str| {
            let now = Timestamp::from_millis(2_000_000_000_000);
            assert_eq!(ago(Timestamp::from_millis(now.millis() - age), now), expected);
        };
        check(-5 * MINUTE, "just now");
        check(-DAY, "just now");
        // 2 000 000 000 s is 2033-05-18T03:33:20Z.
        check(-2 * DAY, "2033-05-20");
        check(-60_000 * DAY, "2197-08-26");
        check(59_999, "just now");
        check(59 * MINUTE, "59 min ago");
        check(23 * 60 * MINUTE, "23 h ago");
        check(DAY, "yesterday");
        check(59 * DAY, "59 days ago");
        check(60 * DAY, "2 months ago");
        check(61 * DAY, "2 months ago");
        check(729 * DAY, "23 months ago");
        check(730 * DAY, "2 years ago");
        check(731 * DAY, "2 years ago");
        check(1096 * DAY, "3 years ago");
    }
}
