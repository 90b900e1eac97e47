//! Manifests that a repository holds under digests of two algorithms. Some registries keep one manifest
//! for both names, and deleting either deletes it.

use std::collections::BTreeMap;

use crate::model::{Digest, Manifest, Repository};

/// Each such manifest, and its other name. Bytes are not kept: what has the same length and says the
/// same counts as the same.
pub(super) fn of(repository: &Repository) -> BTreeMap<Digest, Digest> {
    let mut twins = BTreeMap::new();
    let is_rare = |digest: &Digest| matches!(digest, Digest::Sha512(_));
    for (rare, record) in repository.manifests.iter().filter(|(digest, _)| is_rare(digest)) {
        let twin = repository.manifests.iter().find(|(digest, other)| {
            !is_rare(digest) && are_same(&record.manifest, &other.manifest)
        });
        if let Some((common, _)) = twin {
            twins.insert(rare.clone(), common.clone());
            twins.insert(common.clone(), rare.clone());
        }
    }
    twins
}

fn are_same(one: &Manifest, other: &Manifest) -> bool {
    (one.size, &one.media_type, &one.subject) == (other.size, &other.media_type, &other.subject)
        && one.content == other.content
}
