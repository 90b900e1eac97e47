//! Question: when was an image made, and for which platform?
//!
//! Reference: OCI distribution-spec, end-2; OCI image-spec `config.md`.

use crate::model::{Digest, ImageConfig, RepositoryName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::answer::limit;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::transport::{Request, Response};

/// `GET /v2/<name>/blobs/<digest>`, following redirects.
pub(crate) fn request(
    endpoint: &Endpoint,
    repository: &RepositoryName,
    digest: &Digest,
) -> Request {
    let url = endpoint.url(&format!("/v2/{repository}/blobs/{digest}"));
    Request::of_blob(url, limit::CONFIG)
}

/// The config and its bytes. Bytes that do not hash to `digest` are an error.
pub(crate) fn read(
    url: &str,
    response: &Response,
    digest: &Digest,
) -> Result<(ImageConfig, Vec<u8>), Error> {
    if !digest.verifies(&response.body) {
        return Err(Error::new(ErrorKind::DigestMismatch, url));
    }
    let config = ImageConfig::read(&response.body)
        .ok_or_else(|| Error::malformed(url, json::not_json(&response.body)))?;
    Ok((config, response.body.clone()))
}
