//! The lists of a repository, read again before anything in it is changed: whole, or not at all.

use std::collections::BTreeSet;

use futures::{StreamExt, stream};

use crate::cleanup::planning::plan::Known;
use crate::cleanup::reason::{Counted, Obstacle};
use crate::cleanup::verify::answer::{or_absent, points_to};
use crate::model::order::set_of;
use crate::model::{Digest, RepositoryEntry, RepositoryName, TagName};
use crate::registry::{Census, Client, Difference, ListedManifest, ListedTag};

/// Most tags that are asked for one by one because the list does not show them any more.
const MOST_LOOKED_UP: usize = 8;
/// Reads in flight at once.
const CONCURRENCY: usize = 8;

/// The lists of one repository as they were just read.
#[derive(Default)]
pub(in crate::cleanup) struct Lists {
    /// The registry's description of the repository, where it gives one.
    pub(super) entry: Option<RepositoryEntry>,
    /// Every tag that is listed.
    pub(in crate::cleanup) tags: Vec<ListedTag>,
    /// Every manifest that is listed; none where the registry does not list them.
    pub(in crate::cleanup) manifests: Vec<ListedManifest>,
}

impl Lists {
    /// The lists as a census, which finds hidden tags and differences to the registry's own counts.
    pub(super) fn census(&self) -> Census {
        let mut census = Census::default();
        census.entry = self.entry;
        census.add_tags(&self.tags);
        census.add_manifests(&self.manifests);
        census
    }

    /// The difference between the lists and the registry's own count: something is hidden, a list was cut, or
    /// a push came between the two.
    fn difference(&self) -> Option<Obstacle> {
        let census = self.census();
        let tags = census.difference_in_tags().map(|found| (Counted::Tags, found));
        let manifests =
            || census.difference_in_manifests().map(|found| (Counted::Manifests, found));
        let (what, Difference { counted, listed }) = tags.or_else(manifests)?;
        Some(Obstacle::ListsDiffer { what, counted, listed })
    }
}

/// Reads the lists, and once more where the registry's counts differ from them. `again`: this run has
/// deleted here already, so the counts may be out of date and are not compared.
///
/// # Errors
///
/// An obstacle to everything in the repository, when the lists are not whole.
pub(super) async fn read(
    client: &Client,
    name: &RepositoryName,
    known: &Known,
    again: bool,
) -> Result<Lists, Obstacle> {
    let mut lists = now(client, name).await?;
    if !again && lists.difference().is_some() {
        lists = now(client, name).await?;
        if let Some(why) = lists.difference() {
            return Err(why);
        }
    }
    find_lost(client, name, &lists, known).await?;
    Ok(lists)
}

/// Reads the lists once, without comparing them with the registry's counts.
///
/// # Errors
///
/// An obstacle, when they could not be read to their ends.
pub(in crate::cleanup) async fn now(
    client: &Client,
    name: &RepositoryName,
) -> Result<Lists, Obstacle> {
    // The counts are read first: a push that comes meanwhile is in the lists.
    let entry = match client.describes_repositories() {
        false => None,
        true => or_absent(client.repository(name).await)?,
    };
    let tags = listed_tags(client, name).await?;
    let manifests = match client.endpoint().capabilities().lists_untagged {
        true => or_absent(client.manifests(name).await)?.unwrap_or_default(),
        false => Default::default(),
    };
    if !manifests.invalid.is_empty() {
        return Err(Obstacle::UnreadableLists);
    }
    Ok(Lists { entry, tags, manifests: manifests.manifests })
}

/// Reads the list of tags; an empty one where the repository is not there.
///
/// # Errors
///
/// An obstacle, when it could not be read to its end.
pub(in crate::cleanup) async fn listed_tags(
    client: &Client,
    name: &RepositoryName,
) -> Result<Vec<ListedTag>, Obstacle> {
    let tags = or_absent(client.tags(name).await)?.unwrap_or_default();
    match tags.invalid.is_empty() {
        true => Ok(tags.tags),
        false => Err(Obstacle::UnreadableLists),
    }
}

/// Looks for a tag that was known, is not listed, and is there all the same. Such a tag shows that the list
/// is cut short, and that unknown tags may be missing, too. Tags late in the order are tried first, because
/// a list is cut at its end.
async fn find_lost(
    client: &Client,
    name: &RepositoryName,
    lists: &Lists,
    known: &Known,
) -> Result<(), Obstacle> {
    let census = lists.census();
    let hidden = census.hidden().map(|(tag, _)| tag);
    let listed: BTreeSet<&TagName> = set_of(lists.tags.iter().map(|tag| &tag.name).chain(hidden));
    let lost = known.tags.iter().rev().filter(|tag| !listed.contains(tag));
    for tag in lost.take(MOST_LOOKED_UP) {
        if points_to(client, name, tag).await?.is_some() {
            return Err(Obstacle::ListLacks(tag.clone()));
        }
    }
    Ok(())
}

/// The digest that each tag points to now; tags that point to nothing are left out.
pub(in crate::cleanup) async fn resolved(
    client: &Client,
    name: &RepositoryName,
    tags: Vec<ListedTag>,
) -> Result<Vec<(ListedTag, Digest)>, Obstacle> {
    let mut answers = stream::iter(tags)
        .map(async |tag: ListedTag| {
            let digest = match tag.digest.clone() {
                Some(digest) => Some(digest),
                None => points_to(client, name, &tag.name).await?,
            };
            Ok(digest.map(|digest| (tag, digest)))
        })
        .buffer_unordered(CONCURRENCY);
    let mut resolved = Vec::new();
    while let Some(answer) = answers.next().await {
        resolved.extend(answer?);
    }
    Ok(resolved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Attributes, ManifestEntry};

    #[test]
    fn lists_are_held_against_the_registrys_counts() {
        let tag = |name: &str| ListedTag {
            name: name.parse().expect("a tag"),
            digest: None,
            last_updated: None,
            attributes: Attributes::OPEN,
        };
        let manifest = |tags: &[&str]| ListedManifest {
            digest: Digest::of(b"x"),
            entry: ManifestEntry::default(),
            tags: tags.iter().map(|tag| tag.parse().expect("a tag")).collect(),
        };
        let check = |tags: Option<u64>, manifests: Option<u64>, expected: Option<Obstacle>| {
            let entry = Some(RepositoryEntry { tags, manifests, ..RepositoryEntry::default() });
            // v2 is hidden: only the manifest names it.
            let lists =
                Lists { entry, tags: vec![tag("v1")], manifests: vec![manifest(&["v1", "v2"])] };
            assert_eq!(lists.difference(), expected, "{tags:?} {manifests:?}");
        };
        check(None, None, None);
        check(Some(1), Some(1), None);
        check(Some(2), Some(1), None);
        let differ = |what, counted| Some(Obstacle::ListsDiffer { what, counted, listed: 1 });
        check(Some(3), Some(1), differ(Counted::Tags, 3));
        check(Some(0), Some(2), differ(Counted::Tags, 0));
        check(Some(1), Some(2), differ(Counted::Manifests, 2));
    }
}
