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
pub(crate) mod repositories;
pub(crate) mod summary;
pub(crate) mod tags;
pub(crate) mod untag;

use serde_json::Value;

use crate::model::{RepositoryName, Timestamp};
use crate::registry::endpoint::Endpoint;
use crate::registry::error::Error;
use crate::registry::json;
use crate::registry::transport::Response;

/// Most entries of a page.
const PAGE: usize = 100;

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

/// The entries of a page: a bare array. What Harbor counts and neither lists nor offers another page
/// for stands at the end as an entry that nobody can use: the list has a gap.
fn entries(url: &str, response: &Response) -> Result<Vec<Value>, Error> {
    let Ok(Value::Array(mut entries)) = serde_json::from_slice(&response.body) else {
        return Err(Error::malformed(url, json::not_json(&response.body)));
    };
    let total = response.headers.get("x-total-count").and_then(|count| count.trim().parse().ok());
    let missing = total.unwrap_or(0_usize).saturating_sub(entries.len());
    if missing > 0 && response.headers.get("link").is_none() {
        entries.push(Value::String(format!("{missing} more that are counted and not listed")));
    }
    Ok(entries)
}

/// The moment `key` of an object; year 1 is "never".
fn moment(object: &Value, key: &str) -> Option<Timestamp> {
    object.get(key).and_then(Value::as_str).and_then(Timestamp::parse)
}
