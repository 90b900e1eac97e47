//! Azure Container Registry's own listings: they give digests, dates and locks, and untagged
//! manifests.
//!
//! Reference: Azure/azure-rest-api-specs, `containerregistry.json`, api-version 2021-07-01.

pub(crate) mod manifests;
pub(crate) mod tags;

use serde_json::Value;

use crate::model::Timestamp;

/// `lastUpdateTime` of a listed tag or manifest.
fn last_updated(entry: &Value) -> Option<Timestamp> {
    entry.get("lastUpdateTime").and_then(Value::as_str).and_then(Timestamp::parse)
}

/// Whether a listed tag or manifest is locked: ACR refuses to delete what may not be written, too.
fn is_locked(entry: &Value) -> bool {
    let attributes = entry.get("changeableAttributes");
    ["deleteEnabled", "writeEnabled"].into_iter().any(|attribute| {
        attributes.and_then(|all| all.get(attribute)).and_then(Value::as_bool) == Some(false)
    })
}
