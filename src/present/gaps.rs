//! Gaps in the figures: things that were not read, and things that no registry states.

use std::collections::BTreeSet;

use crate::model::{Digest, Inventory, Manifest, Missing, MissingWhat, ReadState, Repository};
use crate::present::{counted, grouped};
use crate::storage::Analysis;

/// The reason of a repository that is not read yet.
const UNREAD: &str = "This repository was not read to its end.";
/// The reason of a list of repositories that is not read yet, or in whose place repositories were named.
const UNLISTED: &str = "The list of repositories was not read to its end.";
/// The reason of a tag that points to nothing.
const DANGLING: &str = "The registry lists this tag and has no manifest for it.";
/// The reason of a child that is absent.
const ABSENT_CHILD: &str = "An index lists this manifest and the registry does not have it.";

/// The reason of a digest with different sizes: no gap in the figures, because the larger size counts.
pub(super) const SIZE_DISPUTED: &str = "Manifests state different sizes. The larger one counts; for a manifest, its own length counts.";

/// All gaps, for the report: lists and repositories that are not read yet, manifests that could not be read or
/// understood, tags and indexes that name manifests which the registry does not have, manifests that it does not list,
/// and digests whose size is stated nowhere, or differently by different manifests.
#[must_use]
pub fn all_gaps(inventory: &Inventory, analysis: &Analysis) -> Vec<Missing> {
    let mut gaps = unread_gaps(inventory);
    let not_yet = |repository, what, why: &str| Missing {
        repository,
        reference: None,
        what,
        why: why.to_owned(),
    };
    let is_told = inventory.missing.iter().any(|gap| gap.what == MissingWhat::Catalog);
    if inventory.state != ReadState::Complete && !is_told {
        gaps.push(not_yet(None, MissingWhat::Catalog, UNLISTED));
    }
    for (name, repository) in &inventory.repositories {
        let is_whole = analysis.repositories.get(name).is_none_or(|figures| figures.read_whole);
        let is_told = repository.missing.iter().any(|gap| gap.what.affects_figures());
        if repository.state < ReadState::Incomplete || !is_whole && !is_told {
            gaps.push(not_yet(Some(name.clone()), MissingWhat::Manifests, UNREAD));
        }
        let gap = |reference: String, why: &str| Missing {
            repository: Some(name.clone()),
            reference: Some(reference),
            what: MissingWhat::Manifest,
            why: why.to_owned(),
        };
        let dangling = repository.tags.iter().filter(|(_, tag)| repository.is_dangling(tag));
        gaps.extend(dangling.map(|(tag, _)| gap(tag.to_string(), DANGLING)));
        let listed = repository.manifests.values().flat_map(|record| record.manifest.children());
        let absent: BTreeSet<&Digest> =
            listed.map(|child| &child.digest).filter(|d| repository.absent.contains(d)).collect();
        gaps.extend(absent.into_iter().map(|digest| gap(digest.to_string(), ABSENT_CHILD)));
        for (digest, record) in &repository.manifests {
            if let Some(words) = left_out_words(repository, &record.manifest) {
                gaps.push(gap(digest.to_string(), &words));
            }
        }
    }
    if !analysis.totals.lists_untagged {
        gaps.push(Missing {
            repository: None,
            reference: None,
            what: MissingWhat::Untagged,
            why: "This registry does not list untagged manifests. Sizes are without blobs that only they \
                  use, and blobs that they share are not freed."
                .to_owned(),
        });
    }
    if analysis.totals.sees_part {
        gaps.push(Missing {
            repository: None,
            reference: None,
            what: MissingWhat::Repositories,
            why: "This sign-in cannot see every project. Blobs that those projects share are not freed. A \
                  system administrator of Harbor sees all projects."
                .to_owned(),
        });
    }
    for blob in analysis.size_gaps() {
        let why = if blob.amount.has_gaps {
            "No manifest states its size, so the totals are without it."
        } else {
            SIZE_DISPUTED
        };
        gaps.push(Missing {
            repository: None,
            reference: Some(blob.digest.to_string()),
            what: MissingWhat::Size,
            why: why.to_owned(),
        });
    }
    gaps
}

/// The children of a manifest that were not asked for, because the registry has none of a sample of them; `None` where
/// there are none.
#[must_use]
pub fn left_out_words(repository: &Repository, manifest: &Manifest) -> Option<String> {
    let unasked = repository.unasked_of(manifest);
    let children = manifest.children().iter();
    let absent = children.filter(|child| repository.absent.contains(&child.digest)).count();
    (unasked > 0).then(|| {
        format!(
            "This index lists {}. The registry was asked for {} of them and has none of these; {} were \
             not asked for, and any of them may be there.",
            counted(manifest.children().len(), "manifest", "manifests"),
            grouped(absent as u64),
            grouped(unasked as u64)
        )
    })
}

/// Things that could not be read, and manifests that could not be understood.
#[must_use]
pub fn unread_gaps(inventory: &Inventory) -> Vec<Missing> {
    let mut gaps: Vec<Missing> = inventory.all_missing().cloned().collect();
    for (name, repository) in &inventory.repositories {
        let unclear =
            repository.manifests.iter().filter(|(_, record)| !record.manifest.is_understood());
        gaps.extend(unclear.map(|(digest, _)| {
            Missing {
                repository: Some(name.clone()),
                reference: Some(digest.to_string()),
                what: MissingWhat::Manifest,
                why:
                    "The manifest could not be understood. The figures are without the blobs that it uses."
                        .to_owned(),
            }
        }));
    }
    gaps
}
