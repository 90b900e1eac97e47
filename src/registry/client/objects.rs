//! Questions about one repository, one manifest, one tag, one config.

use crate::model::{
    Digest, ImageConfig, Manifest, Reference, RepositoryEntry, RepositoryName, TagName,
};
use crate::registry::answer::listing::{ListedTag, TagListing};
use crate::registry::auth::need::Need;
use crate::registry::client::Client;
use crate::registry::client::lists::whole;
use crate::registry::dialect::acr;
use crate::registry::dialect::oci;
use crate::registry::dialect::zot;
use crate::registry::error::Error;
use crate::registry::kind::capabilities::RegistryKind;
use crate::registry::line::Patience;

impl Client {
    /// Whether [`Client::repository`] can be asked.
    #[must_use]
    pub fn describes_repositories(&self) -> bool {
        self.endpoint().kind() == RegistryKind::Acr
    }

    /// What the registry says of `repository` as a whole: its counts, dates and locks.
    ///
    /// # Errors
    ///
    /// As for all questions; also of a kind of registry that does not say.
    pub async fn repository(&self, repository: &RepositoryName) -> Result<RepositoryEntry, Error> {
        let request = acr::repository::request(self.endpoint(), repository);
        let response = self.ask(&request, Need::Read(repository)).await?;
        acr::repository::read(&request.url, &response)
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
        Ok(self.read_manifest(repository, reference).await?.0)
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
        self.read_manifest(repository, &Reference::Digest(digest.clone())).await
    }

    async fn read_manifest(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<(Manifest, Vec<u8>), Error> {
        if self.endpoint().kind() == RegistryKind::Zot
            && let Some(found) = self.without_pulling(repository, reference).await?
        {
            return Ok(found);
        }
        let request = oci::manifest::request(self.endpoint(), repository, reference);
        let response = self.ask(&request, Need::Read(repository)).await?;
        let manifest = oci::manifest::read(&request.url, &response, reference)?;
        Ok((manifest, response.body))
    }

    /// The same of zot, so that it does not count as a pull; `None` where only pulling tells more: a HEAD
    /// has no body and with it no code, a browser may hide its digest, and blobs may lie elsewhere.
    async fn without_pulling(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<Option<(Manifest, Vec<u8>)>, Error> {
        let request = zot::content::head(self.endpoint(), repository, reference);
        let head = match self.ask(&request, Need::Read(repository)).await {
            Ok(head) => head,
            Err(error) if oci::resolve::asks_for_get(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let Some(digest) = zot::content::digest(&request.url, &head, reference)? else {
            return Ok(None);
        };
        let request = zot::content::request(self.endpoint(), repository, &digest);
        let need = Need::Read(repository);
        let Ok(blob) = self.send(&request, need, Patience::OnceIfUnreachable).await else {
            return Ok(None);
        };
        let manifest = zot::content::read(&request.url, &head, &blob, &digest)?;
        Ok(Some((manifest, blob.body)))
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

    /// Whether [`Client::tags_on`] can be asked.
    #[must_use]
    pub fn lists_tags_on(&self) -> bool {
        self.endpoint().kind() == RegistryKind::Acr
    }

    /// Every tag that points to `digest` at this moment. Only of a registry that can be asked this
    /// ([`Client::lists_tags_on`]).
    ///
    /// # Errors
    ///
    /// When any page cannot be read: never a part of the list; also of a repository that is not
    /// there.
    pub async fn tags_on(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<TagListing, Error> {
        let mut all = TagListing::default();
        let mut next = Some(acr::tags::first_on(self.endpoint(), repository, digest));
        while let Some(page) = next {
            let need = Need::Read(repository);
            let page = whole(self.page(page, need, acr::tags::request, acr::tags::read).await?)?;
            // Whatever stands between may have lost the question.
            let is_on = |tag: &ListedTag| tag.digest.as_ref() == Some(digest);
            all.tags.extend(page.items.into_iter().filter(is_on));
            all.invalid.extend(page.invalid);
            next = page.next;
        }
        Ok(all)
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
}
