//! Question: which repositories are there, empty ones too?
//!
//! Reference: `listAllRepositories`, `listRepositories`.

use crate::model::RepositoryName;
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::listing::Project;
use crate::registry::dialect::harbor::pages::{self, SIZE};
use crate::registry::dialect::harbor::projects;
use crate::registry::line::api::Api;
use crate::registry::line::entry::{Entries, Entry};
use crate::registry::line::list::{List, Turned};
use crate::registry::line::paging::{Listing, Page};
use crate::registry::line::transport::Response;

const OF_A_PROJECT: &str = "/api/v2.0/projects/";

/// `GET /api/v2.0/repositories`, then `GET /api/v2.0/projects/<project>/repositories` of every project in
/// which Harbor counts another number than that list showed. The first list does not know a CLI secret,
/// with which users of OIDC sign in, and then shows public repositories only. A robot account may see a
/// project whose list it may not read. `/v2/_catalog` would leave out empty repositories, and takes no
/// token.
pub(crate) fn list(at: &Endpoint) -> List<RepositoryName> {
    let all = at.url(&format!("/api/v2.0/repositories?page=1&page_size={SIZE}"));
    let first = Page::by_link(all).asked_of(Api::Passwords);
    let first = first.and_then(projects::first(at), Api::Passwords);
    List::turned(first, turn).with_parts(|at, page| project(at, page.url()).map(str::to_owned))
}

fn turn(page: Page, response: &Response, at: &Endpoint) -> Turned<RepositoryName> {
    match projects::is_list(at, page.url()) {
        true => turn_projects(page, response, at),
        false => pages::turn(page, response, at, read),
    }
}

/// A page of projects. It lists no repositories itself; the lists of projects that may have more follow it.
fn turn_projects(mut page: Page, response: &Response, at: &Endpoint) -> Turned<RepositoryName> {
    let found = match projects::read(page.url(), response) {
        Ok(found) => found,
        Err(error) => return Err(Box::new((page, error))),
    };
    for project in found.iter().filter_map(|entry| entry.item.as_ref()) {
        let seen = page.seen_below(&project.name);
        if project.repositories.is_none_or(|count| count != seen as u64) {
            page = page.and_then(of_project(at, project), Api::Passwords);
        }
    }
    let Listing { invalid, unread, next, gap, .. } = pages::turn_to(page, found, response, at);
    Ok(Listing { items: Vec::new(), invalid, unread, next, gap })
}

/// The URL of the first page of the repositories of `project`.
fn of_project(at: &Endpoint, project: &Project) -> String {
    let name = &project.name;
    at.url(&format!("{OF_A_PROJECT}{name}/repositories?page=1&page_size={SIZE}"))
}

/// The project whose repositories the page at `url` lists; `None` for the list of all.
fn project<'a>(at: &Endpoint, url: &'a str) -> Option<&'a str> {
    url.strip_prefix(&at.url(OF_A_PROJECT))?.split('/').next()
}

/// `[{"name":"project/repository",…}]`. An entry without a valid name is invalid.
fn read(url: &str, response: &Response) -> Entries<RepositoryName> {
    let name = |entry: &serde_json::Value| entry.get("name")?.as_str()?.parse().ok();
    let entries = pages::entries(url, response)?;
    Ok(entries.iter().map(|entry| Entry::of_object(entry, "name", name(entry))).collect())
}
