//! Leftovers: manifests that stay although the manifest that they belonged to is deleted.

use std::collections::BTreeSet;

use crate::cleanup::planning::plan::{LeftBehind, Leftover};
use crate::model::order::set_of;
use crate::model::{Digest, Repository, RepositoryName, TagsByDigest};
use crate::storage::Analysis;

/// The leftovers in a repository once `going` is deleted: manifests that no root reaches any more, and
/// signatures and other referrers of deleted manifests, tagged or not. Each is listed once.
pub(in crate::cleanup) fn of(
    name: &RepositoryName,
    repository: &Repository,
    analysis: &Analysis,
    tags: &TagsByDigest<'_>,
    going: &BTreeSet<Digest>,
) -> Vec<Leftover> {
    let orphans: BTreeSet<Digest> = set_of(analysis.lost_without(name, going));
    let mut left = orphans.clone();
    for gone in going {
        left.extend(analysis.referrers_of(name, gone));
        left.extend(analysis.attachments_of(name, gone));
    }
    left.retain(|digest| !going.contains(digest));
    // A signature of two images has one of them still.
    let stays = |image: &Digest| repository.manifests.contains_key(image) && !going.contains(image);
    left.retain(|digest| {
        orphans.contains(digest) || !images(repository, tags, digest).any(|image| stays(&image))
    });
    let place = Place { name, repository, analysis, tags };
    let leftover = |digest: &Digest| {
        Some(Leftover {
            repository: name.clone(),
            digest: digest.clone(),
            is_orphan: orphans.contains(digest),
            tags: tags.on(digest).iter().map(|&tag| tag.clone()).collect(),
            left: place
                .belongs(digest, |other| going.contains(other))
                .or_else(|| place.belongs(digest, |other| left.contains(other)))?,
        })
    };
    left.iter().filter_map(leftover).collect()
}

/// Manifests that belong to the deleted one and stay, at most two: a child that nothing else needs, and a
/// referrer or else a manifest attached by a cosign-style tag. Harbor would delete either along.
pub(in crate::cleanup) fn closest(
    name: &RepositoryName,
    analysis: &Analysis,
    tags: &TagsByDigest<'_>,
    digest: &Digest,
    going: &BTreeSet<Digest>,
) -> Vec<Digest> {
    let is_needed = |child: &Digest| {
        let parents = analysis.parents_of(name, child);
        !tags.on(child).is_empty() || parents.iter().any(|other| !going.contains(other))
    };
    let stays = |other: &Digest| !going.contains(other);
    let mut children = analysis.children_of(name, digest).into_iter();
    let referrers = analysis.referrers_of(name, digest).into_iter();
    let mut attached = referrers.chain(analysis.attachments_of(name, digest));
    let child = children.find(|child| stays(child) && !is_needed(child));
    child.into_iter().chain(attached.find(stays)).collect()
}

/// The manifests that a signature or another referrer is about: its subject, and those that its tags name.
fn images<'a>(
    repository: &'a Repository,
    tags: &'a TagsByDigest<'_>,
    digest: &Digest,
) -> impl Iterator<Item = Digest> {
    let record = repository.manifests.get(digest);
    let subject = record.and_then(|record| record.manifest.subject.clone());
    subject.into_iter().chain(tags.on(digest).iter().filter_map(|tag| tag.attached_to()))
}

struct Place<'a> {
    name: &'a RepositoryName,
    repository: &'a Repository,
    analysis: &'a Analysis,
    tags: &'a TagsByDigest<'a>,
}

impl Place<'_> {
    /// The manifest that `digest` belongs to, among those that `counts` accepts.
    fn belongs(&self, digest: &Digest, counts: impl Fn(&Digest) -> bool) -> Option<LeftBehind> {
        let analysis = self.analysis;
        let subject = self.repository.manifests.get(digest)?.manifest.subject.clone();
        let named: Vec<Digest> =
            self.tags.on(digest).iter().filter_map(|tag| tag.attached_to()).collect();
        let mut about = analysis.referrers_of(self.name, digest);
        about.extend(analysis.attachments_of(self.name, digest));
        let first = |all: Vec<Digest>| all.into_iter().find(|other| counts(other));
        first(subject.into_iter().collect())
            .map(LeftBehind::ReferrerOf)
            .or_else(|| first(named).map(LeftBehind::AttachedTo))
            .or_else(|| first(analysis.parents_of(self.name, digest)).map(LeftBehind::ChildOf))
            .or_else(|| first(about).map(LeftBehind::SubjectOf))
    }
}
