//! Azure's dialect for changes, and its bin (soft delete).

use crate::model::{Attributes, Digest, RepositoryName, TagName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::listing::RepositoryDeletion;
use crate::registry::bin::{DeletedManifest, DeletedTag};
use crate::registry::dialect::acr::{Acr, delete_repository, deleted, lock, untag};
use crate::registry::dialect::call::{Call, Question};
use crate::registry::dialect::changing::ChangingDialect;
use crate::registry::error::Error;
use crate::registry::line::list::List;
use crate::registry::locking::{LockChange, LockTarget};

impl ChangingDialect for Acr {
    fn untag(
        &self,
        at: &Endpoint,
        of: &RepositoryName,
        tag: &TagName,
        _: Option<&Digest>,
    ) -> Result<Call, Error> {
        Ok(Call::v2(untag::request(at, of, tag)))
    }

    fn delete_repository(
        &self,
        at: &Endpoint,
        of: &RepositoryName,
    ) -> Result<Question<RepositoryDeletion>, Error> {
        let call = Call::v2(delete_repository::request(at, of));
        Ok(call.read_by(|_, response| Ok(delete_repository::read(response))))
    }

    fn set_lock(
        &self,
        at: &Endpoint,
        of: &RepositoryName,
        target: &LockTarget,
        change: LockChange,
    ) -> Result<Question<Attributes>, Error> {
        let call = Call::v2(lock::request(at, of, target, change));
        Ok(call.read_by(move |url, response| lock::read(url, response, change)))
    }

    fn deleted_repositories(&self, at: &Endpoint) -> Result<List<RepositoryName>, Error> {
        Ok(deleted::repositories(at))
    }

    fn deleted_manifests(
        &self,
        at: &Endpoint,
        of: &RepositoryName,
    ) -> Result<List<DeletedManifest>, Error> {
        Ok(deleted::manifests(at, of))
    }

    fn deleted_tags(&self, at: &Endpoint, of: &RepositoryName) -> Result<List<DeletedTag>, Error> {
        Ok(deleted::tags(at, of))
    }

    fn restore(
        &self,
        at: &Endpoint,
        of: &RepositoryName,
        digest: &Digest,
        tag: Option<&TagName>,
        force: bool,
    ) -> Result<Call, Error> {
        Ok(Call::v2(deleted::restore(at, of, digest, tag, force)))
    }
}
