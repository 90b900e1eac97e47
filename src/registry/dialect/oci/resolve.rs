//! Question: which digest does a tag point to, and is a manifest there?
//!
//! Reference: OCI distribution-spec, end-3 (HEAD).

use crate::model::{Digest, Reference, RepositoryName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::dialect::oci::manifest;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::transport::{Method, Request, Response};

/// `HEAD /v2/<name>/manifests/<reference>`: whether the manifest exists, its digest and its type.
pub(crate) fn request(
    endpoint: &Endpoint,
    repository: &RepositoryName,
    reference: &Reference,
) -> Request {
    Request { method: Method::Head, ..manifest::request(endpoint, repository, reference) }
}

/// The digest that `reference` stands for; `None` where a browser hides it.
pub(crate) fn read(
    url: &str,
    response: &Response,
    reference: &Reference,
) -> Result<Option<Digest>, Error> {
    match reference {
        Reference::Digest(digest) => Ok(Some(digest.clone())),
        Reference::Tag(_) => manifest::content_digest(url, response),
    }
}

/// Whether to ask again by GET: the refusal of a HEAD has no body, and so lacks the registry's code.
pub(crate) fn asks_for_get(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::NotFound | ErrorKind::NotAllowed | ErrorKind::BadRequest)
}
