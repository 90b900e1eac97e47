//! The selection in one repository: the chosen manifests, those that are deleted along, and those that must
//! stay.

mod claims;
mod steps;

use std::collections::{BTreeMap, BTreeSet};

use crate::cleanup::planning::cascade::Cascade;
use crate::cleanup::planning::lock;
use crate::cleanup::planning::refusal::Refusal;
use crate::cleanup::planning::target::{Along, Targets};
use crate::cleanup::planning::two_digests::other_digests;
use crate::model::{
    Digest, ManifestRecord, MediaType, Repository, RepositoryName, TagName, TagsByDigest,
};
use crate::registry::Capabilities;
use crate::storage::Analysis;

/// A selection in one repository. Once it is settled, deleting it breaks nothing outside it.
pub(in crate::cleanup) struct Selection<'a> {
    name: &'a RepositoryName,
    repository: &'a Repository,
    analysis: &'a Analysis,
    targets: &'a Targets<'a>,
    along: Along,
    /// The deletions that the registry makes by itself.
    cascade: Cascade,
    /// Whether the registry deletes the referrers of a manifest along with it, so that they need no step.
    takes_referrers: bool,
    /// Whether the registry deletes the children of an index along with it, so that they need no step.
    takes_children: bool,
    /// The tags on each manifest, looked up once.
    tags: TagsByDigest<'a>,
    /// Manifests that get a step of their own.
    members: BTreeSet<Digest>,
    skipped: BTreeMap<Digest, Refusal>,
    /// Manifests that were not understood and may list any other.
    unclear: Vec<&'a Digest>,
    /// The other digest of each manifest that is there under digests of two algorithms.
    other_digests: BTreeMap<Digest, Digest>,
}

impl<'a> Selection<'a> {
    /// Settles which manifests are deleted: starts with the chosen ones and everything that may be deleted
    /// along, and takes out those that must stay until nothing outside needs any of the rest.
    pub(in crate::cleanup) fn of(
        name: &'a RepositoryName,
        repository: &'a Repository,
        analysis: &'a Analysis,
        targets: &'a Targets<'a>,
        along: Along,
        capabilities: &Capabilities,
    ) -> Self {
        let unclear = repository.manifests.iter().filter(|(_, record)| may_be_index(record));
        let tags = TagsByDigest::of(repository);
        let mut selection = Self {
            cascade: Cascade::of(name, repository, analysis, &tags, capabilities),
            unclear: unclear.map(|(digest, _)| digest).collect(),
            other_digests: other_digests(repository),
            name,
            repository,
            analysis,
            targets,
            along,
            takes_referrers: capabilities.cascades_referrers,
            takes_children: capabilities.cascades_children,
            tags,
            members: BTreeSet::new(),
            skipped: BTreeMap::new(),
        };
        selection.choose();
        selection.grow();
        selection.settle();
        selection.promote();
        selection
    }

    /// Adds the chosen manifests, except those that a reason of their own keeps: unread, locked, or not
    /// under their tag any more.
    fn choose(&mut self) {
        let whole = self.analysis.repositories.get(self.name).is_some_and(|repo| repo.read_whole);
        for (digest, chosen_tags) in self.targets {
            let stray = chosen_tags.iter().find(|tag| !self.tags_of(digest).contains(tag));
            let refusal = if !self.repository.manifests.contains_key(digest) {
                let is_absent = self.repository.absent.contains(*digest);
                Some(if is_absent { Refusal::NotThere } else { Refusal::NotRead })
            } else if !whole {
                Some(Refusal::RepositoryNotWhole)
            } else if let Some(&tag) = stray {
                Some(Refusal::NotItsTag(tag.clone()))
            } else {
                self.lock_on(digest)
            };
            match refusal {
                Some(why) => drop(self.skipped.insert((*digest).clone(), why)),
                None => self.members.extend([(*digest).clone()]),
            }
        }
    }

    /// Adds everything that may be deleted along. [`Self::settle`] takes out again what must stay.
    fn grow(&mut self) {
        let mut open: Vec<Digest> = self.members.iter().cloned().collect();
        while let Some(member) = open.pop() {
            let mut found = Vec::new();
            if self.along.children && !self.takes_children {
                let children = self.analysis.children_of(self.name, &member);
                // A tagged child is kept for its own sake.
                found.extend(children.into_iter().filter(|child| self.tags_of(child).is_empty()));
            }
            if self.along.referrers {
                found.extend(self.analysis.attachments_of(self.name, &member));
                // Referrers that the registry takes itself need no step.
                if !self.takes_referrers {
                    found.extend(self.analysis.referrers_of(self.name, &member));
                }
            }
            for digest in found {
                if self.members.contains(&digest) || self.skipped.contains_key(&digest) {
                    continue;
                }
                match self.lock_on(&digest) {
                    Some(why) => drop(self.skipped.insert(digest, why)),
                    None => {
                        self.members.insert(digest.clone());
                        open.push(digest);
                    }
                }
            }
        }
    }

    /// Takes out members that must stay, again and again until none is left: each one that stays may need
    /// others.
    fn settle(&mut self) {
        loop {
            let going = self.going();
            let mut out = Vec::new();
            for member in &self.members {
                let chosen = self.targets.contains_key(member);
                match self.obstacle(member, &going) {
                    Some(why) => out.push((member.clone(), Some(why))),
                    None if !chosen && self.why(member, &going).is_none() => {
                        out.push((member.clone(), None));
                    }
                    None => {}
                }
            }
            if out.is_empty() {
                return;
            }
            for (member, why) in out {
                self.members.remove(&member);
                let Some(why) = why else { continue };
                // A manifest that nobody chose and that another index needs is no refusal: nobody asked for
                // it.
                let unasked = !self.targets.contains_key(&member);
                if !(unasked && matches!(why, Refusal::PartOf { .. })) {
                    self.skipped.insert(member, why);
                }
            }
        }
    }

    /// Gives an index that a cascade would delete a step of its own, where it lists a manifest that is
    /// deleted: the index has to be gone before that, not whenever its subject is.
    fn promote(&mut self) {
        let going = self.going();
        let lists = |digest: &&Digest| {
            let children = self.analysis.children_of(self.name, digest);
            children.iter().any(|child| going.contains(child))
        };
        // An index that is deleted as a child needs no step: it is gone only after the indexes that list
        // it.
        let is_referrer = |digest: &&Digest| self.goes_with(digest, &going).is_some();
        let others =
            going.iter().filter(|digest| !self.members.contains(*digest)).filter(is_referrer);
        let promoted: Vec<Digest> = others.filter(lists).cloned().collect();
        self.members.extend(promoted);
    }

    /// The members and everything that the registry deletes with them.
    fn going(&self) -> BTreeSet<Digest> {
        self.cascade.closure(&self.members)
    }

    fn lock_on(&self, digest: &Digest) -> Option<Refusal> {
        lock::on_manifest(self.repository, digest, self.tags_of(digest))
    }

    fn tags_of(&self, digest: &Digest) -> &[&'a TagName] {
        self.tags.on(digest)
    }

    fn owned_tags(&self, digest: &Digest) -> Vec<TagName> {
        self.tags_of(digest).iter().map(|&tag| tag.clone()).collect()
    }
}

/// Whether a manifest that was not understood may list others. Its type may say that it is an image.
fn may_be_index(record: &ManifestRecord) -> bool {
    let images = [
        MediaType::OciManifest,
        MediaType::OciArtifact,
        MediaType::OrasArtifact,
        MediaType::DockerManifest,
        MediaType::DockerSchema1,
        MediaType::DockerSchema1Signed,
    ];
    !record.manifest.is_understood() && !images.contains(&record.manifest.media_type)
}
