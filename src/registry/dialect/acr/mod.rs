//! Azure Container Registry's own API: it gives counts, digests, dates, sizes and locks, and lists
//! untagged manifests.
//!
//! Reference: Azure/azure-rest-api-specs, `containerregistry.json`, api-version 2021-07-01.

pub(crate) mod delete_repository;
pub(crate) mod deleted;
pub(crate) mod lock;
pub(crate) mod manifests;
pub(crate) mod repository;
pub(crate) mod tags;
pub(crate) mod untag;

use serde_json::{Map, Value};

use crate::model::{Attributes, Timestamp};

/// The moment `key` of an object. RFC 3339 with seven fractional digits.
fn moment(object: &Value, key: &str) -> Option<Timestamp> {
    object.get(key).and_then(Value::as_str).and_then(Timestamp::parse)
}

/// `changeableAttributes` of an object; what is not stated is allowed.
fn attributes(object: &Value) -> Attributes {
    let all = object.get("changeableAttributes");
    let is_on = |key| all.and_then(|all| all.get(key)).and_then(Value::as_bool).unwrap_or(true);
    Attributes {
        delete: is_on("deleteEnabled"),
        write: is_on("writeEnabled"),
        read: is_on("readEnabled"),
        list: is_on("listEnabled"),
    }
}

/// The parts of an object, as one value.
fn value(object: Map<String, Value>) -> Value {
    Value::Object(object)
}
