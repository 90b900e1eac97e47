//! Words for what is known from lists alone, before manifests are read.

use crate::model::{MediaType, MissingWhat, Repository};
use crate::present::{BytesText, counted, grouped};
use crate::storage::{ListedFigures, Totals};

/// `12 tags. 30 manifests; 18 have no tag`
#[must_use]
pub fn listed_counts(listed: &ListedFigures) -> String {
    let tags = counted(listed.tags, "tag", "tags");
    let manifests = counted(listed.manifests, "manifest", "manifests");
    match listed.untagged {
        0 => format!("{tags}. {manifests}"),
        1 => format!("{tags}. {manifests}; 1 has no tag"),
        untagged => format!("{tags}. {manifests}; {} have no tag", grouped(untagged as u64)),
    }
}

/// The counts of a whole registry; from its lists while manifests are being read. Where it does not
/// list untagged manifests (`lists_untagged` false), manifests count if tags lead to them, or if a
/// deletion in this page is known to have left them behind.
#[must_use]
pub fn known_counts(totals: &Totals, lists_untagged: bool) -> String {
    // "0 tags" would be a claim about a registry of which nothing is known.
    if totals.repositories == 0 && !totals.complete {
        return "No repository was read yet.".to_owned();
    }
    if lists_untagged {
        let read = ListedFigures {
            tags: totals.tags,
            manifests: totals.manifests,
            untagged: totals.untagged_manifests,
            logical: None,
        };
        let counts = listed_counts(&totals.listed.unwrap_or(read));
        return match totals.listed {
            None => format!("{counts}{}.", untagged_kinds(totals)),
            Some(_) => format!("{counts}."),
        };
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

/// The untagged manifests by what keeps them, once every repository was read and understood:
/// ` (880 belong to a tagged or locked image, 434 are orphans)`. Empty before that, or without orphans.
fn untagged_kinds(totals: &Totals) -> String {
    if !totals.judged || totals.orphans == 0 {
        return String::new();
    }
    let orphans = match totals.orphans {
        1 => "1 is an orphan".to_owned(),
        orphans => format!("{} are orphans", grouped(orphans as u64)),
    };
    match totals.untagged_manifests.saturating_sub(totals.orphans) {
        0 => format!(" ({orphans})"),
        1 => format!(" (1 belongs to a tagged or locked image, {orphans})"),
        kept => {
            format!(" ({} belong to a tagged or locked image, {orphans})", grouped(kept as u64))
        }
    }
}

/// The sum of the sizes that the lists give for a repository's tags, if every size is listed.
#[must_use]
pub fn listed_size(listed: &ListedFigures) -> Option<BytesText> {
    listed.logical.map(|bytes| BytesText::of_listed(bytes).without("listed as"))
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
            repositories: 2,
            tags,
            manifests,
            untagged_manifests,
            orphans,
            ..empty.clone()
        };
        let check = |totals: &Totals, lists, expected: &str| {
            assert_eq!(known_counts(totals, lists), expected);
        };
        check(&empty, true, "No repository was read yet.");
        check(&empty, false, "No repository was read yet.");
        let none = Totals { complete: true, ..empty.clone() };
        check(&none, true, "0 tags. 0 manifests.");
        let some = totals(27, 38, 16, 0);
        check(&some, true, "27 tags. 38 manifests; 16 have no tag.");
        let judged = |orphans| Totals { judged: true, ..totals(27, 38, 16, orphans) };
        check(&judged(0), true, "27 tags. 38 manifests; 16 have no tag.");
        let kinds = "16 have no tag (15 belong to a tagged or locked image, 1 is an orphan)";
        check(&judged(1), true, &format!("27 tags. 38 manifests; {kinds}."));
        let all = "27 tags. 38 manifests; 16 have no tag (16 are orphans).";
        check(&judged(16), true, all);
        check(&some, false, "27 tags lead to 38 manifests, 16 of them without a tag of their own.");
        check(&totals(1, 1, 0, 0), false, "1 tag leads to 1 manifest.");
        let left = "2 tags lead to 2 manifests; 1 orphan was left behind here.";
        check(&totals(2, 3, 1, 1), false, left);
        let listed = Some(ListedFigures { tags: 3, manifests: 4, untagged: 0, logical: None });
        check(&Totals { listed, ..some }, true, "3 tags. 4 manifests.");
    }
}
