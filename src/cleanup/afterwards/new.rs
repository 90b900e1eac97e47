//! Manifests that others pushed during a run: deleted ones that are there again, and new ones that need a
//! deleted one.

use std::collections::BTreeSet;

use crate::cleanup::afterwards::asked::{MOST_READ, asked};
use crate::cleanup::afterwards::performed::Found;
use crate::cleanup::planning::plan::Known;
use crate::cleanup::reason::Finding;
use crate::model::{Digest, Manifest, RepositoryName};
use crate::registry::Client;

/// Reads the manifests among `shown` that this run deleted, and those that the plan did not know. `gone`:
/// every manifest that this run deleted or found gone.
pub(super) async fn manifests(
    client: &Client,
    name: &RepositoryName,
    planned: &Known,
    shown: &BTreeSet<Digest>,
    gone: &BTreeSet<Digest>,
    found: &mut Found,
) {
    let again: BTreeSet<&Digest> = shown.intersection(gone).collect();
    let is_new = |digest: &&Digest| !planned.manifests.contains(*digest) && !gone.contains(*digest);
    let new: BTreeSet<&Digest> = shown.iter().filter(is_new).collect();
    if again.len() > MOST_READ {
        found.findings.push(Finding::ManyListed(again.len() - MOST_READ));
    }
    if new.len() > MOST_READ {
        found.findings.push(Finding::ManyNew { count: new.len(), read: MOST_READ });
    }
    for (digests, went) in [(again, true), (new, false)] {
        for (digest, answer) in asked(client, name, digests.into_iter()).await {
            let digest = digest.clone();
            match answer {
                // The list was out of date.
                Ok(None) => {}
                Ok(Some(manifest)) => {
                    found.findings.extend(lacks(client, name, &manifest, gone).await);
                    if went {
                        found.findings.push(Finding::ThereAgain(digest.clone()));
                        found.shown.insert(digest, manifest);
                    }
                }
                Err(why) if went => found.findings.push(Finding::AgainUnseen(digest, why)),
                Err(why) => found.findings.push(Finding::NeedUnseen(digest, why)),
            }
        }
    }
}

/// The finding about a new manifest whose child or subject is among `gone` and was not pushed again.
async fn lacks(
    client: &Client,
    name: &RepositoryName,
    manifest: &Manifest,
    gone: &BTreeSet<Digest>,
) -> Option<Finding> {
    let children = manifest.children().iter().map(|child| &child.digest);
    let children = children.filter(|child| gone.contains(*child));
    for (child, answer) in asked(client, name, children).await {
        let unseen = match answer {
            Ok(Some(_)) => continue,
            Ok(None) => None,
            Err(why) => Some(why),
        };
        let (index, child) = (manifest.digest.clone(), child.clone());
        return Some(Finding::BrokenIndex { index, child, unseen });
    }
    let subject = manifest.subject.iter().filter(|subject| gone.contains(*subject));
    let (subject, answer) = asked(client, name, subject).await.into_iter().next()?;
    let is_there = matches!(answer, Ok(Some(_)));
    let (referrer, subject) = (manifest.digest.clone(), subject.clone());
    (!is_there).then_some(Finding::LostSubject { referrer, subject })
}
