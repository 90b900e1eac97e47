//! Bytes as people read them: 1 024-based units, one decimal, and the exact count beside it.

use crate::model::{Amount, FreedRange};

const UNITS: [&str; 7] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/// A figure in parts, so that the unit can be set in a quieter weight.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BytesText {
    /// The bound before the figure: `at least`, `up to`, `about` for neither of both, or empty.
    pub prefix: &'static str,
    /// `14.4`; `–` where nothing is known.
    pub number: String,
    /// `GiB`; empty where nothing is known.
    pub unit: &'static str,
    /// The exact count in words, for hover and focus.
    pub exact: String,
    /// Whether the figure holds only after something else is done, which `exact` names: it is set
    /// quietly.
    pub quiet: bool,
}

impl BytesText {
    /// A plain byte count.
    #[must_use]
    pub fn of(bytes: u64) -> Self {
        let (number, unit) = rounded(bytes);
        let exact = format!("{} bytes", grouped(bytes));
        Self { prefix: "", number, unit, exact, quiet: false }
    }

    /// "at least" where there are gaps.
    #[must_use]
    pub fn of_amount(amount: Amount) -> Self {
        Self::of(amount.bytes).after(if amount.has_gaps { "at least" } else { "" })
    }

    /// The known bytes: "up to" where something unread may keep some of them, "at least" where a size is
    /// not stated, "about" where both hold.
    #[must_use]
    pub fn of_freed(freed: FreedRange) -> Self {
        Self::of(freed.known).after(match (freed.or_less, freed.or_more) {
            (false, false) => "",
            (true, false) => "up to",
            (false, true) => "at least",
            (true, true) => "about",
        })
    }

    /// A size from a registry's list: not verified, and no bound. Azure has listed a manifest's own length.
    #[must_use]
    pub fn of_listed(bytes: u64) -> Self {
        let text = Self::of(bytes);
        let exact = format!("{}, as the registry lists it", text.exact);
        Self { prefix: "listed as", exact, ..text }
    }

    /// A size from a registry's search, shown before anything is read: not verified, and no bound.
    #[must_use]
    pub fn of_hint(bytes: u64) -> Self {
        let text = Self::of(bytes).after("about");
        Self { exact: format!("{}, as the registry's search says", text.exact), ..text }
    }

    /// A size that is stated nowhere.
    #[must_use]
    pub fn unknown() -> Self {
        Self {
            number: "unknown".to_owned(),
            exact: "size not stated".to_owned(),
            ..Self::default()
        }
    }

    /// The size of a layer that its manifest keeps elsewhere.
    #[must_use]
    pub fn not_counted() -> Self {
        Self {
            number: "not counted".to_owned(),
            exact: "figures are without this layer".to_owned(),
            ..Self::default()
        }
    }

    /// The bytes that a deletion frees once a lock is taken off.
    #[must_use]
    pub fn kept_by_a_lock(self) -> Self {
        Self {
            exact: format!("{}, once it is unlocked: until then it stays", self.exact),
            quiet: true,
            ..self
        }
    }

    /// The figure without `bound` before it, because the heading says it. The exact count keeps the
    /// bound.
    #[must_use]
    pub fn without(self, bound: &str) -> Self {
        if self.prefix == bound { Self { prefix: "", ..self } } else { self }
    }

    /// The bound before the figure, and whether the figure is 0: the input of [`common_bound`].
    #[must_use]
    pub fn bound(&self) -> (&'static str, bool) {
        (self.prefix, self.number == "0")
    }

    /// `at least 14.4 GiB`
    #[must_use]
    pub fn plain(&self) -> String {
        let parts = [self.prefix, &self.number, self.unit];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn after(self, prefix: &'static str) -> Self {
        let exact = if prefix.is_empty() { self.exact } else { format!("{prefix} {}", self.exact) };
        Self { prefix, exact, ..self }
    }
}

/// The one bound of all these figures, to be said once in a heading; empty where they differ. A figure
/// of exactly 0 also counts as "up to" 0.
#[must_use]
pub fn common_bound(bounds: impl IntoIterator<Item = (&'static str, bool)>) -> &'static str {
    let (mut common, mut has_nothing) = ("", false);
    for (bound, is_nothing) in bounds {
        match bound {
            "" if is_nothing => has_nothing = true,
            "" => return "",
            _ if common.is_empty() || common == bound => common = bound,
            _ => return "",
        }
    }
    if has_nothing && common != "up to" { "" } else { common }
}

/// Digits in groups of three, separated by narrow no-break spaces.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// `1 tag`, `2 tags`, `1 200 tags`.
#[must_use]
pub fn counted(number: usize, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{} {word}", grouped(number as u64))
}

/// One decimal above bytes; rounding may carry into the next unit (1 023.96 KiB is 1.0 MiB).
fn rounded(bytes: u64) -> (String, &'static str) {
    if bytes < 1024 {
        return (bytes.to_string(), UNITS[0]);
    }
    let mut unit = 1;
    loop {
        let divisor = 1u128 << (10 * unit);
        let tenths = (u128::from(bytes) * 10 + divisor / 2) / divisor;
        if tenths < 10_240 || unit == UNITS.len() - 1 {
            return (format!("{}.{}", tenths / 10, tenths % 10), UNITS[unit]);
        }
        unit += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_one_decimal_and_carry_into_the_next_unit() {
        let check = |bytes, expected: &str| assert_eq!(BytesText::of(bytes).plain(), expected);
        check(0, "0 B");
        check(1023, "1023 B");
        check(1024, "1.0 KiB");
        check(1536, "1.5 KiB");
        check(1024 * 1024 - 52, "1023.9 KiB"); // 1 023.949 KiB
        check(1024 * 1024 - 51, "1.0 MiB"); // 1 023.950 KiB rounds to 1 024.0
        check(15_461_882_265, "14.4 GiB"); // 14.4 × 2³⁰ = 15 461 882 265.6
        check(u64::MAX, "16.0 EiB");
    }

    #[test]
    fn exact_counts_are_grouped_and_gaps_stand_before_the_figure() {
        assert_eq!(BytesText::of(1_234_567).exact, "1\u{202f}234\u{202f}567 bytes");
        assert_eq!(grouped(999), "999");
        assert_eq!(counted(1200, "tag", "tags"), "1\u{202f}200 tags");
        let gappy = BytesText::of_amount(Amount { bytes: 2048, has_gaps: true });
        assert_eq!(gappy.plain(), "at least 2.0 KiB");
        assert_eq!(gappy.exact, "at least 2\u{202f}048 bytes");
        let check = |or_less, or_more, expected| {
            let freed = FreedRange { known: 390, or_less, or_more };
            assert_eq!(BytesText::of_freed(freed).plain(), expected);
        };
        check(false, false, "390 B");
        check(true, false, "up to 390 B");
        check(false, true, "at least 390 B");
        check(true, true, "about 390 B");
    }

    #[test]
    fn a_bound_is_said_once_only_where_it_holds_for_all() {
        let check = |bounds: &[(&'static str, bool)], expected: &str| {
            assert_eq!(common_bound(bounds.iter().copied()), expected, "{bounds:?}");
        };
        check(&[], "");
        check(&[("at least", false), ("at least", true)], "at least");
        check(&[("at least", false), ("", false)], "");
        check(&[("at least", false), ("up to", false)], "");
        // An exact 0 is "up to" 0. It is not "at least" 0, because nothing can be added to it.
        check(&[("up to", false), ("", true)], "up to");
        check(&[("at least", false), ("", true)], "");
        check(&[("", true)], "");
        let text = BytesText::of_amount(Amount { bytes: 2048, has_gaps: true });
        assert_eq!(text.clone().without("up to"), text);
        let bare = text.without("at least");
        assert_eq!(
            (bare.plain().as_str(), bare.exact.as_str()),
            ("2.0 KiB", "at least 2\u{202f}048 bytes")
        );
    }
}
