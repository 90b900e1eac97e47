//! The four figures at the head of the overview, each with a sentence that explains it.

use crate::model::FreedRange;
use crate::present::{BytesText, counted, grouped, listed_size, once_words};
use crate::storage::Totals;

/// One of the four figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    /// The figure's name on the page.
    pub name: &'static str,
    /// The figure; `–` where it cannot be known.
    pub value: BytesText,
    /// The sentence that explains it for this registry.
    pub means: String,
}

/// The orphans of a registry or of a part of it.
pub(super) struct Orphans {
    /// Orphans found so far.
    pub(super) count: usize,
    /// The bytes that deleting them frees.
    pub(super) frees: FreedRange,
    /// Everything is known that may keep a manifest.
    pub(super) is_judged: bool,
    /// Manifests are being read, and only lists count so far.
    pub(super) is_being_read: bool,
}

/// Stored, logical, shared, reclaimable. A registry that does not list untagged manifests
/// (`lists_untagged` false) may hold orphans that nobody can see.
#[must_use]
pub fn headlines(totals: &Totals, lists_untagged: bool) -> [Headline; 4] {
    let orphans = Orphans {
        count: totals.orphans,
        frees: totals.reclaimable,
        is_judged: totals.judged,
        is_being_read: totals.listed.is_some(),
    };
    [
        Headline {
            name: "Stored",
            value: BytesText::of_amount(totals.stored),
            means: stored_means(totals),
        },
        Headline {
            name: "Logical",
            value: BytesText::of_amount(totals.logical),
            means: logical_means(totals),
        },
        Headline {
            name: "Shared",
            value: BytesText::of_amount(totals.shared),
            means: "Used by several repositories. Freed when the last of them no longer uses it."
                .to_owned(),
        },
        reclaimable(&orphans, lists_untagged),
    ]
}

fn stored_means(totals: &Totals) -> String {
    let unstated = match totals.unknown_sizes {
        0 => String::new(),
        1 => "; the size of one blob is not stated".to_owned(),
        count => format!("; the sizes of {} blobs are not stated", grouped(count as u64)),
    };
    let disputed = match totals.size_conflicts {
        0 => String::new(),
        1 => "; for one blob, manifests disagree and the larger size counts".to_owned(),
        count => format!(
            "; for {} blobs, manifests disagree and the larger size counts",
            grouped(count as u64)
        ),
    };
    let unlisted = match (totals.lists_untagged, totals.sees_part) {
        (false, _) => ", without blobs that only untagged manifests use",
        (true, true) => ", of the projects that this sign-in can see",
        (true, false) => "",
    };
    format!("Bytes in the registry, {}{unlisted}{unstated}{disputed}", once_words(totals.kept_once))
}

fn logical_means(totals: &Totals) -> String {
    if let Some(most) = totals.listed.as_ref().and_then(listed_size) {
        return format!("All tags added up: {} by the registry's lists", most.plain());
    }
    if totals.stored.bytes == 0 {
        return "All tags added up".to_owned();
    }
    let (logical, stored) = (u128::from(totals.logical.bytes), u128::from(totals.stored.bytes));
    let tenths = (logical * 10 + stored / 2) / stored;
    format!("All tags added up: {}.{} × the stored size", tenths / 10, tenths % 10)
}

/// The figure of orphans, and its sentence.
pub(super) fn reclaimable(orphans: &Orphans, lists_untagged: bool) -> Headline {
    let Orphans { count, frees, is_judged, is_being_read } = *orphans;
    let sign = |number: &str| BytesText { number: number.to_owned(), ..BytesText::default() };
    // A manifest can be called an orphan only after its repository was read whole.
    let value = match (lists_untagged, count) {
        (true, 0) if is_being_read => sign("…"),
        (false, 0) => sign("–"),
        (true, 0) if !is_judged => sign("–"),
        _ => BytesText::of_freed(frees),
    };
    let means = match (lists_untagged, count) {
        (false, 0) => "Not known: this registry does not list untagged manifests".to_owned(),
        (false, _) => format!(
            "{} left behind by a deletion in this page; this registry lists no others",
            counted(count, "orphan", "orphans")
        ),
        (true, 0) if is_being_read => "No orphans found so far".to_owned(),
        (true, 0) if !is_judged => {
            "Not known: not everything could be read and understood".to_owned()
        }
        (true, 0) => "No orphans: every manifest is in use".to_owned(),
        (true, _) if !is_judged => {
            format!("{} found so far", counted(count, "orphan", "orphans"))
        }
        (true, _) => {
            let untagged = counted(count, "untagged manifest", "untagged manifests");
            let word = if count == 1 { "orphan" } else { "orphans" };
            format!("{untagged} that nothing uses ({word})")
        }
    };
    Headline { name: "Reclaimable", value, means }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Amount, Inventory};
    use crate::storage::{Analysis, ListedFigures};

    #[test]
    fn figures_say_what_they_mean_and_what_they_lack() {
        let empty = Analysis::of(&Inventory::default()).totals;
        let totals = Totals {
            stored: Amount { bytes: 2048, has_gaps: true },
            logical: Amount { bytes: 5120, has_gaps: true },
            reclaimable: FreedRange::up_to(1024),
            orphans: 2,
            unknown_sizes: 1,
            ..empty.clone()
        };
        let check = |totals: &Totals, lists, at: usize, value: &str, means: &str| {
            let headline = &headlines(totals, lists)[at];
            assert_eq!((&*headline.value.plain(), &*headline.means), (value, means));
        };
        check(
            &totals,
            true,
            0,
            "at least 2.0 KiB",
            "Bytes in the registry, every blob once; the size of one blob is not stated",
        );
        // 5 120 ÷ 2 048 = 2.5
        check(&totals, true, 1, "at least 5.0 KiB", "All tags added up: 2.5 × the stored size");
        check(&totals, true, 3, "up to 1.0 KiB", "2 orphans found so far");
        let judged = Totals { judged: true, ..totals.clone() };
        check(
            &judged,
            true,
            3,
            "up to 1.0 KiB",
            "2 untagged manifests that nothing uses (orphans)",
        );
        let blind = "Not known: this registry does not list untagged manifests";
        check(&empty, false, 3, "–", blind);
        let left =
            "2 orphans left behind by a deletion in this page; this registry lists no others";
        check(&totals, false, 3, "up to 1.0 KiB", left);
        check(&empty, true, 1, "at least 0 B", "All tags added up");
        let unknown = "Not known: not everything could be read and understood";
        check(&empty, true, 3, "–", unknown);
        let none = Totals { judged: true, ..empty.clone() };
        check(&none, true, 3, "0 B", "No orphans: every manifest is in use");
        let listed = ListedFigures { tags: 1, manifests: 3, untagged: 2, logical: None };
        let reading = Totals { listed: Some(listed), ..empty.clone() };
        check(&reading, true, 3, "…", "No orphans found so far");
    }
}
