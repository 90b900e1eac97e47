//! Question: which tags does a repository have, what do they point to, and which are immutable?
//!
//! Reference: `listArtifacts` with `q=tags=*`. This list leaves out accessories, and so the tags on them
//! (`sha256-….sig`); `/v2/…/tags/list` names all tags. Seen with 2.15.2.

use serde_json::Value;

use crate::model::RepositoryName;
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::listing::ListedTag;
use crate::registry::dialect::harbor::artifacts::{locks, tags};
use crate::registry::dialect::harbor::fields::{moment, repository_url};
use crate::registry::dialect::harbor::pages;
use crate::registry::dialect::oci;
use crate::registry::error::Error;
use crate::registry::line::api::Api;
use crate::registry::line::entry::{Entries, Entry};
use crate::registry::line::list::{List, Turned};
use crate::registry::line::paging::Page;
use crate::registry::line::transport::Response;

/// `GET /api/v2.0/projects/<project>/repositories/<name>/artifacts`, then `GET /v2/<name>/tags/list`
pub(crate) fn list(at: &Endpoint, of: &RepositoryName) -> Result<List<ListedTag>, Error> {
    let rest = format!(
        "/artifacts?q=tags%3D*&with_tag=true&with_immutable_status=true&page=1&page_size={}",
        pages::SIZE
    );
    let first = Page::by_link(repository_url(at, of, &rest)?).asked_of(Api::Passwords);
    let names = at.url(&oci::tags::path(of));
    Ok(List::turned(first.and_then(names, Api::V2), turn))
}

fn turn(page: Page, response: &Response, at: &Endpoint) -> Turned<ListedTag> {
    match page.api() {
        Api::Passwords => pages::turn(page, response, at, read),
        // These pages come last, and hold names only.
        Api::V2 => page.read(response, at, oci::tags::read),
    }
}

/// The tags of every artifact of the page.
fn read(url: &str, response: &Response) -> Entries<ListedTag> {
    let mut all = Vec::new();
    for artifact in pages::entries(url, response)? {
        if !artifact.is_object() {
            all.push(Entry::of_object(&artifact, "name", None));
        }
        for tag in tags(&artifact) {
            all.push(Entry::of_object(tag, "name", listed(&artifact, tag)));
        }
    }
    Ok(all)
}

fn listed(artifact: &Value, tag: &Value) -> Option<ListedTag> {
    Some(ListedTag {
        name: tag.get("name")?.as_str()?.parse().ok()?,
        digest: Some(artifact.get("digest")?.as_str()?.parse().ok()?),
        last_updated: moment(tag, "push_time"),
        attributes: locks(tag),
    })
}
