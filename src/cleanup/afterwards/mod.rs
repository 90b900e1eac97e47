//! The last look at a repository. No request deletes only where nothing changed, so a manifest that others
//! pushed at the same moment may have lost something, and more may be gone than the answers said. Each
//! finding is asked for by itself: lists follow late, and hide what may not be listed.

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

/// Most findings that are told one by one.
const MOST_TOLD: usize = 20;

/// Looks at a repository after a run in it: what is gone besides what the answers named, and what is to be
/// said of that.
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
