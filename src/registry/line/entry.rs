//! The entries of a page, before it is known whether they are new.

use std::str::FromStr;

use serde_json::Value;

use crate::registry::error::Error;

/// Longest text kept of an entry that cannot be used, in characters.
pub(super) const MAX_INVALID: usize = 128;

/// An entry of a list: its text, which `last` repeats in the request for the next page, and its meaning;
/// `None` where it is not valid.
pub(crate) struct Entry<T> {
    pub(crate) key: String,
    pub(crate) item: Option<T>,
}

/// The entries of a page; an error where the page cannot be read.
pub(crate) type Entries<T> = Result<Vec<Entry<T>>, Error>;

impl<T: FromStr> Entry<T> {
    /// An entry that is a name. Any other JSON value is not valid.
    pub(crate) fn of_text(value: Value) -> Self {
        match value {
            Value::String(key) => Self { item: key.parse().ok(), key },
            other => Self { key: short_json(&other), item: None },
        }
    }
}

impl<T> Entry<T> {
    /// A listed object, named by its text `key`, that means `item`.
    pub(crate) fn of_object(value: &Value, key: &str, item: Option<T>) -> Self {
        let text = value.get(key).and_then(Value::as_str);
        Self { key: text.map_or_else(|| short_json(value), str::to_owned), item }
    }
}

/// The beginning of `value` as JSON.
fn short_json(value: &Value) -> String {
    value.to_string().chars().take(MAX_INVALID).collect()
}
