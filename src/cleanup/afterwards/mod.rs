//! The last look at a repository, after a run in it. No registry offers a deletion on condition that
//! nothing has changed. So an image that somebody pushed during the run may have lost a child or its
//! subject, and more may be gone than the answers said. Each suspect is asked for by itself, because lists
//! may be out of date or hide entries.

mod asked;
mod lost;
mod new;
mod performed;

use std::collections::BTreeSet;

pub(super) use performed::{Found, Performed};

use crate::cleanup::reason::{Finding, Obstacle};
use crate::cleanup::verify;
use crate::model::order::set_of;
use crate::model::{Digest, RepositoryName};
use crate::registry::Client;

/// Most findings that are kept; a last one counts the rest.
const MOST_TOLD: usize = 20;

/// Looks at a repository after a run in it. Returns the manifests and tags that are gone beyond those that
/// the answers named, and the findings to report.
pub(super) async fn look(
    client: &Client,
    name: &RepositoryName,
    performed: &Performed<'_>,
) -> Found {
    let mut found = Found::default();
    if let Err(why) = into(client, name, performed, &mut found).await {
        found.findings.push(Finding::NothingSeen(why));
    }
    let more = found.findings.len().saturating_sub(MOST_TOLD);
    found.findings.truncate(MOST_TOLD);
    found.findings.extend((more > 0).then_some(Finding::More(more)));
    found
}

async fn into(
    client: &Client,
    name: &RepositoryName,
    performed: &Performed<'_>,
    found: &mut Found,
) -> Result<(), Obstacle> {
    let lists = verify::now(client, name).await?;
    let listed = set_of(lists.tags.iter().map(|tag| tag.name.clone()));
    let tagged = verify::resolved(client, name, lists.tags).await?;
    let there: BTreeSet<Digest> = set_of(lists.manifests.into_iter().map(|listed| listed.digest));
    lost::manifests(client, name, performed, &there, found).await;
    lost::tags(client, name, performed, &listed, found).await;
    let mut shown = there;
    shown.extend(tagged.into_iter().map(|(_, digest)| digest));
    let gone: BTreeSet<Digest> = performed.gone.union(&found.manifests).cloned().collect();
    new::manifests(client, name, performed.planned, &shown, &gone, found).await;
    Ok(())
}
