//! `/acr/v1/_deleted/…`: lists of deleted manifests and tags, and restoring them.
//!
//! Reference: az-cli `acr repository list-deleted`, `acr manifest list-deleted`,
//! `list-deleted-tags`, `restore`; no recorded answers are public.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::model::Digest;
use crate::model::order::sort_by;
use crate::registry::transport::{Request, Response};
use crate::sample::json::moment;
use crate::sample::server::Call;
use crate::sample::server::acr::{listing, manifests as acr_manifests};
use crate::sample::server::answer;
use crate::sample::server::answer::bad_digest;
use crate::sample::server::page::{Order, Page, encode};
use crate::sample::server::route::Query;
use crate::sample::soft_delete::bin::{DeletedTag, Obstacle, deleted_at};
use crate::sample::store::Repository;

/// One page of the repositories with deleted manifests or tags.
pub(crate) fn catalog(call: &Call<'_>, path: &str, query: &Query) -> Response {
    let Some(bin) = &call.bin else { return no_bin() };
    let path = path.split('?').next().unwrap_or_default();
    let names: Vec<String> = bin.repositories.keys().cloned().collect();
    match Page::cut(&names, Order::Name, (path, &[]), query, call.behaviour.page_size) {
        Ok(page) => {
            let body = json!({ "repositories": names[page.places.clone()] });
            page.respond(&body)
        }
        Err(refusal) => refusal,
    }
}

/// One page of deleted tags, oldest deletion first within a name.
pub(crate) fn tags(call: &Call<'_>, name: &str, query: &Query) -> Response {
    if let Err(refusal) = deleted(call, name) {
        return refusal;
    }
    // A name may be repeated, so the name alone does not say where a page ends.
    let key =
        |tag: &DeletedTag| format!("{} {:016} {}", tag.name, tag.when.millis(), tag.stored.digest);
    let mut tags: Vec<_> = tags_of(call, name).map(|tag| (key(tag), tag)).collect();
    sort_by(&mut tags, |(a, _), (b, _)| a.cmp(b));
    let keys: Vec<String> = tags.iter().map(|(key, _)| key.clone()).collect();
    let path = format!("/acr/v1/_deleted/{}/_tags", encode(name));
    let page = Page::cut(&keys, Order::Name, (&path, &[]), query, call.behaviour.page_size);
    listing(call, name, "tags", page, &|place| {
        let tag = tags[place].1;
        let (digest, when) = (tag.stored.digest.to_string(), moment(tag.when));
        Some(json!({ "tag": tag.name, "digest": digest, "deletedAt": when }))
    })
}

/// One page of deleted manifests.
pub(crate) fn manifests(call: &Call<'_>, name: &str, query: &Query) -> Response {
    let deleted = match deleted(call, name) {
        Ok(deleted) => deleted,
        Err(refusal) => return refusal,
    };
    let all: Vec<_> = deleted.manifests.iter().collect();
    let keys: Vec<String> = all.iter().map(|(digest, _)| digest.to_string()).collect();
    let path = format!("/acr/v1/_deleted/{}/_manifests", encode(name));
    let page = Page::cut(&keys, Order::Name, (&path, &[]), query, call.behaviour.page_size);
    // The size of an index counts children in the repository and in the bin.
    let mut whole = call.store.repositories.get(name).cloned().unwrap_or_default();
    for (digest, manifest) in &deleted.manifests {
        whole.manifests.insert(digest.clone(), manifest.clone());
    }
    whole.tags.clear();
    listing(call, name, "manifests", page, &|place| {
        let (digest, manifest) = all[place];
        let mut entry = acr_manifests::entry(call, &whole, digest, manifest);
        entry.insert("deletedAt".to_owned(), json!(moment(deleted_at(&deleted, digest))));
        let tags = tags_of(call, name).filter(|tag| tag.stored.digest == *digest);
        let tags: Vec<&String> = tags.map(|tag| &tag.name).collect();
        if !tags.is_empty() {
            entry.insert("tags".to_owned(), json!(tags));
        }
        Some(Value::Object(entry))
    })
}

/// Restores a manifest, with the tag in the body if there is one.
pub(crate) fn restore(
    call: &mut Call<'_>,
    request: &Request,
    (name, digest): (&str, &str),
    query: &Query,
) -> Response {
    let Ok(wanted) = digest.parse::<Digest>() else { return bad_digest(digest) };
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let tag = body["tag"].as_str().filter(|tag| !tag.is_empty());
    let force = query.get("force") == Some("true");
    let Some(bin) = &mut call.bin else { return answer::no_manifest(digest) };
    let (store, now) = (&mut **call.store, call.now);
    match bin.restore(store, (name, &wanted), tag, force, now) {
        Ok(()) => acr_manifests::get(call, name, digest),
        Err(Obstacle::NotThere) => answer::no_manifest(digest),
        Err(Obstacle::SubjectGone) => conflict("restore what it refers to first"),
        Err(Obstacle::Locked) => answer::disallowed(),
        Err(Obstacle::TagInUse) => conflict("the tag is in use: force=true moves it"),
    }
}

fn tags_of<'a>(call: &'a Call<'_>, name: &'a str) -> impl Iterator<Item = &'a DeletedTag> {
    call.bin.iter().flat_map(move |bin| bin.tags_of(name))
}

/// Deleted manifests of a repository; perhaps none, if the repository exists.
fn deleted<'a>(call: &'a Call<'_>, name: &str) -> Result<Cow<'a, Repository>, Response> {
    let bin = call.bin.as_ref().ok_or_else(no_bin)?;
    match bin.repositories.get(name) {
        Some(deleted) => Ok(Cow::Borrowed(deleted)),
        None if call.store.repositories.contains_key(name) => Ok(Cow::default()),
        None => Err(answer::no_repository(name)),
    }
}

fn conflict(message: &str) -> Response {
    answer::error(409, "CONFLICT", message, &Value::Null)
}

/// 405 of a registry without a bin.
fn no_bin() -> Response {
    answer::unsupported("soft delete is not enabled")
}
