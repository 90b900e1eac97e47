//! Tags that were removed, by themselves or with their manifest, and that the registry still lists: they
//! point to nothing, or still answer with the manifest.

use std::collections::{BTreeMap, BTreeSet};

use crate::cleanup::afterwards::performed::{Found, Performed};
use crate::cleanup::reason::{Finding, Obstacle};
use crate::cleanup::verify;
use crate::model::order::set_of;
use crate::model::{Digest, Reference, RepositoryName, TagName};
use crate::registry::{Client, ListedTag};

/// Removed tags that are still listed, to be asked for one by one. A list that states digests (Azure's) may
/// be out of date: of its tags, only those that pointed to nothing before the run are asked for.
pub(super) async fn listed(
    client: &Client,
    name: &RepositoryName,
    performed: &Performed<'_>,
) -> Result<Vec<ListedTag>, Obstacle> {
    let went: BTreeSet<&TagName> = set_of(performed.gone_tags());
    let dangled: BTreeSet<&TagName> = set_of(performed.dangling_tags());
    let listed = verify::listed_tags(client, name).await?.into_iter();
    let listed = listed.filter(|tag| went.contains(&tag.name));
    let listed = listed.filter(|tag| tag.digest.is_none() || dangled.contains(&tag.name));
    Ok(listed.map(|tag| ListedTag { digest: None, ..tag }).collect())
}

/// Adds removed tags that are still there, and the manifests that they still answer with. `asked`: the
/// listed tags that were asked for one by one. `targets`: each listed tag that points to a manifest.
/// `gone`: every manifest that is gone.
pub(super) async fn tags(
    client: &Client,
    name: &RepositoryName,
    performed: &Performed<'_>,
    asked: &BTreeSet<TagName>,
    targets: &BTreeMap<&TagName, &Digest>,
    gone: &BTreeSet<Digest>,
    found: &mut Found,
) {
    for (&tag, &digest) in targets {
        if found.shown.contains_key(digest) {
            found.listed.insert(tag.clone(), Some(digest.clone()));
            continue;
        }
        if !gone.contains(digest) || !asked.contains(tag) {
            continue;
        }
        // The registry says that the digest is gone, and may still answer with the manifest for the tag.
        let answer = client.manifest(name, &Reference::Tag(tag.clone())).await;
        let Ok(manifest) = answer.map_err(drop) else { continue };
        if manifest.digest == *digest {
            found.served.insert(digest.clone(), tag.clone());
            found.shown.insert(digest.clone(), manifest);
            found.listed.insert(tag.clone(), Some(digest.clone()));
            let (tag, digest) = (tag.clone(), digest.clone());
            found.findings.push(Finding::StillServed { tag, digest });
        }
    }
    let went: BTreeSet<&TagName> = set_of(performed.gone_tags());
    let points_to_nothing = |tag: &&TagName| !targets.contains_key(tag);
    let dangling: Vec<TagName> = asked
        .iter()
        .filter(|tag| went.contains(tag) || performed.planned.is_cleared)
        .filter(points_to_nothing)
        .cloned()
        .collect();
    found.listed.extend(dangling.iter().map(|tag| (tag.clone(), None)));
    // A tag that pointed to nothing before was not taken off: its step failed.
    let dangled: BTreeSet<&TagName> = set_of(performed.dangling_tags());
    let (kept, news): (Vec<_>, Vec<_>) =
        dangling.into_iter().partition(|tag| dangled.contains(tag));
    found.kept.extend(kept);
    found.findings.extend((!news.is_empty()).then_some(Finding::Dangling(news)));
}
