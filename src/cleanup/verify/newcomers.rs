//! What came to a manifest right before the request that deletes it, where no single question tells:
//! tags where the registry does not say what is on a digest, referrers where it takes them along.

use std::collections::BTreeSet;

use crate::cleanup::verify::manifests::resolved;
use crate::cleanup::verify::{added, or_absent, unasked};
use crate::model::{Digest, RepositoryName, TagName};
use crate::registry::Cancel;
use crate::registry::{Client, Referrers};

/// The list of tags is read again for each manifest in a repository of so many tags at most: it is one
/// request then, and quick.
const LISTED: usize = 100;
/// So many tags besides those that go are asked for where they point; of more only those that are new.
const ASKED: usize = 8;

/// Whether no tag came to what goes. `known`: every tag that was known when the plan was made.
///
/// # Errors
///
/// A sentence, when one did or the list could not be read.
pub(super) async fn no_tag(
    client: &Client,
    name: &RepositoryName,
    going: &[(&Digest, &[TagName])],
    known: &BTreeSet<TagName>,
) -> Result<(), String> {
    if known.len() > LISTED {
        return Ok(());
    }
    let listed = or_absent(client.tags(name).await)?.unwrap_or_default();
    if !listed.invalid.is_empty() {
        return Err("The registry lists tags that cannot be read.".to_owned());
    }
    let mut others = listed.tags;
    others.retain(|tag| !going.iter().any(|(_, tags)| tags.contains(&tag.name)));
    if others.len() > ASKED {
        others.retain(|tag| !known.contains(&tag.name));
    }
    let resolved = resolved(client, name, others, &Cancel::default()).await?;
    let on_it = |now: &Digest| going.iter().any(|(digest, _)| *digest == now);
    match resolved.into_iter().find(|(_, now)| on_it(now)) {
        Some((tag, _)) => Err(added(&tag.name)),
        None => Ok(()),
    }
}

/// Whether nothing new refers to what goes, where the registry takes referrers along and can be asked for
/// them. `known`: every manifest that was known when the plan was made, and that it names or spares.
///
/// # Errors
///
/// A sentence, when something does or it could not be read.
pub(super) async fn no_referrer(
    client: &Client,
    name: &RepositoryName,
    going: &[(&Digest, &[TagName])],
    known: &BTreeSet<Digest>,
) -> Result<(), String> {
    if !client.endpoint().capabilities().cascades_referrers {
        return Ok(());
    }
    for (subject, _) in going {
        let answer = or_absent(client.referrers(name, subject).await)?;
        let Some(Referrers::Supported(found)) = answer else { continue };
        if let Some(new) = found.iter().find(|found| !known.contains(&found.digest)) {
            return Err(unasked(&new.digest, subject));
        }
    }
    Ok(())
}
