//! Newcomers to a manifest, right before the request that deletes it: new tags on it, where the registry
//! cannot be asked for the tags on a digest, and new referrers, where it would delete them along.

use std::collections::BTreeSet;

use crate::cleanup::reason::Obstacle;
use crate::cleanup::verify::answer::or_absent;
use crate::cleanup::verify::lists::resolved;
use crate::model::{Digest, RepositoryName, TagName};
use crate::registry::{Client, Referrers};
use crate::storage::Role;

/// Most known tags in a repository whose list of tags is read again for each manifest: the list is one
/// short request then.
const LISTED: usize = 100;
/// Most tags beside those of the plan that are all asked for the digest they point to; of more, only the
/// new ones are.
const ASKED: usize = 8;

/// Checks that no new tag points to a manifest of `going`. `known`: every tag that was known when the plan
/// was made.
///
/// # Errors
///
/// The obstacle, when one did or the list could not be read.
pub(super) async fn no_tag(
    client: &Client,
    name: &RepositoryName,
    going: &[(&Digest, &[TagName])],
    known: &BTreeSet<TagName>,
) -> Result<(), Obstacle> {
    if known.len() > LISTED {
        return Ok(());
    }
    let listed = or_absent(client.tags(name).await)?.unwrap_or_default();
    if !listed.invalid.is_empty() {
        return Err(Obstacle::UnreadableTags);
    }
    let mut others = listed.tags;
    others.retain(|tag| !going.iter().any(|(_, tags)| tags.contains(&tag.name)));
    if others.len() > ASKED {
        others.retain(|tag| !known.contains(&tag.name));
    }
    let resolved = resolved(client, name, others).await?;
    let on_it = |now: &Digest| going.iter().any(|(digest, _)| *digest == now);
    match resolved.into_iter().find(|(_, now)| on_it(now)) {
        Some((tag, _)) => Err(Obstacle::NewTag(tag.name)),
        None => Ok(()),
    }
}

/// Checks that no new manifest refers to one of `going`, where the registry deletes referrers along and can
/// be asked for them. `known`: every manifest that was known when the plan was made.
///
/// # Errors
///
/// The obstacle, when one does, or the referrers could not be read.
pub(super) async fn no_referrer(
    client: &Client,
    name: &RepositoryName,
    going: &[(&Digest, &[TagName])],
    known: &BTreeSet<Digest>,
) -> Result<(), Obstacle> {
    if !client.endpoint().capabilities().cascades_referrers {
        return Ok(());
    }
    for (subject, _) in going {
        let answer = or_absent(client.referrers(name, subject).await)?;
        let Some(Referrers::Supported(found)) = answer else { continue };
        if let Some(new) = found.iter().find(|found| !known.contains(&found.digest)) {
            return Err(unplanned(&new.digest, subject));
        }
    }
    Ok(())
}

/// Checks that every referrer of a referrer is among `going`, where the registry deletes these along and
/// does not list them.
///
/// # Errors
///
/// The obstacle, when there is another one, or when it could not be read.
pub(super) async fn no_nested_referrer<'a>(
    client: &Client,
    name: &RepositoryName,
    going: impl Iterator<Item = (&'a Digest, Role)> + Clone,
) -> Result<(), Obstacle> {
    if !client.endpoint().kind().facts().hides_nested_referrers {
        return Ok(());
    }
    for (subject, _) in going.clone().filter(|(_, role)| *role == Role::Referrer) {
        let found = match or_absent(client.referrers(name, subject).await)? {
            Some(Referrers::Supported(found)) => found,
            Some(Referrers::Unsupported) => return Err(Obstacle::ReferrersUnlisted),
            None => continue,
        };
        let is_new = |digest: &Digest| going.clone().all(|(planned, _)| planned != digest);
        if let Some(new) = found.iter().find(|found| is_new(&found.digest)) {
            return Err(unplanned(&new.digest, subject));
        }
    }
    Ok(())
}

fn unplanned(referrer: &Digest, subject: &Digest) -> Obstacle {
    Obstacle::UnplannedReferrer { referrer: referrer.clone(), subject: subject.clone() }
}
