//! Layers: the manifests that use each one, and what keeps them.

use crate::model::{Digest, Inventory};
use crate::storage::figures::BlobFigures;
use crate::storage::graph::{Graph, RepositoryNode};
use crate::storage::reach::{Reach, reached_from};
use crate::storage::sharing;

/// The manifests of a registry that use a blob themselves, each counted once, by what keeps it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Keepers {
    /// Repositories of these manifests.
    pub repositories: usize,
    /// Manifests that a lock keeps: of the repository, of a tag, of the manifest, or of one that reaches it.
    pub by_locks: usize,
    /// Manifests that only tags keep, in the same way.
    pub by_tags: usize,
    /// Manifests that nothing keeps.
    pub orphans: usize,
    /// Manifests that nothing is known to keep, in repositories that were not read whole.
    pub unclear: usize,
}

/// A layer that a repository uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerUse {
    /// The figures of the layer in the whole registry.
    pub figures: BlobFigures,
    /// Manifests of the repository that use it themselves.
    pub manifests: usize,
    /// One of these manifests.
    pub user: Digest,
}

impl Keepers {
    /// The number of manifests.
    #[must_use]
    pub fn manifests(&self) -> usize {
        self.by_locks + self.by_tags + self.orphans + self.unclear
    }

    pub(super) fn of(graph: &Graph, inventory: &Inventory, reach: &Reach, digest: &Digest) -> Self {
        let locked = reached_from(graph, locked(graph, inventory), &|_| false);
        let blobs = graph.copies(digest).into_iter();
        let repositories = blobs.map(|(_, blob)| graph.blobs.repositories(blob) as usize).sum();
        let mut keepers = Self { repositories, ..Self::default() };
        for node in sharing::user_nodes(graph, digest) {
            *(if locked[node as usize] {
                &mut keepers.by_locks
            } else if reach.is_reached(node) {
                &mut keepers.by_tags
            } else if reach.is_orphan(graph, node) {
                &mut keepers.orphans
            } else {
                &mut keepers.unclear
            }) += 1;
        }
        keepers
    }
}

/// The nodes that a lock keeps: of their repository, of a tag on them, or their own.
fn locked(graph: &Graph, inventory: &Inventory) -> Vec<u32> {
    let own = |&node: &u32| graph.nodes[node as usize].locked;
    let mut locked: Vec<u32> = (0..graph.nodes.len() as u32).filter(own).collect();
    for (number, (name, repository)) in inventory.repositories.iter().enumerate() {
        if repository.entry.is_some_and(|entry| entry.attributes.is_locked()) {
            let RepositoryNode { first, end, .. } = graph.repositories[number];
            locked.extend(first..end);
        }
        let tags = repository.tags.values().filter(|tag| tag.attributes.is_locked());
        locked.extend(tags.filter_map(|tag| graph.node(name, tag.digest()?)));
    }
    locked
}

/// The layers of a repository, each once, in no particular order. The user of a layer is the first that `tells`
/// something about its layers, or else the first.
pub(super) fn of_repository(
    graph: &Graph,
    repository: usize,
    tells: &dyn Fn(&Digest) -> bool,
) -> Vec<LayerUse> {
    struct Use {
        blob: u32,
        manifests: usize,
        user: u32,
        is_told: bool,
    }
    let RepositoryNode { first, end, .. } = graph.repositories[repository];
    // The place of each blob in `uses`, plus one.
    let mut places = vec![0_u32; graph.blobs.len()];
    let mut uses: Vec<Use> = Vec::new();
    for user in first..end {
        let is_told = tells(graph.digest(user));
        for &blob in graph.own.of(user).iter().filter(|&&blob| graph.blobs.is_layer(blob)) {
            let place = &mut places[blob as usize];
            if *place == 0 {
                uses.push(Use { blob, manifests: 1, user, is_told });
                *place = uses.len() as u32;
                continue;
            }
            let known = &mut uses[*place as usize - 1];
            known.manifests += 1;
            if is_told && !known.is_told {
                (known.user, known.is_told) = (user, true);
            }
        }
    }
    let layer = |one: Use| {
        Some(LayerUse {
            figures: sharing::numbered(graph, one.blob)?,
            manifests: one.manifests,
            user: graph.digest(one.user).clone(),
        })
    };
    uses.into_iter().filter_map(layer).collect()
}
