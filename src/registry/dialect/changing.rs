//! The contract of a dialect for changes, and for the bin of deleted manifests. Each method defaults to the
//! OCI specification where that covers it, and to a refusal elsewhere.

use crate::model::{Attributes, Digest, RepositoryName, TagName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::listing::{Deletion, RepositoryDeletion};
use crate::registry::bin::{DeletedManifest, DeletedTag};
use crate::registry::dialect::call::{Call, Question};
use crate::registry::dialect::contract::not_offered;
use crate::registry::dialect::oci;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::kind::capabilities::Untag;
use crate::registry::line::api::Api;
use crate::registry::line::list::List;
use crate::registry::locking::{LockChange, LockTarget};

/// The way to change one kind of registry.
pub(crate) trait ChangingDialect {
    /// The API that changes go to.
    fn changes_by(&self) -> Api {
        Api::V2
    }

    /// The requests that delete a manifest, to be tried in turn: a further one is for a sign-in that the
    /// API of the one before does not know.
    fn delete_manifest(
        &self,
        at: &Endpoint,
        of: &RepositoryName,
        digest: &Digest,
    ) -> Result<Vec<Call>, Error> {
        Ok(vec![Call::v2(oci::delete::request(at, of, digest))])
    }

    /// The result of a deletion, by its answer or its failure.
    fn deletion(&self, answer: Result<(), Error>) -> Result<Deletion, Error> {
        oci::delete::read(answer)
    }

    /// The request that takes one tag off its manifest, which stays.
    fn untag(
        &self,
        at: &Endpoint,
        of: &RepositoryName,
        tag: &TagName,
        _: Option<&Digest>,
    ) -> Result<Call, Error> {
        match at.capabilities().untag {
            Untag::Offered => Ok(Call::v2(oci::untag::request(at, of, tag))),
            Untag::ByPlaceholder | Untag::Impossible => Err(cannot_untag(at)),
        }
    }

    /// The result of untagging, by its answer or its failure.
    fn untagging(&self, answer: Result<(), Error>) -> Result<Deletion, Error> {
        self.deletion(answer.map_err(oci::untag::explain))
    }

    /// The request that deletes a repository with everything in it.
    fn delete_repository(
        &self,
        at: &Endpoint,
        _: &RepositoryName,
    ) -> Result<Question<RepositoryDeletion>, Error> {
        Err(not_offered(at))
    }

    /// The request that sets the locks of a repository, a tag or a manifest. The answer is all its locks
    /// afterwards.
    fn set_lock(
        &self,
        at: &Endpoint,
        _: &RepositoryName,
        _: &LockTarget,
        _: LockChange,
    ) -> Result<Question<Attributes>, Error> {
        Err(not_offered(at))
    }

    /// The repositories with anything in the bin.
    fn deleted_repositories(&self, at: &Endpoint) -> Result<List<RepositoryName>, Error> {
        Err(not_offered(at))
    }

    /// The manifests of a repository that are in the bin.
    fn deleted_manifests(
        &self,
        at: &Endpoint,
        _: &RepositoryName,
    ) -> Result<List<DeletedManifest>, Error> {
        Err(not_offered(at))
    }

    /// The tags of a repository that are in the bin.
    fn deleted_tags(&self, at: &Endpoint, _: &RepositoryName) -> Result<List<DeletedTag>, Error> {
        Err(not_offered(at))
    }

    /// The request that brings a manifest back, with `tag` on it where one is named. `force` moves a tag
    /// that points elsewhere by now.
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

/// The failure of untagging where the registry cannot.
pub(super) fn cannot_untag(at: &Endpoint) -> Error {
    Error::new(ErrorKind::CannotUntag, at.base())
}
