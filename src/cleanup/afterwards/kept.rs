//! Tags that went with their manifest, and that the registry still lists: they point to nothing, or still answer
//! with the manifest.

use std::collections::{BTreeMap, BTreeSet};

use crate::cleanup::afterwards::performed::{Found, Performed};
use crate::cleanup::reason::Finding;
use crate::model::order::set_of;
use crate::model::{Digest, Reference, RepositoryName, TagName};
use crate::registry::Client;

/// Finds them. `asked`: the listed tags that were asked for one by one. `targets`: each listed tag that points
/// to something. `gone`: every manifest that went.
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
        // The registry says that the digest is gone, and answers with it for the tag.
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
    if !dangling.is_empty() {
        found.listed.extend(dangling.iter().map(|tag| (tag.clone(), None)));
        found.findings.push(Finding::Dangling(dangling));
    }
}
