//! Question: which digest does a tag point to?
//!
//! Reference: OCI distribution-spec, end-3 (HEAD).

use crate::model::{Digest, Reference, RepositoryName, TagName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::dialect::oci::manifest;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::transport::{Method, Request, Response};

/// `HEAD /v2/<name>/manifests/<tag>`: the digest without the manifest.
pub(crate) fn request(endpoint: &Endpoint, repository: &RepositoryName, tag: &TagName) -> Request {
    let request = manifest::request(endpoint, repository, &Reference::Tag(tag.clone()));
    Request { method: Method::Head, ..request }
}

/// The digest in the header; `None` where a browser hides it.
pub(crate) fn read(url: &str, response: &Response) -> Result<Option<Digest>, Error> {
    manifest::content_digest(url, response)
}

/// Whether to ask again by GET: the refusal of a HEAD has no body, and so lacks the registry's code.
pub(crate) fn asks_for_get(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::NotFound | ErrorKind::NotAllowed | ErrorKind::BadRequest)
}
