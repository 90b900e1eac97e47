//! Question: which repositories are there?
//!
//! Reference: distribution, `spec/api.md#listing-repositories`; not in the OCI specification.

use crate::model::RepositoryName;
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::line::entry::{Entries, Entry};
use crate::registry::line::list::List;
use crate::registry::line::paging::Page;
use crate::registry::line::transport::Response;

/// `GET /v2/_catalog`: every repository that the registry names.
pub(crate) fn list(at: &Endpoint) -> List<RepositoryName> {
    List::new(Page::first(at.url("/v2/_catalog")), read)
}

/// `{"repositories":["a","b"]}`, or `null` where there are none.
pub(crate) fn read(url: &str, response: &Response) -> Entries<RepositoryName> {
    let entries = json::list(url, response, "repositories")?;
    Ok(entries.into_iter().map(Entry::of_text).collect())
}
