//! Which manifests does a repository have, untagged ones too?
//!
//! Reference: api-version 2021-07-01, `Manifest_GetList`.

use serde_json::Value;

use crate::model::RepositoryName;
use crate::registry::acr::{is_locked, last_updated};
use crate::registry::endpoint::Endpoint;
use crate::registry::json;
use crate::registry::limit;
use crate::registry::listing::ListedManifest;
use crate::registry::paging::{Entries, Entry, Page};
use crate::registry::transport::{Method, Request, Response};

/// The first page.
pub(crate) fn first(endpoint: &Endpoint, repository: &RepositoryName) -> Page {
    Page::first(endpoint.url(&format!("/acr/v1/{repository}/_manifests")))
}

/// `GET /acr/v1/<name>/_manifests`
pub(crate) fn request(page: &Page) -> Request {
    Request::new(Method::Get, page.url().to_owned(), limit::LIST)
}

/// `{"manifests":[{"digest":…,"lastUpdateTime":…,"changeableAttributes":{…}}]}`. The `tags` of an
/// entry are cut short by ACR (acr#529) and not read: `_tags` tells what points where.
pub(crate) fn read(url: &str, response: &Response) -> Entries<ListedManifest> {
    let entries = json::array(url, json::object(url, response)?, "manifests")?;
    Ok(entries.iter().map(|entry| Entry::of_object(entry, "digest", manifest(entry))).collect())
}

fn manifest(entry: &Value) -> Option<ListedManifest> {
    Some(ListedManifest {
        digest: entry.get("digest")?.as_str()?.parse().ok()?,
        last_updated: last_updated(entry),
        locked: is_locked(entry),
    })
}
