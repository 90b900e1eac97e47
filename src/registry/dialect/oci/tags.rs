//! Which tags does a repository have?
//!
//! Reference: OCI distribution-spec, end-8.

use crate::model::{Attributes, RepositoryName, TagName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::answer::limit;
use crate::registry::answer::listing::ListedTag;
use crate::registry::line::paging::{Entries, Entry, Page};
use crate::registry::line::transport::{Method, Request, Response};

/// The first page.
pub(crate) fn first(endpoint: &Endpoint, repository: &RepositoryName) -> Page {
    Page::first(endpoint.url(&format!("/v2/{repository}/tags/list")))
}

/// `GET /v2/<name>/tags/list`
pub(crate) fn request(page: &Page) -> Request {
    Request::new(Method::Get, page.url().to_owned(), limit::LIST)
}

/// `{"name":"a","tags":["latest"]}`, or `null` where there are none.
pub(crate) fn read(url: &str, response: &Response) -> Entries<ListedTag> {
    let entries = json::array(url, json::object(url, response)?, "tags")?;
    let tag = |entry: Entry<TagName>| Entry {
        key: entry.key,
        item: entry.item.map(|name| ListedTag {
            name,
            digest: None,
            last_updated: None,
            attributes: Attributes::OPEN,
        }),
    };
    Ok(entries.into_iter().map(Entry::of_text).map(tag).collect())
}
