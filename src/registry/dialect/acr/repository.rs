//! Question: how many tags and manifests does a repository have, and which dates and locks?
//!
//! Reference: api-version 2021-07-01, `Repository_GetProperties`.

use serde_json::Value;

use crate::model::{RepositoryEntry, RepositoryName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::answer::limit;
use crate::registry::dialect::acr::fields::{attributes, moment, value};
use crate::registry::error::Error;
use crate::registry::line::transport::{Method, Request, Response};

/// `GET /acr/v1/<name>`: the repository as a whole.
pub(crate) fn request(endpoint: &Endpoint, repository: &RepositoryName) -> Request {
    Request::new(Method::Get, endpoint.url(&format!("/acr/v1/{repository}")), limit::SMALL)
}

/// `{"manifestCount":…,"tagCount":…,"createdTime":…,"lastUpdateTime":…,"changeableAttributes":{…}}`. Fields
/// may be missing.
pub(crate) fn read(url: &str, response: &Response) -> Result<RepositoryEntry, Error> {
    let object = value(json::object(url, response)?);
    let count = |key| object.get(key).and_then(Value::as_u64);
    Ok(RepositoryEntry {
        manifests: count("manifestCount"),
        tags: count("tagCount"),
        created: moment(&object, "createdTime"),
        last_updated: moment(&object, "lastUpdateTime"),
        attributes: attributes(&object),
    })
}
