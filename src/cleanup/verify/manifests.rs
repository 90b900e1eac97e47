//! Whether manifests that are to be deleted are as the plan said, and nothing new needs them.

use std::collections::{BTreeMap, BTreeSet};

use futures::{StreamExt, stream};

use crate::cleanup::action::{Item, Step};
use crate::cleanup::plan::Known;
use crate::cleanup::together::Together;
use crate::cleanup::verify::{CANCELLED, Looked, added, lists, locked, or_absent};
use crate::model::{Digest, Manifest, Reference, RepositoryName, TagName};
use crate::registry::Cancel;
use crate::registry::{Client, ListedTag};

/// Reads in flight at once.
const CONCURRENCY: usize = 8;
/// More new manifests than this since the plan was made call for a new plan.
const MOST_NEW: usize = 2000;
/// Entries of a list that take a request, about.
const PAGE: usize = 1000;

/// What goes, and what the plan said of it.
struct Watched<'a> {
    /// The steps by which it goes: its own, and those with which the registry takes it.
    steps: Vec<&'a Digest>,
    tags: &'a [TagName],
}

/// The steps of one repository, and the reasons found against them.
struct Check<'a> {
    watched: BTreeMap<&'a Digest, Watched<'a>>,
    refused: BTreeMap<Item, String>,
}

/// Reads a repository's lists again, whole, and everything that is new in it.
///
/// # Errors
///
/// A sentence, when not everything could be read: then nothing there may be deleted.
pub(super) async fn repository(
    client: &Client,
    name: &RepositoryName,
    steps: &[Step],
    known: &Known,
    again: bool,
    cancel: &Cancel,
) -> Result<Looked, String> {
    let mut check = Check::of(steps, known);
    let lists = lists::read(client, name, known, again, cancel).await?;
    for (tag, digest) in lists.hidden() {
        check.hidden_tag(tag, digest);
    }
    let entries = lists.tags.len() + lists.manifests.len();
    let unresolved = lists.tags.iter().filter(|tag| tag.digest.is_none()).count();
    let tags = resolved(client, name, lists.tags, cancel).await?;
    let mut news: BTreeSet<Digest> = BTreeSet::new();
    for (tag, digest) in &tags {
        check.tag(tag, digest, known);
        news.insert(digest.clone());
    }
    for manifest in lists.manifests {
        if manifest.entry.attributes.is_locked() {
            check.refuse(&manifest.digest, || "It is locked now.".to_owned());
        }
        news.insert(manifest.digest);
    }
    news.retain(|digest| !known.manifests.contains(digest));
    let read = check.read_new(client, name, news, known, cancel).await?;
    let requests = 1 + entries / PAGE + unresolved + read;
    Ok(Looked { refused: check.refused, requests })
}

impl<'a> Check<'a> {
    fn of(steps: &'a [Step], known: &Known) -> Self {
        let removals = || steps.iter().filter_map(Step::removal);
        let mut watched: BTreeMap<&Digest, Watched<'a>> = BTreeMap::new();
        for removal in removals() {
            let own = (&removal.digest, removal.tags.as_slice());
            let cascaded = removal.cascaded.iter().map(|other| (&other.digest, &*other.tags));
            for (digest, tags) in cascaded.chain([own]) {
                let steps = Vec::new();
                let watched = watched.entry(digest).or_insert(Watched { steps, tags });
                watched.steps.push(&removal.digest);
            }
        }
        // What has a step of its own may go with another one all the same: it must not, if it is to stay.
        let together = Together::of(steps, &known.cascade);
        for step in removals().map(|removal| &removal.digest) {
            for (digest, _) in together.with(step) {
                if let Some(watched) = watched.get_mut(digest) {
                    watched.steps.push(step);
                }
            }
        }
        Self { watched, refused: BTreeMap::new() }
    }

    /// Notes the first reason against the steps that `digest` goes by, if it goes.
    fn refuse(&mut self, digest: &Digest, why: impl Fn() -> String) {
        for &step in self.watched.get(digest).into_iter().flat_map(|watched| &watched.steps) {
            self.refused
                .entry(Item::Manifest(step.clone()))
                .or_insert_with(|| if step == digest { why() } else { takes(digest, &why()) });
        }
    }

    /// A tag that only the list of manifests names.
    fn hidden_tag(&mut self, tag: &TagName, digest: &Digest) {
        if !self.is_planned(tag, digest) {
            let why = || format!("The tag {tag}, which the list of tags does not show, is on it.");
            self.refuse(digest, why);
        }
    }

    fn is_planned(&self, tag: &TagName, digest: &Digest) -> bool {
        self.watched.get(digest).is_some_and(|watched| watched.tags.contains(tag))
    }

    /// Holds a tag, as it is now, against the plan.
    fn tag(&mut self, tag: &ListedTag, digest: &Digest, known: &Known) {
        let name = &tag.name;
        if !self.is_planned(name, digest) {
            self.refuse(digest, || added(name));
        }
        if tag.attributes.is_locked() {
            self.refuse(digest, || locked(name));
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
    /// may be about it. Answers how many it read.
    async fn read_new(
        &mut self,
        client: &Client,
        name: &RepositoryName,
        mut news: BTreeSet<Digest>,
        known: &Known,
        cancel: &Cancel,
    ) -> Result<usize, String> {
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
        Ok(read.len())
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

fn takes(digest: &Digest, why: &str) -> String {
    format!("The registry would take {} along: {why}", digest.short())
}

/// What each tag points to now; tags that point to nothing left out.
pub(in crate::cleanup) async fn resolved(
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

pub(in crate::cleanup) async fn manifest_unless_cancelled(
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
