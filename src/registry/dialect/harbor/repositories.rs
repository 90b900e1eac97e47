//! Which repositories are there, empty ones too: all at once, or those of a project?
//!
//! Reference: `listAllRepositories`, `listRepositories`.

use crate::model::RepositoryName;
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::limit;
use crate::registry::answer::listing::Project;
use crate::registry::dialect::harbor::pages::{self, SIZE};
use crate::registry::line::paging::{Entries, Entry, Page};
use crate::registry::line::transport::{Method, Request, Response};

const OF_A_PROJECT: &str = "/api/v2.0/projects/";

/// The first page of all.
pub(crate) fn first(endpoint: &Endpoint) -> Page {
    Page::by_link(endpoint.url(&format!("/api/v2.0/repositories?page=1&page_size={SIZE}")))
}

/// Where the first page of those of `project` is.
pub(crate) fn of_project(endpoint: &Endpoint, project: &Project) -> String {
    let name = &project.name;
    endpoint.url(&format!("{OF_A_PROJECT}{name}/repositories?page=1&page_size={SIZE}"))
}

/// The project whose repositories the page at `url` lists; `None` of all.
pub(crate) fn project<'a>(endpoint: &Endpoint, url: &'a str) -> Option<&'a str> {
    url.strip_prefix(&endpoint.url(OF_A_PROJECT))?.split('/').next()
}

/// `GET /api/v2.0/repositories`, `GET /api/v2.0/projects/<project>/repositories`
pub(crate) fn request(page: &Page) -> Request {
    Request::new(Method::Get, page.url().to_owned(), limit::LIST)
}

/// `[{"name":"project/repository",…}]`
pub(crate) fn read(url: &str, response: &Response) -> Entries<RepositoryName> {
    let name = |entry: &serde_json::Value| entry.get("name")?.as_str()?.parse().ok();
    let entries = pages::entries(url, response)?;
    Ok(entries.iter().map(|entry| Entry::of_object(entry, "name", name(entry))).collect())
}
