//! Question: which projects are there, empty ones too, and how many repositories does Harbor count in each?
//!
//! Reference: `listProjects`. An administrator sees all projects, anybody else the public ones and those
//! that they are a member of; `listAllRepositories` lists the repositories of the same projects. A CLI
//! secret, with which users of OIDC sign in, counts for this list and not for that one (`oidc_cli.go` of
//! `src/server/middleware/security`).

use serde_json::Value;

use crate::model::RepositoryName;
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::listing::Project;
use crate::registry::dialect::harbor::pages::{self, SIZE};
use crate::registry::line::api::Api;
use crate::registry::line::entry::{Entries, Entry};
use crate::registry::line::list::List;
use crate::registry::line::paging::Page;
use crate::registry::line::transport::Response;

const PATH: &str = "/api/v2.0/projects?";

/// `GET /api/v2.0/projects`. Its pages are found by `Link` only.
pub(crate) fn list(at: &Endpoint) -> List<Project> {
    let first = Page::by_link(first(at)).asked_of(Api::Passwords);
    List::turned(first, |page, response, at| pages::turn(page, response, at, read))
}

/// The URL of the first page.
pub(super) fn first(at: &Endpoint) -> String {
    at.url(&format!("{PATH}page=1&page_size={SIZE}&with_detail=false"))
}

/// Whether `url` is a page of the list of projects.
pub(super) fn is_list(at: &Endpoint, url: &str) -> bool {
    url.starts_with(&at.url(PATH))
}

/// `[{"name":"team","repo_count":2,…}]`. A project without a usable name is invalid.
pub(super) fn read(url: &str, response: &Response) -> Entries<Project> {
    let entries = pages::entries(url, response)?;
    Ok(entries.iter().map(|entry| Entry::of_object(entry, "name", project(entry))).collect())
}

/// A project whose name can be the first part of a repository's name.
fn project(entry: &Value) -> Option<Project> {
    let name: RepositoryName = entry.get("name")?.as_str()?.parse().ok()?;
    let repositories = entry.get("repo_count").and_then(Value::as_u64);
    let is_one = !name.as_str().contains('/');
    is_one.then(|| Project { name: name.to_string(), repositories })
}
