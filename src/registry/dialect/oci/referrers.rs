//! What refers to a manifest?
//!
//! Reference: OCI distribution-spec, end-12.

use crate::model::{Descriptor, Digest, Manifest, ManifestContent, RepositoryName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::answer::limit;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::paging::{Entries, Entry, Page};
use crate::registry::line::transport::{Method, Request, Response};

/// The first page.
pub(crate) fn first(endpoint: &Endpoint, repository: &RepositoryName, digest: &Digest) -> Page {
    Page::by_link(endpoint.url(&format!("/v2/{repository}/referrers/{digest}")))
}

/// `GET /v2/<name>/referrers/<digest>`
pub(crate) fn request(page: &Page) -> Request {
    Request::new(Method::Get, page.url().to_owned(), limit::LIST)
}

/// The entries of an index.
pub(crate) fn read(url: &str, response: &Response) -> Entries<Descriptor> {
    let object = json::object(url, response)?;
    if object.get("manifests").is_none_or(serde_json::Value::is_null) {
        return Ok(Vec::new());
    }
    match Manifest::read(&response.body, None, None).content {
        ManifestContent::Index { manifests, .. } => Ok(manifests
            .into_iter()
            .map(|entry| Entry { key: entry.digest.to_string(), item: Some(entry) })
            .collect()),
        _ => Err(Error::malformed(url, "The registry's list of referrers cannot be read.")),
    }
}

/// Whether `error` means that the registry has no such list: the specification asks for 404 then,
/// and for an empty list where a manifest has no referrers.
pub(crate) fn is_unsupported(error: &Error) -> bool {
    match error.kind {
        ErrorKind::NotFound => !error.is_absent(),
        ErrorKind::BadRequest | ErrorKind::NotAllowed => true,
        _ => error.code.as_deref() == Some("UNSUPPORTED"),
    }
}
