//! Tags of signatures, attestations and the like (`sha256-<hex>.sig`): each is folded below a tag of its image.

use crate::model::{Digest, ManifestRecord, Repository, RepositoryName, TagName, TagsByDigest};
use crate::present::image_cells::{IMAGE_GONE, is_gone};
use crate::present::{Badge, grouped};
use crate::storage::Analysis;

/// More levels than any signature of a part of an index has.
const DEEPEST: usize = 8;

/// The tag below which a signature's tag is folded: the first tag of its image or, for an image without tags, of an
/// index that lists it. `None` for other tags, and for a signature without such an image.
pub(super) fn signed_tag<'a>(
    name: &RepositoryName,
    tag: &TagName,
    analysis: &Analysis,
    tags: &'a TagsByDigest<'_>,
) -> Option<&'a TagName> {
    let mut about = tag.attached_to()?;
    for _ in 0..DEEPEST {
        let all = tags.on(&about);
        let plain = all.iter().find(|other| other.attached_to().is_none());
        if let Some(found) = plain.or(all.iter().find(|other| **other != tag)) {
            return Some(found);
        }
        about = analysis.parents_of(name, &about).into_iter().next()?;
    }
    None
}

/// `signed`, `attested`, `SBOM`: the tags that are about this image. Nothing is verified.
pub(super) fn signed_badge(
    name: &RepositoryName,
    digest: &Digest,
    analysis: &Analysis,
    tags: &TagsByDigest<'_>,
) -> Option<Badge> {
    let attachments = analysis.attachments_of(name, digest);
    let all = attachments.iter().flat_map(|attachment| tags.on(attachment));
    let about: Vec<&&TagName> =
        all.filter(|tag| tag.attached_to().as_ref() == Some(digest)).collect();
    let mut words: Vec<&str> = Vec::new();
    for tag in &about {
        let word = match tag.as_str().rsplit_once('.') {
            Some((_, "sig")) => "signed",
            Some((_, "att")) => "attested",
            Some((_, "sbom")) => "SBOM",
            _ => "has referrers",
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let first = about.first()?;
    let more = match about.len() {
        1 => String::new(),
        count => format!(" and {} more", grouped(count as u64 - 1)),
    };
    Some(Badge::quiet(words.join(", ")).saying(format!("{first}{more}: not verified here")))
}

/// The badge of a signature or another referrer whose image is gone.
pub(super) fn gone_badge(
    repository: &Repository,
    tags: &[&TagName],
    record: Option<&ManifestRecord>,
) -> Option<Badge> {
    let subject = record.and_then(|record| record.manifest.subject.clone());
    let about = tags.iter().find_map(|tag| tag.attached_to()).or(subject)?;
    let text = format!("about {}, which is not here", about.short());
    is_gone(repository, &about).then(|| Badge::warning(text).saying(IMAGE_GONE))
}
