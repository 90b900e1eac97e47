//! Amounts of bytes, exact or with gaps.

use std::ops::{Add, AddAssign};

use serde::{Deserialize, Serialize};

/// An amount of bytes. With gaps it means "at least".
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Amount {
    /// The known part, in bytes.
    pub bytes: u64,
    /// A part of the amount could not be counted.
    pub has_gaps: bool,
}

/// Bytes that a deletion frees: the known bytes, and the directions in which the truth may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreedRange {
    /// Bytes of known size that come back if no unread manifest uses them.
    pub known: u64,
    /// A manifest that is unread or in no list may use some of the known bytes, and keep them.
    pub or_less: bool,
    /// Bytes of unknown size, or of unread manifests, come back too.
    pub or_more: bool,
}

impl Amount {
    /// An amount without gaps.
    #[must_use]
    pub fn exact(bytes: u64) -> Self {
        Self { bytes, has_gaps: false }
    }

    /// The same amount so many times over.
    #[must_use]
    pub fn times(self, count: u64) -> Self {
        let bytes = self.bytes.checked_mul(count);
        Self { bytes: bytes.unwrap_or(u64::MAX), has_gaps: self.has_gaps || bytes.is_none() }
    }

    /// The same bytes, with a gap when `gap` is true.
    #[must_use]
    pub fn with_gap(self, gap: bool) -> Self {
        Self { has_gaps: self.has_gaps || gap, ..self }
    }
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        // A registry may state any number: a sum beyond 64 bits ends there, and is a lower bound.
        let sum = self.bytes.checked_add(other.bytes);
        Self {
            bytes: sum.unwrap_or(u64::MAX),
            has_gaps: self.has_gaps || other.has_gaps || sum.is_none(),
        }
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl FreedRange {
    /// A range of one known value.
    #[must_use]
    pub fn exact(bytes: u64) -> Self {
        Self { known: bytes, or_less: false, or_more: false }
    }

    /// An upper bound.
    #[must_use]
    pub fn up_to(bytes: u64) -> Self {
        Self { or_less: bytes > 0, ..Self::exact(bytes) }
    }

    /// A lower bound.
    #[must_use]
    pub fn at_least(bytes: u64) -> Self {
        Self { or_more: true, ..Self::exact(bytes) }
    }

    /// Bytes that this deletion frees beyond `part`, a deletion of some of the same manifests. Bytes
    /// that are kept in the part are kept here, and bytes of unknown size in the part come back here,
    /// too.
    #[must_use]
    pub fn beyond(self, part: Self) -> Self {
        let known = self.known.saturating_sub(part.known);
        Self {
            known,
            or_less: known > 0 && (self.or_less || part.or_less),
            or_more: self.or_more || part.or_more,
        }
    }

    /// Whether the known bytes are all that comes back.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        !self.or_less && !self.or_more
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_more_frees_is_as_sure_as_both_figures() {
        let (exact, up_to) = (FreedRange::exact, FreedRange::up_to);
        let at_least = FreedRange::at_least;
        let about = |known| FreedRange { known, or_less: true, or_more: true };
        let check = |all: FreedRange, part: FreedRange, more: FreedRange| {
            assert_eq!(all.beyond(part), more, "{all:?} {part:?}");
        };
        check(exact(50), exact(3), exact(47));
        check(exact(3), exact(3), exact(0));
        // Up to 50, of which up to 3: up to 47.
        check(up_to(50), up_to(3), up_to(47));
        check(up_to(3), up_to(3), exact(0));
        check(at_least(40), exact(3), at_least(37));
        check(at_least(40), at_least(3), at_least(37));
        check(about(40), up_to(3), about(37));
    }

    #[test]
    fn a_sum_beyond_64_bits_is_a_lower_bound() {
        let check = |sum: Amount, bytes, has_gaps| assert_eq!(sum, Amount { bytes, has_gaps });
        let half = Amount::exact(1 << 63);
        check(half + half, u64::MAX, true);
        check(half + Amount::exact((1 << 63) - 1), u64::MAX, false);
        check(half.times(2), u64::MAX, true);
        check(Amount::exact(u64::MAX).times(1), u64::MAX, false);
        check(Amount::exact(7).times(3), 21, false);
    }
}
