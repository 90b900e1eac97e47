//! Answers to the questions of a check: a target that is not there is an answer, a failure is an obstacle.

use crate::cleanup::reason::Obstacle;
use crate::model::{Digest, Manifest, Reference, RepositoryName, TagName};
use crate::registry::{Client, Error};

/// The answer; `None` where the registry itself says that the object does not exist.
pub(super) fn or_absent<T>(answer: Result<T, Error>) -> Result<Option<T>, Obstacle> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.is_absent() => Ok(None),
        Err(error) => Err(Obstacle::Unchecked(error)),
    }
}

/// The manifest `digest`; `None` where it is not there.
pub(in crate::cleanup) async fn manifest_if_there(
    client: &Client,
    name: &RepositoryName,
    digest: &Digest,
) -> Result<Option<Manifest>, Obstacle> {
    or_absent(client.manifest(name, &Reference::Digest(digest.clone())).await)
}

/// The digest that a tag points to now; `None` where the tag is not there.
pub(in crate::cleanup) async fn points_to(
    client: &Client,
    name: &RepositoryName,
    tag: &TagName,
) -> Result<Option<Digest>, Obstacle> {
    or_absent(client.resolve(name, tag).await)
}
