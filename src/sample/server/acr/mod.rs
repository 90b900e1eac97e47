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

/// A place in a list of tags or manifests.
pub(super) struct Place<'a, T> {
    /// What `last` calls it.
    pub(super) key: String,
    /// When it was last pushed.
    pub(super) updated: Timestamp,
    /// What is there; nothing where a deleted thing was that a page ended with.
    pub(super) what: Option<&'a T>,
}

/// Puts a list that is in order by key into the order that is asked for. Where a page shall follow
/// something that was deleted since, its place is added: whoever deletes while reading a list by
/// time, as `acr purge` does, still gets the rest of it.
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
        && let Some(updated) = repository.went.get(last)
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

/// One page of a list: `{"registry":…,"imageName":…,WHAT:[…]}`, `null` for nothing.
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

/// `{"registry":…,"imageName":…,WHAT:…}`
pub(super) fn object(call: &Call<'_>, name: &str, what: &str, value: Value) -> Value {
    json!({ "registry": call.host(), "imageName": name, what: value })
}
