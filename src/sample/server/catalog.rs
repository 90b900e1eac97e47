//! `GET /v2/_catalog` and `GET /acr/v1/_catalog`: the same JSON.

use serde_json::json;

use crate::registry::transport::Response;
use crate::sample::server::call::Call;
use crate::sample::server::page::{Order, Page};
use crate::sample::server::route::Query;

/// One page of repository names.
pub(super) fn answer(call: &Call<'_>, path: &str, query: &Query) -> Response {
    let path = path.split('?').next().unwrap_or_default();
    let repositories = call.store.repositories.iter();
    let listed = repositories.filter(|(_, repository)| repository.attributes.list);
    let names: Vec<String> = listed.map(|(name, _)| name.clone()).collect();
    match Page::cut(&names, Order::Name, (path, &["orderby"]), query, call.behaviour.page_size) {
        Ok(page) => {
            let body = json!({ "repositories": names[page.places.clone()] });
            page.respond(&body)
        }
        Err(refusal) => refusal,
    }
}
