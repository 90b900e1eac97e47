//! The bin: the list of deleted manifests and tags, and the way back.

use crate::model::{Digest, RepositoryName, TagName};
use crate::registry::auth::need::{Need, Purpose};
use crate::registry::bin::{DeletedContent, Keeps};
use crate::registry::client::Client;
use crate::registry::client::changes::Changes;
use crate::registry::error::{Error, ErrorKind};

impl Client {
    /// The repositories whose deleted manifests or tags are in the bin; `None` where the registry has no
    /// bin.
    ///
    /// # Errors
    ///
    /// When any page cannot be read: never a part of the list.
    pub async fn deleted_repositories(&self) -> Result<Option<Vec<RepositoryName>>, Error> {
        let Ok(list) = self.changing().deleted_repositories(self.endpoint()) else {
            return Ok(None);
        };
        match self.collect(list, Need::DELETED_CATALOG).await {
            Ok(all) => Ok(Some(all.items)),
            Err(broken) if broken.before.items.is_empty() && has_no_bin(&broken.why) => Ok(None),
            Err(broken) => Err(broken.why),
        }
    }

    /// Whether deleted manifests wait in a bin first; [`Keeps::Unknown`] where this sign-in may not look
    /// into it.
    ///
    /// Reference: Microsoft, "Soft delete policy in Azure Container Registry".
    pub async fn keeps_deleted(&self) -> Keeps {
        match self.deleted_repositories().await {
            Ok(Some(_)) => Keeps::Yes,
            Ok(None) => Keeps::No,
            Err(_) => Keeps::Unknown,
        }
    }

    /// The manifests and tags of a repository that are in the bin.
    ///
    /// # Errors
    ///
    /// As for [`Client::deleted_repositories`].
    pub async fn deleted_content(
        &self,
        repository: &RepositoryName,
    ) -> Result<DeletedContent, Error> {
        let (need, dialect) = (Need::to(Purpose::ReadDeleted, repository), self.changing());
        let manifests = dialect.deleted_manifests(self.endpoint(), repository)?;
        let manifests = self.collect(manifests, need).await.map_err(|broken| broken.why)?;
        let tags = dialect.deleted_tags(self.endpoint(), repository)?;
        let tags = self.collect(tags, need).await.map_err(|broken| broken.why)?;
        let mut content = DeletedContent { manifests: manifests.items, tags: tags.items };
        content.forget_future(self.transport().now());
        Ok(content)
    }
}

impl Changes {
    /// Brings a manifest back, with `tag` on it where one is named. `force` moves a tag that points
    /// elsewhere by now.
    ///
    /// # Errors
    ///
    /// Whenever the registry did not say that it brought the manifest back.
    pub(crate) async fn restore(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        tag: Option<&TagName>,
        force: bool,
    ) -> Result<(), Error> {
        let call = self.client.changing().restore(
            self.client.endpoint(),
            repository,
            digest,
            tag,
            force,
        )?;
        self.client.call(&call, Need::to(Purpose::Restore, repository)).await.map(|_| ())
    }
}

/// Whether `error` means that the registry has no bin.
fn has_no_bin(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::NotFound | ErrorKind::NotAllowed)
}
