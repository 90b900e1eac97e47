//! The contract of a dialect: what may be asked of a registry, with the answer of the OCI
//! specification for everything that it covers.
//!
//! A dialect builds requests and reads answers; `client` sends them. What a registry does not offer is
//! [`ErrorKind::NotAllowed`], without a request.

use crate::model::{Attributes, Digest, Hint, RepositoryEntry, RepositoryName, TagName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::listing::{
    Deletion, ListedManifest, ListedTag, Project, ProjectQuota, RepositoryDeletion,
};
use crate::registry::bin::{DeletedManifest, DeletedTag};
use crate::registry::dialect::call::{Call, Question};
use crate::registry::dialect::oci;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::kind::capabilities::Untag;
use crate::registry::line::api::Api;
use crate::registry::line::list::List;
use crate::registry::locking::{LockChange, LockTarget};

/// The way to speak to one kind of registry.
pub(crate) trait Dialect {
    // Lists.

    /// The repositories.
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

    // Questions.

    /// The registry's description of a repository as a whole.
    fn repository(
        &self,
        at: &Endpoint,
        _: &RepositoryName,
    ) -> Result<Question<RepositoryEntry>, Error> {
        Err(not_offered(at))
    }

    /// Whether the sign-in is shown every repository; `None` where that is not in question.
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

    // Changes.

    /// The API that changes go to.
    fn changes_by(&self) -> Api {
        Api::V2
    }

    /// The ways to delete a manifest. A further way is for a sign-in that the API of the way before does
    /// not know.
    fn delete_manifest(
        &self,
        at: &Endpoint,
        of: &RepositoryName,
        digest: &Digest,
    ) -> Result<Vec<Call>, Error> {
        Ok(vec![Call::v2(oci::delete::request(at, of, digest))])
    }

    /// The result of a deletion.
    fn deletion(&self, answer: Result<(), Error>) -> Result<Deletion, Error> {
        oci::delete::read(answer)
    }

    /// Takes one tag off its manifest, which stays.
    fn untag(
        &self,
        at: &Endpoint,
        of: &RepositoryName,
        tag: &TagName,
        _: &Digest,
    ) -> Result<Call, Error> {
        match at.capabilities().untag {
            Untag::Offered => Ok(Call::v2(oci::untag::request(at, of, tag))),
            Untag::ByPlaceholder | Untag::Impossible => Err(cannot_untag(at)),
        }
    }

    /// The result of untagging.
    fn untagging(&self, answer: Result<(), Error>) -> Result<Deletion, Error> {
        self.deletion(answer.map_err(oci::untag::explain))
    }

    /// Deletes a repository with everything in it.
    fn delete_repository(
        &self,
        at: &Endpoint,
        _: &RepositoryName,
    ) -> Result<Question<RepositoryDeletion>, Error> {
        Err(not_offered(at))
    }

    /// Changes what may be done with a repository, a tag or a manifest.
    fn set_lock(
        &self,
        at: &Endpoint,
        _: &RepositoryName,
        _: &LockTarget,
        _: LockChange,
    ) -> Result<Question<Attributes>, Error> {
        Err(not_offered(at))
    }

    // The bin.

    /// The repositories that something was deleted of.
    fn deleted_repositories(&self, at: &Endpoint) -> Result<List<RepositoryName>, Error> {
        Err(not_offered(at))
    }

    /// The manifests that were deleted of a repository.
    fn deleted_manifests(
        &self,
        at: &Endpoint,
        _: &RepositoryName,
    ) -> Result<List<DeletedManifest>, Error> {
        Err(not_offered(at))
    }

    /// The tags that were deleted of a repository.
    fn deleted_tags(&self, at: &Endpoint, _: &RepositoryName) -> Result<List<DeletedTag>, Error> {
        Err(not_offered(at))
    }

    /// Brings a manifest back, with `tag` on it where one is named. `force` moves a tag that points
    /// elsewhere by now.
    fn restore(
        &self,
        at: &Endpoint,
        _: &RepositoryName,
        _: &Digest,
        _tag: Option<&TagName>,
        _force: bool,
    ) -> Result<Call, Error> {
        Err(not_offered(at))
    }
}

/// The failure of asking for what this kind of registry does not offer.
fn not_offered(at: &Endpoint) -> Error {
    Error::new(ErrorKind::NotAllowed, at.base())
}

/// The failure of untagging where the registry cannot.
pub(super) fn cannot_untag(at: &Endpoint) -> Error {
    Error::new(ErrorKind::CannotUntag, at.base())
}
