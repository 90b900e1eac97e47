//! Cascades: manifests that a registry deletes by itself, as soon as others in the repository are gone.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Digest, Repository, RepositoryName, TagsByDigest};
use crate::registry::Capabilities;
use crate::storage::Analysis;

/// The cascades of one repository. Empty for a registry that deletes only the manifest that a request
/// names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::cleanup) struct Cascade {
    /// The referrers of each manifest: they are deleted as soon as it is gone.
    referrers: BTreeMap<Digest, Vec<Digest>>,
    /// The untagged children of each index: a child is deleted when the last index that lists it is gone.
    children: BTreeMap<Digest, Vec<Digest>>,
    /// Every index that lists one of these children, by child.
    parents: BTreeMap<Digest, Vec<Digest>>,
}

impl Cascade {
    /// The cascades in a repository of a registry with these capabilities.
    pub(in crate::cleanup) fn of(
        name: &RepositoryName,
        repository: &Repository,
        analysis: &Analysis,
        tags: &TagsByDigest<'_>,
        capabilities: &Capabilities,
    ) -> Self {
        let mut cascade = Self::default();
        if !capabilities.cascades_referrers && !capabilities.cascades_children {
            return cascade;
        }
        for digest in repository.manifests.keys() {
            if capabilities.cascades_referrers {
                let referrers = analysis.referrers_of(name, digest);
                if !referrers.is_empty() {
                    cascade.referrers.insert(digest.clone(), referrers);
                }
            }
            if capabilities.cascades_children && tags.on(digest).is_empty() {
                let parents = analysis.parents_of(name, digest);
                for parent in &parents {
                    let children = cascade.children.entry(parent.clone()).or_default();
                    children.push(digest.clone());
                }
                if !parents.is_empty() {
                    cascade.parents.insert(digest.clone(), parents);
                }
            }
        }
        cascade
    }

    /// The manifests `of`, with everything that the registry deletes because of them.
    pub(in crate::cleanup) fn closure(&self, of: &BTreeSet<Digest>) -> BTreeSet<Digest> {
        let mut gone = of.clone();
        self.spread(&mut gone, of.iter().cloned().collect());
        gone
    }

    /// Adds to `gone` the manifest `digest` and everything that the registry deletes because of it. Returns
    /// the added ones.
    pub(in crate::cleanup) fn delete(
        &self,
        gone: &mut BTreeSet<Digest>,
        digest: &Digest,
    ) -> Vec<Digest> {
        gone.insert(digest.clone());
        let mut new = self.spread(gone, vec![digest.clone()]);
        new.push(digest.clone());
        new
    }

    /// Whether the registry deletes only the manifest that a request names here.
    pub(in crate::cleanup) fn is_empty(&self) -> bool {
        self.referrers.is_empty() && self.children.is_empty()
    }

    /// The manifests among `going` that the cascades of `from` reach. Manifests among `stops` are left out,
    /// and so are those that only they lead to.
    pub(in crate::cleanup) fn reach(
        &self,
        from: &Digest,
        going: &BTreeSet<Digest>,
        stops: &BTreeSet<Digest>,
    ) -> BTreeSet<Digest> {
        let mut found = BTreeSet::new();
        let mut open = vec![from];
        while let Some(digest) = open.pop() {
            for next in self.next(digest) {
                let counts = next != from && going.contains(next) && !stops.contains(next);
                if counts && found.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
        found
    }

    fn spread(&self, gone: &mut BTreeSet<Digest>, mut open: Vec<Digest>) -> Vec<Digest> {
        let mut new = Vec::new();
        while let Some(digest) = open.pop() {
            let mut going: Vec<&Digest> =
                self.referrers.get(&digest).into_iter().flatten().collect();
            let is_last = |child: &&Digest| {
                let parents = self.parents.get(*child);
                parents.is_some_and(|all| all.iter().all(|parent| gone.contains(parent)))
            };
            going.extend(self.children.get(&digest).into_iter().flatten().filter(is_last));
            for next in going {
                if gone.insert(next.clone()) {
                    new.push(next.clone());
                    open.push(next.clone());
                }
            }
        }
        new
    }

    fn next(&self, digest: &Digest) -> impl Iterator<Item = &Digest> {
        self.referrers.get(digest).into_iter().chain(self.children.get(digest)).flatten()
    }
}
