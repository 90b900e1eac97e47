//! Question: which manifests refer to this one?
//!
//! Reference: OCI distribution-spec, end-12.

use crate::model::{Descriptor, Digest, Manifest, ManifestContent, RepositoryName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::entry::{Entries, Entry};
use crate::registry::line::list::List;
use crate::registry::line::paging::Page;
use crate::registry::line::transport::Response;

/// `GET /v2/<name>/referrers/<digest>`. Not tried again where no answer comes: a browser hides the
/// refusal of a registry without this list.
pub(crate) fn list(at: &Endpoint, of: &RepositoryName, digest: &Digest) -> List<Descriptor> {
    let first = Page::by_link(at.url(&format!("/v2/{of}/referrers/{digest}")));
    List::new(first, read).once_if_unreachable()
}

/// The descriptors in an index; none where `manifests` is missing or null.
pub(crate) fn read(url: &str, response: &Response) -> Entries<Descriptor> {
    // A list that is not there is not empty.
    json::list(url, response, "manifests")?;
    match Manifest::read(&response.body, None, None).content {
        ManifestContent::Index { manifests, .. } => Ok(manifests
            .into_iter()
            .map(|entry| Entry { key: entry.digest.to_string(), item: Some(entry) })
            .collect()),
        _ => Err(Error::malformed(url, "The registry's list of referrers could not be read.")),
    }
}

/// Whether `error` means that the registry has no such list: the specification asks for 404 then,
/// and for an empty list where a manifest has no referrers.
pub(crate) fn is_unsupported(error: &Error) -> bool {
    match error.kind {
        ErrorKind::NotFound => !error.is_absent(),
        ErrorKind::BadRequest | ErrorKind::NotAllowed => true,
        _ => error.code.as_deref() == Some("UNSUPPORTED"),
    }
}
