//! Whether manifests that are to be deleted are as the plan said, and nothing new needs them.

use std::collections::{BTreeMap, BTreeSet};

use futures::{StreamExt, stream};

use crate::cleanup::action::{Item, Removal, Step};
use crate::cleanup::plan::Known;
use crate::cleanup::verify::{CANCELLED, moved, nothing_new_hangs, or_absent};
use crate::model::{Digest, Manifest, Reference, RepositoryName, TagName};
use crate::registry::scan::Cancel;
use crate::registry::{Client, ListedTag};

/// Reads in flight at once.
const CONCURRENCY: usize = 8;
/// More new manifests than this since the plan was made call for a new plan.
const MOST_NEW: usize = 2000;

/// What goes by a step, and what the plan said of it.
struct Watched<'a> {
    step: &'a Digest,
    tags: &'a [TagName],
}

/// The steps of one repository, and the reasons found against them.
struct Check<'a> {
    watched: BTreeMap<&'a Digest, Watched<'a>>,
    refused: BTreeMap<Item, String>,
}

/// Reads a repository's tags again, whole, and everything that is new in it: for each step that must
/// not be done any more, by its manifest, the reason.
///
/// # Errors
///
/// A sentence, when not everything could be read: then nothing there may be deleted.
pub(super) async fn repository(
    client: &Client,
    name: &RepositoryName,
    steps: &[Step],
    known: &Known,
    cancel: &Cancel,
) -> Result<BTreeMap<Item, String>, String> {
    let mut check = Check::of(steps);
    let listed = or_absent(client.tags(name).await)?.unwrap_or_default();
    if !listed.invalid.is_empty() {
        return Err("The registry lists tags that cannot be read.".to_owned());
    }
    let tags = resolved(client, name, listed.tags, cancel).await?;
    let mut news: BTreeSet<Digest> = BTreeSet::new();
    for (tag, digest) in &tags {
        check.tag(tag, digest, known);
        news.insert(digest.clone());
    }
    if client.endpoint().capabilities().lists_untagged {
        let listed = or_absent(client.manifests(name).await)?.unwrap_or_default();
        if !listed.invalid.is_empty() {
            return Err("The registry lists manifests that cannot be read.".to_owned());
        }
        for manifest in listed.manifests {
            if manifest.entry.attributes.is_locked() {
                check.refuse(&manifest.digest, || "It is locked now.".to_owned());
            }
            news.insert(manifest.digest);
        }
    }
    news.retain(|digest| !known.manifests.contains(digest));
    check.read_new(client, name, news, known, cancel).await?;
    Ok(check.refused)
}

/// Whether a manifest is still there, and all its tags still on it.
///
/// # Errors
///
/// A sentence, when something has changed or could not be read.
pub(in crate::cleanup) async fn manifest(
    client: &Client,
    name: &RepositoryName,
    removal: &Removal,
) -> Result<bool, String> {
    let reference = Reference::Digest(removal.digest.clone());
    let found = or_absent(client.manifest(name, &reference).await)?;
    let Some(manifest) = found else { return Ok(false) };
    if manifest.digest != removal.digest {
        return Err("The registry answers with another manifest.".to_owned());
    }
    let own = removal.tags.iter().map(|tag| (tag, &removal.digest));
    let cascaded = removal.cascaded.iter();
    let others = cascaded.flat_map(|other| other.tags.iter().map(|tag| (tag, &other.digest)));
    let mut answers = stream::iter(own.chain(others))
        .map(async |(tag, digest)| {
            let now = or_absent(client.resolve(name, tag).await)?;
            match now {
                Some(now) if now != *digest => Err(moved(tag)),
                _ => Ok(()),
            }
        })
        .buffer_unordered(CONCURRENCY);
    while let Some(answer) = answers.next().await {
        answer?;
    }
    let going = std::iter::once((&removal.digest, removal.role))
        .chain(removal.cascaded.iter().map(|other| (&other.digest, other.role)));
    nothing_new_hangs(client, name, going).await?;
    Ok(true)
}

impl<'a> Check<'a> {
    fn of(steps: &'a [Step]) -> Self {
        let mut watched = BTreeMap::new();
        for removal in steps.iter().filter_map(Step::removal) {
            let step = &removal.digest;
            watched.insert(step, Watched { step, tags: &removal.tags });
            for other in &removal.cascaded {
                watched.insert(&other.digest, Watched { step, tags: &other.tags });
            }
        }
        Self { watched, refused: BTreeMap::new() }
    }

    /// Notes the first reason against the step that `digest` goes by, if it goes.
    fn refuse(&mut self, digest: &Digest, why: impl FnOnce() -> String) {
        if let Some(watched) = self.watched.get(digest) {
            self.refused.entry(Item::Manifest(watched.step.clone())).or_insert_with(why);
        }
    }

    /// Holds a tag, as it is now, against the plan.
    fn tag(&mut self, tag: &ListedTag, digest: &Digest, known: &Known) {
        let name = &tag.name;
        let planned = self.watched.get(digest).is_some_and(|w| w.tags.contains(name));
        if !planned {
            self.refuse(digest, || format!("The tag {name} points to it since the plan was made."));
        }
        if tag.attributes.is_locked() {
            self.refuse(digest, || format!("Its tag {name} is locked now."));
        }
        if !known.tags.contains(name)
            && let Some(named) = name.attached_to()
        {
            self.refuse(&named, || {
                format!("The tag {name} was added for it since the plan was made.")
            });
        }
    }

    /// Reads what is new in the repository: a new index may list what was to go, and a new referrer
    /// may be about it.
    async fn read_new(
        &mut self,
        client: &Client,
        name: &RepositoryName,
        mut news: BTreeSet<Digest>,
        known: &Known,
        cancel: &Cancel,
    ) -> Result<(), String> {
        let mut read: BTreeSet<Digest> = BTreeSet::new();
        while !news.is_empty() {
            if read.len() + news.len() > MOST_NEW {
                return Err(
                    "Too much was pushed since the plan was made: make a new one.".to_owned()
                );
            }
            let mut manifests = stream::iter(&news)
                .map(async |digest| manifest_unless_cancelled(client, name, digest, cancel).await)
                .buffer_unordered(CONCURRENCY);
            let mut children = BTreeSet::new();
            while let Some(manifest) = manifests.next().await {
                let Some(manifest) = manifest? else { continue };
                self.new_manifest(&manifest)?;
                children.extend(manifest.children().iter().map(|child| child.digest.clone()));
            }
            drop(manifests);
            read.extend(news);
            children.retain(|child| !known.manifests.contains(child) && !read.contains(child));
            news = children;
        }
        Ok(())
    }

    fn new_manifest(&mut self, manifest: &Manifest) -> Result<(), String> {
        let short = manifest.digest.short();
        if !manifest.is_understood() {
            return Err(format!(
                "{short} was pushed since the plan was made and is not understood."
            ));
        }
        for child in manifest.children() {
            self.refuse(&child.digest, || {
                format!("The index {short}, pushed since the plan was made, lists it.")
            });
        }
        if let Some(subject) = &manifest.subject {
            self.refuse(subject, || {
                format!("{short}, pushed since the plan was made, refers to it.")
            });
        }
        Ok(())
    }
}

/// What each tag points to now; tags that point to nothing left out.
async fn resolved(
    client: &Client,
    name: &RepositoryName,
    tags: Vec<ListedTag>,
    cancel: &Cancel,
) -> Result<Vec<(ListedTag, Digest)>, String> {
    let mut answers = stream::iter(tags)
        .map(async |tag: ListedTag| {
            let digest = match tag.digest.clone() {
                Some(digest) => Some(digest),
                None if cancel.is_cancelled() => return Err(CANCELLED.to_owned()),
                None => or_absent(client.resolve(name, &tag.name).await)?,
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

async fn manifest_unless_cancelled(
    client: &Client,
    name: &RepositoryName,
    digest: &Digest,
    cancel: &Cancel,
) -> Result<Option<Manifest>, String> {
    if cancel.is_cancelled() {
        return Err(CANCELLED.to_owned());
    }
    or_absent(client.manifest(name, &Reference::Digest(digest.clone())).await)
}
