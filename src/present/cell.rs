//! Cells of tables: plain data that sorts, and that one component draws.

use std::cmp::Ordering;

use crate::model::{Digest, RepositoryName, TagName, Timestamp};
use crate::present::{BytesText, Change};

/// The content of one cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words, sorted with runs of digits as numbers.
    Text(String),
    /// A name that leads somewhere, with the quiet part before it and badges after it.
    Name {
        /// The part before the name, such as `web/` of `web/storefront`.
        before: String,
        /// The part that people look for: `storefront` of `web/storefront`.
        name: String,
        /// The page that the name leads to.
        target: Target,
        /// Words about the name.
        badges: Vec<Badge>,
    },
    /// An exact count of things.
    Count(u64),
    /// Words with the number to sort by, and the page that they lead to.
    Ranked(u64, String, Target),
    /// A lower bound of a count: there may be more that no list shows.
    AtLeast(u64),
    /// Bytes, with the number to sort by.
    Bytes(u64, BytesText),
    /// A change of bytes, sorted from the largest loss to the largest growth.
    Change(Change),
    /// A bar: how much of a size is only here and how much is shared, on the scale of the table's
    /// largest.
    Meter(Meter),
    /// A digest, short with a copy button; links to its manifest where it was read.
    Digest(Digest, Option<RepositoryName>),
    /// Small labels: platforms, tags.
    Chips(Vec<String>),
    /// A moment, shown as its age.
    Moment(Timestamp),
    /// No value: a dash.
    Nothing,
    /// A value that cannot be known: a question mark.
    Unknown,
    /// A value that is not read yet.
    Pending,
}

/// A page of this registry that a name leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The page of a repository.
    Repository(RepositoryName),
    /// The repositories of a namespace.
    Namespace(String),
    /// The page of a manifest, headed by this tag or else by its digest.
    Manifest(RepositoryName, Digest, Option<TagName>),
    /// The page of a layer.
    Layer(Digest),
    /// No page: the named thing cannot be shown.
    Nowhere,
}

/// A word about a row, with its weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// The word or words that are shown.
    pub text: String,
    /// The meaning of the word here, for hover; may be empty.
    pub hint: String,
    /// The weight: how much the badge stands out.
    pub tone: Tone,
}

/// The weight of a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Good to know, and nothing to act on.
    Quiet,
    /// Something that a person may have to act on.
    Warning,
    /// Something that is as it should be.
    Good,
}

/// Parts of a bar, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Meter {
    /// Used by nothing else.
    pub only_here: u64,
    /// Used by something else, too.
    pub shared: u64,
    /// Used by orphans alone.
    pub reclaimable: u64,
    /// The bytes of a full bar; 0 draws an empty one.
    pub full: u64,
    /// Whether the figures are not known yet: the bar is hatched.
    pub pending: bool,
}

impl Badge {
    /// A badge of [`Tone::Quiet`], without a hint.
    #[must_use]
    pub fn quiet(text: impl Into<String>) -> Self {
        Self { text: text.into(), hint: String::new(), tone: Tone::Quiet }
    }

    /// A badge of [`Tone::Warning`], without a hint.
    #[must_use]
    pub fn warning(text: impl Into<String>) -> Self {
        Self { text: text.into(), hint: String::new(), tone: Tone::Warning }
    }

    /// The same badge with its meaning here.
    #[must_use]
    pub fn saying(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}

impl Cell {
    /// The bound of the cell's figure, and whether the figure is 0; `None` for a cell without a figure.
    #[must_use]
    pub fn bound(&self) -> Option<(&'static str, bool)> {
        match self {
            Self::Bytes(_, text) => Some(text.bound()),
            Self::Change(change) => Some((change.bound, change.bytes == 0)),
            Self::AtLeast(count) => Some(("at least", *count == 0)),
            Self::Count(count) => Some(("", *count == 0)),
            _ => None,
        }
    }

    /// Whether the cell has a value to sort by. Cells without one come last in either direction.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Nothing | Self::Unknown | Self::Pending)
    }

    /// Ascending order of two known cells of one column.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => natural(a, b),
            (Self::Name { before, name, .. }, Self::Name { before: b, name: n, .. }) => {
                natural(before, b).then_with(|| natural(name, n))
            }
            (Self::Count(a) | Self::AtLeast(a), Self::Count(b) | Self::AtLeast(b))
            | (Self::Bytes(a, _), Self::Bytes(b, _))
            | (Self::Ranked(a, ..), Self::Ranked(b, ..)) => a.cmp(b),
            (Self::Change(a), Self::Change(b)) => match (a.is_less, b.is_less) {
                (false, false) => a.bytes.cmp(&b.bytes),
                (true, true) => b.bytes.cmp(&a.bytes),
                (a, b) => b.cmp(&a),
            },
            (Self::Meter(a), Self::Meter(b)) => {
                let own = |meter: &Meter| meter.only_here.saturating_add(meter.reclaimable);
                own(a).cmp(&own(b))
            }
            (Self::Digest(a, _), Self::Digest(b, _)) => a.cmp(b),
            (Self::Chips(a), Self::Chips(b)) => a.cmp(b),
            (Self::Moment(a), Self::Moment(b)) => a.cmp(b),
            _ => Ordering::Equal,
        }
    }
}

/// Runs of digits compare as numbers: `1.9` before `1.10`.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (x, y) = (digits(left), digits(right));
        if x > 0 && y > 0 {
            let number = |text: &str, end: usize| text[..end].trim_start_matches('0').to_owned();
            let (m, n) = (number(left, x), number(right, y));
            match m.len().cmp(&n.len()).then_with(|| m.cmp(&n)) {
                Ordering::Equal => (left, right) = (&left[x..], &right[y..]),
                decided => return decided,
            }
            continue;
        }
        let (mut these, mut those) = (left.chars(), right.chars());
        match (these.next(), those.next()) {
            (Some(c), Some(d)) if c == d => (left, right) = (these.as_str(), those.as_str()),
            (Some(c), Some(d)) => return c.cmp(&d),
            (None, None) => return a.cmp(b),
            (c, d) => return c.is_some().cmp(&d.is_some()),
        }
    }
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_sort_from_the_largest_loss_to_the_largest_growth() {
        let change = |is_less, bytes| Cell::Change(Change { is_less, bytes, bound: "" });
        let ordered = [change(true, 9), change(true, 1), change(false, 0), change(false, 3)];
        let mut found = [3, 0, 2, 1].map(|place: usize| ordered[place].clone());
        found.sort_by(Cell::order);
        assert_eq!(found, ordered);
    }

    #[test]
    fn names_sort_as_people_count() {
        let mut names = vec!["v10", "v9", "v9-rc", "v1.10.0", "v1.9.9", "latest", "v009", "é", ""];
        names.sort_by(|a, b| natural(a, b));
        let expected = ["", "latest", "v1.9.9", "v1.10.0", "v009", "v9", "v9-rc", "v10", "é"];
        assert_eq!(names, expected);
    }
}
