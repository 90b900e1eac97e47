//! Change: delete an artifact, with every tag and accessory on it and the children that nothing else needs.
//!
//! Reference: `deleteArtifact`.

use crate::model::{Digest, RepositoryName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::limit;
use crate::registry::dialect::harbor::fields::repository_url;
use crate::registry::error::Error;
use crate::registry::line::transport::{Method, Request};

/// `DELETE /api/v2.0/projects/<project>/repositories/<name>/artifacts/<digest>`. A name without a project
/// is an error.
pub(crate) fn request(
    endpoint: &Endpoint,
    repository: &RepositoryName,
    digest: &Digest,
) -> Result<Request, Error> {
    let url = repository_url(endpoint, repository, &format!("/artifacts/{digest}"))?;
    Ok(Request::new(Method::Delete, url, limit::SMALL))
}
