//! `/acr/v1/{name}/_tags` and `…/_tags/{tag}`: tags with dates and locks; deleting one is untagging.

use serde_json::{Value, json};

use crate::registry::transport::{Request, Response};
use crate::sample::json::moment;
use crate::sample::server::acr::{Place, arrange, attributes, listing, object};
use crate::sample::server::answer;
use crate::sample::server::answer::refused;
use crate::sample::server::call::Call;
use crate::sample::server::page::{Page, encode};
use crate::sample::server::route::Query;
use crate::sample::store::{Repository, StoredTag};

/// One page of the listed tags; with `digest` only of the tags on it.
pub(crate) fn list(call: &Call<'_>, name: &str, query: &Query) -> Response {
    let Some(repository) = call.store.repositories.get(name) else {
        return answer::no_repository(name);
    };
    let digest = query.get("digest");
    let mut places = places(repository, digest);
    let order = arrange(&mut places, repository, query);
    let path = format!("/acr/v1/{}/_tags", encode(name));
    let keep: &[&'static str] =
        if digest.is_some() { &["orderby", "digest"] } else { &["orderby"] };
    let keys: Vec<String> = places.iter().map(|place| place.key.clone()).collect();
    let page = Page::cut(&keys, order, (&path, keep), query, call.behaviour.page_size);
    let entry = |place: usize| places[place].what.map(|tag| entry(&keys[place], tag));
    listing(call, name, "tags", page, &entry)
}

/// The listed tags in order by name; with `digest` only the tags on it.
pub(crate) fn places<'a>(
    repository: &'a Repository,
    digest: Option<&str>,
) -> Vec<Place<'a, StoredTag>> {
    let listed = repository.tags.iter().filter(|(_, tag)| tag.attributes.list);
    listed
        .filter(|(_, tag)| digest.is_none_or(|digest| tag.digest.to_string() == digest))
        .map(|(name, tag)| Place { key: name.clone(), updated: tag.updated, what: Some(tag) })
        .collect()
}

/// One tag, listed or not.
pub(crate) fn get(call: &Call<'_>, name: &str, tag: &str) -> Response {
    let Some(repository) = call.store.repositories.get(name) else {
        return answer::no_repository(name);
    };
    match repository.tags.get(tag) {
        Some(stored) => answer::json(&object(call, name, "tag", entry(tag, stored))),
        None => answer::no_tag(),
    }
}

/// Changes a tag's locks.
pub(crate) fn patch(call: &mut Call<'_>, request: &Request, name: &str, tag: &str) -> Response {
    let repository = call.store.repositories.get_mut(name);
    if let Some(stored) = repository.and_then(|repository| repository.tags.get_mut(tag)) {
        match attributes::read(request) {
            Ok(change) => change.apply(&mut stored.attributes),
            Err(refusal) => return refusal,
        }
    }
    get(call, name, tag)
}

/// Deletes a tag; its manifest stays.
pub(crate) fn delete(call: &mut Call<'_>, name: &str, tag: &str) -> Response {
    match call.store.untag(name, tag) {
        Ok(removed) => {
            call.removed = removed;
            answer::accepted()
        }
        Err(refusal) => refused(refusal, name, answer::no_tag()),
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
