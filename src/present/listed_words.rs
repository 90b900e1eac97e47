//! What lists alone tell, in words.

use crate::model::{MediaType, MissingWhat, Repository};
use crate::present::{BytesText, counted, grouped};
use crate::storage::ListedFigures;

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

/// The most that its tags add up to, where every size is listed.
#[must_use]
pub fn listed_size(listed: &ListedFigures) -> Option<BytesText> {
    listed.logical.map(|bytes| BytesText { prefix: "at most", ..BytesText::of_listed(bytes) })
}

/// What a manifest is by its type alone, before it is read.
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

/// Why the lists of a repository may not be whole although nothing in them failed: the registry
/// counts another number.
#[must_use]
pub fn may_be_incomplete(repository: &Repository) -> Option<&str> {
    let mut gaps = repository.missing.iter().filter(|gap| gap.what.affects_figures());
    let first = gaps.next()?;
    let is_only = gaps.next().is_none();
    (is_only && first.what == MissingWhat::Counts).then_some(first.why.as_str())
}
