//! Question: does the registry delete at all? The request asks it to delete a manifest that cannot exist.
//!
//! Reference: distribution, `registry/handlers/manifests.go`: the switch is checked before the manifest is
//! looked for.

use crate::model::RepositoryName;
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::limit;
use crate::registry::error::Error;
use crate::registry::kind::capabilities::Deletes;
use crate::registry::line::transport::{Method, Request};

/// `DELETE /v2/<name>/manifests/sha256:000…`: no content has this digest.
pub(crate) fn request(endpoint: &Endpoint, repository: &RepositoryName) -> Request {
    let nothing = "0".repeat(64);
    let url = endpoint.url(&format!("/v2/{repository}/manifests/sha256:{nothing}"));
    Request::new(Method::Delete, url, limit::SMALL)
}

/// Whether the registry deletes: one that looked for the manifest and did not find it does. Other refusals
/// may tell, too; else they are the error.
pub(crate) fn read(answer: Result<(), Error>) -> Result<Deletes, Error> {
    match answer {
        Ok(()) => Ok(Deletes::Allowed),
        Err(error) if error.is_absent() => Ok(Deletes::Allowed),
        Err(error) => error.deletes().ok_or(error),
    }
}
