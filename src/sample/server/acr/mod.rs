//! ACR's own API: repositories, tags and manifests with their dates, counts and locks.
//!
//! Reference: Azure `containerregistry.json` 2021-07-01, and recorded answers of the service: seven
//! fractional digits in dates, no `tags` on an untagged manifest, a part of them on a tagged one.

mod attributes;
pub mod manifests;
pub(super) mod repository;
pub(super) mod tags;

use serde_json::{Value, json};

use crate::model::Timestamp;
use crate::model::order::sort_by;
use crate::registry::transport::Response;
use crate::sample::server::call::Call;
use crate::sample::server::page::{Order, Page};
use crate::sample::server::route::Query;
use crate::sample::store::Repository;

/// A place in a list of tags or manifests. The list may also keep the place of a deleted item, for a
/// client whose last page ended with it.
pub(super) struct Place<'a, T> {
    /// The item's name in `last`.
    pub(super) key: String,
    /// The date of the last push.
    pub(super) updated: Timestamp,
    /// The tag or manifest; `None` for a deleted one.
    pub(super) what: Option<&'a T>,
}

/// Puts a list that is in order by key into the order that is asked for. If `last` names an item that
/// was deleted since, its place is added: a client that deletes while it reads a list by time, as
/// `acr purge` does, still gets the rest of the list.
pub(super) fn arrange<T>(
    places: &mut Vec<Place<'_, T>>,
    repository: &Repository,
    query: &Query,
) -> Order {
    let order = Order::of(query);
    if order == Order::Name {
        return order;
    }
    if let Some(last) = query.get("last")
        && let Some(updated) = repository.deleted.get(last)
        && !places.iter().any(|place| place.key == last)
    {
        let at = places.partition_point(|place| place.key.as_str() < last);
        places.insert(at, Place { key: last.to_owned(), updated: *updated, what: None });
    }
    sort_by(places, |a, b| match order {
        Order::NewestFirst => b.updated.cmp(&a.updated),
        _ => a.updated.cmp(&b.updated),
    });
    order
}

/// One page of a list: `{"registry":…,"imageName":…,WHAT:[…]}`, with `null` for an empty list.
pub fn listing(
    call: &Call<'_>,
    name: &str,
    what: &str,
    page: Result<Page, Response>,
    entry: &dyn Fn(usize) -> Option<Value>,
) -> Response {
    let page = match page {
        Ok(page) => page,
        Err(refusal) => return refusal,
    };
    let entries: Vec<Value> = page.places.clone().filter_map(entry).collect();
    let list = if entries.is_empty() { Value::Null } else { Value::Array(entries) };
    page.respond(&object(call, name, what, list))
}

/// The JSON object `{"registry":…,"imageName":…,WHAT:…}`.
pub(super) fn object(call: &Call<'_>, name: &str, what: &str, value: Value) -> Value {
    json!({ "registry": call.host(), "imageName": name, what: value })
}
