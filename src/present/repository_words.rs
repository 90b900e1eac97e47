//! The reason why figures in a repository's sentence are bounds, said once at the sentence's end.

use crate::present::BytesText;

/// The direction in which the stored and the exclusive size may differ from the figures, and the reason;
/// `None` if both are exact.
#[must_use]
pub fn hedge(
    stored: &BytesText,
    exclusive: &BytesText,
    hides_untagged: bool,
    is_read_whole: bool,
) -> Option<String> {
    let grows = !stored.prefix.is_empty();
    let shrinks = exclusive.prefix == "up to";
    let what = match (grows, shrinks) {
        (false, false) if exclusive.prefix.is_empty() => return None,
        (true, true) => "more may be stored and shared, and less of it only here",
        (false, true) => "more of it may be shared, and less only here",
        (_, false) => "each may be more",
    };
    let why = if hides_untagged {
        "The registry does not list untagged manifests"
    } else if !is_read_whole {
        "Not all of it was read"
    } else if shrinks {
        "Not all of the registry is known"
    } else {
        "Not every size is stated"
    };
    Some(format!("{why}: {what}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Amount, FreedRange};

    #[test]
    fn one_clause_tells_what_may_be_otherwise_and_why() {
        let stored = |has_gaps| BytesText::of_amount(Amount { bytes: 9, has_gaps });
        let frees = |at_most| BytesText::of_freed(FreedRange { at_least: 2, at_most });
        let check = |has_gaps, at_most, hides, whole, expected: Option<&str>| {
            let words = hedge(&stored(has_gaps), &frees(at_most), hides, whole);
            assert_eq!(words.as_deref(), expected);
        };
        check(false, Some(2), false, true, None);
        let hidden = "The registry does not list untagged manifests: more may be stored and shared, and less of it only here.";
        check(true, Some(5), true, true, Some(hidden));
        let unread =
            "Not all of it was read: more may be stored and shared, and less of it only here.";
        check(true, Some(5), false, false, Some(unread));
        let others =
            "Not all of the registry is known: more of it may be shared, and less only here.";
        check(false, Some(5), false, true, Some(others));
        check(true, None, false, true, Some("Not every size is stated: each may be more."));
    }
}
