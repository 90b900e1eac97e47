//! Harbor's projects, and its repositories by way of them.

use crate::model::RepositoryName;
use crate::registry::answer::listing::{Project, ProjectQuota};
use crate::registry::auth::need::Need;
use crate::registry::client::Client;
use crate::registry::dialect::harbor::{self, projects, repositories};
use crate::registry::error::{Error, ErrorKind};
use crate::registry::kind::capabilities::RegistryKind;
use crate::registry::line::paging::{Listing, Page};

impl Client {
    /// A page of the projects that this sign-in sees, empty ones too; the first where `next` is `None`.
    /// Only of Harbor.
    ///
    /// # Errors
    ///
    /// As for [`Client::catalog_page`].
    pub async fn projects_page(&self, next: Option<Page>) -> Result<Listing<Project>, Error> {
        let page = next.unwrap_or_else(|| Page::by_link(projects::first(self.endpoint())));
        self.page(page, Need::Catalog, projects::request, projects::read).await
    }

    /// What a project stores and may store, by Harbor's own count.
    ///
    /// # Errors
    ///
    /// As for all questions; 401 or 403 where only members may know, and of a CLI secret.
    pub async fn project_quota(&self, project: &Project) -> Result<ProjectQuota, Error> {
        let request = harbor::summary::request(self.endpoint(), project);
        let response = self.ask_plainly(&request, Need::Entry).await?;
        harbor::summary::read(&request.url, &response, project)
    }

    /// Whether this sign-in is shown every repository that there is, as far as the registry tells: Harbor
    /// shows its projects to members, and all of them to system administrators only.
    pub(crate) async fn sees_everything(&self) -> bool {
        if self.endpoint().kind() != RegistryKind::Harbor {
            return true;
        }
        let request = harbor::user::request(self.endpoint());
        let Ok(response) = self.ask_plainly(&request, Need::Entry).await else { return false };
        harbor::user::read(&request.url, &response).unwrap_or(false)
    }

    /// A page of Harbor's repositories: first of the list of all, then of every project that Harbor
    /// counts another number in than that list showed. Users of OIDC with their CLI secret are nobody to
    /// the list of all, which then shows what is public; a robot account may be named in a project whose
    /// list it may not read. `/v2/_catalog` leaves out what is empty, and takes no token.
    ///
    /// # Errors
    ///
    /// As for [`Client::catalog_page`]; the list of a project that cannot be read is
    /// [`Listing::unread`].
    pub(super) async fn harbors_page(
        &self,
        next: Option<Page>,
    ) -> Result<Listing<RepositoryName>, Error> {
        let endpoint = self.endpoint();
        let of_all = || repositories::first(endpoint).and_then(projects::first(endpoint));
        let page = next.unwrap_or_else(of_all);
        if projects::is_list(endpoint, page.url()) {
            return self.projects_in_doubt(page).await;
        }
        let project = repositories::project(endpoint, page.url()).map(str::to_owned);
        let (ask, read) = (repositories::request, repositories::read);
        match (self.page_or_back(page, Need::Catalog, ask, read).await, project) {
            (Ok(listing), _) => Ok(listing),
            (Err(failed), Some(project)) if failed.1.kind != ErrorKind::Stopped => {
                let (page, error) = *failed;
                Ok(page.pass_over(project, error))
            }
            (Err(failed), _) => Err(failed.1),
        }
    }

    /// A page of projects: no repository yet, but the lists of those that may have more.
    async fn projects_in_doubt(&self, mut page: Page) -> Result<Listing<RepositoryName>, Error> {
        let endpoint = self.endpoint();
        let request = projects::request(&page);
        let response = self.ask_plainly(&request, Need::Catalog).await?;
        let found = projects::read(&request.url, &response)?;
        page = page.before(harbor::pages::next(&request.url, &response));
        let is_moved = page.counts_anew(harbor::pages::total(&response));
        for project in found.iter().filter_map(|entry| entry.item.as_ref()) {
            let seen = page.seen_below(&project.name);
            if project.repositories.is_none_or(|count| count != seen as u64) {
                page = page.and_then(repositories::of_project(endpoint, project));
            }
        }
        let Listing { mut invalid, unread, next, gap, .. } = page.turn(found, &response, endpoint);
        invalid.extend(is_moved.then(|| harbor::pages::MOVED.to_owned()));
        Ok(Listing { items: Vec::new(), invalid, unread, next, gap })
    }
}
