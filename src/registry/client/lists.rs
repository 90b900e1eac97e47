//! Questions that lists answer: repositories, tags, manifests, referrers, projects.

use crate::model::{Digest, Hint, RepositoryName};
use crate::registry::answer::listing::{
    ListedManifest, ListedTag, ManifestListing, Project, ProjectQuota, Referrers, TagListing,
};
use crate::registry::auth::need::{Need, Purpose};
use crate::registry::client::Client;
use crate::registry::dialect::oci;
use crate::registry::error::Error;
use crate::registry::line::list::{BrokenOff, PageLost};
use crate::registry::line::paging::{Listing, Page};

impl Client {
    /// A page of the list of repositories; the first where `next` is `None`.
    ///
    /// # Errors
    ///
    /// When the page cannot be read. [`Listing::gap`] says where the list breaks off after the page,
    /// [`Listing::unread`] which parts could not be read.
    pub(in crate::registry) async fn catalog_page(
        &self,
        next: Option<Page>,
    ) -> Result<Listing<RepositoryName>, PageLost> {
        let list = self.dialect().repositories(self.endpoint());
        self.next_page(list, next, Need::CATALOG).await
    }

    /// A page of the tags of `repository`; the first where `next` is `None`. Empty for a repository
    /// that the registry does not know (any more).
    ///
    /// # Errors
    ///
    /// As for [`Client::catalog_page`].
    pub(in crate::registry) async fn tags_page(
        &self,
        repository: &RepositoryName,
        next: Option<Page>,
    ) -> Result<Listing<ListedTag>, PageLost> {
        let list = self.dialect().tags(self.endpoint(), repository)?;
        self.next_page_if_any(list, next, Need::to(Purpose::Read, repository)).await
    }

    /// All tags of `repository`.
    ///
    /// # Errors
    ///
    /// When any page cannot be read: never a part of the list.
    pub async fn tags(&self, repository: &RepositoryName) -> Result<TagListing, Error> {
        let list = self.dialect().tags(self.endpoint(), repository)?;
        let all = self.collect(list, Need::to(Purpose::Read, repository)).await;
        let all = all.or_else(|broken| broken.or_empty_if_absent())?;
        Ok(TagListing { tags: all.items, invalid: all.invalid })
    }

    /// Every tag that points to `digest` at this moment. Only for a registry that can be asked this
    /// ([`Client::lists_tags_on`]).
    ///
    /// # Errors
    ///
    /// When any page cannot be read: never a part of the list. A repository that is not there is an error,
    /// too.
    pub async fn tags_on(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<TagListing, Error> {
        let list = self.dialect().tags_on(self.endpoint(), repository, digest)?;
        let all = self
            .collect(list, Need::to(Purpose::Read, repository))
            .await
            .map_err(|broken| broken.why)?;
        // A proxy on the way may drop the query, and the answer then lists every tag.
        let is_on = |tag: &ListedTag| tag.digest.as_ref() == Some(digest);
        Ok(TagListing { tags: all.items.into_iter().filter(is_on).collect(), invalid: all.invalid })
    }

    /// Whether [`Client::tags_on`] can be asked.
    #[must_use]
    pub fn lists_tags_on(&self) -> bool {
        self.endpoint().kind().facts().lists_tags_on
    }

    /// A page of the manifests of `repository`, untagged ones too; the first where `next` is `None`.
    /// Only for a registry that lists them ([`crate::registry::Capabilities::lists_untagged`]).
    ///
    /// # Errors
    ///
    /// As for [`Client::catalog_page`].
    pub(in crate::registry) async fn manifests_page(
        &self,
        repository: &RepositoryName,
        next: Option<Page>,
    ) -> Result<Listing<ListedManifest>, PageLost> {
        let list = self.dialect().manifests(self.endpoint(), repository)?;
        self.next_page_if_any(list, next, Need::to(Purpose::Read, repository)).await
    }

    /// All manifests of `repository`, untagged ones too. Only for a registry that lists them
    /// ([`crate::registry::Capabilities::lists_untagged`]).
    ///
    /// # Errors
    ///
    /// When any page cannot be read: never a part of the list.
    pub async fn manifests(&self, repository: &RepositoryName) -> Result<ManifestListing, Error> {
        let list = self.dialect().manifests(self.endpoint(), repository)?;
        let all = self.collect(list, Need::to(Purpose::Read, repository)).await;
        let all = all.or_else(|broken| broken.or_empty_if_absent())?;
        Ok(ManifestListing { manifests: all.items, invalid: all.invalid })
    }

    /// The referrers of `digest`.
    ///
    /// # Errors
    ///
    /// Across origins [`crate::registry::ErrorKind::Unreachable`] may also mean that there is no such list: a
    /// browser hides the answer.
    pub async fn referrers(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Referrers, Error> {
        let list = oci::referrers::list(self.endpoint(), repository, digest);
        let broken = match self.collect(list, Need::to(Purpose::Read, repository)).await {
            Ok(all) => return Ok(Referrers::Supported(all.items)),
            Err(broken) => *broken,
        };
        let BrokenOff { before, why, .. } = broken;
        if oci::referrers::is_unsupported(&why) && before.items.is_empty() {
            Ok(Referrers::Unsupported)
        } else if why.is_absent() {
            Ok(Referrers::Supported(before.items))
        } else {
            Err(why)
        }
    }

    /// Whether this kind of registry may have a search, so that [`Client::searches`] is worth asking.
    pub(crate) fn may_search(&self) -> bool {
        self.dialect().search().is_some()
    }

    /// Whether [`Client::hint`] can be asked: the registry's list of extensions names its search.
    pub(crate) async fn searches(&self) -> bool {
        let own = self.extensions().await.unwrap_or_default();
        self.dialect().search().is_some_and(|path| own.iter().any(|own| own == path))
    }

    /// The registry's search about `repository`, in one answer. It is unverified and may be out of date:
    /// fit for showing something early, not for deciding anything.
    ///
    /// # Errors
    ///
    /// As for all questions.
    pub(crate) async fn hint(&self, repository: &RepositoryName) -> Result<Hint, Error> {
        let question = self.dialect().hint(self.endpoint(), repository)?;
        self.answer(question, Need::to(Purpose::Read, repository)).await
    }

    /// A page of the projects that this sign-in sees, empty ones too; the first where `next` is `None`.
    /// Only of a registry with projects ([`crate::registry::Facts::projects`]).
    ///
    /// # Errors
    ///
    /// When the page cannot be read. A list that breaks off after it is [`Listing::gap`].
    pub async fn projects_page(&self, next: Option<Page>) -> Result<Listing<Project>, Error> {
        let list = self.dialect().projects(self.endpoint())?;
        self.next_page(list, next, Need::CATALOG).await.map_err(|lost| lost.why)
    }

    /// The quota of a project and the part in use, by the registry's own count.
    ///
    /// # Errors
    ///
    /// As for all questions; 401 or 403 where only members may see the quota, and for a CLI secret.
    pub async fn project_quota(&self, project: &Project) -> Result<ProjectQuota, Error> {
        let question = self.dialect().quota(self.endpoint(), project)?;
        self.answer(question, Need::ENTRY).await
    }

    /// Whether this kind of registry may hide repositories from a sign-in.
    pub(crate) fn may_hide_repositories(&self) -> bool {
        self.dialect().sees_everything(self.endpoint()).is_some()
    }

    /// Whether this sign-in is shown every repository, as far as the registry tells: Harbor shows its projects to
    /// members, and all of them to system administrators only.
    pub(crate) async fn sees_everything(&self) -> bool {
        match self.dialect().sees_everything(self.endpoint()) {
            Some(question) => self.answer(question, Need::ENTRY).await.unwrap_or(false),
            None => true,
        }
    }
}
