//! The last look at a repository, after a run in it. No registry offers a deletion on condition that
//! nothing has changed. So an image that somebody pushed during the run may have lost a child or its
//! subject, and more may be gone than the answers said. Each suspect is asked for by itself, because lists
//! may be out of date or hide entries.

mod asked;
mod kept;
mod lost;
mod new;
mod performed;

use std::collections::BTreeSet;
use std::time::Duration;

pub(super) use performed::{Found, Performed};

use crate::cleanup::reason::{Finding, Obstacle};
use crate::cleanup::verify;
use crate::model::order::{map_of, set_of};
use crate::model::{Digest, RepositoryName, TagName};
use crate::registry::Client;

/// Most findings that are kept; a last one counts the rest.
const MOST_TOLD: usize = 20;
/// The wait before a list that still names a tag is read again.
const BEFORE_LISTING_AGAIN: Duration = Duration::from_secs(2);

/// Looks at a repository after a run in it. Returns the manifests and tags that are gone beyond those that
/// the answers named, and the findings to report.
pub(super) async fn look(
    client: &Client,
    name: &RepositoryName,
    performed: &Performed<'_>,
) -> Found {
    let mut found = Found::default();
    let seen = into(client, name, performed, &mut found).await;
    told(found, seen.map_err(Finding::NothingSeen))
}

/// Looks at a repository after tags were taken off in it. Returns the tags that are still listed. Manifests
/// stay, so only tags are looked at.
pub(super) async fn look_at_tags(
    client: &Client,
    name: &RepositoryName,
    performed: &Performed<'_>,
) -> Found {
    let mut found = Found::default();
    let seen = into_tags(client, name, performed, &mut found).await;
    told(found, seen.map_err(Finding::TagsUnseen))
}

/// The end of a look: a failure of the look is one more finding, and [`MOST_TOLD`] findings are kept.
fn told(mut found: Found, seen: Result<(), Finding>) -> Found {
    found.findings.extend(seen.err());
    let more = found.findings.len().saturating_sub(MOST_TOLD);
    found.findings.truncate(MOST_TOLD);
    found.findings.extend((more > 0).then_some(Finding::More(more)));
    found
}

async fn into_tags(
    client: &Client,
    name: &RepositoryName,
    performed: &Performed<'_>,
    found: &mut Found,
) -> Result<(), Obstacle> {
    let mut still = kept::listed(client, name, performed).await?;
    if !still.is_empty() {
        // The list may be out of date.
        client.wait(BEFORE_LISTING_AGAIN).await;
        still = kept::listed(client, name, performed).await?;
    }
    let asked: BTreeSet<TagName> = set_of(still.iter().map(|tag| tag.name.clone()));
    let tagged = verify::resolved(client, name, still).await?;
    let targets = map_of(tagged.iter().map(|(tag, digest)| (&tag.name, digest)));
    kept::tags(client, name, performed, &asked, &targets, performed.gone, found).await;
    Ok(())
}

async fn into(
    client: &Client,
    name: &RepositoryName,
    performed: &Performed<'_>,
    found: &mut Found,
) -> Result<(), Obstacle> {
    let lists = verify::now(client, name).await?;
    let listed = set_of(lists.tags.iter().map(|tag| tag.name.clone()));
    // Lists that state digests (Azure's) may be out of date: only a tag that is asked for shows its target.
    let asked = lists.tags.iter().filter(|tag| tag.digest.is_none());
    let asked: BTreeSet<TagName> = set_of(asked.map(|tag| tag.name.clone()));
    let tagged = verify::resolved(client, name, lists.tags).await?;
    let targets = map_of(tagged.iter().map(|(tag, digest)| (&tag.name, digest)));
    let there: BTreeSet<Digest> = set_of(lists.manifests.into_iter().map(|listed| listed.digest));
    lost::manifests(client, name, performed, &there, found).await;
    lost::tags(client, name, performed, &listed, found).await;
    let mut shown = there;
    shown.extend(tagged.iter().map(|(_, digest)| digest.clone()));
    let gone: BTreeSet<Digest> = performed.gone.union(&found.manifests).cloned().collect();
    new::manifests(client, name, performed.planned, &shown, &gone, found).await;
    kept::tags(client, name, performed, &asked, &targets, &gone, found).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_bounded_and_the_last_one_counts_the_rest() {
        let found = |count: usize| {
            let digest = |at: usize| Finding::ThereAgain(Digest::of(at.to_string().as_bytes()));
            Found { findings: (0..count).map(digest).collect(), ..Found::default() }
        };
        assert_eq!(told(found(MOST_TOLD), Ok(())).findings.len(), MOST_TOLD);
        let many = told(found(MOST_TOLD + 3), Ok(())).findings;
        assert_eq!((many.len(), many.last()), (MOST_TOLD + 1, Some(&Finding::More(3))));
        // The failure of the look itself counts, too.
        let failed = told(found(MOST_TOLD), Err(Finding::ThereAgain(Digest::of(b"failed"))));
        assert_eq!(failed.findings.last(), Some(&Finding::More(1)));
    }
}
