//! Manifests asked for one by one: a list may follow late, or hide one.

use futures::{StreamExt, stream};

use crate::cleanup::reason::Obstacle;
use crate::cleanup::verify;
use crate::model::{Digest, Manifest, RepositoryName};
use crate::registry::Client;

/// Reads in flight at once.
const CONCURRENCY: usize = 8;
/// Most that is asked for of each sort.
pub(super) const MOST_READ: usize = 200;

/// The first manifests of these, [`MOST_READ`] at most; `None` for one that is not there.
pub(super) async fn asked<'a>(
    client: &Client,
    name: &RepositoryName,
    digests: impl Iterator<Item = &'a Digest>,
) -> Vec<(&'a Digest, Result<Option<Manifest>, Obstacle>)> {
    let answers = stream::iter(digests.take(MOST_READ))
        .map(async |digest| (digest, verify::manifest_if_there(client, name, digest).await));
    answers.buffered(CONCURRENCY).collect().await
}
