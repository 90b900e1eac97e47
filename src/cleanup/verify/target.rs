//! One manifest, right before the request that deletes it.

use std::collections::BTreeSet;

use futures::{StreamExt, stream};

use crate::cleanup::action::{Clearance, Removal};
use crate::cleanup::plan::Known;
use crate::cleanup::verify::{
    added, locked, moved, newcomers, nothing_new_hangs, or_absent, unchecked,
};
use crate::model::{Digest, Reference, RepositoryName, TagName};
use crate::registry::Client;

/// Reads in flight at once.
const CONCURRENCY: usize = 8;

/// Whether a manifest is still there, all its tags still on it, and, as far as the registry can be asked
/// that, no other, and nothing new that it would take along; the same of what goes along with it.
/// `others`: what would go with this one, though other steps name it. `known`: what was in the
/// repository when the plan was made.
///
/// # Errors
///
/// A sentence, when something has changed or could not be read.
pub(in crate::cleanup) async fn manifest(
    client: &Client,
    name: &RepositoryName,
    removal: &Removal,
    others: &[(&Digest, &[TagName])],
    known: &Known,
) -> Result<bool, String> {
    let reference = Reference::Digest(removal.digest.clone());
    let found = or_absent(client.manifest(name, &reference).await)?;
    let Some(manifest) = found else { return Ok(false) };
    if manifest.digest != removal.digest {
        return Err("The registry answers with another manifest.".to_owned());
    }
    let own = (&removal.digest, removal.tags.as_slice());
    let cascaded = removal.cascaded.iter().map(|other| (&other.digest, other.tags.as_slice()));
    let going: Vec<(&Digest, &[TagName])> =
        [own].into_iter().chain(cascaded).chain(others.iter().copied()).collect();

    let mut seen: BTreeSet<TagName> = BTreeSet::new();
    if client.lists_tags_on() {
        let mut answers = stream::iter(&going)
            .map(async |(digest, tags)| tags_on(client, name, digest, tags).await)
            .buffer_unordered(CONCURRENCY);
        while let Some(answer) = answers.next().await {
            seen.extend(answer?);
        }
    }
    let tags = going.iter().flat_map(|(digest, tags)| tags.iter().map(move |tag| (tag, *digest)));
    let mut answers = stream::iter(tags.filter(|(tag, _)| !seen.contains(*tag)))
        .map(async |(tag, digest)| match or_absent(client.resolve(name, tag).await)? {
            Some(now) if now != *digest => Err(moved(tag)),
            _ => Ok(()),
        })
        .buffer_unordered(CONCURRENCY);
    while let Some(answer) = answers.next().await {
        answer?;
    }
    let roles = std::iter::once((&removal.digest, removal.role))
        .chain(removal.cascaded.iter().map(|other| (&other.digest, other.role)));
    nothing_new_hangs(client, name, roles).await?;
    newcomers::no_referrer(client, name, &going, &known.manifests).await?;
    // Last, right before the request: nothing tells afterwards what a tag was.
    if !client.lists_tags_on() {
        newcomers::no_tag(client, name, &going, &known.tags).await?;
    }
    Ok(true)
}

/// Whether a repository is still there, and counts no more than the plan named.
///
/// # Errors
///
/// A sentence, when it counts more or could not be read.
pub(in crate::cleanup) async fn whole(
    client: &Client,
    name: &RepositoryName,
    clearance: &Clearance,
) -> Result<bool, String> {
    if !client.describes_repositories() {
        return Ok(true);
    }
    let Some(entry) = or_absent(client.repository(name).await)? else { return Ok(false) };
    let on_manifests: usize = clearance.manifests.iter().map(|taken| taken.tags.len()).sum();
    let planned = [clearance.manifests.len(), on_manifests + clearance.loose_tags.len()];
    let counted = [(entry.manifests, "manifests"), (entry.tags, "tags")];
    for (planned, (counted, what)) in planned.into_iter().zip(counted) {
        if let Some(counted) = counted.filter(|&counted| counted > planned as u64) {
            return Err(format!(
                "The registry counts {counted} {what} in it now; the plan named {planned}."
            ));
        }
    }
    Ok(true)
}

/// The tags on a manifest, if the plan named all of them and none is locked.
async fn tags_on(
    client: &Client,
    name: &RepositoryName,
    digest: &Digest,
    planned: &[TagName],
) -> Result<Vec<TagName>, String> {
    let listed = client.tags_on(name, digest).await.map_err(|error| unchecked(&error))?;
    if !listed.invalid.is_empty() {
        return Err("The registry lists tags that cannot be read.".to_owned());
    }
    let mut names = Vec::new();
    for tag in listed.tags {
        if !planned.contains(&tag.name) {
            return Err(added(&tag.name));
        }
        if tag.attributes.is_locked() {
            return Err(locked(&tag.name));
        }
        names.push(tag.name);
    }
    Ok(names)
}
