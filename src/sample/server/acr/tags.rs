//! `/acr/v1/{name}/_tags` and `…/_tags/{tag}`: tags with dates and locks; deleting one is untagging.

use serde_json::{Value, json};

use crate::model::order::sort_by;
use crate::registry::transport::{Request, Response};
use crate::sample::json::moment;
use crate::sample::server::acr::{attributes, listing, object, refused};
use crate::sample::server::page::{Order, Page, encode};
use crate::sample::server::route::Query;
use crate::sample::server::{Server, answer};
use crate::sample::store::StoredTag;

/// One page of the tags that are listed, or of those on one `digest`.
pub(in crate::sample::server) fn list(server: &Server<'_>, name: &str, query: &Query) -> Response {
    let Some(repository) = server.store.repositories.get(name) else {
        return answer::no_repository(name);
    };
    let order = Order::of(query);
    let digest = query.get("digest");
    let mut tags: Vec<(&String, &StoredTag)> = repository
        .tags
        .iter()
        .filter(|(_, tag)| tag.attributes.list)
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
    listing(server, name, "tags", page, &|place| entry(tags[place].0, tags[place].1))
}

/// One tag, listed or not.
pub(in crate::sample::server) fn get(server: &Server<'_>, name: &str, tag: &str) -> Response {
    let Some(repository) = server.store.repositories.get(name) else {
        return answer::no_repository(name);
    };
    match repository.tags.get(tag) {
        Some(stored) => answer::json(&object(server, name, "tag", entry(tag, stored))),
        None => answer::no_tag(tag),
    }
}

/// Changes its locks.
pub(in crate::sample::server) fn patch(
    server: &mut Server<'_>,
    request: &Request,
    name: &str,
    tag: &str,
) -> Response {
    let repository = server.store.repositories.get_mut(name);
    if let Some(stored) = repository.and_then(|repository| repository.tags.get_mut(tag)) {
        match attributes::read(request) {
            Ok(change) => change.apply(&mut stored.attributes),
            Err(refusal) => return refusal,
        }
    }
    get(server, name, tag)
}

/// Untags: the manifest stays.
pub(in crate::sample::server) fn delete(
    server: &mut Server<'_>,
    name: &str,
    tag: &str,
) -> Response {
    match server.store.untag(name, tag, server.now) {
        Ok(()) => answer::accepted(),
        Err(refusal) => refused(refusal, name, answer::no_tag(tag)),
    }
}

fn entry(name: &str, tag: &StoredTag) -> Value {
    json!({
        "name": name,
        "digest": tag.digest.to_string(),
        "createdTime": moment(tag.created),
        "lastUpdateTime": moment(tag.updated),
        "signed": false,
        "changeableAttributes": attributes::write(tag.attributes),
    })
}
