//! Change: set the locks of a repository, a tag or a manifest.
//!
//! Reference: api-version 2021-07-01, `Repository_UpdateProperties`, `Tag_UpdateAttributes`,
//! `Manifest_UpdateProperties`.

use serde_json::{Value, json};

use crate::model::{Attributes, RepositoryName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::answer::limit;
use crate::registry::dialect::acr::fields::{attributes, value};
use crate::registry::error::Error;
use crate::registry::line::transport::{Method, Request, Response};
use crate::registry::locking::{LockChange, LockTarget};

/// `PATCH /acr/v1/<name>`, `…/_tags/<tag>`, `…/_manifests/<digest>`
pub(crate) fn request(
    endpoint: &Endpoint,
    repository: &RepositoryName,
    target: &LockTarget,
    change: LockChange,
) -> Request {
    let path = match target {
        LockTarget::Repository => format!("/acr/v1/{repository}"),
        LockTarget::Tag(tag) => format!("/acr/v1/{repository}/_tags/{tag}"),
        LockTarget::Manifest(digest) => format!("/acr/v1/{repository}/_manifests/{digest}"),
    };
    let body = json!({ "deleteEnabled": change.delete, "writeEnabled": change.write });
    let mut request = Request::new(Method::Patch, endpoint.url(&path), limit::SMALL)
        .with_header("content-type", "application/json");
    request.body = body.to_string().into_bytes();
    request
}

/// The locks from now on, as the answer shows them: in the object itself, or one level down for a tag and a
/// manifest.
pub(crate) fn read(
    url: &str,
    response: &Response,
    change: LockChange,
) -> Result<Attributes, Error> {
    let object = value(json::object(url, response)?);
    let holders = [Some(&object), object.get("tag"), object.get("manifest")];
    let is_holder = |holder: &&Value| holder.get("changeableAttributes").is_some();
    let now = holders.into_iter().flatten().find(is_holder).map(attributes);
    // An answer without attributes may come from a proxy, so it does not count as success.
    match now {
        Some(now) if (now.delete, now.write) == (change.delete, change.write) => Ok(now),
        Some(_) => {
            Err(Error::malformed(url, "The registry accepted the change, but did not make it."))
        }
        None => {
            Err(Error::malformed(url, "The registry's answer does not say what is locked now."))
        }
    }
}
