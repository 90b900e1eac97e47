//! What waits in a registry's bin, and how it comes back.

use std::collections::{BTreeSet, VecDeque};

use crate::model::{
    Digest, ManifestEntry, MediaType, Reference, RepositoryName, TagName, Timestamp,
};
use crate::registry::Cancel;
use crate::registry::client::Client;
use crate::registry::error::ErrorKind;
use crate::registry::error::sentence::with_what_was_said;

/// A manifest that was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedManifest {
    /// Its digest.
    pub digest: Digest,
    /// When it was deleted, where the registry says.
    pub deleted: Option<Timestamp>,
    /// What else the list says of it.
    pub entry: ManifestEntry,
}

/// A tag that was deleted, by itself or with its manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedTag {
    /// Its name.
    pub name: TagName,
    /// What it pointed to.
    pub digest: Digest,
    /// When it was deleted, where the registry says.
    pub deleted: Option<Timestamp>,
}

/// What was deleted of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeletedContent {
    /// Manifests.
    pub manifests: Vec<DeletedManifest>,
    /// Tags. One whose manifest is not among `manifests` was taken off a manifest that is still
    /// there.
    pub tags: Vec<DeletedTag>,
}

/// Whether what is deleted waits in a bin first, and keeps its space until it is purged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keeps {
    /// It does not.
    #[default]
    No,
    /// It does.
    Yes,
    /// It may: the registry does not tell this sign-in.
    Unknown,
}

/// What a conflict means where something is to come back.
const NOT_NOW: &str = "The registry refused: a tag that it had points elsewhere by now, or what it is \
                       about is not back.";

/// What to bring back, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restoration {
    /// Where.
    pub repository: RepositoryName,
    /// Which manifests, each with the tags to put on it.
    pub items: Vec<(Digest, Vec<TagName>)>,
    /// Whether an index brings its children along, as far as they are in the bin.
    pub children: bool,
    /// Whether a tag that points elsewhere by now is moved.
    pub force: bool,
}

/// How it went with one manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Which.
    pub digest: Digest,
    /// The index that brought it along, if nobody chose it.
    pub child_of: Option<Digest>,
    /// Why it is not back whole: a sentence.
    pub failed: Option<String>,
}

/// A manifest on its way back.
struct Waiting {
    digest: Digest,
    tags: Vec<TagName>,
    child_of: Option<Digest>,
    /// Why it did not come back when it was tried last.
    why: Option<String>,
}

impl DeletedContent {
    /// The tags that were on a manifest, each once, in order.
    #[must_use]
    pub fn tags_of(&self, digest: &Digest) -> BTreeSet<&TagName> {
        let mut tags = BTreeSet::new();
        for tag in self.tags.iter().filter(|tag| tag.digest == *digest) {
            tags.insert(&tag.name);
        }
        tags
    }
}

/// Brings back what was chosen of `content`; reports each manifest as it ends.
///
/// A referrer comes back only after its subject: what the registry refuses is tried again after the
/// others, as long as that gets on. The registry brings an index back without its children, and only
/// then can be read which they are: they follow it at once. Cancelled, it sends nothing more.
pub async fn restore(
    client: &Client,
    restoration: &Restoration,
    content: &DeletedContent,
    cancel: &Cancel,
    on_end: &mut dyn FnMut(Restored),
) {
    let client = &client.until(cancel);
    let mut seen: BTreeSet<Digest> = BTreeSet::new();
    let mut open: VecDeque<Waiting> = VecDeque::new();
    for (digest, tags) in &restoration.items {
        if seen.insert(digest.clone()) {
            let (digest, tags) = (digest.clone(), tags.clone());
            open.push_back(Waiting { digest, tags, child_of: None, why: None });
        }
    }
    loop {
        let mut refused: VecDeque<Waiting> = VecDeque::new();
        let mut got_on = false;
        while let Some(mut item) = open.pop_front() {
            if cancel.is_cancelled() {
                return;
            }
            match restore_one(client, restoration, &item).await {
                Ok(()) => got_on = true,
                Err((why, true)) => {
                    item.why = Some(why);
                    refused.push_back(item);
                    continue;
                }
                Err((why, false)) => {
                    item.why = Some(why);
                    end(item, on_end);
                    continue;
                }
            }
            let children = if restoration.children {
                children_in_bin(client, restoration, content, &item.digest).await
            } else {
                Ok(Vec::new())
            };
            match children {
                // Before everything else: until they are back the index is broken.
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

/// Brings one manifest back with each of its tags; where that fails the reason, and whether it may
/// work once others are back.
async fn restore_one(
    client: &Client,
    restoration: &Restoration,
    item: &Waiting,
) -> Result<(), (String, bool)> {
    let Restoration { repository, force, .. } = restoration;
    let tags: Vec<Option<&TagName>> = match item.tags.as_slice() {
        [] => vec![None],
        tags => tags.iter().map(Some).collect(),
    };
    for tag in tags {
        let answer = client.restore(repository, &item.digest, tag, *force).await;
        if let Err(error) = answer {
            let may_wait = matches!(error.kind, ErrorKind::Conflict | ErrorKind::Precondition);
            let words =
                if may_wait { with_what_was_said(NOT_NOW, &error) } else { error.sentence() };
            return Err((words, may_wait));
        }
    }
    Ok(())
}

/// The children of an index that was brought back that are still in the bin.
async fn children_in_bin(
    client: &Client,
    restoration: &Restoration,
    content: &DeletedContent,
    digest: &Digest,
) -> Result<Vec<Digest>, String> {
    let of = |digest: &Digest| content.manifests.iter().find(|one| one.digest == *digest);
    let media_type = of(digest).and_then(|one| one.entry.media_type.as_ref());
    // Where the list says that it is none, there is nothing to read.
    if media_type.is_some_and(|media_type: &MediaType| !media_type.is_index()) {
        return Ok(Vec::new());
    }
    let reference = Reference::Digest(digest.clone());
    let manifest = client.manifest(&restoration.repository, &reference).await.map_err(|error| {
        format!(
            "It is back, but could not be read, so its children may be missing. {}",
            error.sentence()
        )
    })?;
    let children = manifest.children().iter().map(|child| &child.digest);
    Ok(children.filter(|child| of(child).is_some()).cloned().collect())
}
