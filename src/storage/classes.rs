//! Classes: the stored bytes, split by classes of the manifests that use them. Each blob counts in one class.

use crate::model::{Amount, FreedRange};
use crate::storage::graph::Graph;
use crate::storage::sharing::has_gaps;

/// The class of a blob that manifests of several classes use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    /// A class of its own, after all others.
    Apart,
    /// The lowest of these classes.
    Lowest,
}

/// The class of a manifest that does not count.
pub const OUTSIDE: u32 = u32::MAX;

/// The stored bytes of one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassFigures {
    /// Bytes. A manifest that was not seen may use some of the blobs, and so move them into another class
    /// (`or_less`), or use more (`or_more`).
    pub bytes: FreedRange,
    /// Stored blobs.
    pub blobs: usize,
}

/// The stored bytes of the classes `0..count`, and at last of the blobs between them. `classes` has the class of each
/// node: `count` for one that is between classes, and [`OUTSIDE`] for one that does not count. The known bytes add up
/// to the stored bytes of the nodes that count.
pub(super) fn stored_by(
    graph: &Graph,
    classes: &[u32],
    count: u32,
    between: Between,
) -> Vec<ClassFigures> {
    let mut class_of = vec![OUTSIDE; graph.blobs.len()];
    for (node, &class) in classes.iter().enumerate().filter(|(_, class)| **class != OUTSIDE) {
        for &blob in graph.own.of(node as u32) {
            let known = &mut class_of[blob as usize];
            *known = match between {
                _ if *known == OUTSIDE || *known == class => class,
                Between::Apart => count,
                Between::Lowest => class.min(*known),
            };
        }
    }
    let mut parts = vec![(Amount::default(), 0); count as usize + 1];
    for (blob, &class) in class_of.iter().enumerate() {
        if class != OUTSIDE && graph.blobs.is_stored(blob as u32) {
            let (bytes, blobs) = &mut parts[class as usize];
            *bytes += graph.blobs.amount(blob as u32);
            *blobs += 1;
        }
    }
    let unseen = has_gaps(graph);
    // One more user moves a blob towards this class, and never out of it.
    let last = if between == Between::Apart { count } else { 0 };
    let figures = |(class, (amount, blobs)): (usize, (Amount, usize))| ClassFigures {
        bytes: FreedRange {
            known: amount.bytes,
            or_less: unseen && amount.bytes > 0 && class as u32 != last,
            or_more: unseen || amount.has_gaps,
        },
        blobs,
    };
    parts.into_iter().enumerate().map(figures).collect()
}
