//! The way back from a registry's bin: manifests with their tags, indexes with their children.

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use crate::model::{Digest, MediaType, Reference, RepositoryName, TagName};
use crate::registry::Cancel;
use crate::registry::bin::DeletedContent;
use crate::registry::{Changes, Client, Error, ErrorKind};

/// Manifests to bring back from a repository's bin, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restoration {
    /// The repository that they were deleted from.
    pub repository: RepositoryName,
    /// The manifests, each with the tags to put on it.
    pub items: Vec<(Digest, Vec<TagName>)>,
    /// Whether an index brings its children along, as far as they are in the bin.
    pub children: bool,
    /// Whether a tag that points elsewhere by now is moved.
    pub force: bool,
}

/// The result for one manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The digest of the manifest.
    pub digest: Digest,
    /// The index that brought it along, if nobody chose it.
    pub child_of: Option<Digest>,
    /// The reason why it is not back whole, if it is not.
    pub failed: Option<Unrestored>,
}

/// Reasons why a manifest is not back whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unrestored {
    /// The registry did not bring it back.
    Failed(Error),
    /// A tag of it points elsewhere by now, or its subject is not back: worth another try after the others.
    NotYet(Error),
    /// The manifest is back, but could not be read, so its children may be missing.
    ChildrenUnread(Error),
}

/// A manifest on its way back.
struct Waiting {
    digest: Digest,
    tags: Vec<TagName>,
    child_of: Option<Digest>,
    /// The reason why the last try did not bring it back.
    why: Option<Unrestored>,
}

/// Brings back what was chosen of `content`; reports each manifest as it ends.
///
/// A referrer comes back only after its subject, so refused manifests are tried again after the others, as
/// long as each round brings at least one back. The registry brings an index back without its children.
/// Only then can the index be read, so its children follow it at once. Once cancelled, nothing more is
/// sent.
pub async fn restore(
    client: &Client,
    restoration: &Restoration,
    content: &DeletedContent,
    cancel: &Cancel,
    on_end: &mut dyn FnMut(Restored),
) {
    let client = &client.until(cancel);
    let changes = &client.attempting(&Rc::default());
    let mut seen: BTreeSet<Digest> = BTreeSet::new();
    let mut open: VecDeque<Waiting> = VecDeque::new();
    for (digest, tags) in &restoration.items {
        if seen.insert(digest.clone()) {
            let (digest, tags) = (digest.clone(), tags.clone());
            open.push_back(Waiting { digest, tags, child_of: None, why: None });
        }
    }
    // A registry that still answered 429 after minutes is not asked for the others: each would wait as long.
    let mut throttled: Option<Unrestored> = None;
    loop {
        let mut refused: VecDeque<Waiting> = VecDeque::new();
        let mut got_on = false;
        while let Some(mut item) = open.pop_front() {
            if cancel.is_cancelled() {
                return;
            }
            let answer = match throttled.clone() {
                Some(why) => Err(why),
                None => restore_one(changes, restoration, &item).await,
            };
            match answer {
                Ok(()) => got_on = true,
                Err(why) => {
                    let may_wait = matches!(why, Unrestored::NotYet(_));
                    if matches!(&why, Unrestored::Failed(error) if error.kind == ErrorKind::Throttled)
                    {
                        throttled = Some(why.clone());
                    }
                    item.why = Some(why);
                    if may_wait {
                        refused.push_back(item);
                    } else {
                        end(item, on_end);
                    }
                    continue;
                }
            }
            let children = if restoration.children {
                children_in_bin(client, restoration, content, &item.digest).await
            } else {
                Ok(Vec::new())
            };
            match children {
                // Children come before everything else: until they are back the index is broken.
                Ok(children) => {
                    for digest in children {
                        if seen.insert(digest.clone()) {
                            let child_of = Some(item.digest.clone());
                            open.push_front(Waiting {
                                digest,
                                tags: Vec::new(),
                                child_of,
                                why: None,
                            });
                        }
                    }
                    item.why = None;
                }
                Err(why) => item.why = Some(why),
            }
            end(item, on_end);
        }
        if refused.is_empty() || !got_on {
            refused.into_iter().for_each(|item| end(item, on_end));
            return;
        }
        open = refused;
    }
}

fn end(item: Waiting, on_end: &mut dyn FnMut(Restored)) {
    on_end(Restored { digest: item.digest, child_of: item.child_of, failed: item.why });
}

/// Brings one manifest back with each of its tags.
async fn restore_one(
    changes: &Changes,
    restoration: &Restoration,
    item: &Waiting,
) -> Result<(), Unrestored> {
    let Restoration { repository, force, .. } = restoration;
    let tags: Vec<Option<&TagName>> = match item.tags.as_slice() {
        [] => vec![None],
        tags => tags.iter().map(Some).collect(),
    };
    for tag in tags {
        if let Err(error) = changes.restore(repository, &item.digest, tag, *force).await {
            return Err(match error.kind {
                ErrorKind::Conflict | ErrorKind::Precondition => Unrestored::NotYet(error),
                _ => Unrestored::Failed(error),
            });
        }
    }
    Ok(())
}

/// The children of a restored index that are still in the bin.
async fn children_in_bin(
    client: &Client,
    restoration: &Restoration,
    content: &DeletedContent,
    digest: &Digest,
) -> Result<Vec<Digest>, Unrestored> {
    let of = |digest: &Digest| content.manifests.iter().find(|one| one.digest == *digest);
    let media_type = of(digest).and_then(|one| one.entry.media_type.as_ref());
    // A manifest that is no index by its listed media type has no children to read.
    if media_type.is_some_and(|media_type: &MediaType| !media_type.is_index()) {
        return Ok(Vec::new());
    }
    let reference = Reference::Digest(digest.clone());
    let answer = client.manifest(&restoration.repository, &reference).await;
    let manifest = answer.map_err(Unrestored::ChildrenUnread)?;
    let children = manifest.children().iter().map(|child| &child.digest);
    Ok(children.filter(|child| of(child).is_some()).cloned().collect())
}
