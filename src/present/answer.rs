//! The answer at the head of the overview: how much of the stored bytes can go.

use crate::present::{BytesText, counted};
use crate::storage::Totals;

/// The answer, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How much can go of how much: `10.0 GiB of 56.2 GiB can go: 434 orphans in 10 repositories.`
    pub says: String,
    /// The reason, or what helps; empty where the sentence says all.
    pub more: &'static str,
    /// Whether orphans were found, which can be reviewed.
    pub found: bool,
}

/// The answer from the figures. `holding` repositories hold orphans. A registry that does not list untagged manifests
/// (`lists_untagged` false) may hold orphans that nobody can see. `reading` says whether a scan is under way.
#[must_use]
pub fn answer(totals: &Totals, holding: usize, lists_untagged: bool, reading: bool) -> Answer {
    let stored = BytesText::of_amount(totals.stored).plain();
    let so_far = if reading && !totals.judged { " so far" } else { "" };
    let found = totals.orphans > 0;
    let says = match (lists_untagged, found) {
        (_, true) => {
            let freed = begun(&BytesText::of_freed(totals.reclaimable).plain());
            let orphans = counted(totals.orphans, "orphan", "orphans");
            let holding = counted(holding, "repository", "repositories");
            format!("{freed} of {stored} can go{so_far}: {orphans} in {holding}.")
        }
        (_, false) if !so_far.is_empty() && totals.stored.bytes == 0 => {
            "No manifest is read yet.".to_owned()
        }
        (false, false) => {
            let stored = begun(&stored);
            format!("{stored} stored{so_far}. How much of it can go is not known.")
        }
        (true, false) if totals.judged && totals.stored.bytes == 0 => {
            "Nothing is stored.".to_owned()
        }
        (true, false) if totals.judged => format!("Nothing can go: all of {stored} is in use."),
        (true, false) if !so_far.is_empty() => {
            format!("Nothing of {stored} was found{so_far} that can go.")
        }
        (true, false) => format!("Nothing of {stored} was found that can go; some may."),
    };
    let more = match (lists_untagged, found) {
        (false, true) => "A deletion in this page left them behind. This registry lists no others.",
        (false, false) => {
            "This registry does not list untagged manifests: when a tag is pushed again, the manifest before stays and \
             nobody sees it. A garbage collection that also removes untagged manifests finds them; the registry's \
             operator runs it."
        }
        (true, _) if !totals.judged && so_far.is_empty() => {
            "Not everything could be read and understood, so there may be more."
        }
        _ => "",
    };
    Answer { says, more, found }
}

/// The text as the beginning of a sentence.
fn begun(text: &str) -> String {
    let (first, rest) = text.split_at(usize::from(text.is_char_boundary(1)));
    format!("{}{rest}", first.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Amount, FreedRange, Inventory};
    use crate::storage::Analysis;

    const GIB: u64 = 1 << 30;

    fn totals(judged: bool) -> Totals {
        let empty = Analysis::of(&Inventory::default()).totals;
        // 56.2 × 2³⁰
        Totals { stored: Amount { bytes: 60_344_290_000, has_gaps: !judged }, judged, ..empty }
    }

    fn check(totals: &Totals, lists: bool, reading: bool, says: &str, more: &str) {
        let answer = answer(totals, 10, lists, reading);
        assert_eq!((&*answer.says, answer.found), (says, totals.orphans > 0));
        assert_eq!(answer.more.is_empty(), more.is_empty(), "{}", answer.more);
        assert!(answer.more.contains(more), "{}", answer.more);
    }

    #[test]
    fn the_answer_names_bytes_orphans_and_bounds() {
        let with = |judged, reclaimable| Totals { orphans: 434, reclaimable, ..totals(judged) };
        let exact = with(true, FreedRange::exact(10 * GIB));
        let all = "10.0 GiB of 56.2 GiB can go: 434 orphans in 10 repositories.";
        check(&exact, true, false, all, "");
        // A second scan is under way: the figures are those of the first.
        check(&exact, true, true, all, "");
        let some = with(false, FreedRange::up_to(10 * GIB));
        let so_far =
            "Up to 10.0 GiB of at least 56.2 GiB can go so far: 434 orphans in 10 repositories.";
        check(&some, true, true, so_far, "");
        let gaps = "Up to 10.0 GiB of at least 56.2 GiB can go: 434 orphans in 10 repositories.";
        check(&some, true, false, gaps, "there may be more");
        check(&some, false, false, gaps, "A deletion in this page left them behind");
    }

    #[test]
    fn the_answer_says_why_nothing_can_go() {
        check(&totals(true), true, false, "Nothing can go: all of 56.2 GiB is in use.", "");
        let none = Totals { stored: Amount::exact(0), ..totals(true) };
        check(&none, true, false, "Nothing is stored.", "");
        // The first answers are still under way.
        let begun = Totals { stored: Amount { bytes: 0, has_gaps: true }, ..totals(false) };
        check(&begun, true, true, "No manifest is read yet.", "");
        check(&begun, false, true, "No manifest is read yet.", "does not list untagged manifests");
        let so_far = "Nothing of at least 56.2 GiB was found so far that can go.";
        check(&totals(false), true, true, so_far, "");
        let unread = "Nothing of at least 56.2 GiB was found that can go; some may.";
        check(&totals(false), true, false, unread, "Not everything could be read");
        let blind = "At least 56.2 GiB stored. How much of it can go is not known.";
        check(&totals(false), false, false, blind, "does not list untagged manifests");
        let blind_yet = "At least 56.2 GiB stored so far. How much of it can go is not known.";
        check(&totals(false), false, true, blind_yet, "does not list untagged manifests");
    }
}
