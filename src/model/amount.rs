//! Amounts of bytes that know whether they are the whole truth.

use std::ops::{Add, AddAssign};

/// Bytes, and whether something that belongs to them is unknown: then they are "at least" this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Hash)]
pub struct Amount {
    /// The bytes that are known.
    pub bytes: u64,
    /// Whether anything that belongs here could not be counted.
    pub has_gaps: bool,
}

/// What a deletion would free: a range while anything is unread, or in no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreedRange {
    /// Bytes that come back whatever the unseen parts hold.
    pub at_least: u64,
    /// Bytes that come back if nothing unseen uses them; `None` where a size is not stated.
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
    /// A known amount.
    #[must_use]
    pub fn exact(bytes: u64) -> Self {
        Self { at_least: bytes, at_most: Some(bytes) }
    }

    /// Whether both ends are the same.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.at_most == Some(self.at_least)
    }
}
