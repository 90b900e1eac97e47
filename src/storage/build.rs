//! Building the graph: nodes first, then the links between them.

use crate::model::{
    Digest, Inventory, KeptOnce, ManifestRecord, Missing, ReadState, Repository, RepositoryName,
    TagName, TagTarget,
};
use crate::storage::blobs::{Blobs, News};
use crate::storage::graph::{Graph, NONE, Node, RepositoryNode};
use crate::storage::intern::Interner;
use crate::storage::lists::Lists;
use crate::storage::rest::{Work, rest};

impl Graph {
    /// Builds the graph, in time and memory bounded by the inventory. Never fails.
    pub(super) async fn of(inventory: &Inventory, kept_once: KeptOnce) -> Self {
        let (mut manifests, mut uses, mut work) = (0, 0, Work::default());
        for repository in inventory.repositories.values() {
            for record in repository.manifests.values() {
                uses += record.manifest.layers().len() + 2;
            }
            manifests += repository.manifests.len();
            // A look at a manifest is a tenth of the work of its uses.
            if work.fills(repository.manifests.len()) {
                rest().await;
            }
        }
        rest().await;
        let mut builder = Builder::with_capacity(manifests, uses, kept_once);
        rest().await;
        for (name, repository) in &inventory.repositories {
            builder.add(name, repository).await;
        }
        builder.graph.blobs.end();
        // All nodes come before all links: an index's entry may state the size of any blob.
        for (number, repository) in inventory.repositories.values().enumerate() {
            builder.link(number, repository).await;
        }
        builder.finish(inventory).await
    }
}

struct Builder {
    graph: Graph,
    /// The store of the current repository.
    store: u32,
    /// The node of each blob in the current repository, by blob; or [`NONE`].
    place: Vec<u32>,
    /// Pairs of subject and referrer.
    referring: Vec<(u32, u32)>,
    /// Pairs of a node and a node that its cosign-style tag names.
    attached: Vec<(u32, u32)>,
    work: Work,
}

impl Builder {
    /// An empty graph with room for `manifests`, and for `uses` of blobs by all of them.
    fn with_capacity(manifests: usize, uses: usize, kept_once: KeptOnce) -> Self {
        let graph = Graph {
            names: Vec::new(),
            repositories: Vec::new(),
            nodes: Vec::with_capacity(manifests),
            digests: Interner::with_capacity(manifests * 4),
            blobs: Blobs::with_capacity(manifests * 4),
            own: Lists::with_capacity(manifests, uses),
            held: Lists::new(),
            children: Lists::new(),
            parents: Lists::new(),
            referrers: Lists::new(),
            attached_to: Lists::new(),
            attachments: Lists::new(),
            kept_once,
            complete: false,
            lists_repositories: false,
            lists_untagged: false,
            sees_part: false,
            not_understood: 0,
        };
        Self {
            graph,
            store: 0,
            place: Vec::new(),
            referring: Vec::new(),
            attached: Vec::new(),
            work: Work::default(),
        }
    }

    /// Adds a repository's nodes, and the blobs that each uses itself.
    async fn add(&mut self, name: &RepositoryName, repository: &Repository) {
        let number = self.graph.names.len() as u32;
        let first = self.graph.nodes.len() as u32;
        self.store = self.store_of(name);
        for (digest, record) in &repository.manifests {
            self.add_node(number, first, digest, record);
            if self.work.fills(record.manifest.layers().len() + 2) {
                rest().await;
            }
        }
        self.graph.held.close();
        let not_understood =
            repository.manifests.values().filter(|record| !record.manifest.is_understood()).count();
        self.graph.not_understood += not_understood;
        self.graph.names.push(name.clone());
        self.graph.repositories.push(RepositoryNode {
            first,
            end: self.graph.nodes.len() as u32,
            store: self.store,
            whole: repository.state == ReadState::Complete
                && !repository.missing.iter().any(matters),
            lists_untagged: repository.lists_untagged,
            not_understood,
        });
    }

    /// The store of the next repository: the number of the first one that has the same.
    fn store_of(&self, name: &RepositoryName) -> u32 {
        let names = &self.graph.names;
        let part = self.graph.kept_once.part_of(name);
        // Repositories of a namespace follow each other, but for one that is called as the namespace is.
        let place = names.binary_search_by(|one| one.as_str().cmp(part)).unwrap_or_else(|_| {
            let inside = format!("{part}/");
            names.partition_point(|one| one.as_str() < inside.as_str())
        });
        match self.graph.kept_once {
            KeptOnce::Registry => 0,
            KeptOnce::Namespace => place as u32,
            KeptOnce::Repository => names.len() as u32,
        }
    }

    fn add_node(&mut self, repository: u32, first: u32, digest: &Digest, record: &ManifestRecord) {
        let manifest = &record.manifest;
        let node = self.graph.nodes.len() as u32;
        let blob = self.uses(node, first, digest);
        self.graph.blobs.verified(blob, manifest.size);
        if let Some(config) = manifest.config() {
            let blob = self.uses(node, first, &config.digest);
            self.graph.blobs.used(blob, config);
        }
        for layer in manifest.layers().iter() {
            let blob = self.uses(node, first, &layer.digest);
            self.graph.blobs.used_as_layer(blob, layer);
        }
        self.graph.own.close();
        self.graph.nodes.push(Node {
            repository,
            blob,
            tags: 0,
            attached_tags: 0,
            subject: NONE,
            locked: record.attributes.is_locked(),
            hidden_tag: false,
            is_index: manifest.is_index(),
            understood: manifest.is_understood(),
            has_subject: manifest.subject.is_some(),
            unread_child: false,
        });
    }

    /// Notes that `node` uses `digest`, and returns the number of the digest. `first` is the first node of its
    /// repository.
    fn uses(&mut self, node: u32, first: u32, digest: &Digest) -> u32 {
        let blob = self.graph.digests.intern(self.store, digest);
        let news = self.graph.blobs.count(blob, node, first);
        if news != News::Repeated {
            self.graph.own.push(blob);
        }
        if news == News::InRepository {
            self.graph.held.push(blob);
        }
        blob
    }

    /// Links a repository's nodes by children, subjects and tags.
    async fn link(&mut self, number: usize, repository: &Repository) {
        self.place.resize(self.graph.blobs.len(), NONE);
        let RepositoryNode { first, end, store, .. } = self.graph.repositories[number];
        self.store = store;
        for node in first..end {
            self.place[self.graph.nodes[node as usize].blob as usize] = node;
        }

        let mut whole = self.graph.repositories[number].whole;
        for (node, record) in (first..end).zip(repository.manifests.values()) {
            whole &= self.link_node(node, record, repository);
            if self.work.fills(record.manifest.children().len() + 1) {
                rest().await;
            }
        }
        for digest in &repository.hidden_tags {
            if let Some(node) = self.present(digest) {
                self.graph.nodes[node as usize].hidden_tag = true;
            }
        }
        for (name, tag) in &repository.tags {
            whole &= self.link_tag(name, &tag.target, repository);
            if self.work.fills(1) {
                rest().await;
            }
        }
        self.graph.repositories[number].whole = whole;

        for node in first..end {
            self.place[self.graph.nodes[node as usize].blob as usize] = NONE;
        }
    }

    /// Links a node to its children and its subject. False if a child was not read and may list others: it was not
    /// found absent, nor left out with its sample.
    fn link_node(&mut self, node: u32, record: &ManifestRecord, repository: &Repository) -> bool {
        let mut whole = true;
        for child in record.manifest.children() {
            if let Some(blob) = self.graph.digests.find(self.store, &child.digest) {
                self.graph.blobs.stated(blob, child.size());
            }
            match self.present(&child.digest) {
                Some(present) => self.graph.children.push(present),
                None if repository.absent.contains(&child.digest) => {}
                None => {
                    whole &= repository.unasked.contains(&child.digest);
                    self.graph.nodes[node as usize].unread_child = true;
                }
            }
        }
        if record.manifest.is_index() {
            // An index may call a manifest a layer. Deleting that manifest would break the index, too.
            let own = record.manifest.layers().iter();
            let present: Vec<u32> = own.filter_map(|entry| self.present(&entry.digest)).collect();
            present.into_iter().for_each(|child| self.graph.children.push(child));
        }
        self.graph.children.close_without_repeats();

        let subject = record.manifest.subject.as_ref().and_then(|digest| self.present(digest));
        if let Some(subject) = subject {
            self.graph.nodes[node as usize].subject = subject;
            self.referring.push((subject, node));
        }
        whole
    }

    /// Counts a tag at its node. False if the tag's target was neither read nor found absent.
    fn link_tag(&mut self, name: &TagName, target: &TagTarget, repository: &Repository) -> bool {
        let digest = match target {
            TagTarget::Unread => return false,
            TagTarget::Absent => return true,
            TagTarget::Digest(digest) => digest,
        };
        let Some(node) = self.present(digest) else {
            return repository.absent.contains(digest);
        };
        let attached_to = name.attached_to();
        let record = &mut self.graph.nodes[node as usize];
        record.tags += 1;
        record.attached_tags += u32::from(attached_to.is_some());
        if let Some(named) = attached_to.and_then(|digest| self.present(&digest)) {
            self.attached.push((node, named));
        }
        true
    }

    /// The node of `digest` in the repository at hand.
    fn present(&self, digest: &Digest) -> Option<u32> {
        let node = self.place[self.graph.digests.find(self.store, digest)? as usize];
        (node != NONE).then_some(node)
    }

    async fn finish(mut self, inventory: &Inventory) -> Graph {
        let count = self.graph.nodes.len();
        self.graph.children.end();
        self.graph.held.end();
        self.graph.parents = self.graph.children.reversed(count);
        rest().await;
        self.graph.referrers = Lists::from_pairs(count, &self.referring);
        rest().await;
        self.graph.attached_to = Lists::from_pairs(count, &self.attached);
        self.graph.attachments = self.graph.attached_to.reversed(count);
        self.graph.lists_repositories =
            inventory.state == ReadState::Complete && !inventory.missing.iter().any(matters);
        self.graph.complete = self.graph.lists_repositories
            && self.graph.repositories.iter().all(|repository| repository.whole);
        let hides = |repository: &RepositoryNode| repository.whole && !repository.lists_untagged;
        self.graph.lists_untagged = !self.graph.repositories.iter().any(hides);
        self.graph.sees_part = inventory.sees_part;
        self.graph
    }
}

fn matters(missing: &Missing) -> bool {
    missing.what.affects_figures()
}
