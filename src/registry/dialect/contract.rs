//! The contract of a dialect for questions. Each method defaults to the OCI specification where that covers
//! it. Changes have a contract of their own (`changing`), so that a page that only reads loads no code for
//! them.
//!
//! A dialect builds requests and reads answers; `client` sends them. A question that a registry does not
//! offer ends with [`ErrorKind::NotAllowed`], without a request.

use crate::model::{Digest, Hint, RepositoryEntry, RepositoryName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::listing::{ListedManifest, ListedTag, Project, ProjectQuota};
use crate::registry::dialect::call::Question;
use crate::registry::dialect::oci;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::list::List;

/// The way to read one kind of registry.
pub(crate) trait Dialect {
    /// The list of all repositories.
    fn repositories(&self, at: &Endpoint) -> List<RepositoryName> {
        oci::catalog::list(at)
    }

    /// The tags of a repository.
    fn tags(&self, at: &Endpoint, of: &RepositoryName) -> Result<List<ListedTag>, Error> {
        Ok(oci::tags::list(at, of))
    }

    /// The manifests of a repository, untagged ones too.
    fn manifests(&self, at: &Endpoint, _: &RepositoryName) -> Result<List<ListedManifest>, Error> {
        Err(not_offered(at))
    }

    /// The tags that point to one manifest.
    fn tags_on(
        &self,
        at: &Endpoint,
        _: &RepositoryName,
        _: &Digest,
    ) -> Result<List<ListedTag>, Error> {
        Err(not_offered(at))
    }

    /// The projects that repositories lie in.
    fn projects(&self, at: &Endpoint) -> Result<List<Project>, Error> {
        Err(not_offered(at))
    }

    /// The registry's description of a repository as a whole.
    fn repository(
        &self,
        at: &Endpoint,
        _: &RepositoryName,
    ) -> Result<Question<RepositoryEntry>, Error> {
        Err(not_offered(at))
    }

    /// The question whether the sign-in may see every repository; `None` where this kind hides none.
    fn sees_everything(&self, _: &Endpoint) -> Option<Question<bool>> {
        None
    }

    /// The quota of a project, and the part in use.
    fn quota(&self, at: &Endpoint, _: &Project) -> Result<Question<ProjectQuota>, Error> {
        Err(not_offered(at))
    }

    /// The path of the registry's search, which its list of extensions names where it is switched on.
    fn search(&self) -> Option<&'static str> {
        None
    }

    /// The search's answer about a repository.
    fn hint(&self, at: &Endpoint, _: &RepositoryName) -> Result<Question<Hint>, Error> {
        Err(not_offered(at))
    }

    /// Whether a GET of a manifest counts as a pull, and a GET of the same bytes as a blob does not.
    fn reads_manifests_as_blobs(&self) -> bool {
        false
    }
}

/// The failure of asking for what this kind of registry does not offer.
pub(super) fn not_offered(at: &Endpoint) -> Error {
    Error::new(ErrorKind::NotAllowed, at.base())
}
