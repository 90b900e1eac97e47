//! Locks as JSON: `changeableAttributes` in answers, the same four names in the body of a PATCH.

use serde_json::{Value, json};

use crate::model::Attributes;
use crate::registry::transport::{Request, Response};
use crate::sample::server::answer;
use crate::sample::store::Change;

/// `changeableAttributes` of an answer.
pub(super) fn write(attributes: Attributes) -> Value {
    json!({
        "deleteEnabled": attributes.delete,
        "writeEnabled": attributes.write,
        "readEnabled": attributes.read,
        "listEnabled": attributes.list,
    })
}

/// The change that a PATCH asks for, by any of the four names; other names are ignored.
pub(super) fn read(request: &Request) -> Result<Change, Response> {
    let invalid = || answer::error(400, "INVALID", "the body is no set of attributes", &json!({}));
    let Ok(Value::Object(body)) = serde_json::from_slice(&request.body) else {
        return Err(invalid());
    };
    let flag = |name: &str| match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        Some(_) => Err(invalid()),
    };
    Ok(Change {
        delete: flag("deleteEnabled")?,
        write: flag("writeEnabled")?,
        read: flag("readEnabled")?,
        list: flag("listEnabled")?,
    })
}
