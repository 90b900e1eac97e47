//! Question: what is in a manifest, without pulling it?
//!
//! zot counts every GET of a manifest as a pull. That would move the date of the last pull, which people
//! read and retention policies depend on. A HEAD does not count, and neither does a GET of the same bytes
//! as a blob. The HEAD still tells whether the manifest exists: a blob may outlive its manifest.
//!
//! Reference: project-zot/zot, `pkg/meta/hooks.go` (`OnGetManifest`).

use crate::model::{Digest, Manifest, RepositoryName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::limit;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::transport::{Request, Response};

/// `GET /v2/<name>/blobs/<digest>`: the manifest's bytes.
pub(crate) fn request(
    endpoint: &Endpoint,
    repository: &RepositoryName,
    digest: &Digest,
) -> Request {
    let url = endpoint.url(&format!("/v2/{repository}/blobs/{digest}"));
    Request::of_blob(url, limit::MANIFEST)
}

/// The manifest, verified, of the type that the answer to the HEAD names.
pub(crate) fn read(
    url: &str,
    head: &Response,
    blob: &Response,
    digest: &Digest,
) -> Result<Manifest, Error> {
    let manifest = Manifest::read(&blob.body, head.headers.get("content-type"), Some(digest));
    if manifest.digest != *digest {
        return Err(Error::new(ErrorKind::DigestMismatch, url));
    }
    Ok(manifest)
}
