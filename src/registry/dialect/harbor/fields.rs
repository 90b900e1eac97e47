//! Addresses and fields that Harbor's own API has in common.

use serde_json::Value;

use crate::model::{RepositoryName, Timestamp};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::error::Error;

/// The URL of `repository`. The slashes in its name after the project are encoded twice, because Harbor's
/// router decodes the path once before it looks for the repository.
pub(super) fn repository_url(
    endpoint: &Endpoint,
    repository: &RepositoryName,
    rest: &str,
) -> Result<String, Error> {
    let Some((project, name)) = repository.as_str().split_once('/') else {
        let what =
            "Harbor's repositories begin with their project: this one cannot be one of them.";
        return Err(Error::malformed(endpoint.base(), what));
    };
    let name = name.replace('/', "%252F");
    Ok(endpoint.url(&format!("/api/v2.0/projects/{project}/repositories/{name}{rest}")))
}

/// The moment `key` of an object; `None` where it cannot be read. Harbor writes year 1 for "never".
pub(super) fn moment(object: &Value, key: &str) -> Option<Timestamp> {
    object.get(key).and_then(Value::as_str).and_then(Timestamp::parse)
}
