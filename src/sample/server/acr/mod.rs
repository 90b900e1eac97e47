//! ACR's own API: repositories, tags and manifests with their dates, counts and locks.
//!
//! Reference: Azure `containerregistry.json` 2021-07-01, and recorded answers of the service: seven
//! fractional digits in dates, no `tags` on an untagged manifest, a part of them on a tagged one.

mod attributes;
pub(in crate::sample) mod manifests;
pub(super) mod repository;
pub(super) mod tags;

use serde_json::{Value, json};

use crate::registry::transport::Response;
use crate::sample::server::page::Page;
use crate::sample::server::{Server, answer};
use crate::sample::store::Refusal;

/// One page of a list: `{"registry":…,"imageName":…,WHAT:[…]}`, `null` for nothing.
pub(in crate::sample) fn listing(
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
    page.respond(&object(server, name, what, list))
}

/// `{"registry":…,"imageName":…,WHAT:…}`
pub(super) fn object(server: &Server<'_>, name: &str, what: &str, value: Value) -> Value {
    json!({ "registry": server.host(), "imageName": name, what: value })
}

/// Why a deletion was refused; `missing` is the answer for what is not there.
pub(super) fn refused(refusal: Refusal, name: &str, missing: Response) -> Response {
    match refusal {
        Refusal::NoRepository => answer::no_repository(name),
        Refusal::NotThere => missing,
        Refusal::Locked => answer::disallowed(),
    }
}
