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

/// Bytes that a deletion frees: a range while a manifest is unread or in no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreedRange {
    /// Bytes that come back in any case.
    pub at_least: u64,
    /// Bytes that come back if no unread manifest uses them; `None` where a size is not stated.
    pub at_most: Option<u64>,
}

impl Amount {
    /// An amount without gaps.
    #[must_use]
    pub fn exact(bytes: u64) -> Self {
        Self { bytes, has_gaps: false }
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
        Self {
            // A registry may state any number: saturate rather than wrap or panic.
            bytes: self.bytes.saturating_add(other.bytes),
            has_gaps: self.has_gaps || other.has_gaps,
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
        Self { at_least: bytes, at_most: Some(bytes) }
    }

    /// Bytes that this deletion frees beyond `part`, a deletion of some of the same manifests. Bytes
    /// that are kept in the part are kept here, too.
    #[must_use]
    pub fn beyond(self, part: Self) -> Self {
        let at_most = self.at_most.zip(part.at_most).map(|(all, own)| all.saturating_sub(own));
        match at_most {
            Some(bytes) if self.is_exact() && part.is_exact() => Self::exact(bytes),
            _ => {
                let most = part.at_most.unwrap_or(u64::MAX);
                Self { at_least: self.at_least.saturating_sub(most), at_most }
            }
        }
    }

    /// Whether both ends are the same.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.at_most == Some(self.at_least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_more_frees_is_as_sure_as_both_figures() {
        let check =
            |all: (u64, Option<u64>), part: (u64, Option<u64>), more: (u64, Option<u64>)| {
                let range = |(at_least, at_most)| FreedRange { at_least, at_most };
                assert_eq!(range(all).beyond(range(part)), range(more), "{all:?} {part:?}");
            };
        check((50, Some(50)), (3, Some(3)), (47, Some(47)));
        check((3, Some(3)), (3, Some(3)), (0, Some(0)));
        // Up to 50, of which up to 3: up to 47.
        check((0, Some(50)), (0, Some(3)), (0, Some(47)));
        check((40, Some(50)), (0, Some(3)), (37, Some(47)));
        check((40, None), (0, Some(3)), (37, None));
        check((40, None), (3, None), (0, None));
    }
}
