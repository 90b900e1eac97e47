//! Which repositories are there, empty ones too?
//!
//! Reference: `listAllRepositories`.

use crate::model::RepositoryName;
use crate::registry::endpoint::Endpoint;
use crate::registry::harbor::{self, PAGE};
use crate::registry::limit;
use crate::registry::paging::{Entries, Entry, Page};
use crate::registry::transport::{Method, Request, Response};

/// The first page.
pub(crate) fn first(endpoint: &Endpoint) -> Page {
    Page::by_link(endpoint.url(&format!("/api/v2.0/repositories?page=1&page_size={PAGE}")))
}

/// `GET /api/v2.0/repositories`
pub(crate) fn request(page: &Page) -> Request {
    Request::new(Method::Get, page.url().to_owned(), limit::LIST)
}

/// `[{"name":"project/repository",…}]`
pub(crate) fn read(url: &str, response: &Response) -> Entries<RepositoryName> {
    let name = |entry: &serde_json::Value| entry.get("name")?.as_str()?.parse().ok();
    let entries = harbor::entries(url, response)?;
    Ok(entries.iter().map(|entry| Entry::of_object(entry, "name", name(entry))).collect())
}
