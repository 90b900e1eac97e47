//! `GET /v2/{name}/tags/list`.

use serde_json::{Value, json};

use crate::registry::transport::Response;
use crate::sample::server::page::{Order, Page, encode};
use crate::sample::server::route::Query;
use crate::sample::server::{Server, answer};

/// One page of tag names; `null` for a repository without tags, as distribution 2.8 says it.
pub(super) fn answer(server: &Server<'_>, name: &str, query: &Query) -> Response {
    let Some(repository) = server.store.repositories.get(name) else {
        return answer::no_repository(name);
    };
    let path = format!("/v2/{}/tags/list", encode(name));
    let listed = repository.tags.iter().filter(|(_, tag)| tag.attributes.list);
    let tags: Vec<String> = listed.map(|(name, _)| name.clone()).collect();
    let keep = (&*path, ["orderby"].as_slice());
    match Page::cut(&tags, Order::Name, keep, query, server.config.page_size) {
        Ok(page) => {
            let shown = &tags[page.places.clone()];
            let shown = if tags.is_empty() { Value::Null } else { json!(shown) };
            page.respond(&json!({ "name": name, "tags": shown }))
        }
        Err(refusal) => refusal,
    }
}
