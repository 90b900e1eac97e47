//! The ground of selections in one repository: everything that they depend on besides the choice itself. It is made
//! once, for the selections of ten thousand rows, too.

use std::collections::{BTreeMap, BTreeSet};

use crate::cleanup::planning::cascade::Cascade;
use crate::cleanup::planning::lock;
use crate::cleanup::planning::refusal::Refusal;
use crate::cleanup::planning::two_digests::other_digests;
use crate::model::{
    Digest, ManifestRecord, MediaType, Repository, RepositoryName, TagName, TagsByDigest,
};
use crate::registry::Capabilities;
use crate::storage::Analysis;

pub(in crate::cleanup) struct Ground<'a> {
    pub(in crate::cleanup) name: &'a RepositoryName,
    pub(in crate::cleanup) repository: &'a Repository,
    pub(in crate::cleanup) analysis: &'a Analysis,
    /// The deletions that the registry makes by itself.
    pub(in crate::cleanup) cascade: Cascade,
    /// Whether the registry deletes the referrers of a manifest along with it, so that they need no step.
    pub(super) takes_referrers: bool,
    /// Whether the registry deletes the children of an index along with it, so that they need no step.
    pub(super) takes_children: bool,
    /// The tags on each manifest.
    pub(super) tags: TagsByDigest<'a>,
    /// The manifests that a locked tag is on, looked up once: ten thousand tags may be on one.
    under_locked_tags: BTreeSet<&'a Digest>,
    /// Manifests that were not understood and may list any other.
    pub(in crate::cleanup) unclear: Vec<&'a Digest>,
    /// The other digest of each manifest that is there under digests of two algorithms.
    pub(in crate::cleanup) other_digests: BTreeMap<Digest, Digest>,
}

impl<'a> Ground<'a> {
    /// The ground of one repository. `analysis` is that of the inventory that holds it.
    pub(in crate::cleanup) fn of(
        name: &'a RepositoryName,
        repository: &'a Repository,
        analysis: &'a Analysis,
        capabilities: &Capabilities,
    ) -> Self {
        let unclear = repository.manifests.iter().filter(|(_, record)| may_be_index(record));
        let tags = TagsByDigest::of(repository);
        Self {
            cascade: Cascade::of(name, repository, analysis, &tags, capabilities),
            unclear: unclear.map(|(digest, _)| digest).collect(),
            other_digests: other_digests(repository),
            name,
            repository,
            analysis,
            takes_referrers: capabilities.cascades_referrers,
            takes_children: capabilities.cascades_children,
            tags,
            under_locked_tags: lock::under_locked_tags(repository),
        }
    }

    /// The lock that keeps the manifest: its own, that of a tag on it, or that of the whole repository.
    pub(in crate::cleanup) fn lock_on(&self, digest: &Digest) -> Option<Refusal> {
        let is_under = self.under_locked_tags.contains(digest);
        let tags = if is_under { self.tags_of(digest) } else { &[] };
        lock::on_manifest(self.repository, digest, tags)
    }

    /// The first index that lists the manifest and `stays`, as the reason why the manifest must stay.
    pub(in crate::cleanup) fn index_above(
        &self,
        digest: &Digest,
        stays: impl Fn(&Digest) -> bool,
    ) -> Option<Refusal> {
        let index = self.analysis.parents_of(self.name, digest).into_iter().find(stays)?;
        let tags = self.owned_tags(&index);
        Some(Refusal::PartOf { index, tags })
    }

    pub(in crate::cleanup::planning) fn tags_of(&self, digest: &Digest) -> &[&'a TagName] {
        self.tags.on(digest)
    }

    pub(super) fn owned_tags(&self, digest: &Digest) -> Vec<TagName> {
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
