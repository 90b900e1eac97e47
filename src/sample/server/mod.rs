//! The endpoints that every sample registry has: a request in, an answer out, one file per family.
//! Whoever asks here has been let in.
//!
//! Reference: OCI distribution-spec 1.1; Azure `containerregistry.json` 2021-07-01 for `/acr/v1`.

pub(super) mod acr;
pub(super) mod answer;
pub(super) mod blobs;
mod catalog;
pub(super) mod manifests;
pub(super) mod page;
mod referrers;
pub(super) mod route;
mod tags;

use serde_json::Value;

use crate::model::Timestamp;
use crate::registry::transport::{Method, Request, Response};
use crate::sample::config::SampleConfig;
use crate::sample::contents::Contents;
use route::{Query, Route};

/// What answering needs besides the request.
pub(super) struct Server<'a> {
    /// How to behave.
    pub(super) config: &'a SampleConfig,
    /// The URL before `/v2/`.
    pub(super) base: &'a str,
    /// The present.
    pub(super) now: Timestamp,
    /// What there is.
    pub(super) store: &'a mut Contents,
}

/// The host and port in a URL.
pub(super) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default()
}

impl Server<'_> {
    /// Answers a request for `route` with `query`; `path` is both as sent, after the base.
    pub(super) fn serve(
        &mut self,
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
        match request.method {
            Method::Get | Method::Head => self.read(request, path, route, query),
            Method::Delete if self.config.deletes_disabled => unsupported(),
            Method::Delete => self.delete(route),
            Method::Patch => self.patch(request, route),
            Method::Put | Method::Post => unsupported(),
        }
    }

    fn read(&self, request: &Request, path: &str, route: &Route, query: &Query) -> Response {
        match route {
            Route::Base => answer::json(&Value::Object(serde_json::Map::new())),
            Route::Catalog => catalog::answer(self, path, query),
            Route::Tags(name) => tags::answer(self, name, query),
            Route::Manifest(name, reference) => manifests::answer(self, request, name, reference),
            Route::Blob(name, digest) => blobs::answer(self, request.method, name, digest),
            Route::Referrers(name, digest) => referrers::answer(self, name, digest, query),
            Route::AcrRepository(name) => acr::repository::get(self, name),
            Route::AcrTags(name) => acr::tags::list(self, name, query),
            Route::AcrTag(name, tag) => acr::tags::get(self, name, tag),
            Route::AcrManifests(name) => acr::manifests::list(self, name, query),
            Route::AcrManifest(name, digest) => acr::manifests::get(self, name, digest),
            // A bin, uploads and tokens are a served registry's.
            _ => answer::no_route(),
        }
    }

    fn delete(&mut self, route: &Route) -> Response {
        match route {
            Route::Manifest(name, reference) => manifests::delete(self, name, reference),
            Route::AcrRepository(name) => acr::repository::delete(self, name),
            Route::AcrTag(name, tag) => acr::tags::delete(self, name, tag),
            _ => unsupported(),
        }
    }

    fn patch(&mut self, request: &Request, route: &Route) -> Response {
        match route {
            Route::AcrRepository(name) => acr::repository::patch(self, request, name),
            Route::AcrTag(name, tag) => acr::tags::patch(self, request, name, tag),
            Route::AcrManifest(name, digest) => acr::manifests::patch(self, request, name, digest),
            _ => unsupported(),
        }
    }

    /// What ACR calls itself, in `service` and in its listings.
    pub(super) fn host(&self) -> &str {
        host(self.base)
    }
}

fn unsupported() -> Response {
    answer::unsupported("The operation is unsupported.")
}
