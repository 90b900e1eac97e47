//! `GET /v2/{name}/tags/list`, with ACR's `orderby`.

use serde_json::{Value, json};

use crate::registry::transport::Response;
use crate::sample::server::call::Call;
use crate::sample::server::page::{Page, encode};
use crate::sample::server::route::Query;
use crate::sample::server::{acr, answer};

/// One page of tag names; `null` for a repository without tags, as in distribution 2.8.
pub(super) fn answer(call: &Call<'_>, name: &str, query: &Query) -> Response {
    let Some(repository) = call.store.repositories.get(name) else {
        return answer::no_repository(name);
    };
    let path = format!("/v2/{}/tags/list", encode(name));
    let mut places = acr::tags::places(repository, None);
    let order = acr::arrange(&mut places, repository, query);
    let keys: Vec<String> = places.iter().map(|place| place.key.clone()).collect();
    let keep = (&*path, ["orderby"].as_slice());
    match Page::cut(&keys, order, keep, query, call.behaviour.page_size) {
        Ok(page) => {
            let shown = places[page.places.clone()].iter().filter(|place| place.what.is_some());
            let shown: Vec<&String> = shown.map(|place| &place.key).collect();
            let shown = if keys.is_empty() { Value::Null } else { json!(shown) };
            page.respond(&json!({ "name": name, "tags": shown }))
        }
        Err(refusal) => refusal,
    }
}
