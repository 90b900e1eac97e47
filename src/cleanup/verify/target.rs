//! One manifest, right before the request that deletes it.

use std::collections::BTreeSet;

use futures::{StreamExt, stream};

use crate::cleanup::planning::plan::Known;
use crate::cleanup::planning::step::Removal;
use crate::cleanup::reason::Obstacle;
use crate::cleanup::verify::answer::{manifest_if_there, points_to};
use crate::cleanup::verify::newcomers::{no_nested_referrer, no_referrer, no_tag};
use crate::model::{Digest, RepositoryName, TagName};
use crate::registry::{Client, TagListing};

/// Reads in flight at once.
const CONCURRENCY: usize = 8;

/// Whether a manifest is still there. `others`: manifests that the registry would delete along with this
/// one, although other steps name them. `known`: the repository's content when the plan was made.
///
/// # Errors
///
/// The obstacle, when a tag that the plan names points elsewhere, when (as far as the registry can be
/// asked) another tag is on the manifest or a new referrer would be deleted along, when one of these is so
/// of a manifest that is deleted along, or when any of this could not be read.
pub(in crate::cleanup) async fn manifest(
    client: &Client,
    name: &RepositoryName,
    removal: &Removal,
    others: &[(&Digest, &[TagName])],
    known: &Known,
) -> Result<bool, Obstacle> {
    let found = manifest_if_there(client, name, &removal.digest).await?;
    let Some(manifest) = found else { return Ok(false) };
    if manifest.digest != removal.digest {
        return Err(Obstacle::AnotherManifest);
    }
    let own = (&removal.digest, removal.tags.as_slice());
    let cascaded = removal.cascaded.iter().map(|other| (&other.digest, other.tags.as_slice()));
    let going: Vec<(&Digest, &[TagName])> =
        [own].into_iter().chain(cascaded).chain(others.iter().copied()).collect();

    let mut seen: BTreeSet<TagName> = BTreeSet::new();
    if client.lists_tags_on() {
        let mut answers = stream::iter(&going)
            .map(async |(digest, tags)| {
                let listed = client.tags_on(name, digest).await.map_err(Obstacle::Unchecked)?;
                judge_tags(listed, tags)
            })
            .buffer_unordered(CONCURRENCY);
        while let Some(answer) = answers.next().await {
            seen.extend(answer?);
        }
    }
    let tags = going.iter().flat_map(|(digest, tags)| tags.iter().map(move |tag| (tag, *digest)));
    let mut answers = stream::iter(tags.filter(|(tag, _)| !seen.contains(*tag)))
        .map(async |(tag, digest)| match points_to(client, name, tag).await? {
            Some(now) if now != *digest => Err(Obstacle::TagMoved(tag.clone())),
            _ => Ok(()),
        })
        .buffer_unordered(CONCURRENCY);
    while let Some(answer) = answers.next().await {
        answer?;
    }
    let roles = std::iter::once((&removal.digest, removal.role))
        .chain(removal.cascaded.iter().map(|other| (&other.digest, other.role)));
    no_nested_referrer(client, name, roles).await?;
    no_referrer(client, name, &going, &known.manifests).await?;
    // New tags are looked for last, right before the request: after the deletion nobody can tell where a
    // tag pointed.
    if !client.lists_tags_on() {
        no_tag(client, name, &going, &known.tags).await?;
    }
    Ok(true)
}

/// The tags on a manifest, if the plan named all of them and none is locked.
fn judge_tags(listed: TagListing, planned: &[TagName]) -> Result<Vec<TagName>, Obstacle> {
    if !listed.invalid.is_empty() {
        return Err(Obstacle::UnreadableTags);
    }
    let mut names = Vec::new();
    for tag in listed.tags {
        if !planned.contains(&tag.name) {
            return Err(Obstacle::NewTag(tag.name));
        }
        if tag.attributes.is_locked() {
            return Err(Obstacle::TagLocked(tag.name));
        }
        names.push(tag.name);
    }
    Ok(names)
}
