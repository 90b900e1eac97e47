//! JSON objects in answers.

use serde_json::{Map, Value};

use crate::registry::error::Error;
use crate::registry::line::transport::Response;

/// The object in the body of `response` to `url`.
pub(crate) fn object(url: &str, response: &Response) -> Result<Map<String, Value>, Error> {
    match serde_json::from_slice(&response.body) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(Error::malformed(url, not_json(&response.body))),
    }
}

/// The entries of the array `key`; none where it is missing or null: an emptied repository.
pub(crate) fn array(
    url: &str,
    mut object: Map<String, Value>,
    key: &str,
) -> Result<Vec<Value>, Error> {
    match object.remove(key) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(entries)) => Ok(entries),
        Some(_) => Err(Error::malformed(url, "The registry's list is not a list.")),
    }
}

/// The fault of a body that is not a JSON object, in words.
pub(crate) fn not_json(body: &[u8]) -> &'static str {
    match body.trim_ascii_start().first() {
        Some(b'<') => {
            "The server sent a web page instead of a registry's answer. Check the address, and what \
             stands between this page and the registry."
        }
        None => "The server's answer is empty where a registry's would not be.",
        Some(_) => "The answer is not the JSON that the specification asks for.",
    }
}
