//! Questions about the bin: what was deleted, and may come back.

use crate::model::{Digest, RepositoryName, TagName};
use crate::registry::auth::need::Need;
use crate::registry::bin::{DeletedContent, Keeps};
use crate::registry::client::Client;
use crate::registry::client::lists::whole;
use crate::registry::dialect::acr;
use crate::registry::dialect::oci;
use crate::registry::error::{Error, ErrorKind};

impl Client {
    /// The repositories that something was deleted of; `None` where the registry has no bin.
    ///
    /// # Errors
    ///
    /// When any page cannot be read: never a part of the list.
    pub async fn deleted_repositories(&self) -> Result<Option<Vec<RepositoryName>>, Error> {
        let mut all = Vec::new();
        let mut next = Some(acr::deleted::first(self.endpoint()));
        while let Some(page) = next {
            let request = acr::deleted::request;
            let answer = self.page(page, Need::DeletedCatalog, request, oci::catalog::read).await;
            let listing = match answer {
                Err(error) if all.is_empty() && has_no_bin(&error) => return Ok(None),
                answer => whole(answer?)?,
            };
            all.extend(listing.items);
            next = listing.next;
        }
        Ok(Some(all))
    }

    /// Whether what is deleted waits in a bin first, as far as this sign-in may know: without the right to
    /// see what was deleted it may.
    ///
    /// Reference: Microsoft, "Soft delete policy in Azure Container Registry".
    pub async fn keeps_deleted(&self) -> Keeps {
        match self.deleted_repositories().await {
            Ok(Some(_)) => Keeps::Yes,
            Ok(None) => Keeps::No,
            Err(_) => Keeps::Unknown,
        }
    }

    /// What was deleted of a repository.
    ///
    /// # Errors
    ///
    /// As for [`Client::deleted_repositories`].
    pub async fn deleted_content(
        &self,
        repository: &RepositoryName,
    ) -> Result<DeletedContent, Error> {
        use acr::deleted::{first_manifests, first_tags, read_manifests, read_tags, request};
        let need = Need::DeletedRead(repository);
        let mut content = DeletedContent::default();
        let mut next = Some(first_manifests(self.endpoint(), repository));
        while let Some(page) = next {
            let listing = whole(self.page(page, need, request, read_manifests).await?)?;
            content.manifests.extend(listing.items);
            next = listing.next;
        }
        let mut next = Some(first_tags(self.endpoint(), repository));
        while let Some(page) = next {
            let listing = whole(self.page(page, need, request, read_tags).await?)?;
            content.tags.extend(listing.items);
            next = listing.next;
        }
        Ok(content)
    }

    /// Brings a manifest back, with `tag` on it where one is named. `force` moves a tag that points
    /// elsewhere by now.
    ///
    /// # Errors
    ///
    /// Whenever the registry did not say that it did.
    pub async fn restore(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        tag: Option<&TagName>,
        force: bool,
    ) -> Result<(), Error> {
        let request = acr::deleted::restore(self.endpoint(), repository, digest, tag, force);
        self.ask(&request, Need::Restore(repository)).await.map(|_| ())
    }
}

/// Whether `error` means that the registry keeps nothing that was deleted.
fn has_no_bin(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::NotFound | ErrorKind::NotAllowed)
}
