//! The load line: the stored bytes against a limit.

use crate::model::Amount;
use crate::present::BytesText;
use crate::present::quota_rows::Fill;

/// The stored bytes against a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// `56.2 GiB of 100 GiB, 43.8 GiB left`
    pub says: String,
    /// The known bytes are more than the limit.
    pub over: bool,
    /// The part of the limit that the known bytes use.
    pub fill: Fill,
}

/// Compares the stored bytes with a limit in bytes.
#[must_use]
pub fn load(stored: Amount, limit: u64) -> Load {
    let used = BytesText::of_amount(stored).plain();
    let rest = BytesText::of(stored.bytes.abs_diff(limit)).plain();
    let over = stored.bytes > limit;
    let (up_to, at_least) = if stored.has_gaps { ("up to ", "at least ") } else { ("", "") };
    let rest = match over {
        true => format!("{at_least}{rest} over the limit"),
        false => format!("{up_to}{rest} left"),
    };
    let says = format!("{used} of {}, {rest}", limit_text(limit));
    Load { says, over, fill: Fill::of(stored.bytes, limit) }
}

/// A limit as people write it: `100 GiB`, without a decimal of 0.
#[must_use]
pub fn limit_text(limit: u64) -> String {
    let text = BytesText::of(limit);
    let size = text.number.strip_suffix(".0").unwrap_or(&text.number);
    format!("{size} {}", text.unit)
}

/// The bytes of a typed limit: a number with at most three decimals, and a unit. Without a unit, GiB are meant. `None`
/// for anything else, and for 0.
#[must_use]
pub fn limit_of(text: &str) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|at: char| !at.is_ascii_digit() && at != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit: u128 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "gib" | "g" | "gi" => 1 << 30,
        "mib" | "m" | "mi" => 1 << 20,
        "tib" | "t" | "ti" => 1 << 40,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "tb" => 1_000_000_000_000,
        _ => return None,
    };
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    if decimals.len() > 3 || whole.len() > 9 {
        return None;
    }
    let thousandths: u128 = format!("{whole}{decimals:0<3}").parse().ok()?;
    u64::try_from(thousandths * unit / 1000).ok().filter(|&bytes| bytes > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIB: u64 = 1 << 30;

    #[test]
    fn limits_are_read_as_people_write_them() {
        let check =
            |text: &str, expected: Option<u64>| assert_eq!(limit_of(text), expected, "{text}");
        check("100", Some(100 * GIB));
        check(" 100 GiB ", Some(100 * GIB));
        check("1.5tib", Some(1536 * GIB));
        check("0.5 GiB", Some(GIB / 2));
        check("500 GB", Some(500_000_000_000));
        check(".5", Some(GIB / 2));
        for text in ["", "GiB", "0", "-1", "1.2.3", "1,5", "10 apples", "1.0001", "9999999999"] {
            check(text, None);
        }
    }

    #[test]
    fn the_load_says_what_is_left_or_over() {
        let check = |bytes, has_gaps, limit, says: &str, over, thousandths| {
            let load = load(Amount { bytes, has_gaps }, limit);
            assert_eq!((&*load.says, load.over), (says, over));
            assert_eq!(load.fill.thousandths, thousandths);
        };
        // 56.25 of 100 is 562.5 thousandths.
        let stored = 56 * GIB + GIB / 4;
        check(stored, false, 100 * GIB, "56.3 GiB of 100 GiB, 43.8 GiB left", false, 562);
        let at_least = "at least 56.3 GiB of 100 GiB, up to 43.8 GiB left";
        check(stored, true, 100 * GIB, at_least, false, 562);
        check(10 * GIB, false, 10 * GIB, "10.0 GiB of 10 GiB, 0 B left", false, 1000);
        check(15 * GIB, false, 10 * GIB, "15.0 GiB of 10 GiB, 5.0 GiB over the limit", true, 1500);
        let over = "at least 15.0 GiB of 10 GiB, at least 5.0 GiB over the limit";
        check(15 * GIB, true, 10 * GIB, over, true, 1500);
        let small = "1.5 GiB of 2.5 GiB, 1.0 GiB left";
        check(GIB * 3 / 2, false, GIB * 5 / 2, small, false, 600);
    }
}
