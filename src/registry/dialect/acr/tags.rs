//! Which tags does a repository have, and what do they point to?
//!
//! Reference: api-version 2021-07-01, `Tag_GetList`.

use serde_json::Value;

use crate::model::{Digest, RepositoryName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::address::url::push_query;
use crate::registry::answer::json;
use crate::registry::answer::limit;
use crate::registry::answer::listing::ListedTag;
use crate::registry::dialect::acr::{attributes, moment};
use crate::registry::line::paging::{Entries, Entry, Page};
use crate::registry::line::transport::{Method, Request, Response};

/// The first page.
pub(crate) fn first(endpoint: &Endpoint, repository: &RepositoryName) -> Page {
    Page::first(endpoint.url(&format!("/acr/v1/{repository}/_tags")))
}

/// The first page of the tags that point to `digest`. The list of manifests cannot say that: it cuts
/// them short.
pub(crate) fn first_on(endpoint: &Endpoint, repository: &RepositoryName, digest: &Digest) -> Page {
    let mut list = endpoint.url(&format!("/acr/v1/{repository}/_tags"));
    push_query(&mut list, "digest", &digest.to_string());
    Page::first(list)
}

/// `GET /acr/v1/<name>/_tags`
pub(crate) fn request(page: &Page) -> Request {
    Request::new(Method::Get, page.url().to_owned(), limit::LIST)
}

/// `{"tags":[{"name":…,"digest":…,"lastUpdateTime":…,"changeableAttributes":{…}}]}`
pub(crate) fn read(url: &str, response: &Response) -> Entries<ListedTag> {
    let entries = json::array(url, json::object(url, response)?, "tags")?;
    Ok(entries.iter().map(|entry| Entry::of_object(entry, "name", tag(entry))).collect())
}

fn tag(entry: &Value) -> Option<ListedTag> {
    Some(ListedTag {
        name: entry.get("name")?.as_str()?.parse().ok()?,
        digest: Some(entry.get("digest")?.as_str()?.parse().ok()?),
        last_updated: moment(entry, "lastUpdateTime"),
        attributes: attributes(entry),
    })
}
