//! Change: delete a repository with everything in it.
//!
//! Reference: api-version 2021-07-01, `Repository_Delete`.

use serde_json::Value;

use crate::model::RepositoryName;
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::limit;
use crate::registry::answer::listing::{Deletion, RepositoryDeletion};
use crate::registry::line::transport::{Method, Request, Response};

/// `DELETE /acr/v1/<name>`, with everything in the repository.
pub(crate) fn request(endpoint: &Endpoint, repository: &RepositoryName) -> Request {
    // The answer names every deleted manifest and tag, so it may be long.
    let url = endpoint.url(&format!("/acr/v1/{repository}"));
    Request::new(Method::Delete, url, limit::LIST)
}

/// `{"manifestsDeleted":["sha256:…"],"tagsDeleted":["latest"]}`, either of which may be missing. An answer
/// that cannot be read names nothing; the repository is deleted all the same.
pub(crate) fn read(response: &Response) -> RepositoryDeletion {
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    RepositoryDeletion {
        deletion: Deletion::Accepted,
        manifests: texts(&body, "manifestsDeleted"),
        tags: texts(&body, "tagsDeleted"),
    }
}

/// The array `key`, read whole; `None` where any entry cannot be read.
fn texts<T: std::str::FromStr>(body: &Value, key: &str) -> Option<Vec<T>> {
    let text = |entry: &Value| entry.as_str()?.parse().ok();
    body.get(key)?.as_array()?.iter().map(text).collect()
}
