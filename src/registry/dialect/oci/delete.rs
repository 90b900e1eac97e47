//! Change: delete a manifest, with every tag on it.
//!
//! Reference: OCI distribution-spec, end-9.

use crate::model::{Digest, RepositoryName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::limit;
use crate::registry::answer::listing::Deletion;
use crate::registry::error::Error;
use crate::registry::line::transport::{Method, Request};

/// `DELETE /v2/<name>/manifests/<digest>`. By digest only: registries disagree about what a
/// deletion by tag deletes.
pub(crate) fn request(
    endpoint: &Endpoint,
    repository: &RepositoryName,
    digest: &Digest,
) -> Request {
    let url = endpoint.url(&format!("/v2/{repository}/manifests/{digest}"));
    Request::new(Method::Delete, url, limit::SMALL)
}

/// The result of a deletion. A manifest counts as gone only if the registry itself says so.
pub(crate) fn read(answer: Result<(), Error>) -> Result<Deletion, Error> {
    match answer {
        Ok(()) => Ok(Deletion::Accepted),
        Err(error) if error.is_absent() => Ok(Deletion::AlreadyGone),
        Err(error) => Err(error),
    }
}
