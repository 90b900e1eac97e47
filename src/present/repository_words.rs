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
    let shrinks = matches!(exclusive.prefix, "up to" | "about");
    let what = match (grows, exclusive.prefix) {
        (false, "") => return None,
        (_, "about") => "more may be stored and shared, and more or less of it only here",
        (true, "up to") => "more may be stored and shared, and less of it only here",
        (false, "up to") => "more of it may be shared, and less only here",
        _ => "each may be more",
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
        let frees =
            |or_less, or_more| BytesText::of_freed(FreedRange { known: 2, or_less, or_more });
        let check = |has_gaps, (or_less, or_more), hides, whole, expected: Option<&str>| {
            let words = hedge(&stored(has_gaps), &frees(or_less, or_more), hides, whole);
            assert_eq!(words.as_deref(), expected);
        };
        check(false, (false, false), false, true, None);
        let hidden = "The registry does not list untagged manifests: more may be stored and shared, and less of it only here.";
        check(true, (true, false), true, true, Some(hidden));
        let unread = "Not all of it was read: more may be stored and shared, and more or less of it only here.";
        check(true, (true, true), false, false, Some(unread));
        let others =
            "Not all of the registry is known: more of it may be shared, and less only here.";
        check(false, (true, false), false, true, Some(others));
        check(
            true,
            (false, true),
            false,
            true,
            Some("Not every size is stated: each may be more."),
        );
    }
}
