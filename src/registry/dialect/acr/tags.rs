//! Question: which tags does a repository have, and what do they point to?
//!
//! Reference: api-version 2021-07-01, `Tag_GetList`.

use serde_json::Value;

use crate::model::{Digest, RepositoryName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::address::url::push_query;
use crate::registry::answer::json;
use crate::registry::answer::listing::ListedTag;
use crate::registry::dialect::acr::fields::{attributes, moment};
use crate::registry::line::entry::{Entries, Entry};
use crate::registry::line::list::List;
use crate::registry::line::paging::Page;
use crate::registry::line::transport::Response;

/// `GET /acr/v1/<name>/_tags`: every tag of a repository, with its digest.
pub(crate) fn list(at: &Endpoint, of: &RepositoryName) -> List<ListedTag> {
    List::new(Page::first(path(at, of)).counted(), read)
}

/// `GET /acr/v1/<name>/_tags?digest=…`: the tags that point to `digest`. The list of manifests cuts these
/// short.
pub(crate) fn list_on(at: &Endpoint, of: &RepositoryName, digest: &Digest) -> List<ListedTag> {
    let mut list = path(at, of);
    push_query(&mut list, "digest", &digest.to_string());
    List::new(Page::first(list).counted(), read)
}

fn path(at: &Endpoint, of: &RepositoryName) -> String {
    at.url(&format!("/acr/v1/{of}/_tags"))
}

/// `{"tags":[{"name":…,"digest":…,"lastUpdateTime":…,"changeableAttributes":{…}}]}`. An entry without a
/// digest is invalid.
fn read(url: &str, response: &Response) -> Entries<ListedTag> {
    let entries = json::list(url, response, "tags")?;
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
