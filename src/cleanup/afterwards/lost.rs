//! What was there and is not any more: with what the plan named, or by somebody else.

use std::collections::{BTreeMap, BTreeSet};

use crate::cleanup::afterwards::{Found, MOST_READ, Ran, asked};
use crate::cleanup::verify;
use crate::model::{Digest, RepositoryName, TagName};
use crate::registry::Client;

/// Manifests. `there`: those that are listed.
pub(super) async fn manifests(
    client: &Client,
    name: &RepositoryName,
    ran: &Ran<'_>,
    there: &BTreeSet<Digest>,
    found: &mut Found,
) {
    // What the steps name, each with whether one of them did what it was to do.
    let mut named: BTreeMap<&Digest, bool> = BTreeMap::new();
    let mut all: BTreeSet<&Digest> = BTreeSet::new();
    for (step, is_gone, is_in_doubt) in ran.ended() {
        for (digest, ..) in step.manifests() {
            *named.entry(digest).or_default() |= is_gone;
            if is_in_doubt {
                all.insert(digest);
            }
        }
    }
    if client.endpoint().capabilities().lists_untagged {
        all.extend(ran.planned.manifests.iter().filter(|digest| !there.contains(*digest)));
    }
    all.retain(|digest| !ran.gone.contains(*digest));
    for (digest, answer) in asked(client, name, all.iter().copied()).await {
        let short = digest.short();
        let note = match answer {
            Ok(Some(_)) => continue,
            Ok(None) => {
                found.manifests.insert(digest.clone());
                match named.get(digest) {
                    Some(true) => continue,
                    Some(false) => format!(
                        "{short} of {name} is gone all the same: somebody else deleted it, or the \
                         registry did."
                    ),
                    None => format!(
                        "{short} of {name} is gone, too, and the plan did not name it: somebody else \
                         deleted it, or the registry took it along."
                    ),
                }
            }
            Err(why) => {
                format!("Whether {short} of {name} is still there could not be seen. {why}")
            }
        };
        found.notes.push(note);
    }
    unasked(name, all.len(), "manifests", found);
}

/// Tags. `listed`: those that are listed.
pub(super) async fn tags(
    client: &Client,
    name: &RepositoryName,
    ran: &Ran<'_>,
    listed: &BTreeSet<TagName>,
    found: &mut Found,
) {
    // What went with what is known to be gone is no news.
    let mut named: BTreeSet<&TagName> = BTreeSet::new();
    let mut told: BTreeSet<&TagName> = BTreeSet::new();
    for (step, is_gone, _) in ran.ended() {
        named.extend(step.tags());
        if is_gone {
            told.extend(step.tags());
        }
        for (digest, tags, _) in step.manifests() {
            if ran.gone.contains(digest) || found.manifests.contains(digest) {
                told.extend(tags);
            }
        }
    }
    let known = ran.planned.tags.iter();
    let lost: Vec<&TagName> =
        known.filter(|tag| !listed.contains(tag) && !told.contains(tag)).collect();
    for tag in lost.iter().copied().take(MOST_READ) {
        let note = match verify::points_to(client, name, tag).await {
            // It is hidden.
            Ok(Some(_)) => continue,
            Ok(None) => {
                found.tags.insert(tag.clone());
                match named.contains(tag) {
                    true => format!(
                        "The tag {tag} of {name} is gone all the same: somebody else took it off."
                    ),
                    false => format!(
                        "The tag {tag} of {name} is gone, too, and the plan did not name it: somebody \
                         took it off, or moved it onto what was being deleted."
                    ),
                }
            }
            Err(why) => {
                format!("Whether the tag {tag} of {name} is still there could not be seen. {why}")
            }
        };
        found.notes.push(note);
    }
    unasked(name, lost.len(), "tags", found);
}

/// Says so where there were too many to be asked for.
fn unasked(name: &RepositoryName, count: usize, what: &str, found: &mut Found) {
    let unasked = count.saturating_sub(MOST_READ);
    if unasked > 0 {
        found.notes.push(format!(
            "Whether {unasked} more {what} of {name}, which are not listed any more, are still there was \
             not looked at. Scan again."
        ));
    }
}
