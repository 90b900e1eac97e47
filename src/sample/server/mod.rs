//! Endpoints of the sample registry: a request in, a response out, one file per family. Sign-in comes
//! before them: a request that arrives here is allowed.
//!
//! Reference: OCI distribution-spec 1.1; Azure `containerregistry.json` 2021-07-01 for `/acr/v1`.

pub mod acr;
pub mod answer;
pub mod blobs;
mod call;
mod catalog;
mod manifests;
pub mod page;
mod referrers;
pub mod route;
mod tags;

use serde_json::{Map, Value};

use crate::registry::transport::{Method, Request, Response};
use crate::sample::soft_delete::endpoints as deleted;
use route::{Query, Route};

pub use call::{Behaviour, Call, host};

/// Answers a request for `route` with `query`; `path` is both as sent, after the base.
pub fn serve(
    call: &mut Call<'_>,
    request: &Request,
    path: &str,
    route: &Route,
    query: &Query,
) -> Response {
    match route {
        Route::Unknown => return answer::no_route(),
        Route::BadName => {
            return answer::error(400, "NAME_INVALID", "invalid repository name", &Value::Null);
        }
        _ => {}
    }
    if let Some(bin) = &mut call.bin {
        bin.purge(call.now);
    }
    let response = match request.method {
        Method::Get | Method::Head => read(call, request, path, route, query),
        Method::Delete if call.behaviour.deletes_disabled => answer::no_method(),
        Method::Delete => delete(call, route),
        Method::Patch => patch(call, request, route),
        Method::Post => post(call, request, route, query),
        Method::Put => answer::no_method(),
    };
    if let (Some(bin), Some(name)) = (&mut call.bin, route.repository()) {
        bin.take(name, &std::mem::take(&mut call.removed), call.now);
    }
    response
}

fn read(call: &Call<'_>, request: &Request, path: &str, route: &Route, query: &Query) -> Response {
    match route {
        Route::Base => answer::json(&Value::Object(Map::new())),
        Route::Catalog => catalog::answer(call, path, query),
        Route::Tags(name) => tags::answer(call, name, query),
        Route::Manifest(name, reference) => manifests::answer(call, request, name, reference),
        Route::Blob(name, digest) => blobs::answer(call, request.method, name, digest),
        Route::Referrers(name, digest) => referrers::answer(call, name, digest, query),
        Route::AcrRepository(name) => acr::repository::get(call, name),
        Route::AcrTags(name) => acr::tags::list(call, name, query),
        Route::AcrTag(name, tag) => acr::tags::get(call, name, tag),
        Route::AcrManifests(name) => acr::manifests::list(call, name, query),
        Route::AcrManifest(name, digest) => acr::manifests::get(call, name, digest),
        Route::DeletedCatalog => deleted::catalog(call, path, query),
        Route::DeletedTags(name) => deleted::tags(call, name, query),
        Route::DeletedManifests(name) => deleted::manifests(call, name, query),
        Route::DeletedManifest(..) | Route::BadName | Route::Unknown => answer::no_route(),
    }
}

fn delete(call: &mut Call<'_>, route: &Route) -> Response {
    match route {
        Route::Manifest(name, reference) => manifests::delete(call, name, reference),
        Route::AcrRepository(name) => acr::repository::delete(call, name),
        Route::AcrTag(name, tag) => acr::tags::delete(call, name, tag),
        _ => answer::no_method(),
    }
}

fn post(call: &mut Call<'_>, request: &Request, route: &Route, query: &Query) -> Response {
    match route {
        Route::DeletedManifest(name, digest) => {
            deleted::restore(call, request, (name, digest), query)
        }
        _ => answer::no_method(),
    }
}

fn patch(call: &mut Call<'_>, request: &Request, route: &Route) -> Response {
    match route {
        Route::AcrRepository(name) => acr::repository::patch(call, request, name),
        Route::AcrTag(name, tag) => acr::tags::patch(call, request, name, tag),
        Route::AcrManifest(name, digest) => acr::manifests::patch(call, request, name, digest),
        _ => answer::no_method(),
    }
}
