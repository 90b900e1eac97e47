//! What was deleted and may come back: soft delete.
//!
//! Reference: az-cli, `acr repository list-deleted`, `acr manifest list-deleted`,
//! `acr manifest list-deleted-tags`, `acr manifest restore`.

use serde_json::{Value, json};

use crate::model::{Digest, RepositoryName, TagName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::answer::limit;
use crate::registry::bin::{DeletedManifest, DeletedTag};
use crate::registry::dialect::acr::manifests::entry;
use crate::registry::dialect::acr::moment;
use crate::registry::line::paging::{Entries, Entry, Page};
use crate::registry::line::transport::{Method, Request, Response};

/// The first page of the repositories that something was deleted of.
pub(crate) fn first(endpoint: &Endpoint) -> Page {
    Page::first(endpoint.url("/acr/v1/_deleted/_catalog"))
}

/// The first page of the manifests that were deleted of a repository.
pub(crate) fn first_manifests(endpoint: &Endpoint, repository: &RepositoryName) -> Page {
    Page::first(endpoint.url(&format!("/acr/v1/_deleted/{repository}/_manifests")))
}

/// The first page of the tags that were deleted of a repository.
pub(crate) fn first_tags(endpoint: &Endpoint, repository: &RepositoryName) -> Page {
    Page::first(endpoint.url(&format!("/acr/v1/_deleted/{repository}/_tags")))
}

/// `GET` of a page.
pub(crate) fn request(page: &Page) -> Request {
    Request::new(Method::Get, page.url().to_owned(), limit::LIST)
}

/// `{"manifests":[{"digest":…,"deletedAt":…}]}`, with what else a list of manifests says.
pub(crate) fn read_manifests(url: &str, response: &Response) -> Entries<DeletedManifest> {
    let entries = json::array(url, json::object(url, response)?, "manifests")?;
    let manifest = |value: &Value| {
        Some(DeletedManifest {
            digest: value.get("digest")?.as_str()?.parse().ok()?,
            deleted: moment(value, "deletedAt"),
            entry: entry(value),
        })
    };
    Ok(entries.iter().map(|value| Entry::of_object(value, "digest", manifest(value))).collect())
}

/// `{"tags":[{"tag":…,"digest":…,"deletedAt":…}]}`. A name may be there more than once.
pub(crate) fn read_tags(url: &str, response: &Response) -> Entries<DeletedTag> {
    let entries = json::array(url, json::object(url, response)?, "tags")?;
    let tag = |value: &Value| {
        Some(DeletedTag {
            name: value.get("tag")?.as_str()?.parse().ok()?,
            digest: value.get("digest")?.as_str()?.parse().ok()?,
            deleted: moment(value, "deletedAt"),
        })
    };
    let own = |value: &Value| {
        // What tells it from another deletion of the same name.
        let text = |key| value.get(key).and_then(Value::as_str).unwrap_or_default();
        Entry {
            key: format!("{} {} {}", text("tag"), text("digest"), text("deletedAt")),
            item: tag(value),
        }
    };
    Ok(entries.iter().map(own).collect())
}

/// `POST /acr/v1/_deleted/<name>/_manifests/<digest>?force=…`, the tag in its body. `force` moves a
/// tag that is in use by now.
pub(crate) fn restore(
    endpoint: &Endpoint,
    repository: &RepositoryName,
    digest: &Digest,
    tag: Option<&TagName>,
    force: bool,
) -> Request {
    let path = format!("/acr/v1/_deleted/{repository}/_manifests/{digest}?force={force}");
    let body = match tag {
        Some(tag) => json!({ "tag": tag.as_str() }),
        None => json!({}),
    };
    let mut request = Request::new(Method::Post, endpoint.url(&path), limit::LIST)
        .with_header("content-type", "application/json");
    request.body = body.to_string().into_bytes();
    request
}
