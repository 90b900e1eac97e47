//! Manifests that a repository holds under digests of two algorithms. Some registries keep one manifest
//! for both names, and deleting either deletes it.

use std::collections::BTreeMap;

use crate::model::{Digest, Manifest, Repository};

/// Each manifest that the repository holds twice, by digest, with its other digest. The inventory keeps no
/// bytes, so manifests of the same length, type, subject and content count as the same.
pub(in crate::cleanup) fn other_digests(repository: &Repository) -> BTreeMap<Digest, Digest> {
    let mut others = BTreeMap::new();
    let is_rare = |digest: &Digest| digest.algorithm() == "sha512";
    for (rare, record) in repository.manifests.iter().filter(|(digest, _)| is_rare(digest)) {
        let same = repository.manifests.iter().find(|(digest, other)| {
            !is_rare(digest) && are_same(&record.manifest, &other.manifest)
        });
        if let Some((common, _)) = same {
            others.insert(rare.clone(), common.clone());
            others.insert(common.clone(), rare.clone());
        }
    }
    others
}

fn are_same(one: &Manifest, other: &Manifest) -> bool {
    (one.size, &one.media_type, &one.subject) == (other.size, &other.media_type, &other.subject)
        && one.content == other.content
}
