//! Common bases: the beginnings that the layer lists of several images have in common.

use std::cmp::Reverse;

use crate::model::{Amount, Digest, Inventory, ManifestRecord, RepositoryName};
use crate::storage::analysis::Analysis;
use crate::storage::graph::Graph;

/// A beginning of layer lists that at least two images with different lists have in common, and after which they part:
/// the longest that some two of them have in common. A layer that a list repeats counts where it stands first. Images
/// have layers in common only where the registry keeps these once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// The number of layers.
    pub layers: usize,
    /// The last of the layers.
    pub last: Digest,
    /// The bytes of the layers, each once.
    pub once: Amount,
    /// Images that begin with the base. One digest in two repositories is two images.
    pub images: usize,
    /// Repositories of these images.
    pub repositories: usize,
    /// An image that is exactly the base, if one is, and else one that begins with it: one with a tag before others, and
    /// one of a tagged index before the rest.
    pub image: (RepositoryName, Digest),
    /// Whether that image is exactly the base.
    pub is_exact: bool,
}

impl Base {
    /// The bytes if each image kept the base for itself.
    #[must_use]
    pub fn apart(&self) -> Amount {
        self.once.times(self.images as u64)
    }
}

/// The layers of an image, lowest first, as numbers of blobs.
struct List<'a> {
    layers: &'a [u32],
    node: u32,
}

/// A base of the lists `from..to`.
struct Span {
    from: usize,
    to: usize,
    layers: usize,
    once: Amount,
}

impl Span {
    /// The bytes that images save because they share the base.
    fn saved(&self) -> u64 {
        self.once.bytes.saturating_mul((self.to - self.from - 1) as u64)
    }
}

impl Analysis {
    /// The common bases of the registry, those that save most bytes first: at most `limit`, and the number of all.
    /// `inventory` is the one that was analysed, and `is_image` says which of its manifests are images. With `across`
    /// only bases of images of several repositories count.
    #[must_use]
    pub fn bases(
        &self,
        inventory: &Inventory,
        is_image: &dyn Fn(&ManifestRecord) -> bool,
        across: bool,
        limit: usize,
    ) -> (Vec<Base>, usize) {
        let graph = &self.graph;
        let mut lists = lists(graph, inventory, is_image);
        let mut spans = spans(graph, &mut lists);
        let repository = |list: &List<'_>| graph.nodes[list.node as usize].repository;
        let is_across = |span: &Span| {
            let first = repository(&lists[span.from]);
            lists[span.from..span.to].iter().any(|list| repository(list) != first)
        };
        spans.retain(|span| !across || is_across(span));
        let count = spans.len();
        let order = |span: &Span| (Reverse(span.saved()), span.from, span.layers);
        if limit < count {
            spans.select_nth_unstable_by_key(limit, order);
            spans.truncate(limit);
        }
        spans.sort_unstable_by_key(order);
        (bases(graph, &lists, spans), count)
    }

    /// The common bases that an image begins with, those within one repository, too: the longest first.
    #[must_use]
    pub fn bases_of(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        inventory: &Inventory,
        is_image: &dyn Fn(&ManifestRecord) -> bool,
    ) -> Vec<Base> {
        let graph = &self.graph;
        let Some(node) = graph.node(repository, digest) else { return Vec::new() };
        let mut lists = lists(graph, inventory, is_image);
        let Some(own) = lists.iter().find(|list| list.node == node) else { return Vec::new() };
        let first = own.layers[0];
        lists.retain(|list| list.layers[0] == first);
        let mut spans = spans(graph, &mut lists);
        spans.retain(|span| lists[span.from..span.to].iter().any(|list| list.node == node));
        spans.sort_unstable_by_key(|span| Reverse(span.layers));
        bases(graph, &lists, spans)
    }
}

fn bases(graph: &Graph, lists: &[List<'_>], spans: Vec<Span>) -> Vec<Base> {
    let mut seen = vec![u32::MAX; graph.repositories.len()];
    let base = |(number, span): (u32, Span)| base(graph, lists, &span, &mut seen, number);
    (0..).zip(spans).map(base).collect()
}

/// The lists of all images that have layers.
fn lists<'a>(
    graph: &'a Graph,
    inventory: &Inventory,
    is_image: &dyn Fn(&ManifestRecord) -> bool,
) -> Vec<List<'a>> {
    let records = inventory.repositories.values().flat_map(|one| one.manifests.values());
    let mut lists = Vec::new();
    for (node, record) in (0..graph.nodes.len() as u32).zip(records) {
        if !is_image(record) {
            continue;
        }
        // The manifest itself comes first, then its config.
        let used = graph.own.of(node);
        let is_config = record.manifest.config().is_some_and(|config| {
            // Without repeats each has its place.
            let is_plain = used.len() == record.manifest.layers().len() + 2;
            is_plain || used.get(1).is_some_and(|&own| *graph.digests.digest(own) == config.digest)
        });
        let layers = used.get(1 + usize::from(is_config)..).unwrap_or_default();
        if !layers.is_empty() {
            lists.push(List { layers, node });
        }
    }
    lists
}

/// The bases of these lists. Lists that begin alike then follow each other.
fn spans(graph: &Graph, lists: &mut [List<'_>]) -> Vec<Span> {
    let mut spans = Vec::new();
    // Spans of lists that begin with the same layers, so many.
    let mut open = vec![Span { from: 0, to: lists.len(), layers: 0, once: Amount::default() }];
    while let Some(Span { from, to, layers, once }) = open.pop() {
        let next = |list: &List<'_>| list.layers.get(layers).copied();
        let alike = &mut lists[from..to];
        let Some(first) = alike.first().map(next) else { continue };
        if alike.iter().any(|list| next(list) != first) {
            if layers > 0 {
                spans.push(Span { from, to, layers, once });
            }
            alike.sort_unstable_by_key(next);
        }
        let mut from = from;
        for run in alike.chunk_by(|a, b| next(a) == next(b)) {
            let to = from + run.len();
            if let (Some(layer), true) = (next(&run[0]), run.len() > 1) {
                let once = once + graph.blobs.amount(layer);
                open.push(Span { from, to, layers: layers + 1, once });
            }
            from = to;
        }
    }
    spans
}

/// The base of a span. `seen` has the number of the last base that each repository was counted for.
fn base(graph: &Graph, lists: &[List<'_>], span: &Span, seen: &mut [u32], number: u32) -> Base {
    let Span { from, to, layers, once } = *span;
    let images = &lists[from..to];
    let mut repositories = 0;
    for list in images {
        let last = &mut seen[graph.nodes[list.node as usize].repository as usize];
        repositories += usize::from(*last != number);
        *last = number;
    }
    let is_exact = |list: &&List<'_>| list.layers.len() == layers;
    let is_tagged = |node: &u32| graph.nodes[*node as usize].tags > 0;
    let rank = |list: &&List<'_>| {
        let is_listed = graph.parents.of(list.node).iter().any(is_tagged);
        (!is_exact(list), !is_tagged(&list.node), !is_listed, list.node)
    };
    let first = images.iter().min_by_key(rank).unwrap_or(&images[0]);
    let repository = graph.nodes[first.node as usize].repository as usize;
    Base {
        layers,
        last: graph.digests.digest(first.layers[layers - 1]).clone(),
        once,
        images: images.len(),
        repositories,
        image: (graph.names[repository].clone(), graph.digest(first.node).clone()),
        is_exact: is_exact(&first),
    }
}
