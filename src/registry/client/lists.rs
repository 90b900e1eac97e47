//! Questions that lists answer: repositories, tags, manifests, referrers.

use crate::model::{Descriptor, Digest, Hint, RepositoryName};
use crate::registry::answer::listing::{
    ListedManifest, ListedTag, ManifestListing, Referrers, TagListing,
};
use crate::registry::auth::need::Need;
use crate::registry::client::Client;
use crate::registry::dialect::acr;
use crate::registry::dialect::harbor;
use crate::registry::dialect::oci;
use crate::registry::dialect::zot;
use crate::registry::error::Error;
use crate::registry::kind::capabilities::RegistryKind;
use crate::registry::line::Patience;
use crate::registry::line::paging::{Entries, Listing, Page};
use crate::registry::line::transport::{Request, Response};

impl Client {
    /// A page of the list of repositories; the first where `next` is `None`.
    ///
    /// # Errors
    ///
    /// When the page cannot be read. A list that breaks off after it is [`Listing::gap`].
    pub async fn catalog_page(&self, next: Option<Page>) -> Result<Listing<RepositoryName>, Error> {
        if self.endpoint().kind() == RegistryKind::Harbor {
            return self.harbors_page(next).await;
        }
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
        let listing = match endpoint.kind() {
            RegistryKind::Acr => {
                let page = next.unwrap_or_else(|| acr::tags::first(endpoint, repository));
                self.page(page, need, acr::tags::request, acr::tags::read).await
            }
            RegistryKind::Harbor => {
                let page = next.map_or_else(|| harbor::tags::first(endpoint, repository), Ok)?;
                self.page(page, need, harbor::artifacts::request, harbor::tags::read).await
            }
            _ => {
                let page = next.unwrap_or_else(|| oci::tags::first(endpoint, repository));
                self.page(page, need, oci::tags::request, oci::tags::read).await
            }
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
        let (endpoint, need) = (self.endpoint(), Need::Read(repository));
        let listing = if endpoint.kind() == RegistryKind::Harbor {
            let page = next.map_or_else(|| harbor::artifacts::first(endpoint, repository), Ok)?;
            self.page(page, need, harbor::artifacts::request, harbor::artifacts::read).await
        } else {
            let page = next.unwrap_or_else(|| acr::manifests::first(endpoint, repository));
            self.page(page, need, acr::manifests::request, acr::manifests::read).await
        };
        if is_first { empty_if_absent(listing) } else { listing }
    }

    /// Whether [`Client::searches`] is worth asking.
    pub(crate) fn may_search(&self) -> bool {
        self.endpoint().kind() == RegistryKind::Zot
    }

    /// Whether [`Client::hint`] can be asked: where zot's list of extensions names its search.
    pub(crate) async fn searches(&self) -> bool {
        let own = self.extensions().await.unwrap_or_default();
        own.iter().any(|path| path == zot::images::PATH)
    }

    /// What the registry's search says of `repository`, in one answer. Not verified, perhaps late: for
    /// showing something soon, not for deciding anything.
    ///
    /// # Errors
    ///
    /// As for all questions.
    pub(crate) async fn hint(&self, repository: &RepositoryName) -> Result<Hint, Error> {
        let request = zot::images::request(self.endpoint(), repository);
        let response = self.ask(&request, Need::Read(repository)).await?;
        zot::images::read(&request.url, &response)
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

    /// Asks for `page`, with smaller sizes while the registry calls the size invalid.
    pub(super) async fn page<T>(
        &self,
        page: Page,
        need: Need<'_>,
        request: fn(&Page) -> Request,
        read: fn(&str, &Response) -> Entries<T>,
    ) -> Result<Listing<T>, Error> {
        self.page_or_back(page, need, request, read).await.map_err(|failed| failed.1)
    }

    /// The same; a page that cannot be read comes back with the failure.
    pub(super) async fn page_or_back<T>(
        &self,
        mut page: Page,
        need: Need<'_>,
        request: fn(&Page) -> Request,
        read: fn(&str, &Response) -> Entries<T>,
    ) -> Result<Listing<T>, Box<(Page, Error)>> {
        loop {
            let request = request(&page);
            let is_harbors = request.url.starts_with(&self.endpoint().url("/api/v2.0/"));
            let answer = match is_harbors {
                true => self.ask_plainly(&request, need).await,
                false => self.ask(&request, need).await,
            };
            match answer {
                Ok(response) => match read(&request.url, &response) {
                    Ok(entries) => {
                        if !is_harbors {
                            return Ok(page.turn(entries, &response, self.endpoint()));
                        }
                        page = page.before(harbor::pages::next(&request.url, &response));
                        let is_moved = page.counts_anew(harbor::pages::total(&response));
                        let mut listing = page.turn(entries, &response, self.endpoint());
                        if is_moved {
                            listing.invalid.push(harbor::pages::MOVED.to_owned());
                        }
                        return Ok(listing);
                    }
                    Err(error) => return Err(Box::new((page, error))),
                },
                Err(error) if page.may_be_smaller(&error) => page = page.smaller(),
                Err(error) => return Err(Box::new((page, error))),
            }
        }
    }
}

/// A repository that the registry does not know any more is an empty one: it was emptied.
fn empty_if_absent<T>(listing: Result<Listing<T>, Error>) -> Result<Listing<T>, Error> {
    match listing {
        Err(error) if error.is_absent() => Ok(Listing::EMPTY),
        other => other,
    }
}

/// The listing, unless it breaks off.
pub(super) fn whole<T>(mut listing: Listing<T>) -> Result<Listing<T>, Error> {
    let unread = listing.unread.pop().map(|(_, why)| why);
    match listing.gap.take().or(unread) {
        Some(gap) => Err(gap),
        None => Ok(listing),
    }
}
