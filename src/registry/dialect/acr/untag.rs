//! Change: take one tag off its manifest, which stays.
//!
//! Reference: api-version 2021-07-01, `Tag_Delete`.

use crate::model::{RepositoryName, TagName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::limit;
use crate::registry::line::transport::{Method, Request};

/// `DELETE /acr/v1/<name>/_tags/<tag>`: the manifest stays.
pub(crate) fn request(endpoint: &Endpoint, repository: &RepositoryName, tag: &TagName) -> Request {
    let url = endpoint.url(&format!("/acr/v1/{repository}/_tags/{tag}"));
    Request::new(Method::Delete, url, limit::SMALL)
}
