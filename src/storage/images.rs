//! Images of a repository: a manifest together with everything that belongs to it, and the stored bytes that each image
//! uses alone.

use crate::model::Digest;
use crate::storage::classes::{Between, ClassFigures, OUTSIDE, stored_by};
use crate::storage::figures::BlobFigures;
use crate::storage::graph::{Graph, Node, RepositoryNode};
use crate::storage::sharing;

/// The node belongs to no image yet.
const NOBODY: u32 = u32::MAX;
/// The node belongs to several images.
const SEVERAL: u32 = u32::MAX - 1;

/// A blob of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageBlob {
    /// The figures of the blob in the whole registry.
    pub figures: BlobFigures,
    /// The use of the blob in the image.
    pub part: Part,
    /// The first manifest of the image that uses it.
    pub user: Digest,
    /// No manifest outside of the image uses it.
    pub only_here: bool,
}

/// The use of a blob. A blob with several has the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A manifest of the image.
    Manifest,
    /// A layer of any manifest in the registry.
    Layer,
    /// A config.
    Config,
}

/// A manifest of a repository in the one image below which it stands. One that belongs to several images stands below the
/// nearest: first of those that a tag names, then of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The digest of the manifest that stands there.
    pub digest: Digest,
    /// The manifest that heads the image: itself for a head.
    pub head: Digest,
    /// The manifest right above it, which lists it or which it is about; `None` for a head.
    pub above: Option<Digest>,
}

/// The standing of each manifest of a repository, in the order of the digests.
pub(super) fn standings(graph: &Graph, repository: usize) -> Vec<Standing> {
    let first = graph.repositories[repository].first;
    let (heads, owners) = images(graph, repository);
    // The head of each node, and the node above it.
    let mut places = vec![(NOBODY, NOBODY); owners.len()];
    for &head in &heads {
        places[(head - first) as usize].0 = head;
    }
    for with_tags in [true, false] {
        let is_first = |head: &&u32| is_named(&graph.nodes[**head as usize]) == with_tags;
        let mut found: Vec<u32> = heads.iter().filter(is_first).copied().collect();
        let mut next = 0;
        while let Some(&node) = found.get(next) {
            next += 1;
            let (head, _) = places[(node - first) as usize];
            for part in parts(graph, node) {
                let place = &mut places[(part - first) as usize];
                if place.0 == NOBODY {
                    *place = (head, node);
                    found.push(part);
                }
            }
        }
    }
    let standing = |(node, (head, above)): (u32, (u32, u32))| Standing {
        digest: graph.digest(node).clone(),
        head: graph.digest(head).clone(),
        above: (above != NOBODY).then(|| graph.digest(above).clone()),
    };
    (first..).zip(places).map(standing).collect()
}

/// The images of a repository by the manifest that heads each one, with the bytes that no other image of the repository
/// uses; and at last the bytes between them. Together they are the stored bytes of the repository.
pub(super) fn stored_by_image(
    graph: &Graph,
    repository: usize,
) -> (Vec<(u32, ClassFigures)>, ClassFigures) {
    let (heads, owners) = images(graph, repository);
    let first = graph.repositories[repository].first as usize;
    let count = heads.len() as u32;
    let mut classes = vec![OUTSIDE; graph.nodes.len()];
    for (place, &owner) in owners.iter().enumerate() {
        classes[first + place] = owner.min(count);
    }
    let mut figures = stored_by(graph, &classes, count, Between::Apart);
    let between = figures.remove(heads.len());
    (heads.into_iter().zip(figures).collect(), between)
}

/// The blobs of the image that a node heads, each once, in the order in which its manifests name them.
pub(super) fn blobs(graph: &Graph, head: u32) -> Vec<ImageBlob> {
    let mut seen = vec![false; graph.nodes.len()];
    let members =
        members(graph, head, &mut |node| std::mem::replace(&mut seen[node as usize], true));
    // The users of each blob within the image.
    let mut users = vec![0_u32; graph.blobs.len()];
    let mut blobs = Vec::new();
    for &member in &members {
        for &blob in graph.own.of(member) {
            if users[blob as usize] == 0 {
                blobs.push((blob, member));
            }
            users[blob as usize] += 1;
        }
    }
    let mut manifests: Vec<u32> =
        members.iter().map(|&node| graph.nodes[node as usize].blob).collect();
    manifests.sort_unstable();
    let image_blob = |(blob, user): (u32, u32)| {
        Some(ImageBlob {
            figures: sharing::numbered(graph, blob)?,
            user: graph.digest(user).clone(),
            part: match () {
                () if manifests.binary_search(&blob).is_ok() => Part::Manifest,
                () if graph.blobs.is_layer(blob) => Part::Layer,
                () => Part::Config,
            },
            only_here: users[blob as usize] == graph.blobs.users(blob),
        })
    };
    blobs.into_iter().filter_map(image_blob).collect()
}

/// The nodes that head an image of a repository, and for each node of the repository the place of its image among them,
/// or [`SEVERAL`].
fn images(graph: &Graph, repository: usize) -> (Vec<u32>, Vec<u32>) {
    let RepositoryNode { first, end, .. } = graph.repositories[repository];
    let mut owners = vec![NOBODY; (end - first) as usize];
    let mut heads: Vec<u32> = Vec::new();
    // Nodes that belong to each other in a circle are an image that the first of them heads.
    for in_circles in [false, true] {
        for head in first..end {
            let is_unclaimed = in_circles && owners[(head - first) as usize] == NOBODY;
            if !is_unclaimed && (in_circles || !is_head(graph, head)) {
                continue;
            }
            let own = heads.len() as u32;
            heads.push(head);
            members(graph, head, &mut |node| {
                let owner = &mut owners[(node - first) as usize];
                // The members of a node that belongs to several images were already seen to.
                let is_done = *owner == own || *owner == SEVERAL;
                *owner = if *owner == NOBODY || *owner == own { own } else { SEVERAL };
                is_done
            });
        }
    }
    (heads, owners)
}

/// A node with everything that belongs to it. `seen` marks a node, and says whether to leave it out.
fn members(graph: &Graph, head: u32, seen: &mut dyn FnMut(u32) -> bool) -> Vec<u32> {
    let mut members = Vec::new();
    let mut open = vec![head];
    while let Some(node) = open.pop() {
        if seen(node) {
            continue;
        }
        members.push(node);
        open.extend(parts(graph, node));
    }
    members
}

/// The nodes that belong to a node: its children, and manifests about it that nothing else names.
fn parts(graph: &Graph, node: u32) -> impl Iterator<Item = u32> {
    let is_part =
        |&&one: &&u32| graph.parents.of(one).is_empty() && !is_named(&graph.nodes[one as usize]);
    let attached = graph.referrers.of(node).iter().chain(graph.attachments.of(node));
    graph.children.of(node).iter().chain(attached.filter(is_part)).copied()
}

/// Whether the manifest stands for itself: a tag of its own names it, or it belongs to no other manifest.
fn is_head(graph: &Graph, node: u32) -> bool {
    let belongs = !graph.parents.of(node).is_empty()
        || graph.subject(node).is_some()
        || !graph.attached_to.of(node).is_empty();
    is_named(&graph.nodes[node as usize]) || !belongs
}

/// Whether a tag points to the manifest that is not the cosign-style tag of another one.
fn is_named(node: &Node) -> bool {
    node.tags > node.attached_tags || node.hidden_tag
}
