//! One registry, asked: every question that Plimsoll has for it.
//!
//! A request goes: sign (`auth`) → send, wait, try again (`line`, `retry`) → sign better after a
//! 401 → read (`oci`, `acr`).

use std::rc::Rc;

use crate::model::{Descriptor, Digest, ImageConfig, Manifest, Reference, RepositoryName, TagName};
use crate::registry::acr;
use crate::registry::auth::Authenticator;
use crate::registry::auth::need::Need;
use crate::registry::capabilities::RegistryKind;
use crate::registry::credentials::Credentials;
use crate::registry::endpoint::Endpoint;
use crate::registry::error::Error;
use crate::registry::line::{Line, Patience};
use crate::registry::listing::{
    Deletion, ListedManifest, ListedTag, Listing, ManifestListing, Referrers, TagListing,
};
use crate::registry::oci;
use crate::registry::paging::{Entries, Page};
use crate::registry::transport::{Method, Request, Response, Transport};

/// Most times that one request is sent with something else to sign with: unsigned, with a token,
/// and with Basic where a registry (Harbor) takes no token for some of its answers.
const MAX_SIGNINGS: usize = 3;

/// A registry and the right to ask it. Cheap to clone; clones share tokens and politeness.
#[derive(Clone)]
pub struct Client {
    shared: Rc<Shared>,
}

struct Shared {
    line: Line,
    endpoint: Endpoint,
    auth: Authenticator,
}

impl Client {
    /// A client of the registry at `endpoint`, reached through `transport`.
    #[must_use]
    pub fn new(transport: Rc<dyn Transport>, endpoint: Endpoint, credentials: Credentials) -> Self {
        let (line, auth) = (Line::new(transport), Authenticator::new(credentials));
        Self { shared: Rc::new(Shared { line, endpoint, auth }) }
    }

    /// Where it asks.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.shared.endpoint
    }

    /// What carries its requests.
    #[must_use]
    pub fn transport(&self) -> &Rc<dyn Transport> {
        self.shared.line.transport()
    }

    /// How many requests it has sent so far, tokens and second tries included.
    #[must_use]
    pub fn requests_sent(&self) -> u64 {
        self.shared.line.sent()
    }

    /// Whether so many requests in a row stayed without any answer that more are of no use.
    pub(crate) fn is_down(&self) -> bool {
        self.shared.line.is_down()
    }

    /// Whether a registry answers there and lets us in.
    ///
    /// # Errors
    ///
    /// [`crate::registry::ErrorKind::NotARegistry`] where something else answers; any other kind as for all
    /// questions.
    pub async fn check(&self) -> Result<(), Error> {
        let request = oci::ping::request(self.endpoint());
        let answer = self.ask(&request, Need::Entry).await;
        let response = answer.map_err(|error| oci::ping::explain(error, &request.url))?;
        oci::ping::read(&request.url, &response)?;
        if self.shared.auth.takes_up(&response) {
            self.ask(&request, Need::Entry).await?;
        }
        Ok(())
    }

    /// A page of the list of repositories; the first where `next` is `None`.
    ///
    /// # Errors
    ///
    /// When the page cannot be read. A list that breaks off after it is [`Listing::gap`].
    pub async fn catalog_page(&self, next: Option<Page>) -> Result<Listing<RepositoryName>, Error> {
        let page = next.unwrap_or_else(|| oci::catalog::first(self.endpoint()));
        self.page(page, Need::Catalog, oci::catalog::request, oci::catalog::read).await
    }

    /// A page of the tags of `repository`; the first where `next` is `None`. Empty for a repository
    /// that the registry does not know (any more).
    ///
    /// # Errors
    ///
    /// As for [`Client::catalog_page`].
    pub async fn tags_page(
        &self,
        repository: &RepositoryName,
        next: Option<Page>,
    ) -> Result<Listing<ListedTag>, Error> {
        let need = Need::Read(repository);
        let endpoint = self.endpoint();
        let is_first = next.is_none();
        let listing = if endpoint.kind() == RegistryKind::Acr {
            let page = next.unwrap_or_else(|| acr::tags::first(endpoint, repository));
            self.page(page, need, acr::tags::request, acr::tags::read).await
        } else {
            let page = next.unwrap_or_else(|| oci::tags::first(endpoint, repository));
            self.page(page, need, oci::tags::request, oci::tags::read).await
        };
        if is_first { empty_if_absent(listing) } else { listing }
    }

    /// All tags of `repository`.
    ///
    /// # Errors
    ///
    /// When any page cannot be read: never a part of the list.
    pub async fn tags(&self, repository: &RepositoryName) -> Result<TagListing, Error> {
        let mut all = TagListing::default();
        let mut next = None;
        loop {
            let page = whole(self.tags_page(repository, next).await?)?;
            all.tags.extend(page.items);
            all.invalid.extend(page.invalid);
            next = page.next;
            if next.is_none() {
                return Ok(all);
            }
        }
    }

    /// A page of the manifests of `repository`, untagged ones too; the first where `next` is `None`.
    /// Only for a registry that lists them ([`crate::registry::Capabilities::lists_untagged`]).
    ///
    /// # Errors
    ///
    /// As for [`Client::catalog_page`].
    pub async fn manifests_page(
        &self,
        repository: &RepositoryName,
        next: Option<Page>,
    ) -> Result<Listing<ListedManifest>, Error> {
        let is_first = next.is_none();
        let page = next.unwrap_or_else(|| acr::manifests::first(self.endpoint(), repository));
        let need = Need::Read(repository);
        let listing = self.page(page, need, acr::manifests::request, acr::manifests::read).await;
        if is_first { empty_if_absent(listing) } else { listing }
    }

    /// All manifests of `repository`, as [`Client::manifests_page`].
    ///
    /// # Errors
    ///
    /// When any page cannot be read: never a part of the list.
    pub async fn manifests(&self, repository: &RepositoryName) -> Result<ManifestListing, Error> {
        let mut all = ManifestListing::default();
        let mut next = None;
        loop {
            let page = whole(self.manifests_page(repository, next).await?)?;
            all.manifests.extend(page.items);
            all.invalid.extend(page.invalid);
            next = page.next;
            if next.is_none() {
                return Ok(all);
            }
        }
    }

    /// A manifest, its digest verified against its bytes.
    ///
    /// # Errors
    ///
    /// [`Error::is_absent`] where the registry does not hold it.
    pub async fn manifest(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<Manifest, Error> {
        let request = oci::manifest::request(self.endpoint(), repository, reference);
        let response = self.ask(&request, Need::Read(repository)).await?;
        oci::manifest::read(&request.url, &response, reference)
    }

    /// A manifest and the bytes it was read from, verified.
    ///
    /// # Errors
    ///
    /// As for [`Client::manifest`].
    pub async fn raw_manifest(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<(Manifest, Vec<u8>), Error> {
        let reference = Reference::Digest(digest.clone());
        let request = oci::manifest::request(self.endpoint(), repository, &reference);
        let response = self.ask(&request, Need::Read(repository)).await?;
        let manifest = oci::manifest::read(&request.url, &response, &reference)?;
        Ok((manifest, response.body))
    }

    /// What `tag` points to at this moment, in the registry's own word where that can be read, or
    /// else computed from the manifest.
    ///
    /// # Errors
    ///
    /// As for [`Client::manifest`].
    pub async fn resolve(
        &self,
        repository: &RepositoryName,
        tag: &TagName,
    ) -> Result<Digest, Error> {
        let request = oci::resolve::request(self.endpoint(), repository, tag);
        match self.ask(&request, Need::Read(repository)).await {
            Ok(response) => {
                if let Some(digest) = oci::resolve::read(&request.url, &response)? {
                    return Ok(digest);
                }
            }
            Err(error) if oci::resolve::asks_for_get(&error) => {}
            Err(error) => return Err(error),
        }
        let manifest = self.manifest(repository, &Reference::Tag(tag.clone())).await?;
        Ok(manifest.digest)
    }

    /// What refers to `digest`.
    ///
    /// # Errors
    ///
    /// Across origins [`crate::registry::ErrorKind::Unreachable`] may also mean that there is no such list: a browser
    /// hides the answer.
    pub async fn referrers(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Referrers, Error> {
        let mut all: Vec<Descriptor> = Vec::new();
        let mut page = oci::referrers::first(self.endpoint(), repository, digest);
        loop {
            let need = Need::Read(repository);
            let request = oci::referrers::request(&page);
            let response = match self.send(&request, need, Patience::OnceIfUnreachable).await {
                Ok(response) => response,
                Err(error) if oci::referrers::is_unsupported(&error) && all.is_empty() => {
                    return Ok(Referrers::Unsupported);
                }
                Err(error) if error.is_absent() => return Ok(Referrers::Supported(all)),
                Err(error) => return Err(error),
            };
            let entries = oci::referrers::read(&request.url, &response)?;
            let listing = whole(page.turn(entries, &response, self.endpoint()))?;
            all.extend(listing.items);
            match listing.next {
                Some(next) => page = next,
                None => return Ok(Referrers::Supported(all)),
            }
        }
    }

    /// The image config `digest`, verified.
    ///
    /// # Errors
    ///
    /// As for [`Client::manifest`].
    pub async fn image_config(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<ImageConfig, Error> {
        let request = oci::config_blob::request(self.endpoint(), repository, digest);
        let response = self.ask(&request, Need::Read(repository)).await?;
        oci::config_blob::read(&request.url, &response, digest)
    }

    /// Deletes the manifest `digest`, with every tag on it.
    ///
    /// # Errors
    ///
    /// Whenever the registry did not say that it deleted it, or that it does not exist.
    pub async fn delete_manifest(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Deletion, Error> {
        let request = oci::delete::request(self.endpoint(), repository, digest);
        let answer = self.ask(&request, Need::Delete(repository)).await;
        oci::delete::read(answer.map(|_| ()))
    }

    /// Asks for `page`, with smaller sizes while the registry calls the size invalid.
    async fn page<T>(
        &self,
        mut page: Page,
        need: Need<'_>,
        request: fn(&Page) -> Request,
        read: fn(&str, &Response) -> Entries<T>,
    ) -> Result<Listing<T>, Error> {
        loop {
            let request = request(&page);
            match self.ask(&request, need).await {
                Ok(response) => {
                    let entries = read(&request.url, &response)?;
                    return Ok(page.turn(entries, &response, self.endpoint()));
                }
                Err(error) => page = page.smaller(error)?,
            }
        }
    }

    /// The answer to `request` if it is one of success.
    async fn ask(&self, request: &Request, need: Need<'_>) -> Result<Response, Error> {
        self.send(request, need, Patience::Usual).await
    }

    async fn send(
        &self,
        request: &Request,
        need: Need<'_>,
        patience: Patience,
    ) -> Result<Response, Error> {
        let Shared { line, endpoint, auth } = &*self.shared;
        let mut pass = auth.pass(line, endpoint, need).await?;
        let mut signings = 1;
        loop {
            let signed = match pass.header() {
                Some(value) => request.clone().with_header("authorization", value),
                None => request.clone(),
            };
            let response = line.send(&signed, patience).await?;
            match response.status {
                401 if signings < MAX_SIGNINGS => {
                    pass = auth.next_pass(line, endpoint, need, request, &response, &pass).await?;
                    signings += 1;
                }
                200 => return Ok(response),
                202 | 204 if request.method == Method::Delete => return Ok(response),
                _ => return Err(auth.refusal(request, &response, &pass, None)),
            }
        }
    }
}

/// A repository that the registry does not know any more is an empty one: it was emptied.
fn empty_if_absent<T>(listing: Result<Listing<T>, Error>) -> Result<Listing<T>, Error> {
    match listing {
        Err(error) if error.is_absent() => {
            Ok(Listing { items: Vec::new(), invalid: Vec::new(), next: None, gap: None })
        }
        other => other,
    }
}

/// The listing, unless it breaks off.
fn whole<T>(mut listing: Listing<T>) -> Result<Listing<T>, Error> {
    match listing.gap.take() {
        Some(gap) => Err(gap),
        None => Ok(listing),
    }
}
