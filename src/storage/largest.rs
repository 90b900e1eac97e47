//! The largest layers of a registry, each with one of its users.

use crate::model::{Digest, RepositoryName};
use crate::storage::analysis::Analysis;
use crate::storage::figures::{BlobFigures, BlobUser};
use crate::storage::sharing;

impl Analysis {
    /// The largest layers of the registry, at most `limit`, and the number of all. Of the manifests that use a layer, one
    /// is named: the first that `tells` something about its layers, or else the first.
    pub fn largest_layers(
        &self,
        limit: usize,
        tells: &dyn Fn(&RepositoryName, &Digest) -> bool,
    ) -> (Vec<(BlobFigures, BlobUser)>, usize) {
        let graph = &self.graph;
        let (layers, count) = sharing::layers(graph, None, limit);
        // The place of each of these blobs, plus one; 0 also for those with a user that tells something.
        let mut places = vec![0_u32; graph.blobs.len()];
        for (place, &blob) in (1..).zip(&layers) {
            places[blob as usize] = place;
        }
        let mut users = vec![None; layers.len()];
        for node in 0..graph.nodes.len() as u32 {
            let mut is_told = None;
            for &blob in graph.own.of(node) {
                let Some(place) = (places[blob as usize] as usize).checked_sub(1) else { continue };
                let told = *is_told.get_or_insert_with(|| {
                    tells(sharing::name_of(graph, node), graph.digest(node))
                });
                if told {
                    places[blob as usize] = 0;
                }
                if told || users[place].is_none() {
                    users[place] = Some(node);
                }
            }
        }
        let layer = |(blob, user): (u32, Option<u32>)| {
            let repository = sharing::name_of(graph, user?).clone();
            let user = BlobUser { repository, manifest: graph.digest(user?).clone() };
            Some((sharing::numbered(graph, blob)?, user))
        };
        (layers.into_iter().zip(users).filter_map(layer).collect(), count)
    }
}
