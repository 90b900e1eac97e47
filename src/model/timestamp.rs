//! Moments in UTC, to the millisecond.

use std::fmt;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 2000-01-01T00:00:00Z: the date of a build before it is a constant that a builder writes.
    pub const FIRST_BUILD: Self = Self(946_684_800_000);

    /// From milliseconds since the epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339. `None` for nonsense, and for moments up to 1970-01-01T00:00:00Z: Go writes year
    /// 1 for "no date".
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let moment = OffsetDateTime::parse(text.trim(), &Rfc3339).ok()?;
        let millis = i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok()?;
        (millis > 0).then_some(Self(millis))
    }

    /// Whether the moment is later than `now` by more than clocks differ.
    #[must_use]
    pub fn is_after(self, now: Self) -> bool {
        const CLOCKS_DIFFER: i64 = 10 * 60_000;
        self.0.saturating_sub(CLOCKS_DIFFER) > now.0
    }

    /// The moment so many `seconds` later.
    #[must_use]
    pub fn plus_seconds(self, seconds: u64) -> Self {
        let millis = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
        Self(self.0.saturating_add(millis))
    }
}

impl fmt::Display for Timestamp {
    /// Writes `2026-11-20T08:15:00Z`, in whole seconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1000))
            .ok()
            .and_then(|moment| moment.format(&Rfc3339).ok());
        f.write_str(text.as_deref().unwrap_or("out of range"))
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
        check("1970-01-01T00:00:00Z", None);
        check("0001-01-01T00:00:00Z", None);
        check("2023-02-29T00:00:00Z", None);
        check("yesterday", None);
        check("", None);
    }
}
