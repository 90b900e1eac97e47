//! Change: take one tag off its manifest.
//!
//! Reference: OCI distribution-spec, end-9 with a tag.

use crate::model::{RepositoryName, TagName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::limit;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::transport::{Method, Request};

/// `DELETE /v2/<name>/manifests/<tag>`. Only for a registry that removes the tag alone.
pub(crate) fn request(endpoint: &Endpoint, repository: &RepositoryName, tag: &TagName) -> Request {
    let url = endpoint.url(&format!("/v2/{repository}/manifests/{tag}"));
    Request::new(Method::Delete, url, limit::SMALL)
}

/// The refusal as [`ErrorKind::CannotUntag`] where it is one: a registry that cannot untag calls the tag a
/// bad digest (distribution 2) or the request unsupported.
pub(crate) fn explain(error: Error) -> Error {
    match (error.status, error.code.as_deref()) {
        (Some(400), Some("DIGEST_INVALID" | "UNSUPPORTED")) => {
            error.with_kind(ErrorKind::CannotUntag)
        }
        _ => error,
    }
}
