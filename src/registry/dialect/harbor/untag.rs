//! Change: take one tag off its artifact, which stays.
//!
//! Reference: `deleteTag`. The artifact is named by its digest, so that the tag is removed only while it is
//! on that artifact; otherwise the answer is 404 (`DeleteTag` in `src/server/v2.0/handler/artifact.go`).

use crate::model::{Digest, RepositoryName, TagName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::limit;
use crate::registry::dialect::harbor::fields::repository_url;
use crate::registry::error::Error;
use crate::registry::line::transport::{Method, Request};

/// The request that removes the tag. The artifact is named by its digest, or, where the tag points to none,
/// by the tag.
///
/// `DELETE /api/v2.0/projects/<project>/repositories/<name>/artifacts/<digest>/tags/<tag>`
pub(crate) fn request(
    endpoint: &Endpoint,
    repository: &RepositoryName,
    tag: &TagName,
    digest: Option<&Digest>,
) -> Result<Request, Error> {
    let artifact = digest.map_or_else(|| tag.to_string(), ToString::to_string);
    let url = repository_url(endpoint, repository, &format!("/artifacts/{artifact}/tags/{tag}"))?;
    Ok(Request::new(Method::Delete, url, limit::SMALL))
}
