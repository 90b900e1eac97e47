//! Question: which tags does a repository have?
//!
//! Reference: OCI distribution-spec, end-8.

use crate::model::{Attributes, RepositoryName, TagName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::answer::listing::ListedTag;
use crate::registry::line::entry::{Entries, Entry};
use crate::registry::line::list::List;
use crate::registry::line::paging::Page;
use crate::registry::line::transport::Response;

/// `GET /v2/<name>/tags/list`: the names of all tags, without digests.
pub(crate) fn list(at: &Endpoint, of: &RepositoryName) -> List<ListedTag> {
    List::new(Page::first(at.url(&path(of))), read)
}

/// The path of the list.
pub(crate) fn path(of: &RepositoryName) -> String {
    format!("/v2/{of}/tags/list")
}

/// `{"name":"a","tags":["latest"]}`, or `null` where there are none.
pub(crate) fn read(url: &str, response: &Response) -> Entries<ListedTag> {
    let entries = json::list(url, response, "tags")?;
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
