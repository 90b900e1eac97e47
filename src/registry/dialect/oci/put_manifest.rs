//! Change: push a manifest to a tag.
//!
//! Reference: OCI distribution-spec, end-7.

use crate::model::{MediaType, RepositoryName, TagName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::limit;
use crate::registry::line::transport::{Method, Request};

/// `PUT /v2/<name>/manifests/<tag>`, whatever the tag points to now.
pub(crate) fn request(
    endpoint: &Endpoint,
    repository: &RepositoryName,
    tag: &TagName,
    media_type: &MediaType,
    bytes: &[u8],
) -> Request {
    let url = endpoint.url(&format!("/v2/{repository}/manifests/{tag}"));
    let request = Request::new(Method::Put, url, limit::SMALL);
    let request = request.with_header("content-type", media_type.to_string());
    Request { body: bytes.to_vec(), ..request }
}
