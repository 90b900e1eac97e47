//! One registry, asked: every question that Plimsoll has for it.

use std::rc::Rc;

use crate::model::{Digest, ImageConfig, Manifest, Reference, RepositoryName, TagName};
use crate::registry::credentials::Credentials;
use crate::registry::endpoint::Endpoint;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::listing::{
    Deletion, ListedManifest, ListedTag, Listing, ManifestListing, Referrers, TagListing,
};
use crate::registry::paging::Page;
use crate::registry::transport::Transport;

/// A registry and the right to ask it. Cheap to clone; clones share tokens and politeness.
#[derive(Clone)]
pub struct Client {
    shared: Rc<Shared>,
}

struct Shared {
    transport: Rc<dyn Transport>,
    endpoint: Endpoint,
    #[allow(dead_code, reason = "surface only: used by the next commit")]
    credentials: Credentials,
}

#[allow(clippy::unused_async, reason = "surface only: the bodies follow")]
impl Client {
    /// A client of the registry at `endpoint`, reached through `transport`.
    #[must_use]
    pub fn new(transport: Rc<dyn Transport>, endpoint: Endpoint, credentials: Credentials) -> Self {
        Self { shared: Rc::new(Shared { transport, endpoint, credentials }) }
    }

    /// Where it asks.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.shared.endpoint
    }

    /// What carries its requests.
    #[must_use]
    pub fn transport(&self) -> &Rc<dyn Transport> {
        &self.shared.transport
    }

    /// How many requests it has sent so far, tokens and second tries included.
    #[must_use]
    pub fn requests_sent(&self) -> u64 {
        0
    }

    /// Whether a registry answers there and lets us in.
    pub async fn check(&self) -> Result<(), Error> {
        Err(self.later())
    }

    /// A page of the list of repositories; the first where `next` is `None`.
    pub async fn catalog_page(&self, next: Option<Page>) -> Result<Listing<RepositoryName>, Error> {
        let _ = next;
        Err(self.later())
    }

    /// A page of the tags of `repository`.
    pub async fn tags_page(
        &self,
        repository: &RepositoryName,
        next: Option<Page>,
    ) -> Result<Listing<ListedTag>, Error> {
        let _ = (repository, next);
        Err(self.later())
    }

    /// All tags of `repository`, or an error: never a part of them.
    pub async fn tags(&self, repository: &RepositoryName) -> Result<TagListing, Error> {
        let _ = repository;
        Err(self.later())
    }

    /// A page of the manifests of `repository`, untagged ones too; only where the registry's kind
    /// lists them.
    pub async fn manifests_page(
        &self,
        repository: &RepositoryName,
        next: Option<Page>,
    ) -> Result<Listing<ListedManifest>, Error> {
        let _ = (repository, next);
        Err(self.later())
    }

    /// All manifests of `repository`, or an error: never a part of them.
    pub async fn manifests(&self, repository: &RepositoryName) -> Result<ManifestListing, Error> {
        let _ = repository;
        Err(self.later())
    }

    /// A manifest, its digest verified.
    pub async fn manifest(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<Manifest, Error> {
        let _ = (repository, reference);
        Err(self.later())
    }

    /// A manifest and the bytes it was read from, verified.
    pub async fn raw_manifest(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<(Manifest, Vec<u8>), Error> {
        let _ = (repository, digest);
        Err(self.later())
    }

    /// What `tag` points to at this moment.
    pub async fn resolve(
        &self,
        repository: &RepositoryName,
        tag: &TagName,
    ) -> Result<Digest, Error> {
        let _ = (repository, tag);
        Err(self.later())
    }

    /// What refers to `digest`.
    pub async fn referrers(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Referrers, Error> {
        let _ = (repository, digest);
        Err(self.later())
    }

    /// The image config `digest`, verified.
    pub async fn image_config(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<ImageConfig, Error> {
        let _ = (repository, digest);
        Err(self.later())
    }

    /// Deletes the manifest `digest`, with every tag on it.
    pub async fn delete_manifest(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Deletion, Error> {
        let _ = (repository, digest);
        Err(self.later())
    }

    fn later(&self) -> Error {
        Error::new(ErrorKind::Unexpected, self.endpoint().base())
    }
}
