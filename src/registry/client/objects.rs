//! Questions about one repository, one manifest, one tag, one config.

use crate::model::{
    Digest, ImageConfig, Manifest, Reference, RepositoryEntry, RepositoryName, TagName,
};
use crate::registry::auth::need::{Need, Purpose};
use crate::registry::client::Client;
use crate::registry::dialect::call::Call;
use crate::registry::dialect::oci;
use crate::registry::dialect::zot;
use crate::registry::error::Error;
use crate::registry::line::Patience;
use crate::registry::line::api::Api;

impl Client {
    /// Whether [`Client::repository`] can be asked.
    #[must_use]
    pub fn describes_repositories(&self) -> bool {
        self.endpoint().kind().facts().describes_repositories
    }

    /// The registry's description of `repository` as a whole: counts, dates and locks.
    ///
    /// # Errors
    ///
    /// As for all questions; also for a kind of registry that has no such description.
    pub async fn repository(&self, repository: &RepositoryName) -> Result<RepositoryEntry, Error> {
        let question = self.dialect().repository(self.endpoint(), repository)?;
        self.answer(question, Need::to(Purpose::Read, repository)).await
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
        Ok(self.verified_manifest(repository, reference).await?.0)
    }

    /// A manifest with the bytes that it was read from, verified.
    ///
    /// # Errors
    ///
    /// As for [`Client::manifest`].
    pub async fn raw_manifest(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<(Manifest, Vec<u8>), Error> {
        self.verified_manifest(repository, &Reference::Digest(digest.clone())).await
    }

    /// A manifest and its bytes, asked for once more where they may have been cut on their way.
    ///
    /// # Errors
    ///
    /// As for [`Client::manifest`].
    pub(in crate::registry) async fn verified_manifest(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<(Manifest, Vec<u8>), Error> {
        match self.read_manifest(repository, reference).await {
            Err(error) if self.may_come_whole(&error) => {
                self.read_manifest(repository, reference).await
            }
            answer => answer,
        }
    }

    async fn read_manifest(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<(Manifest, Vec<u8>), Error> {
        if self.dialect().reads_manifests_as_blobs()
            && let Some(found) = self.without_pulling(repository, reference).await?
        {
            return Ok(found);
        }
        let request = oci::manifest::request(self.endpoint(), repository, reference);
        let response = self.ask(&request, Need::to(Purpose::Read, repository)).await?;
        let manifest = oci::manifest::read(&request.url, &response, reference)?;
        Ok((manifest, response.body))
    }

    /// The manifest by a HEAD and as a blob, so that zot does not count it as a pull. `None` where this way
    /// does not work: a refused HEAD has no body to tell why, a browser may hide the digest, and blobs may
    /// lie at another address.
    async fn without_pulling(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<Option<(Manifest, Vec<u8>)>, Error> {
        let request = oci::resolve::request(self.endpoint(), repository, reference);
        let head = match self.ask(&request, Need::to(Purpose::Read, repository)).await {
            Ok(head) => head,
            Err(error) if oci::resolve::asks_for_get(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let Some(digest) = oci::resolve::read(&request.url, &head, reference)? else {
            return Ok(None);
        };
        let request = zot::content::request(self.endpoint(), repository, &digest);
        let need = Need::to(Purpose::Read, repository);
        let Ok(blob) = self.send(&request, Api::V2, need, Patience::OnceIfUnreachable).await else {
            return Ok(None);
        };
        let manifest = zot::content::read(&request.url, &head, &blob, &digest)?;
        Ok(Some((manifest, blob.body)))
    }

    /// The digest that `tag` points to at this moment: the registry's own word where a browser shows it,
    /// otherwise computed from the manifest's bytes.
    ///
    /// # Errors
    ///
    /// As for [`Client::manifest`].
    pub async fn resolve(
        &self,
        repository: &RepositoryName,
        tag: &TagName,
    ) -> Result<Digest, Error> {
        let reference = Reference::Tag(tag.clone());
        match self.digest_by_head(repository, &reference).await? {
            Some(digest) => Ok(digest),
            None => Ok(self.manifest(repository, &reference).await?.digest),
        }
    }

    /// The digest of a manifest that is there, by a HEAD: without its bytes. `None` where only a GET can tell: a
    /// browser may hide the digest, and the refusal of a HEAD lacks its reason.
    ///
    /// # Errors
    ///
    /// As for all questions.
    pub(in crate::registry) async fn digest_by_head(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<Option<Digest>, Error> {
        let request = oci::resolve::request(self.endpoint(), repository, reference);
        match self.ask(&request, Need::to(Purpose::Read, repository)).await {
            Ok(response) => oci::resolve::read(&request.url, &response, reference),
            Err(error) if oci::resolve::asks_for_get(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The image config `digest`, verified, with the bytes that it was read from.
    ///
    /// # Errors
    ///
    /// As for [`Client::manifest`].
    pub async fn image_config(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<(ImageConfig, Vec<u8>), Error> {
        let request = oci::config_blob::request(self.endpoint(), repository, digest);
        let digest = digest.clone();
        let question = Call::v2(request)
            .read_by(move |url, response| oci::config_blob::read(url, response, &digest));
        self.answer(question, Need::to(Purpose::Read, repository)).await
    }
}
