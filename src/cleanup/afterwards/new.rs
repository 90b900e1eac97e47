//! What others pushed during a run: what is there again, and what needs something that went.

use std::collections::BTreeSet;

use crate::cleanup::afterwards::{Found, MOST_READ, asked};
use crate::cleanup::plan::Known;
use crate::model::{Digest, Manifest, RepositoryName};
use crate::registry::Client;

/// Looks at what of `shown` went, or is new. `gone`: everything that went.
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
        found.notes.push(format!(
            "{} manifests of {name} that went are listed still, and were not asked for one by one. \
             Scan again.",
            again.len() - MOST_READ
        ));
    }
    if new.len() > MOST_READ {
        found.notes.push(format!(
            "{} manifests were pushed to {name} meanwhile: whether any more than {MOST_READ} of them need \
             what went was not looked at. Scan again.",
            new.len()
        ));
    }
    for (digests, went) in [(again, true), (new, false)] {
        for (digest, answer) in asked(client, name, digests.into_iter()).await {
            let short = digest.short();
            match answer {
                // Lists follow deletions late.
                Ok(None) => {}
                Ok(Some(manifest)) => {
                    if went {
                        found.notes.push(format!(
                            "{short} of {name} is there, or there again: somebody locked or pushed it \
                             meanwhile. Scan again."
                        ));
                    }
                    let lacks = lacks(client, name, &manifest, gone).await;
                    found.notes.extend(lacks);
                }
                Err(why) if went => found.notes.push(format!(
                    "Whether {short} of {name}, which went, is there again could not be seen. {why}"
                )),
                Err(why) => found.notes.push(format!(
                    "Whether {short}, pushed to {name} meanwhile, needs what went could not be seen. {why}"
                )),
            }
        }
    }
}

/// What a manifest that was pushed meanwhile needs of what went, and of what nobody pushed again.
async fn lacks(
    client: &Client,
    name: &RepositoryName,
    manifest: &Manifest,
    gone: &BTreeSet<Digest>,
) -> Option<String> {
    let short = manifest.digest.short();
    let children = manifest.children().iter().map(|child| &child.digest);
    let children = children.filter(|child| gone.contains(*child));
    for (child, answer) in asked(client, name, children).await {
        let child = child.short();
        match answer {
            Ok(Some(_)) => {}
            Ok(None) => {
                return Some(format!(
                    "The index {short}, pushed to {name} meanwhile, lists {child}, which went: it is \
                     broken. Push it again with everything it lists."
                ));
            }
            Err(why) => {
                return Some(format!(
                    "The index {short}, pushed to {name} meanwhile, lists {child}, which went. Whether \
                     that is there again could not be seen. {why}"
                ));
            }
        }
    }
    let subject = manifest.subject.iter().filter(|subject| gone.contains(*subject));
    let (subject, answer) = asked(client, name, subject).await.into_iter().next()?;
    let is_there = matches!(answer, Ok(Some(_)));
    (!is_there).then(|| {
        format!("{short}, pushed to {name} meanwhile, refers to {}, which went.", subject.short())
    })
}
