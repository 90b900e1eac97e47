//! Take one tag off its artifact, which stays.
//!
//! Reference: `deleteTag`. The artifact may be named by a tag, too.

use crate::model::{RepositoryName, TagName};
use crate::registry::endpoint::Endpoint;
use crate::registry::error::Error;
use crate::registry::harbor;
use crate::registry::limit;
use crate::registry::transport::{Method, Request};

/// `DELETE /api/v2.0/projects/<project>/repositories/<name>/artifacts/<tag>/tags/<tag>`
pub(crate) fn request(
    endpoint: &Endpoint,
    repository: &RepositoryName,
    tag: &TagName,
) -> Result<Request, Error> {
    let url = harbor::url(endpoint, repository, &format!("/artifacts/{tag}/tags/{tag}"))?;
    Ok(Request::new(Method::Delete, url, limit::SMALL))
}
