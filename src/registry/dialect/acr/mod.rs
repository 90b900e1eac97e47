//! Azure Container Registry: its own API gives counts, digests, dates, sizes and locks, and lists untagged
//! manifests.
//!
//! Reference: Azure/azure-rest-api-specs, `containerregistry.json`, api-version 2021-07-01.

mod delete_repository;
mod deleted;
mod fields;
mod lock;
mod manifests;
mod repository;
mod tags;
mod untag;

use crate::model::{Attributes, Digest, RepositoryEntry, RepositoryName, TagName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::listing::{ListedManifest, ListedTag, RepositoryDeletion};
use crate::registry::bin::{DeletedManifest, DeletedTag};
use crate::registry::dialect::call::{Call, Question};
use crate::registry::dialect::contract::Dialect;
use crate::registry::error::Error;
use crate::registry::line::list::List;
use crate::registry::locking::{LockChange, LockTarget};

/// Azure's dialect. Its own API takes the tokens that `/v2/` takes.
pub(crate) struct Acr;

impl Dialect for Acr {
    fn tags(&self, at: &Endpoint, of: &RepositoryName) -> Result<List<ListedTag>, Error> {
        Ok(tags::list(at, of))
    }

    fn manifests(&self, at: &Endpoint, of: &RepositoryName) -> Result<List<ListedManifest>, Error> {
        Ok(manifests::list(at, of))
    }

    fn tags_on(
        &self,
        at: &Endpoint,
        of: &RepositoryName,
        digest: &Digest,
    ) -> Result<List<ListedTag>, Error> {
        Ok(tags::list_on(at, of, digest))
    }

    fn repository(
        &self,
        at: &Endpoint,
        of: &RepositoryName,
    ) -> Result<Question<RepositoryEntry>, Error> {
        Ok(Call::v2(repository::request(at, of)).read_by(repository::read))
    }

    fn untag(
        &self,
        at: &Endpoint,
        of: &RepositoryName,
        tag: &TagName,
        _: &Digest,
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
