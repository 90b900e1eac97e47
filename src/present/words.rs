//! Words about manifests: platforms, kinds, roles.

use std::collections::BTreeSet;

use crate::model::{Digest, ManifestRecord, MediaType, Repository};
use crate::present::content_kind::ContentKind;
use crate::present::pull::is_image;
use crate::present::{grouped, visible};
use crate::storage::Role;

/// The platforms of an image, without attestations: `linux/amd64`, `linux/arm64`. An index's platforms
/// whose manifest is absent or was not asked for are left out; how many of how many listed ones are present is returned,
/// too.
#[must_use]
pub fn platforms(repository: &Repository, record: &ManifestRecord) -> (Vec<String>, usize) {
    if !record.manifest.is_index() {
        let own = record.platform();
        let own = own.filter(|platform| !platform.is_unknown());
        let words: Vec<String> = own.map(|own| visible(&own.to_string())).into_iter().collect();
        let count = words.len();
        return (words, count);
    }
    let mut listed = 0;
    let mut present = Vec::new();
    for child in record.manifest.children() {
        let known = repository.manifests.get(&child.digest);
        let from_config = known.and_then(ManifestRecord::platform);
        let platform = child.platform().or(from_config);
        let Some(platform) = platform.filter(|platform| !platform.is_unknown()) else { continue };
        listed += 1;
        let word = visible(&platform.to_string());
        let is_out = |set: &BTreeSet<Digest>| set.contains(&child.digest);
        if !is_out(&repository.absent) && !is_out(&repository.unasked) && !present.contains(&word) {
            present.push(word);
        }
    }
    (present, listed)
}

/// A platform without its system if that is Linux: `amd64` of `linux/amd64`.
#[must_use]
pub(super) fn short_platform(platform: &str) -> String {
    platform.strip_prefix("linux/").unwrap_or(platform).to_owned()
}

/// The kind of a manifest, in a word or two: that of its content, or "referrer" for content of no other name.
#[must_use]
pub fn kind_of(role: Role, record: &ManifestRecord) -> &'static str {
    let manifest = &record.manifest;
    match (ContentKind::of(record), &manifest.media_type) {
        (ContentKind::NotUnderstood, _) => "not understood",
        (_, MediaType::DockerSchema1 | MediaType::DockerSchema1Signed) => "schema 1 image",
        (kind @ (ContentKind::Attestation | ContentKind::Signature), _) => kind.noun().0,
        _ if role == Role::Referrer => "referrer",
        (kind, _) => kind.noun().0,
    }
}

/// The role of a manifest, as the report states it: that of the graph, but "artifact" for content that
/// [`kind_of`] does not call an image.
#[must_use]
pub fn role_of(role: Role, record: &ManifestRecord) -> &'static str {
    match role {
        Role::Image if !is_image(record) => "artifact",
        _ => role.as_str(),
    }
}

/// A list of names that is cut short: `a, b and 3 more`.
pub(super) fn list(names: &[&str]) -> String {
    const SHOWN: usize = 6;
    let shown = names[..names.len().min(SHOWN)].join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {} more", grouped(more as u64)),
    }
}
