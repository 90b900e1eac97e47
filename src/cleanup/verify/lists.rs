//! The lists of a repository, read again before anything in it is changed: whole, or not at all.

use std::collections::BTreeSet;

use crate::cleanup::plan::Known;
use crate::cleanup::verify::{CANCELLED, or_absent};
use crate::model::order::set_of;
use crate::model::{Digest, RepositoryEntry, RepositoryName, TagName};
use crate::registry::Cancel;
use crate::registry::{Client, ListedManifest, ListedTag};

/// Most tags that are looked up because a list does not show them any more.
const MOST_LOOKED_UP: usize = 8;

/// What the lists say now.
pub(in crate::cleanup) struct Lists {
    /// What the registry says of the repository itself, where it does.
    pub(super) entry: Option<RepositoryEntry>,
    /// Every tag that is listed.
    pub(in crate::cleanup) tags: Vec<ListedTag>,
    /// Every manifest that is listed; none where the registry does not list them.
    pub(in crate::cleanup) manifests: Vec<ListedManifest>,
}

impl Lists {
    /// Tags that the list of manifests names and the list of tags does not: they are hidden, or
    /// came between the two. With what they are on.
    pub(super) fn hidden(&self) -> Vec<(&TagName, &Digest)> {
        let listed: BTreeSet<&TagName> = set_of(self.tags.iter().map(|tag| &tag.name));
        let named = self
            .manifests
            .iter()
            .flat_map(|manifest| manifest.tags.iter().map(|tag| (tag, &manifest.digest)));
        named.filter(|(tag, _)| !listed.contains(tag)).collect()
    }

    /// Why they are not whole, by the registry's own count: something is hidden, a list was cut, or
    /// something came between the two.
    fn difference(&self) -> Option<String> {
        let entry = self.entry?;
        let (tags, manifests) = (self.tags.len() as u64, self.manifests.len() as u64);
        let with_hidden = tags + self.hidden().len() as u64;
        let words = |counted: u64, listed: u64, what: &str| {
            format!(
                "The registry counts {counted} {what} in it and lists {listed}: what is hidden \
                 would go unseen. Scan again."
            )
        };
        let of_tags = entry.tags.filter(|&counted| counted != tags && counted != with_hidden);
        let of_manifests = entry.manifests.filter(|&counted| counted != manifests);
        of_tags
            .map(|counted| words(counted, tags, "tags"))
            .or(of_manifests.map(|counted| words(counted, manifests, "manifests")))
    }
}

/// Reads them; once more where the registry counts something else than it lists. After deletions of
/// our own, `again`, its counts are not held against them: they may follow late.
///
/// # Errors
///
/// A sentence, when they are not whole: then nothing there may be deleted.
pub(super) async fn read(
    client: &Client,
    name: &RepositoryName,
    known: &Known,
    again: bool,
    cancel: &Cancel,
) -> Result<Lists, String> {
    let mut lists = now(client, name, cancel).await?;
    if !again && lists.difference().is_some() {
        lists = now(client, name, cancel).await?;
        if let Some(why) = lists.difference() {
            return Err(why);
        }
    }
    find_lost(client, name, &lists, known).await?;
    Ok(lists)
}

/// Reads them, whatever the registry counts.
///
/// # Errors
///
/// A sentence, when they could not be read to their ends.
pub(in crate::cleanup) async fn now(
    client: &Client,
    name: &RepositoryName,
    cancel: &Cancel,
) -> Result<Lists, String> {
    // The counts first: what comes meanwhile is in the lists.
    let entry = match client.describes_repositories() {
        false => None,
        true => or_absent(client.repository(name).await)?,
    };
    let tags = or_absent(client.tags(name).await)?.unwrap_or_default();
    if cancel.is_cancelled() {
        return Err(CANCELLED.to_owned());
    }
    let manifests = match client.endpoint().capabilities().lists_untagged {
        true => or_absent(client.manifests(name).await)?.unwrap_or_default(),
        false => Default::default(),
    };
    if !tags.invalid.is_empty() || !manifests.invalid.is_empty() {
        return Err("The registry lists tags or manifests that cannot be read.".to_owned());
    }
    Ok(Lists { entry, tags: tags.tags, manifests: manifests.manifests })
}

/// A tag that was known, is not listed and can be asked for all the same shows that the list is cut:
/// others may be missing that nobody knows. The last ones first, for they are cut off first.
async fn find_lost(
    client: &Client,
    name: &RepositoryName,
    lists: &Lists,
    known: &Known,
) -> Result<(), String> {
    let hidden = lists.hidden().into_iter().map(|(tag, _)| tag);
    let listed: BTreeSet<&TagName> = set_of(lists.tags.iter().map(|tag| &tag.name).chain(hidden));
    let lost = known.tags.iter().rev().filter(|tag| !listed.contains(tag));
    for tag in lost.take(MOST_LOOKED_UP) {
        if or_absent(client.resolve(name, tag).await)?.is_some() {
            return Err(format!(
                "The registry's list of tags lacks {tag}, which is there: it is not whole."
            ));
        }
    }
    Ok(())
}
