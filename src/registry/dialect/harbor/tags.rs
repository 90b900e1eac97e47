//! Which tags does a repository have, what do they point to, and which are immutable?
//!
//! Reference: `listArtifacts` with `q=tags=*`. It leaves out accessories, and so the tags on them
//! (`sha256-….sig`, a report's own): `/v2/…/tags/list` shows all names. Seen with 2.15.2.

use serde_json::Value;

use crate::model::RepositoryName;
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::listing::ListedTag;
use crate::registry::dialect::harbor::artifacts::{locks, tags};
use crate::registry::dialect::harbor::{self, moment, pages};
use crate::registry::dialect::oci;
use crate::registry::error::Error;
use crate::registry::line::paging::{Entries, Entry, Page};
use crate::registry::line::transport::Response;

/// The first page.
pub(crate) fn first(endpoint: &Endpoint, repository: &RepositoryName) -> Result<Page, Error> {
    let rest = format!(
        "/artifacts?q=tags%3D*&with_tag=true&with_immutable_status=true&page=1&page_size={}",
        pages::SIZE
    );
    let all = endpoint.url(&format!("/v2/{repository}/tags/list"));
    Ok(Page::by_link(harbor::url(endpoint, repository, &rest)?).and_then(all))
}

/// The tags of every artifact of the page; of the last page only their names.
pub(crate) fn read(url: &str, response: &Response) -> Entries<ListedTag> {
    if !url.contains("/api/v2.0/") {
        return oci::tags::read(url, response);
    }
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
