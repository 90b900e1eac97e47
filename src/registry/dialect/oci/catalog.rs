//! Which repositories are there?
//!
//! Reference: distribution, `spec/api.md#listing-repositories`; not in the OCI specification.

use crate::model::RepositoryName;
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::answer::limit;
use crate::registry::line::paging::{Entries, Entry, Page};
use crate::registry::line::transport::{Method, Request, Response};

/// The first page.
pub(crate) fn first(endpoint: &Endpoint) -> Page {
    Page::first(endpoint.url("/v2/_catalog"))
}

/// `GET /v2/_catalog`
pub(crate) fn request(page: &Page) -> Request {
    Request::new(Method::Get, page.url().to_owned(), limit::LIST)
}

/// `{"repositories":["a","b"]}`, or `null` where there are none.
pub(crate) fn read(url: &str, response: &Response) -> Entries<RepositoryName> {
    let entries = json::array(url, json::object(url, response)?, "repositories")?;
    Ok(entries.into_iter().map(Entry::of_text).collect())
}
