//! Change: delete a repository with everything in it.
//!
//! Reference: `deleteRepository`.

use crate::model::RepositoryName;
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::limit;
use crate::registry::dialect::harbor::fields::repository_url;
use crate::registry::error::Error;
use crate::registry::line::transport::{Method, Request};

/// `DELETE /api/v2.0/projects/<project>/repositories/<name>`. A name without a project is an error.
pub(crate) fn request(endpoint: &Endpoint, repository: &RepositoryName) -> Result<Request, Error> {
    Ok(Request::new(Method::Delete, repository_url(endpoint, repository, "")?, limit::SMALL))
}
