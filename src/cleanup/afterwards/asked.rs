//! Manifests asked for one by one, because a list may be out of date, or hide one.

use futures::{StreamExt, stream};

use crate::cleanup::reason::Obstacle;
use crate::cleanup::verify;
use crate::model::{Digest, Manifest, RepositoryName};
use crate::registry::Client;

/// Reads in flight at once.
const CONCURRENCY: usize = 8;
/// Most manifests or tags asked for in one repository, of each kind of question.
pub(super) const MOST_READ: usize = 200;

/// The answers about the first [`MOST_READ`] of `digests`, in their order: the manifest, or `None` where
/// the registry does not have it.
pub(super) async fn asked<'a>(
    client: &Client,
    name: &RepositoryName,
    digests: impl Iterator<Item = &'a Digest>,
) -> Vec<(&'a Digest, Result<Option<Manifest>, Obstacle>)> {
    let answers = stream::iter(digests.take(MOST_READ))
        .map(async |digest| (digest, verify::manifest_if_there(client, name, digest).await));
    answers.buffered(CONCURRENCY).collect().await
}
