//! The last look at a repository: no request deletes only where nothing changed, so what others pushed
//! at the same moment may have lost something. It is said, for them to push it again.

use std::collections::BTreeSet;

use futures::{StreamExt, stream};

use crate::cleanup::action::Step;
use crate::cleanup::plan::Known;
use crate::cleanup::verify;
use crate::model::order::set_of;
use crate::model::{Digest, Manifest, RepositoryName};
use crate::registry::Client;
use crate::registry::scan::Cancel;

/// Reads in flight at once.
const CONCURRENCY: usize = 8;
/// Most new manifests that are read for it.
const MOST_READ: usize = 200;
/// Most that is told by name, of each sort.
const MOST_TOLD: usize = 20;

/// What the run of `steps` hit in a repository besides what the plan named, or may have hit: sentences.
/// `gone` is everything that went there.
pub(super) async fn look(
    client: &Client,
    name: &RepositoryName,
    steps: &[Step],
    planned: &Known,
    gone: &BTreeSet<Digest>,
) -> Vec<String> {
    let found = match found(client, name, steps, planned, gone).await {
        Ok(found) => found,
        Err(why) => {
            let unseen = format!(
                "Whether anything that others pushed to {name} meanwhile was hit could not be seen."
            );
            return vec![format!("{unseen} {why}")];
        }
    };
    let mut notes = found;
    let more = notes.len().saturating_sub(MOST_TOLD);
    notes.truncate(MOST_TOLD);
    if more > 0 {
        notes.push(format!("There is more of this in {name}: {more}. Scan again."));
    }
    notes
}

async fn found(
    client: &Client,
    name: &RepositoryName,
    steps: &[Step],
    planned: &Known,
    gone: &BTreeSet<Digest>,
) -> Result<Vec<String>, String> {
    let never = &Cancel::default();
    let lists = verify::now(client, name, never).await?;
    let listed = set_of(lists.tags.iter().map(|tag| tag.name.clone()));
    let tags = verify::resolved(client, name, lists.tags, never).await?;
    let mut notes = Vec::new();

    let named = set_of(steps.iter().flat_map(Step::tags));
    for tag in planned.tags.iter().filter(|tag| !listed.contains(tag) && !named.contains(tag)) {
        notes.push(format!(
            "The tag {tag} of {name} is gone, too, and the plan did not name it: somebody took it off, \
             or moved it onto what was being deleted."
        ));
    }
    let there = set_of(lists.manifests.iter().map(|manifest| &manifest.digest));
    if client.endpoint().capabilities().lists_untagged {
        let lost = |digest: &&Digest| !there.contains(digest) && !gone.contains(*digest);
        for digest in planned.manifests.iter().filter(lost) {
            notes.push(format!(
                "{} of {name} is gone, too, and the plan did not name it: somebody else deleted it, or \
                 the registry took it along.",
                digest.short()
            ));
        }
        let listed: Vec<&Digest> = gone.iter().filter(|digest| there.contains(digest)).collect();
        notes.extend(still_there(client, name, &listed).await);
    }

    let tagged = tags.iter().map(|(_, digest)| digest);
    let mut new = set_of(there.into_iter().chain(tagged).cloned());
    new.retain(|digest| !planned.manifests.contains(digest) && !gone.contains(digest));
    if new.len() > MOST_READ {
        notes.push(format!(
            "{} manifests were pushed to {name} meanwhile: whether any of them needs what went was not \
             looked at. Scan again.",
            new.len()
        ));
        return Ok(notes);
    }
    let mut answers = stream::iter(&new)
        .map(async |digest| {
            (digest, verify::manifest_unless_cancelled(client, name, digest, never).await)
        })
        .buffer_unordered(CONCURRENCY);
    while let Some((digest, answer)) = answers.next().await {
        match answer {
            Ok(manifest) => {
                notes.extend(manifest.and_then(|manifest| needs(name, &manifest, gone)));
            }
            Err(why) => notes.push(format!(
                "Whether {}, pushed to {name} meanwhile, needs what went could not be seen. {why}",
                digest.short()
            )),
        }
    }
    Ok(notes)
}

/// What of that which went and is listed all the same is really there: lists follow deletions late.
/// What cannot be asked for counts as there.
async fn still_there(client: &Client, name: &RepositoryName, listed: &[&Digest]) -> Vec<String> {
    let never = &Cancel::default();
    let (asked, unasked) = listed.split_at(listed.len().min(MOST_READ));
    let mut answers = stream::iter(asked)
        .map(async |digest| {
            (*digest, verify::manifest_unless_cancelled(client, name, digest, never).await)
        })
        .buffer_unordered(CONCURRENCY);
    let mut notes = Vec::new();
    while let Some((digest, answer)) = answers.next().await {
        if !matches!(answer, Ok(None)) {
            notes.push(format!(
                "{} of {name} is there, or there again: somebody locked or pushed it meanwhile. Scan \
                 again.",
                digest.short()
            ));
        }
    }
    if !unasked.is_empty() {
        notes.push(format!(
            "{} manifests of {name} that went are listed still, and were not asked for one by one. \
             Scan again.",
            unasked.len()
        ));
    }
    notes
}

/// What a manifest that was pushed meanwhile needs of what went.
fn needs(name: &RepositoryName, manifest: &Manifest, gone: &BTreeSet<Digest>) -> Option<String> {
    let short = manifest.digest.short();
    let mut children = manifest.children().iter().map(|child| &child.digest);
    if let Some(child) = children.find(|child| gone.contains(*child)) {
        return Some(format!(
            "The index {short}, pushed to {name} meanwhile, lists {}, which went: it is broken. Push it \
             again with everything it lists.",
            child.short()
        ));
    }
    let subject = manifest.subject.as_ref().filter(|subject| gone.contains(*subject))?;
    Some(format!("{short}, pushed to {name} meanwhile, refers to {}, which went.", subject.short()))
}
