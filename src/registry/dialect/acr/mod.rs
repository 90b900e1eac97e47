//! Azure Container Registry: its own API gives counts, digests, dates, sizes and locks, and lists untagged
//! manifests.
//!
//! Reference: Azure/azure-rest-api-specs, `containerregistry.json`, api-version 2021-07-01.

mod changing;
mod delete_repository;
mod deleted;
mod fields;
mod lock;
mod manifests;
mod repository;
mod tags;
mod untag;

use crate::model::{Digest, RepositoryEntry, RepositoryName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::listing::{ListedManifest, ListedTag};
use crate::registry::dialect::call::{Call, Question};
use crate::registry::dialect::contract::Dialect;
use crate::registry::error::Error;
use crate::registry::line::list::List;

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
}
