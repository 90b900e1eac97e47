//! An oracle that computes the figures slowly, from their definitions: sets of digests, no graph, no
//! numbers for digests. It shares only the nouns with the library.

#![allow(dead_code, reason = "each test file uses its part of the oracle")]

pub(crate) mod generate;

use std::collections::{BTreeMap, BTreeSet};

use plimsoll::model::{
    Amount, Digest, FreedRange, Inventory, Manifest, ManifestContent, ReadState, Repository,
    RepositoryName, TagTarget,
};
use plimsoll::storage::Between;

/// A manifest in a repository.
pub(crate) type Node = (RepositoryName, Digest);

/// An inventory with the sizes and contents from which all figures follow.
pub(crate) struct Oracle<'a> {
    pub(crate) inventory: &'a Inventory,
    contents: BTreeMap<Node, BTreeSet<Digest>>,
}

/// The size of one digest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Weight {
    NotStored,
    Unknown,
    Bytes(u64),
}

impl<'a> Oracle<'a> {
    pub(crate) fn of(inventory: &'a Inventory) -> Self {
        let mut contents = BTreeMap::new();
        for (name, repository) in &inventory.repositories {
            for digest in repository.manifests.keys() {
                contents.insert((name.clone(), digest.clone()), content(repository, digest));
            }
        }
        Self { inventory, contents }
    }

    pub(crate) fn nodes(&self) -> Vec<Node> {
        self.contents.keys().cloned().collect()
    }

    fn nodes_of(&self, name: &RepositoryName) -> Vec<Node> {
        self.nodes().into_iter().filter(|(repository, _)| repository == name).collect()
    }

    fn nodes_of_all(&self, names: &[&RepositoryName]) -> Vec<Node> {
        self.nodes().into_iter().filter(|(name, _)| names.contains(&name)).collect()
    }

    fn repository(&self, name: &RepositoryName) -> &Repository {
        &self.inventory.repositories[name]
    }

    fn manifest(&self, (name, digest): &Node) -> &Manifest {
        &self.repository(name).manifests[digest].manifest
    }

    fn union<'n>(&self, nodes: impl IntoIterator<Item = &'n Node>) -> BTreeSet<Digest> {
        nodes.into_iter().flat_map(|node| self.contents[node].clone()).collect()
    }

    /// Every size that anything says `digest` has; the length of the manifest itself apart.
    fn statements(&self, digest: &Digest) -> (Vec<u64>, Vec<u64>) {
        let (mut stated, mut verified) = (Vec::new(), Vec::new());
        for node in self.nodes() {
            let manifest = self.manifest(&node);
            if node.1 == *digest {
                verified.push(manifest.size);
            }
            let all = manifest.blobs().chain(manifest.children());
            stated.extend(all.filter(|d| d.digest == *digest).filter_map(|d| d.size()));
        }
        (stated, verified)
    }

    fn weight(&self, digest: &Digest) -> Weight {
        let is_manifest = self.nodes().iter().any(|(_, manifest)| manifest == digest);
        let stored = is_manifest
            || self
                .nodes()
                .iter()
                .flat_map(|node| self.manifest(node).blobs())
                .any(|blob| blob.digest == *digest && blob.is_stored());
        let (stated, verified) = self.statements(digest);
        match verified.iter().max().or(stated.iter().max()) {
            _ if !stored => Weight::NotStored,
            Some(&bytes) => Weight::Bytes(bytes),
            None => Weight::Unknown,
        }
    }

    /// The bytes of a set of digests, with a gap for a size that is stated nowhere.
    fn bytes(&self, digests: &BTreeSet<Digest>) -> Amount {
        let (mut sum, mut has_gaps) = (0_u128, false);
        for digest in digests {
            match self.weight(digest) {
                Weight::NotStored => {}
                Weight::Unknown => has_gaps = true,
                Weight::Bytes(bytes) => sum += u128::from(bytes),
            }
        }
        // A sum beyond 64 bits is a lower bound.
        let bytes = u64::try_from(sum);
        Amount { bytes: bytes.unwrap_or(u64::MAX), has_gaps: has_gaps || bytes.is_err() }
    }

    /// Whether everything that a repository is known to hold was read.
    pub(crate) fn is_whole(&self, name: &RepositoryName) -> bool {
        let repository = self.repository(name);
        let known = |digest: &Digest| {
            repository.manifests.contains_key(digest) || repository.absent.contains(digest)
        };
        repository.state == ReadState::Complete
            && repository.missing.iter().all(|missing| !missing.what.affects_figures())
            && repository.tags.values().all(|tag| match &tag.target {
                TagTarget::Unread => false,
                TagTarget::Absent => true,
                TagTarget::Digest(digest) => known(digest),
            })
            && repository
                .manifests
                .values()
                .flat_map(|record| record.manifest.children())
                .all(|child| known(&child.digest))
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.lists_repositories()
            && self.inventory.repositories.keys().all(|name| self.is_whole(name))
    }

    /// Whether every repository of the registry is known.
    pub(crate) fn lists_repositories(&self) -> bool {
        self.inventory.state == ReadState::Complete
            && self.inventory.missing.iter().all(|missing| !missing.what.affects_figures())
    }

    fn not_understood(&self, nodes: &[Node]) -> usize {
        nodes.iter().filter(|node| self.manifest(node).content == ManifestContent::Unknown).count()
    }

    fn any_gap(&self) -> bool {
        !self.is_complete() || self.not_understood(&self.nodes()) > 0
    }

    pub(crate) fn content_of(&self, node: &Node) -> Amount {
        let repository = self.repository(&node.0);
        let mut amount = self.bytes(&self.contents[node]);
        for digest in &self.contents[node] {
            // A blob that is also a manifest does not bring that manifest's content along.
            if !descendants(repository, &node.1).contains(digest) {
                continue;
            }
            let manifest = &repository.manifests[digest].manifest;
            let unread = manifest.children().iter().any(|child| {
                !repository.manifests.contains_key(&child.digest)
                    && !repository.absent.contains(&child.digest)
            });
            amount.has_gaps |= unread || manifest.content == ManifestContent::Unknown;
        }
        amount
    }

    /// Stored size of the set minus what something outside the set also uses.
    pub(crate) fn freed(&self, set: &[Node]) -> FreedRange {
        let outside: Vec<Node> =
            self.nodes().into_iter().filter(|node| !set.contains(node)).collect();
        let used_outside = self.union(&outside);
        let only_here: BTreeSet<Digest> =
            self.union(set).difference(&used_outside).cloned().collect();
        let Amount { bytes, has_gaps } = self.bytes(&only_here);
        let certain = self.is_complete() && self.not_understood(&outside) == 0;
        // The registry may hold layers that their manifests keep elsewhere.
        let elsewhere = only_here.iter().any(|digest| self.weight(digest) == Weight::NotStored);
        let bounded = !has_gaps && !elsewhere && self.not_understood(set) == 0;
        FreedRange { known: bytes, or_less: !certain && bytes > 0, or_more: !bounded }
    }

    pub(crate) fn shared_of(&self, node: &Node) -> Amount {
        let others: Vec<Node> = self.nodes().into_iter().filter(|other| other != node).collect();
        let both = self.contents[node]
            .intersection(&self.union(&others))
            .cloned()
            .collect::<BTreeSet<_>>();
        self.bytes(&both).with_gap(self.any_gap() || self.content_of(node).has_gaps)
    }

    pub(crate) fn stored(&self) -> Amount {
        self.bytes(&self.union(&self.nodes())).with_gap(self.any_gap())
    }

    /// The bytes of the digests that count in a class of nodes; in class 3, those between classes.
    pub(crate) fn stored_by(
        &self,
        nodes: &[Node],
        classes: &[u32],
        class: u32,
        between: Between,
    ) -> u64 {
        let own = |node: &Node| {
            let blobs = self.manifest(node).blobs().map(|blob| blob.digest.clone());
            blobs.chain([node.1.clone()]).collect::<BTreeSet<_>>()
        };
        let counts = |digest: &&Digest| {
            let users = nodes.iter().zip(classes).filter(|(node, _)| own(node).contains(digest));
            let of: BTreeSet<u32> = users.map(|(_, &class)| class).collect();
            match between {
                Between::Apart if of.len() > 1 => class == 3,
                _ => of.first() == Some(&class),
            }
        };
        let all = self.union(&self.nodes());
        self.bytes(&all.iter().filter(counts).cloned().collect()).bytes
    }

    pub(crate) fn stored_in(&self, name: &RepositoryName) -> Amount {
        self.stored_of(&[name])
    }

    /// The stored size of several repositories together.
    pub(crate) fn stored_of(&self, names: &[&RepositoryName]) -> Amount {
        let nodes = self.nodes_of_all(names);
        let gap = !names.iter().all(|name| self.is_whole(name)) || self.not_understood(&nodes) > 0;
        self.bytes(&self.union(&nodes)).with_gap(gap)
    }

    /// The digests that at least two repositories use, of those that `name` uses where given.
    pub(crate) fn shared(&self, name: Option<&RepositoryName>) -> Amount {
        if let Some(name) = name {
            return self.shared_with_others(&[name]);
        }
        let by_repository: Vec<BTreeSet<Digest>> = self
            .inventory
            .repositories
            .keys()
            .map(|name| self.union(&self.nodes_of(name)))
            .collect();
        let is_shared =
            |digest: &&Digest| by_repository.iter().filter(|set| set.contains(digest)).count() > 1;
        let shared = by_repository.iter().flatten().filter(is_shared).cloned().collect();
        self.bytes(&shared).with_gap(self.any_gap())
    }

    /// The digests that these repositories use, and others, too.
    pub(crate) fn shared_with_others(&self, names: &[&RepositoryName]) -> Amount {
        let others: Vec<&RepositoryName> =
            self.inventory.repositories.keys().filter(|name| !names.contains(name)).collect();
        let others = self.union(&self.nodes_of_all(&others));
        let own = self.union(&self.nodes_of_all(names));
        self.bytes(&own.intersection(&others).cloned().collect()).with_gap(self.any_gap())
    }

    pub(crate) fn exclusive_in(&self, name: &RepositoryName) -> FreedRange {
        self.exclusive_of(&[name])
    }

    /// The bytes that deleting several repositories frees.
    pub(crate) fn exclusive_of(&self, names: &[&RepositoryName]) -> FreedRange {
        let freed = self.freed(&self.nodes_of_all(names));
        // Unread manifests of the repositories may add to it.
        let is_whole = names.iter().all(|name| self.is_whole(name));
        if is_whole { freed } else { FreedRange { or_more: true, ..freed } }
    }

    pub(crate) fn logical_of(&self, name: &RepositoryName) -> Amount {
        let mut sum = Amount::default().with_gap(!self.is_whole(name));
        for tag in self.repository(name).tags.values() {
            if let TagTarget::Digest(digest) = &tag.target
                && self.repository(name).manifests.contains_key(digest)
            {
                sum += self.content_of(&(name.clone(), digest.clone()));
            }
        }
        sum
    }

    pub(crate) fn logical(&self) -> Amount {
        let mut sum = Amount::default().with_gap(!self.is_complete());
        self.inventory.repositories.keys().for_each(|name| sum += self.logical_of(name));
        sum
    }

    pub(crate) fn blobs(&self) -> usize {
        self.union(&self.nodes()).len()
    }

    pub(crate) fn disputed(&self) -> usize {
        let disputed = |digest: &&Digest| {
            let (stated, verified) = self.statements(digest);
            stated.iter().chain(&verified).collect::<BTreeSet<_>>().len() > 1
        };
        self.union(&self.nodes()).iter().filter(disputed).count()
    }

    /// Whether all statements about each digest agree, so that the size by one manifest does not depend on
    /// another one.
    pub(crate) fn is_plain(&self) -> bool {
        let agrees = |digest: &Digest| {
            let uses = self.nodes();
            let uses = uses.iter().flat_map(|node| self.manifest(node).blobs());
            let mut stored: BTreeSet<bool> =
                uses.filter(|blob| blob.digest == *digest).map(|blob| blob.is_stored()).collect();
            stored.extend(self.nodes().iter().any(|node| node.1 == *digest).then_some(true));
            stored.len() < 2
        };
        self.disputed() == 0
            && self.unknown_sizes() == 0
            && self.union(&self.nodes()).iter().all(agrees)
    }

    pub(crate) fn unknown_sizes(&self) -> usize {
        let all = self.union(&self.nodes());
        all.iter().filter(|digest| self.weight(digest) == Weight::Unknown).count()
    }

    pub(crate) fn is_root(&self, (name, digest): &Node) -> bool {
        self.repository(name).tags_of(digest).next().is_some()
            || self.repository(name).manifests[digest].attributes.is_locked()
    }

    /// Every digest that a manifest uses.
    pub(crate) fn digests(&self) -> BTreeSet<Digest> {
        self.union(&self.nodes())
    }

    /// The manifests that use a digest themselves: as their own bytes, config or layer.
    pub(crate) fn users(&self, digest: &Digest) -> Vec<Node> {
        let uses = |node: &Node| {
            node.1 == *digest || self.manifest(node).blobs().any(|blob| blob.digest == *digest)
        };
        self.nodes().into_iter().filter(uses).collect()
    }

    /// The digests that manifests of any repository use as layers.
    pub(crate) fn layers(&self) -> BTreeSet<Digest> {
        let nodes = self.nodes();
        let layers = nodes.iter().flat_map(|node| self.manifest(node).layers().iter());
        layers.map(|layer| layer.digest.clone()).collect()
    }

    /// The layers of a manifest, lowest first, each where it stands first; without its config and itself.
    pub(crate) fn layer_list(&self, node: &Node) -> Vec<Digest> {
        let manifest = self.manifest(node);
        let mut list: Vec<Digest> = Vec::new();
        for layer in manifest.layers().iter() {
            let is_config = manifest.config().is_some_and(|config| config.digest == layer.digest);
            if !is_config && layer.digest != node.1 && !list.contains(&layer.digest) {
                list.push(layer.digest.clone());
            }
        }
        list
    }

    /// The bytes of these digests, each once.
    pub(crate) fn bytes_of(&self, digests: &[Digest]) -> Amount {
        self.bytes(&digests.iter().cloned().collect())
    }

    /// The manifests of a repository that a locked one, or one with a locked tag, reaches.
    pub(crate) fn kept_by_locks(&self, name: &RepositoryName) -> BTreeSet<Digest> {
        let repository = self.repository(name);
        let tags = repository.tags.values().filter(|tag| tag.attributes.is_locked());
        let tagged: Vec<&Digest> = tags.filter_map(|tag| tag.digest()).collect();
        let is_locked = |digest: &Digest| {
            tagged.contains(&digest) || repository.manifests[digest].attributes.is_locked()
        };
        self.reached_from(
            name,
            repository.manifests.keys().filter(|d| is_locked(d)).cloned().collect(),
        )
    }

    /// Whether reaching `a` reaches `b`, of one repository.
    fn leads_to(&self, name: &RepositoryName, a: &Digest, b: &Digest) -> bool {
        let repository = self.repository(name);
        let (from, to) = (&repository.manifests[a].manifest, &repository.manifests[b].manifest);
        let attached = |named: &Digest, carrier: &Digest| {
            repository.tags_of(carrier).any(|tag| tag.attached_to().as_ref() == Some(named))
        };
        from.children().iter().any(|child| child.digest == *b)
            || to.subject.as_ref() == Some(a)
            || from.subject.as_ref() == Some(b)
            // The signature of an image has a tag, so it is a root by itself.
            || attached(b, a)
    }

    pub(crate) fn reached(&self, name: &RepositoryName) -> BTreeSet<Digest> {
        let all = self.nodes_of(name);
        self.reached_from(
            name,
            all.iter().filter(|node| self.is_root(node)).map(|node| node.1.clone()).collect(),
        )
    }

    fn reached_from(
        &self,
        name: &RepositoryName,
        mut reached: BTreeSet<Digest>,
    ) -> BTreeSet<Digest> {
        let all = self.nodes_of(name);
        loop {
            let next = all.iter().map(|node| &node.1).find(|b| {
                !reached.contains(b) && reached.iter().any(|a| self.leads_to(name, a, b))
            });
            match next.cloned() {
                Some(digest) => reached.insert(digest),
                None => return reached,
            };
        }
    }

    pub(crate) fn orphans_in(&self, name: &RepositoryName) -> Vec<Node> {
        let reached = self.reached(name);
        let unclear = |digest: &Digest| {
            self.repository(name).manifests[digest].manifest.content == ManifestContent::Unknown
        };
        if !self.is_whole(name) || reached.iter().any(unclear) {
            return Vec::new();
        }
        self.nodes_of(name).into_iter().filter(|node| !reached.contains(&node.1)).collect()
    }

    pub(crate) fn orphans(&self) -> Vec<Node> {
        self.inventory.repositories.keys().flat_map(|name| self.orphans_in(name)).collect()
    }

    pub(crate) fn role(&self, node: &Node) -> &'static str {
        let repository = self.repository(&node.0);
        let manifest = self.manifest(node);
        let tags: Vec<_> = repository.tags_of(&node.1).collect();
        if self.orphans_in(&node.0).contains(node) {
            "orphan"
        } else if !manifest.is_understood() || !self.reached(&node.0).contains(&node.1) {
            "unknown"
        } else if manifest.subject.is_some()
            || (!tags.is_empty() && tags.iter().all(|tag| tag.attached_to().is_some()))
        {
            "referrer"
        } else if !self.is_root(node) && !self.parents(node).is_empty() {
            "child"
        } else if manifest.is_index() {
            "index"
        } else {
            "image"
        }
    }

    pub(crate) fn parents(&self, (name, digest): &Node) -> Vec<Digest> {
        let lists = |node: &Node| {
            self.manifest(node).children().iter().any(|child| child.digest == *digest)
        };
        self.nodes_of(name).into_iter().filter(lists).map(|node| node.1).collect()
    }

    /// Whether an ordinary tag points to a manifest.
    pub(crate) fn is_named(&self, (name, digest): &Node) -> bool {
        let repository = self.repository(name);
        repository.hidden_tags.contains(digest)
            || repository.tags_of(digest).any(|tag| tag.attached_to().is_none())
    }

    /// The manifests that a manifest belongs to: the indexes that list it, or what it is about if it has no tag of its
    /// own.
    pub(crate) fn belongs_to(&self, node: &Node) -> BTreeSet<Digest> {
        let (name, digest) = node;
        let present = |digest: &Digest| self.repository(name).manifests.contains_key(digest);
        let lists = |other: &Node| self.lists(other, digest);
        let parents: BTreeSet<Digest> =
            self.nodes_of(name).into_iter().filter(lists).map(|node| node.1).collect();
        if !parents.is_empty() || self.is_named(node) {
            return parents;
        }
        let tags = self.repository(name).tags_of(digest);
        let about =
            tags.filter_map(|tag| tag.attached_to()).chain(self.manifest(node).subject.clone());
        about.filter(|digest| present(digest)).collect()
    }

    /// Whether a manifest lists another, as a child or, in an index, as a layer.
    fn lists(&self, node: &Node, digest: &Digest) -> bool {
        let manifest = self.manifest(node);
        let layers = manifest.layers().iter().any(|layer| layer.digest == *digest);
        manifest.children().iter().any(|child| child.digest == *digest)
            || manifest.is_index() && layers
    }

    /// The images of a repository by the manifest that heads each one, with all manifests that belong to it.
    pub(crate) fn images(&self, name: &RepositoryName) -> BTreeMap<Digest, BTreeSet<Digest>> {
        let nodes = self.nodes_of(name);
        let members = |head: &Node| {
            let mut members = BTreeSet::from([head.1.clone()]);
            while let Some(next) = nodes.iter().find(|node| {
                !members.contains(&node.1) && !self.belongs_to(node).is_disjoint(&members)
            }) {
                members.insert(next.1.clone());
            }
            members
        };
        let is_head = |node: &&Node| self.is_named(node) || self.belongs_to(node).is_empty();
        let mut images: BTreeMap<Digest, BTreeSet<Digest>> =
            nodes.iter().filter(is_head).map(|node| (node.1.clone(), members(node))).collect();
        for node in &nodes {
            if !images.values().any(|members| members.contains(&node.1)) {
                images.insert(node.1.clone(), members(node));
            }
        }
        images
    }

    /// The digests that a manifest uses itself.
    pub(crate) fn own(&self, node: &Node) -> BTreeSet<Digest> {
        let blobs = self.manifest(node).blobs().map(|blob| blob.digest.clone());
        blobs.chain([node.1.clone()]).collect()
    }

    /// The bytes that count for `group` when nodes are put into groups: those of digests whose users among these nodes
    /// are all of this group alone. `None` counts the rest.
    pub(crate) fn area<G: Ord>(&self, nodes: &[(Node, BTreeSet<G>)], group: Option<&G>) -> u64 {
        let used: BTreeSet<Digest> = nodes.iter().flat_map(|(node, _)| self.own(node)).collect();
        let counts = |digest: &Digest| {
            let users = nodes.iter().filter(|(node, _)| self.own(node).contains(digest));
            let groups: BTreeSet<&G> = users.flat_map(|(_, groups)| groups).collect();
            match group {
                Some(group) => groups.len() == 1 && groups.contains(group),
                None => groups.len() > 1,
            }
        };
        self.bytes(&used.into_iter().filter(counts).collect()).bytes
    }

    /// The largest set of a manifest's untagged, unlocked descendants that only it and they list.
    pub(crate) fn companions(&self, node: &Node) -> Vec<Digest> {
        let mut set = descendants(self.repository(&node.0), &node.1);
        set.retain(|digest| !self.is_root(&(node.0.clone(), digest.clone())));
        set.remove(&node.1);
        loop {
            let needed = set.iter().find(|digest| {
                let member = (node.0.clone(), (*digest).clone());
                self.parents(&member)
                    .iter()
                    .any(|parent| *parent != node.1 && !set.contains(parent))
            });
            match needed.cloned() {
                Some(digest) => set.remove(&digest),
                None => return set.into_iter().collect(),
            };
        }
    }
}

/// A manifest and all that it lists, directly or not, as far as present.
pub(crate) fn descendants(repository: &Repository, digest: &Digest) -> BTreeSet<Digest> {
    let mut found = BTreeSet::new();
    let mut open = vec![digest.clone()];
    while let Some(digest) = open.pop() {
        if let Some(record) = repository.manifests.get(&digest)
            && found.insert(digest)
        {
            open.extend(record.manifest.children().iter().map(|child| child.digest.clone()));
        }
    }
    found
}

/// The manifest itself, its config, its layers, and the content of its children.
fn content(repository: &Repository, digest: &Digest) -> BTreeSet<Digest> {
    let mut content = BTreeSet::new();
    for digest in descendants(repository, digest) {
        let manifest = &repository.manifests[&digest].manifest;
        content.extend(manifest.blobs().map(|blob| blob.digest.clone()));
        content.insert(digest);
    }
    content
}
