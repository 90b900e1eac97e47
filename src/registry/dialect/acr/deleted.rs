//! The bin (soft delete): manifests and tags that were deleted and may come back.
//!
//! Reference: az-cli, `acr repository list-deleted`, `acr manifest list-deleted`,
//! `acr manifest list-deleted-tags`, `acr manifest restore`.

use serde_json::{Value, json};

use crate::model::{Digest, RepositoryName, TagName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::answer::limit;
use crate::registry::bin::{DeletedManifest, DeletedTag};
use crate::registry::dialect::acr::fields::moment;
use crate::registry::dialect::acr::manifests::entry;
use crate::registry::dialect::oci;
use crate::registry::line::entry::{Entries, Entry};
use crate::registry::line::list::List;
use crate::registry::line::paging::Page;
use crate::registry::line::transport::{Method, Request, Response};

/// `GET /acr/v1/_deleted/_catalog`: the repositories with anything in the bin.
pub(crate) fn repositories(at: &Endpoint) -> List<RepositoryName> {
    List::new(Page::first(at.url("/acr/v1/_deleted/_catalog")), oci::catalog::read)
}

/// `GET /acr/v1/_deleted/<name>/_manifests`: the deleted manifests of a repository.
pub(crate) fn manifests(at: &Endpoint, of: &RepositoryName) -> List<DeletedManifest> {
    List::new(Page::first(at.url(&format!("/acr/v1/_deleted/{of}/_manifests"))), read_manifests)
}

/// `GET /acr/v1/_deleted/<name>/_tags`: the deleted tags of a repository.
pub(crate) fn tags(at: &Endpoint, of: &RepositoryName) -> List<DeletedTag> {
    List::new(Page::first(at.url(&format!("/acr/v1/_deleted/{of}/_tags"))), read_tags)
}

/// `{"manifests":[{"digest":…,"deletedAt":…}]}`, with the other fields that the list of manifests has.
fn read_manifests(url: &str, response: &Response) -> Entries<DeletedManifest> {
    let entries = json::list(url, response, "manifests")?;
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
fn read_tags(url: &str, response: &Response) -> Entries<DeletedTag> {
    let entries = json::list(url, response, "tags")?;
    let tag = |value: &Value| {
        Some(DeletedTag {
            name: value.get("tag")?.as_str()?.parse().ok()?,
            digest: value.get("digest")?.as_str()?.parse().ok()?,
            deleted: moment(value, "deletedAt"),
        })
    };
    let own = |value: &Value| {
        // The three fields together distinguish deletions of tags of the same name.
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
