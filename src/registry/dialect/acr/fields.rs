//! Fields that Azure's answers have in common.

use serde_json::{Map, Value};

use crate::model::{Attributes, Timestamp};

/// The moment `key` of an object. RFC 3339 with seven fractional digits.
pub(super) fn moment(object: &Value, key: &str) -> Option<Timestamp> {
    object.get(key).and_then(Value::as_str).and_then(Timestamp::parse)
}

/// `changeableAttributes` of an object; an attribute that is not stated is on.
pub(super) fn attributes(object: &Value) -> Attributes {
    let all = object.get("changeableAttributes");
    let is_on = |key| all.and_then(|all| all.get(key)).and_then(Value::as_bool).unwrap_or(true);
    Attributes {
        delete: is_on("deleteEnabled"),
        write: is_on("writeEnabled"),
        read: is_on("readEnabled"),
        list: is_on("listEnabled"),
    }
}

/// An object as a JSON value, which the readers of fields take.
pub(super) fn value(object: Map<String, Value>) -> Value {
    Value::Object(object)
}
