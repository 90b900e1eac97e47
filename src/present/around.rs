//! The data around a manifest in its repository, and the names by which people know it there.

use crate::cleanup::Frees;
use crate::model::order::sort_by;
use crate::model::{Attributes, Digest, ManifestRecord, Repository, RepositoryName, TagsByDigest};
use crate::present::image_cells::{IMAGE_GONE, is_gone};
use crate::present::lock_words::lock_badge;
use crate::present::signature_tags::gone_badge;
use crate::present::{Badge, Cell, Target, grouped, visible};
use crate::registry::Capabilities;
use crate::storage::{Analysis, Role};

/// The data that all rows of a repository's manifests share, besides each row's own manifest.
pub(super) struct Around<'a> {
    pub(super) name: &'a RepositoryName,
    pub(super) repository: &'a Repository,
    pub(super) analysis: &'a Analysis,
    pub(super) deletion: Frees<'a>,
    pub(super) tags: TagsByDigest<'a>,
}

impl<'a> Around<'a> {
    pub(super) fn of(
        name: &'a RepositoryName,
        repository: &'a Repository,
        analysis: &'a Analysis,
        does: &Capabilities,
    ) -> Self {
        let deletion = Frees::of(name, repository, analysis, does);
        Self { name, repository, analysis, deletion, tags: TagsByDigest::of(repository) }
    }

    /// The indexes that list a manifest: first the one with a tag, below which it is folded. A manifest that
    /// several list stands below one of them, so that no row and no figure is there twice.
    pub(super) fn indexes_of(&self, digest: &Digest) -> Vec<Digest> {
        let mut all = self.analysis.parents_of(self.name, digest);
        all.retain(|index| index != digest);
        sort_by(&mut all, |a, b| self.tags.on(a).is_empty().cmp(&self.tags.on(b).is_empty()));
        all
    }

    pub(super) fn lock(&self, digest: &Digest, attributes: Attributes) -> Option<Badge> {
        let by_a_tag = self.deletion.is_locked(digest).then_some("tag");
        lock_badge(&[("manifest", attributes)], self.repository.entry, by_a_tag)
    }

    pub(super) fn quarantine(&self, digest: &Digest) -> Option<Badge> {
        let state = self.repository.listed.get(digest)?.quarantine.as_deref()?;
        Some(Badge::warning("quarantine").saying(format!("quarantineState: {}", visible(state))))
    }

    /// The tags of a manifest; for a manifest without tags, the thing that keeps it, or that nothing
    /// does. A name links to the thing that it names.
    pub(super) fn names(&self, digest: &Digest, record: &ManifestRecord, role: Role) -> Cell {
        let mut badges = Vec::new();
        let parents = self.indexes_of(digest);
        let subject = record.manifest.subject.as_ref();
        let (before, name, target) = match (self.tags.on(digest).split_first(), role) {
            (Some((first, rest)), _) => {
                if !rest.is_empty() {
                    badges.push(Badge::quiet(format!("and {} more", grouped(rest.len() as u64))));
                }
                if self.repository.hidden_tags.contains(digest) {
                    badges.push(Badge::quiet("and a hidden tag".to_owned()));
                }
                badges.extend(gone_badge(self.repository, self.tags.on(digest), Some(record)));
                ("", first.to_string(), self.target(digest))
            }
            (None, Role::Orphan) if parents.is_empty() => {
                badges.push(Badge::warning("orphan"));
                ("", String::new(), Target::Nowhere)
            }
            (None, _) if !parents.is_empty() => {
                if role == Role::Orphan {
                    badges.push(Badge::warning("orphan"));
                }
                ("part of ", self.parent_words(&parents), self.target(&parents[0]))
            }
            (None, Role::Referrer) if subject.is_some() => {
                if subject.is_some_and(|subject| is_gone(self.repository, subject)) {
                    badges.push(Badge::warning("which is not here").saying(IMAGE_GONE));
                }
                let about = subject.map(|digest| self.tag_or_short(digest));
                let target = subject.map_or(Target::Nowhere, |digest| self.target(digest));
                ("belongs to ", about.unwrap_or_default(), target)
            }
            (None, _) if self.repository.hidden_tags.contains(digest) => {
                ("hidden tag", String::new(), Target::Nowhere)
            }
            (None, _) => ("untagged", String::new(), Target::Nowhere),
        };
        badges.extend(self.lock(digest, record.attributes));
        badges.extend(self.quarantine(digest));
        Cell::Name { before: before.to_owned(), name, target, badges }
    }

    fn parent_words(&self, parents: &[Digest]) -> String {
        let first = self.tag_or_short(&parents[0]);
        match parents.len() {
            1 => first,
            count => format!("{first} and {} more", count - 1),
        }
    }

    /// People know a manifest by its tag.
    pub(super) fn tag_or_short(&self, digest: &Digest) -> String {
        self.tags.on(digest).first().map_or_else(|| digest.short(), ToString::to_string)
    }

    /// The page of a manifest, by the tag that [`Self::tag_or_short`] names it by.
    pub(super) fn target(&self, digest: &Digest) -> Target {
        match self.repository.manifests.contains_key(digest) {
            true => {
                let tag = self.tags.on(digest).first().map(|&tag| tag.clone());
                Target::Manifest(self.name.clone(), digest.clone(), tag)
            }
            false => Target::Nowhere,
        }
    }
}
