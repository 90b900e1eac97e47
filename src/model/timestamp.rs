//! Moments in UTC, to the millisecond.

use std::fmt;
use std::num::NonZeroU64;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
///
/// Inside, the sign bit is turned over, which keeps the order and leaves 0 for "no date": an `Option<Timestamp>` has
/// 8 bytes rather than 16, and an inventory has millions of them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(NonZeroU64);

const SIGN: u64 = 1 << 63;

impl Timestamp {
    /// 2000-01-01T00:00:00Z: a moment before it is a constant that stands for "no date".
    const FIRST: Self = Self::from_millis(946_684_800_000);

    /// From milliseconds since the epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        match NonZeroU64::new(millis.cast_unsigned() ^ SIGN) {
            Some(turned) => Self(turned),
            None => Self(NonZeroU64::MIN),
        }
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub const fn millis(self) -> i64 {
        (self.0.get() ^ SIGN).cast_signed()
    }

    /// Reads RFC 3339. `None` for nonsense, and for moments before the year 2000: Go writes year 1 for "no
    /// date", zot 1970 for "never pulled", and builders a second of 1970 or 1980.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let moment = OffsetDateTime::parse(text.trim(), &Rfc3339).ok()?;
        let millis = i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok()?;
        Some(Self::from_millis(millis)).filter(|moment| *moment >= Self::FIRST)
    }

    /// Whether the moment lies in the future: more than a day after `now`. Clocks differ by minutes, and a
    /// builder that writes its local time as UTC by up to 14 hours. A clock before 2000 is not set, and nothing
    /// is after it.
    #[must_use]
    pub fn is_after(self, now: Self) -> bool {
        const CLOCKS_DIFFER: i64 = 24 * 60 * 60_000;
        now >= Self::FIRST && self.millis().saturating_sub(CLOCKS_DIFFER) > now.millis()
    }

    /// Makes `date` unknown if it lies in the future.
    pub fn forget_future(date: &mut Option<Self>, now: Self) {
        *date = date.filter(|moment| !moment.is_after(now));
    }

    /// The moment so many `seconds` later.
    #[must_use]
    pub fn plus_seconds(self, seconds: u64) -> Self {
        let millis = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
        Self::from_millis(self.millis().saturating_add(millis))
    }
}

impl fmt::Display for Timestamp {
    /// Writes `2026-11-20T08:15:00Z`, in whole seconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = OffsetDateTime::from_unix_timestamp(self.millis().div_euclid(1000))
            .ok()
            .and_then(|moment| moment.format(&Rfc3339).ok());
        f.write_str(text.as_deref().unwrap_or("out of range"))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_3339_reads_with_any_fraction_and_offset() {
        let check = |text: &str, expected: Option<&str>| {
            let read = Timestamp::parse(text).map(|moment| moment.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        };
        check("2018-07-12T15:52:00.2075864Z", Some("2018-07-12T15:52:00Z"));
        check("2024-02-29T23:59:59+02:00", Some("2024-02-29T21:59:59Z"));
        check("2000-01-01T00:00:00Z", Some("2000-01-01T00:00:00Z"));
        check("1999-12-31T23:59:59Z", None);
        check("1980-01-01T00:00:01Z", None);
        check("1970-01-01T00:00:01Z", None);
        check("0001-01-01T00:00:00Z", None);
        check("2023-02-29T00:00:00Z", None);
        check("yesterday", None);
        check("", None);
    }

    #[test]
    fn moments_are_ordered_and_keep_their_milliseconds() {
        let millis = [i64::MIN + 1, -1, 0, 1, 946_684_800_000, i64::MAX];
        let moments = millis.map(Timestamp::from_millis);
        assert_eq!(moments.map(Timestamp::millis), millis);
        assert!(moments.is_sorted());
        assert_eq!(size_of::<Option<Timestamp>>(), 8);
    }

    #[test]
    fn more_than_a_day_ahead_is_the_future() {
        let now = Timestamp::parse("2026-11-20T12:00:00Z").expect("a moment");
        let check = |text: &str, now: Timestamp, expected: bool| {
            let mut date = Timestamp::parse(text);
            Timestamp::forget_future(&mut date, now);
            assert_eq!(date.is_none(), expected, "{text}");
        };
        check("2026-11-20T12:05:00Z", now, false);
        check("2026-11-21T12:00:00Z", now, false);
        check("2026-11-21T12:00:01Z", now, true);
        check("2199-01-01T00:00:00Z", now, true);
        check("9999-12-31T23:59:59Z", now, true);
        check("2025-03-04T05:06:07Z", now, false);
        check("2199-01-01T00:00:00Z", Timestamp::from_millis(1_000_000), false);
    }
}
