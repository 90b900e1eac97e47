//! The sample's two years: day 0 is 2024-11-20, and "today" is day 730.

use std::time::Duration;

use crate::model::Timestamp;
use crate::sample::contents::dice::Dice;

/// 2026-11-20T12:00:00Z: the sample's present at its start, whatever the machine's clock shows.
pub const TODAY: Timestamp = Timestamp::from_millis(1_795_176_000_000);

/// The day of `TODAY`.
pub(super) const LAST_DAY: u64 = 730;

/// Days between two releases of a base image.
const BASE_CYCLE: u64 = 91;

const DAY_MILLIS: u64 = 86_400_000;

/// The sample's present: its start plus the time that was slept.
#[must_use]
pub fn present(slept: Duration) -> Timestamp {
    let slept = i64::try_from(slept.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(TODAY.millis().saturating_add(slept))
}

/// A moment in the working hours of `day` (06:00 to 12:00 UTC), fixed by `seed`.
pub(super) fn moment(day: u64, seed: &str) -> Timestamp {
    let time = Dice::new(seed).between(6 * 3_600_000, 12 * 3_600_000 - 1);
    let midnight = TODAY.millis() - 12 * 3_600_000;
    let ago = LAST_DAY.saturating_sub(day) * DAY_MILLIS;
    let millis = midnight.saturating_sub_unsigned(ago).saturating_add_unsigned(time);
    Timestamp::from_millis(millis)
}

/// The number and the day of the base release that is current on `day`.
pub(super) fn base_release(day: u64) -> (u64, u64) {
    let release = day / BASE_CYCLE;
    (release, release * BASE_CYCLE)
}

/// The date of a day as tags write it: `20260314`.
pub(super) fn date(day: u64) -> String {
    moment(day, "").to_string().chars().take(10).filter(|letter| *letter != '-').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_back_from_today() {
        assert_eq!(TODAY.to_string(), "2026-11-20T12:00:00Z");
        assert_eq!((date(0), date(LAST_DAY)), ("20241120".to_owned(), "20261120".to_owned()));
        assert!(moment(LAST_DAY, "any") < TODAY);
        assert_eq!(base_release(91), (1, 91));
        assert_eq!(base_release(90), (0, 0));
    }
}
