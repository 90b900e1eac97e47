//! Words for what is known from lists alone, before manifests are read.

use crate::model::{MediaType, MissingWhat, Repository};
use crate::present::{BytesText, counted, grouped};
use crate::storage::{ListedFigures, Totals};

/// `12 tags on 30 manifests, 18 of them untagged`
#[must_use]
pub fn listed_counts(listed: &ListedFigures) -> String {
    let tags = counted(listed.tags, "tag", "tags");
    let manifests = counted(listed.manifests, "manifest", "manifests");
    match listed.untagged {
        0 => format!("{tags} on {manifests}"),
        untagged => format!("{tags} on {manifests}, {} of them untagged", grouped(untagged as u64)),
    }
}

/// The counts of a whole registry; from its lists while manifests are being read. Where it does not
/// list untagged manifests (`lists_untagged` false), manifests count if tags lead to them, or if a
/// deletion in this page is known to have left them behind.
#[must_use]
pub fn known_counts(totals: &Totals, lists_untagged: bool) -> String {
    if lists_untagged {
        let read = ListedFigures {
            tags: totals.tags,
            manifests: totals.manifests,
            untagged: totals.untagged_manifests,
            logical: None,
        };
        return format!("{}.", listed_counts(&totals.listed.unwrap_or(read)));
    }
    let tags = counted(totals.tags, "tag leads", "tags lead");
    let manifests = counted(totals.manifests - totals.orphans, "manifest", "manifests");
    let mut words = match totals.untagged_manifests - totals.orphans {
        0 => format!("{tags} to {manifests}"),
        untagged => format!(
            "{tags} to {manifests}, {} of them without a tag of their own",
            grouped(untagged as u64)
        ),
    };
    if totals.orphans > 0 {
        words = format!(
            "{words}; {} left behind here",
            counted(totals.orphans, "orphan was", "orphans were")
        );
    }
    words.push('.');
    words
}

/// The upper bound of a repository's logical size, if every size is listed.
#[must_use]
pub fn listed_size(listed: &ListedFigures) -> Option<BytesText> {
    listed.logical.map(|bytes| BytesText { prefix: "at most", ..BytesText::of_listed(bytes) })
}

/// The kind of a manifest by its type alone, before it is read.
pub(super) fn listed_kind(
    media_type: Option<&MediaType>,
    config_type: Option<&MediaType>,
) -> Option<&'static str> {
    match media_type? {
        media_type if media_type.is_index() => Some("index"),
        MediaType::DockerSchema1 | MediaType::DockerSchema1Signed => Some("schema 1 image"),
        _ => config_type?.is_image_config().then_some("image"),
    }
}

/// The reason why a repository's lists may not be whole although no request failed: the registry
/// counts another number than it lists.
#[must_use]
pub fn may_be_incomplete(repository: &Repository) -> Option<&str> {
    let mut gaps = repository.missing.iter().filter(|gap| gap.what.affects_figures());
    let first = gaps.next()?;
    let is_only = gaps.next().is_none();
    (is_only && first.what == MissingWhat::Counts).then_some(first.why.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Inventory;
    use crate::storage::Analysis;

    #[test]
    fn what_no_list_shows_is_not_counted_as_if_it_were_all() {
        let empty = Analysis::of(&Inventory::default()).totals;
        let totals = |tags, manifests, untagged_manifests, orphans| Totals {
            tags,
            manifests,
            untagged_manifests,
            orphans,
            ..empty.clone()
        };
        let check = |totals: &Totals, lists, expected: &str| {
            assert_eq!(known_counts(totals, lists), expected);
        };
        let some = totals(27, 38, 16, 0);
        check(&some, true, "27 tags on 38 manifests, 16 of them untagged.");
        check(&some, false, "27 tags lead to 38 manifests, 16 of them without a tag of their own.");
        check(&totals(1, 1, 0, 0), false, "1 tag leads to 1 manifest.");
        let left = "2 tags lead to 2 manifests; 1 orphan was left behind here.";
        check(&totals(2, 3, 1, 1), false, left);
        let listed = Some(ListedFigures { tags: 3, manifests: 4, untagged: 0, logical: None });
        check(&Totals { listed, ..some }, true, "3 tags on 4 manifests.");
    }
}
