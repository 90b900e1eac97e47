//! The analysis of an inventory: its figures, and answers about single manifests and blobs.

use std::collections::BTreeMap;

use crate::model::{Amount, Digest, FreedRange, Inventory, KeptOnce, RepositoryName};
use crate::storage::classes::{self, Between, ClassFigures};
use crate::storage::content::content;
use crate::storage::figures::{BlobFigures, BlobUser, ManifestFigures, RepositoryFigures, Totals};
use crate::storage::graph::Graph;
use crate::storage::images::{ImageBlob, Standing};
use crate::storage::layers::{Keepers, LayerUse};
use crate::storage::lists::Lists;
use crate::storage::reach::Reach;
use crate::storage::rest::{Work, rest, whole};
use crate::storage::role::Role;
use crate::storage::sums::{repository_figures, totals};
use crate::storage::{images, layers, reclaim, sharing};

/// All figures of an inventory, and the graph behind them.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// Figures of the whole registry.
    pub totals: Totals,
    /// Figures of each repository.
    pub repositories: BTreeMap<RepositoryName, RepositoryFigures>,
    pub(super) graph: Graph,
    pub(super) reach: Reach,
}

impl Analysis {
    /// Analyses an inventory, complete or not, of a registry that keeps each blob once.
    #[must_use]
    pub fn of(inventory: &Inventory) -> Self {
        Self::kept(inventory, KeptOnce::Registry)
    }

    /// Analyses an inventory, complete or not, of a registry that keeps each blob once in each part of this kind.
    #[must_use]
    pub fn kept(inventory: &Inventory, kept_once: KeptOnce) -> Self {
        whole(Self::compute(inventory, kept_once))
    }

    /// Analyses an inventory, and pends after each piece of work.
    pub(super) async fn compute(inventory: &Inventory, kept_once: KeptOnce) -> Self {
        let graph = Graph::of(inventory, kept_once).await;
        let reach = Reach::of(&graph);
        rest().await;

        let splits = sharing::by_repository(&graph).await;
        let mut work = Work::default();
        let mut repositories = BTreeMap::new();
        let mut orphans = Vec::new();
        for (number, (name, repository)) in inventory.repositories.iter().enumerate() {
            let own_orphans = reach.orphans(&graph, number);
            let split = splits[number];
            let figures =
                repository_figures(&graph, number, repository, split, &own_orphans, &mut work);
            let figures = RepositoryFigures { judged: reach.is_judged(number), ..figures.await };
            repositories.insert(name.clone(), figures);
            orphans.extend(own_orphans);
            if work.fills(repository.manifests.len() + repository.tags.len()) {
                rest().await;
            }
        }
        rest().await;
        let totals = totals(&graph, &repositories, &orphans);
        Self { totals, repositories, graph, reach }
    }

    /// The parts of the registry that keep each blob once.
    #[must_use]
    pub fn kept_once(&self) -> KeptOnce {
        self.totals.kept_once
    }

    /// The figures of a manifest; `None` if it was not read.
    #[must_use]
    pub fn manifest(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Option<ManifestFigures> {
        let number = self.graph.node(repository, digest)?;
        let node = &self.graph.nodes[number as usize];
        let content = content(&self.graph, number);
        let exclusive = reclaim::exclusive(&self.graph, &[number]);
        let companions = reclaim::companions(&self.graph, number);
        let with_children = if companions.is_empty() {
            exclusive
        } else {
            let set: Vec<u32> = companions.into_iter().chain([number]).collect();
            reclaim::exclusive(&self.graph, &set)
        };
        Some(ManifestFigures {
            role: Role::of(&self.graph, &self.reach, number),
            is_root: node.is_root(),
            tags: node.tags as usize,
            content,
            exclusive,
            with_children,
            shared: reclaim::shared(&self.graph, number, content),
        })
    }

    /// The role of a manifest in its repository; `None` if it was not read.
    #[must_use]
    pub fn role(&self, repository: &RepositoryName, digest: &Digest) -> Option<Role> {
        let node = self.graph.node(repository, digest)?;
        Some(Role::of(&self.graph, &self.reach, node))
    }

    /// The bytes of a manifest's content; `None` if it was not read.
    #[must_use]
    pub fn content(&self, repository: &RepositoryName, digest: &Digest) -> Option<Amount> {
        let node = self.graph.node(repository, digest)?;
        Some(content(&self.graph, node))
    }

    /// Bytes freed in the whole registry by deleting exactly these manifests, with their tags.
    /// Manifests that were not read add nothing.
    pub fn exclusive_of<'a>(
        &self,
        chosen: impl IntoIterator<Item = (&'a RepositoryName, &'a Digest)>,
    ) -> FreedRange {
        let set: Vec<u32> =
            chosen.into_iter().filter_map(|(name, digest)| self.graph.node(name, digest)).collect();
        reclaim::exclusive(&self.graph, &set)
    }

    /// The bytes that each of these groups of manifests frees by itself, when all are deleted: what no other group
    /// uses. The rest of what they free is shared between them.
    #[must_use]
    pub fn parts_of(&self, groups: &[Vec<(&RepositoryName, &Digest)>]) -> Vec<FreedRange> {
        let nodes = |group: &Vec<(&RepositoryName, &Digest)>| {
            group.iter().filter_map(|(name, digest)| self.graph.node(name, digest)).collect()
        };
        let groups: Vec<Vec<u32>> = groups.iter().map(nodes).collect();
        reclaim::parts(&self.graph, &groups)
    }

    /// The orphans of a repository, in the order of their digests.
    #[must_use]
    pub fn orphans(&self, repository: &RepositoryName) -> Vec<Digest> {
        let Some(number) = self.graph.repository(repository) else { return Vec::new() };
        self.digests(&self.reach.orphans(&self.graph, number))
    }

    /// Children and grandchildren of a manifest that no other manifest of the repository needs: they
    /// can be deleted along with it.
    #[must_use]
    pub fn companions(&self, repository: &RepositoryName, digest: &Digest) -> Vec<Digest> {
        let Some(node) = self.graph.node(repository, digest) else { return Vec::new() };
        self.digests(&reclaim::companions(&self.graph, node))
    }

    /// Manifests of a repository that a root reaches now, and none would after deleting `gone`: the
    /// orphans that the deletion would leave behind.
    pub fn lost_without<'a>(
        &self,
        repository: &RepositoryName,
        gone: impl IntoIterator<Item = &'a Digest>,
    ) -> Vec<Digest> {
        let Some(number) = self.graph.repository(repository) else { return Vec::new() };
        let gone = gone.into_iter().filter_map(|digest| self.graph.node(repository, digest));
        let mut gone: Vec<u32> = gone.collect();
        gone.sort_unstable();
        self.digests(&self.reach.lost_without(&self.graph, number, &gone))
    }

    /// The manifests that an index lists, as far as they were read, in its order.
    #[must_use]
    pub fn children_of(&self, repository: &RepositoryName, digest: &Digest) -> Vec<Digest> {
        self.neighbours(repository, digest, &self.graph.children)
    }

    /// The indexes that list a manifest.
    #[must_use]
    pub fn parents_of(&self, repository: &RepositoryName, digest: &Digest) -> Vec<Digest> {
        self.neighbours(repository, digest, &self.graph.parents)
    }

    /// The manifests whose subject is this one, as far as they were read.
    #[must_use]
    pub fn referrers_of(&self, repository: &RepositoryName, digest: &Digest) -> Vec<Digest> {
        self.neighbours(repository, digest, &self.graph.referrers)
    }

    /// The manifests with a cosign-style tag that names this one: signatures, and the fallback index
    /// of its referrers.
    #[must_use]
    pub fn attachments_of(&self, repository: &RepositoryName, digest: &Digest) -> Vec<Digest> {
        self.neighbours(repository, digest, &self.graph.attachments)
    }

    /// Whether nothing belongs to the manifest: no child, no referrer, no signature.
    #[must_use]
    pub fn is_bare(&self, repository: &RepositoryName, digest: &Digest) -> bool {
        let Graph { children, referrers, attachments, .. } = &self.graph;
        let node = self.graph.node(repository, digest);
        let lists = [children, referrers, attachments];
        node.is_some_and(|node| lists.into_iter().all(|list| list.of(node).is_empty()))
    }

    /// The figures of a blob, or of a manifest as a blob.
    #[must_use]
    pub fn blob(&self, digest: &Digest) -> Option<BlobFigures> {
        sharing::blob(&self.graph, digest)
    }

    /// The manifests that use a blob themselves, by repository, then by digest.
    #[must_use]
    pub fn blob_users(&self, digest: &Digest) -> Vec<BlobUser> {
        sharing::users(&self.graph, digest)
    }

    /// The manifests that use a blob themselves, counted by what keeps them; `None` for an unknown digest. `inventory`
    /// is the one that was analysed.
    #[must_use]
    pub fn keepers(&self, inventory: &Inventory, digest: &Digest) -> Option<Keepers> {
        let keepers = Keepers::of(&self.graph, inventory, &self.reach, digest);
        (keepers.repositories > 0).then_some(keepers)
    }

    /// The layers that a repository uses, each once, in no particular order. Of the manifests that use a layer, one is
    /// named: the first by digest that `tells` something about its layers, or else the first.
    pub fn layers_in(
        &self,
        repository: &RepositoryName,
        tells: &dyn Fn(&Digest) -> bool,
    ) -> Vec<LayerUse> {
        let Some(number) = self.graph.repository(repository) else { return Vec::new() };
        layers::of_repository(&self.graph, number, tells)
    }

    /// The number of layers that a repository uses, each counted once.
    #[must_use]
    pub fn layer_count(&self, repository: &RepositoryName) -> usize {
        let Some(number) = self.graph.repository(repository) else { return 0 };
        let held = self.graph.held.of(number as u32);
        held.iter().filter(|&&blob| self.graph.blobs.is_layer(blob)).count()
    }

    /// The largest layers of a repository, or with `None` of the registry; at most `limit`.
    #[must_use]
    pub fn layers(&self, repository: Option<&RepositoryName>, limit: usize) -> Vec<BlobFigures> {
        let number = repository.map(|name| self.graph.repository(name));
        if number == Some(None) {
            return Vec::new();
        }
        let (layers, _) = sharing::layers(&self.graph, number.flatten(), limit);
        layers.into_iter().filter_map(|layer| sharing::numbered(&self.graph, layer)).collect()
    }

    /// The digests whose size is stated nowhere, or stated differently, in the order of the digests.
    #[must_use]
    pub fn size_gaps(&self) -> Vec<BlobFigures> {
        sharing::size_gaps(&self.graph)
    }

    /// The manifests that were read, by repository, then by digest.
    pub fn manifests(&self) -> impl Iterator<Item = (&RepositoryName, &Digest)> {
        let nodes = 0..self.graph.nodes.len() as u32;
        nodes.map(|node| (sharing::name_of(&self.graph, node), self.graph.digest(node)))
    }

    /// The stored bytes of the classes `0..count`, and at last those between classes. `classes` has the class of
    /// each of [`Self::manifests`]; a blob has the class of the manifests that use it themselves.
    #[must_use]
    pub fn stored_by(&self, classes: &[u32], count: u32, between: Between) -> Vec<ClassFigures> {
        classes::stored_by(&self.graph, classes, count, between)
    }

    /// The images of a repository, by the digest of the manifest that heads each one, with the bytes that no other image
    /// of the repository uses; and the bytes between them. Together they are the stored bytes of the repository.
    #[must_use]
    pub fn stored_by_image(
        &self,
        repository: &RepositoryName,
    ) -> Option<(Vec<(Digest, ClassFigures)>, ClassFigures)> {
        let number = self.graph.repository(repository)?;
        let (images, between) = images::stored_by_image(&self.graph, number);
        let image = |(node, figures)| (self.graph.digest(node).clone(), figures);
        Some((images.into_iter().map(image).collect(), between))
    }

    /// The image below which each manifest of a repository stands, in the order of the digests.
    #[must_use]
    pub fn standings(&self, repository: &RepositoryName) -> Vec<Standing> {
        let number = self.graph.repository(repository);
        number.map(|number| images::standings(&self.graph, number)).unwrap_or_default()
    }

    /// The blobs of the image that a manifest heads, each once; empty if it was not read.
    #[must_use]
    pub fn blobs_of_image(&self, repository: &RepositoryName, head: &Digest) -> Vec<ImageBlob> {
        let node = self.graph.node(repository, head);
        node.map(|node| images::blobs(&self.graph, node)).unwrap_or_default()
    }

    fn neighbours(&self, name: &RepositoryName, digest: &Digest, lists: &Lists) -> Vec<Digest> {
        let Some(node) = self.graph.node(name, digest) else { return Vec::new() };
        self.digests(lists.of(node))
    }

    fn digests(&self, nodes: &[u32]) -> Vec<Digest> {
        nodes.iter().map(|&node| self.graph.digest(node).clone()).collect()
    }
}
