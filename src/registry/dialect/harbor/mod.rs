//! Harbor's own API under `/api/v2.0`: it lists projects, empty repositories, untagged artifacts with
//! what hangs on them, and takes off single tags. Manifests are read under `/v2/`.
//!
//! Written by its published description, and tested against answers composed from that: it has not
//! met a live Harbor.
//!
//! Reference: goharbor/harbor, `api/v2.0/swagger.yaml` (2.15).

pub(crate) mod artifacts;
pub(crate) mod delete_artifact;
pub(crate) mod delete_repository;
pub(crate) mod pages;
pub(crate) mod projects;
pub(crate) mod repositories;
pub(crate) mod summary;
pub(crate) mod tags;
pub(crate) mod untag;
pub(crate) mod user;

use serde_json::Value;

use crate::model::{RepositoryName, Timestamp};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::error::Error;

/// The URL of `repository`. Its name without the project is encoded twice: Harbor's router takes it
/// apart once before it looks for it.
fn url(endpoint: &Endpoint, repository: &RepositoryName, rest: &str) -> Result<String, Error> {
    let Some((project, name)) = repository.as_str().split_once('/') else {
        let what =
            "Harbor's repositories begin with their project: this one cannot be one of them.";
        return Err(Error::malformed(endpoint.base(), what));
    };
    let name = name.replace('/', "%252F");
    Ok(endpoint.url(&format!("/api/v2.0/projects/{project}/repositories/{name}{rest}")))
}

/// The moment `key` of an object; year 1 is "never".
fn moment(object: &Value, key: &str) -> Option<Timestamp> {
    object.get(key).and_then(Value::as_str).and_then(Timestamp::parse)
}
