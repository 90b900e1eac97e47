//! The endpoints of the sample registry: a request in, an answer out, one file per family.
//!
//! Reference: OCI distribution-spec 1.1; Azure `containerregistry.json` 2021-07-01 for `/acr/v1`.

mod acr;
mod answer;
mod authentication;
mod blobs;
mod catalog;
mod fault;
mod manifests;
mod page;
mod referrers;
mod route;
mod tags;
mod token;

pub(super) use authentication::Tokens;
pub use fault::Outcome;
pub(super) use fault::{alter, position, replace};

use serde_json::Value;

use crate::model::Timestamp;
use crate::registry::transport::{Method, Request, Response};
use crate::sample::config::SampleConfig;
use crate::sample::contents::Contents;
use route::Route;

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
    /// The tokens that were given out.
    pub(super) tokens: &'a mut Tokens,
}

/// 429 with `Retry-After` in seconds.
pub(super) fn too_many_requests(retry_after: u32) -> Response {
    let mut response = answer::error(429, "TOOMANYREQUESTS", "too many requests", &Value::Null);
    response.headers.push("Retry-After", retry_after.to_string());
    response
}

/// The host and port in a URL.
pub(super) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default()
}

impl Server<'_> {
    /// Answers a request whose path and query, after the base, are `path`.
    pub(super) fn serve(&mut self, request: &Request, path: &str) -> Response {
        let (route, query) = route::read(path);
        if route == Route::Token {
            return token::answer(self, request, &query);
        }
        if let Err(refusal) = authentication::check(self, request, &route) {
            return refusal;
        }
        let method = request.method;
        let reads = matches!(method, Method::Get | Method::Head);
        match (&route, method) {
            (Route::Unknown, _) => answer::no_route(),
            (Route::BadName, _) => {
                answer::error(400, "NAME_INVALID", "invalid repository name", &Value::Null)
            }
            (_, Method::Delete) if self.config.deletes_disabled => {
                answer::unsupported("The operation is unsupported.")
            }
            (Route::Manifest(name, reference), Method::Delete) => {
                manifests::delete(self, name, reference)
            }
            _ if !reads => answer::unsupported("The operation is unsupported."),
            (Route::Base | Route::Token, _) => answer::json(&Value::Object(serde_json::Map::new())),
            (Route::Catalog, _) => catalog::answer(self, path, &query),
            (Route::Tags(name), _) => tags::answer(self, name, &query),
            (Route::Manifest(name, reference), _) => {
                manifests::answer(self, request, name, reference)
            }
            (Route::Blob(name, digest), _) => blobs::answer(self, method, name, digest),
            (Route::Referrers(name, digest), _) => referrers::answer(self, name, digest, &query),
            (Route::AcrRepository(name), _) => acr::repository(self, name),
            (Route::AcrTags(name), _) => acr::tags(self, name, &query),
            (Route::AcrManifests(name), _) => acr::manifests(self, name, &query),
        }
    }

    /// What ACR calls itself, in `service` and in its listings.
    fn host(&self) -> &str {
        host(self.base)
    }
}
