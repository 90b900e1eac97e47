//! ACR's own listings: `/acr/v1/{name}`, `…/_tags`, `…/_manifests`.
//!
//! Reference: Azure `containerregistry.json` 2021-07-01, and recorded answers of the service: seven
//! fractional digits in dates, no `tags` on an untagged manifest, at most ten on a tagged one.

use serde_json::{Map, Value, json};

use crate::model::Digest;
use crate::model::order::sort_by;
use crate::registry::transport::Response;
use crate::sample::json::moment;
use crate::sample::server::page::{Order, Page, encode};
use crate::sample::server::route::Query;
use crate::sample::server::{Server, answer};
use crate::sample::store::{Attributes, Repository, StoredManifest, StoredTag};

/// Most tags that a manifest's entry names; users of ACR report ten.
const TAGS_OF_A_MANIFEST: usize = 10;

/// The repository: counts, dates and locks.
pub(super) fn repository(server: &Server<'_>, name: &str) -> Response {
    let Some(repository) = server.store.repositories.get(name) else {
        return answer::no_repository(name);
    };
    answer::json(&json!({
        "registry": server.host(),
        "imageName": name,
        "createdTime": moment(repository.created().unwrap_or(server.now)),
        "lastUpdateTime": moment(repository.updated().unwrap_or(server.now)),
        "manifestCount": repository.manifests.len(),
        "tagCount": repository.tags.len(),
        "changeableAttributes": attributes(Attributes::default()),
    }))
}

/// One page of tags, or of the tags on one `digest`.
pub(super) fn tags(server: &Server<'_>, name: &str, query: &Query) -> Response {
    let Some(repository) = server.store.repositories.get(name) else {
        return answer::no_repository(name);
    };
    let order = Order::of(query);
    let digest = query.get("digest");
    let mut tags: Vec<(&String, &StoredTag)> = repository
        .tags
        .iter()
        .filter(|(_, tag)| digest.is_none_or(|digest| tag.digest.to_string() == digest))
        .collect();
    match order {
        Order::Name => {}
        Order::OldestFirst => sort_by(&mut tags, |(_, a), (_, b)| a.updated.cmp(&b.updated)),
        Order::NewestFirst => sort_by(&mut tags, |(_, a), (_, b)| b.updated.cmp(&a.updated)),
    }
    let path = format!("/acr/v1/{}/_tags", encode(name));
    let keep: &[&'static str] =
        if digest.is_some() { &["orderby", "digest"] } else { &["orderby"] };
    let keys: Vec<String> = tags.iter().map(|(name, _)| (*name).clone()).collect();
    let page = Page::cut(&keys, order, (&path, keep), query, server.config.page_size);
    let entry = |place: usize| {
        let (name, tag) = tags[place];
        json!({
            "name": name,
            "digest": tag.digest.to_string(),
            "createdTime": moment(tag.created),
            "lastUpdateTime": moment(tag.updated),
            "signed": false,
            "changeableAttributes": attributes(tag.attributes),
        })
    };
    listing(server, name, "tags", page, &entry)
}

/// One page of manifests, untagged ones too.
pub(super) fn manifests(server: &Server<'_>, name: &str, query: &Query) -> Response {
    let Some(repository) = server.store.repositories.get(name) else {
        return answer::no_repository(name);
    };
    let order = Order::of(query);
    let mut manifests: Vec<(&Digest, &StoredManifest)> = repository.manifests.iter().collect();
    match order {
        Order::Name => {}
        Order::OldestFirst => sort_by(&mut manifests, |(_, a), (_, b)| a.pushed.cmp(&b.pushed)),
        Order::NewestFirst => sort_by(&mut manifests, |(_, a), (_, b)| b.pushed.cmp(&a.pushed)),
    }
    let path = format!("/acr/v1/{}/_manifests", encode(name));
    let keys: Vec<String> = manifests.iter().map(|(digest, _)| digest.to_string()).collect();
    let page_size = server.config.page_size;
    let page = Page::cut(&keys, order, (&path, &["orderby"]), query, page_size);
    let entry = |place: usize| {
        let (digest, manifest) = manifests[place];
        manifest_entry(repository, digest, manifest)
    };
    listing(server, name, "manifests", page, &entry)
}

fn listing(
    server: &Server<'_>,
    name: &str,
    what: &str,
    page: Result<Page, Response>,
    entry: &dyn Fn(usize) -> Value,
) -> Response {
    let page = match page {
        Ok(page) => page,
        Err(refusal) => return refusal,
    };
    let entries: Vec<Value> = page.places.clone().map(entry).collect();
    let list = if entries.is_empty() { Value::Null } else { Value::Array(entries) };
    page.respond(&json!({ "registry": server.host(), "imageName": name, what: list }))
}

fn manifest_entry(repository: &Repository, digest: &Digest, manifest: &StoredManifest) -> Value {
    let mut entry = Map::new();
    let mut put = |name: &str, value: Value| entry.insert(name.to_owned(), value);
    put("digest", json!(digest.to_string()));
    put("imageSize", json!(repository.image_size(manifest)));
    put("createdTime", json!(moment(manifest.pushed)));
    put("lastUpdateTime", json!(moment(manifest.pushed)));
    if let Some((os, architecture)) = manifest.platform {
        put("architecture", json!(architecture));
        put("os", json!(os));
    }
    put("mediaType", json!(manifest.media_type));
    if let Some((media_type, _)) = &manifest.config {
        put("configMediaType", json!(media_type));
    }
    let tags: Vec<&str> = repository.tags_of(digest).take(TAGS_OF_A_MANIFEST).collect();
    if !tags.is_empty() {
        put("tags", json!(tags));
    }
    put("changeableAttributes", attributes(manifest.attributes));
    Value::Object(entry)
}

fn attributes(attributes: Attributes) -> Value {
    json!({
        "deleteEnabled": attributes.delete,
        "writeEnabled": attributes.write,
        "readEnabled": true,
        "listEnabled": true,
    })
}
