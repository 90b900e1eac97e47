//! Question: what is in a manifest?
//!
//! Reference: OCI distribution-spec, end-3.

use crate::model::{Digest, Manifest, Reference, RepositoryName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::answer::limit;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::transport::{Method, Request, Response};

/// Every type of manifest. Where the type of a list is left out of `Accept`, distribution converts: it
/// answers a list by tag with one of its children, under that child's digest. ACR answers 404 for an
/// artifact whose type is left out.
pub(crate) const ACCEPT: &str = "application/vnd.oci.image.index.v1+json, \
    application/vnd.docker.distribution.manifest.list.v2+json, \
    application/vnd.oci.image.manifest.v1+json, \
    application/vnd.docker.distribution.manifest.v2+json, \
    application/vnd.oci.artifact.manifest.v1+json, \
    application/vnd.cncf.oras.artifact.manifest.v1+json, \
    application/vnd.docker.distribution.manifest.v1+prettyjws, \
    application/vnd.docker.distribution.manifest.v1+json";

/// `GET /v2/<name>/manifests/<reference>`, in whatever type the manifest has.
pub(crate) fn request(
    endpoint: &Endpoint,
    repository: &RepositoryName,
    reference: &Reference,
) -> Request {
    let url = endpoint.url(&format!("/v2/{repository}/manifests/{reference}"));
    Request::new(Method::Get, url, limit::MANIFEST).with_header("accept", ACCEPT)
}

/// The manifest, verified: by digest its bytes must hash to it; by tag they must hash to what the
/// registry says they are, where a browser shows that.
pub(crate) fn read(
    url: &str,
    response: &Response,
    reference: &Reference,
) -> Result<Manifest, Error> {
    let expected = match reference {
        Reference::Digest(digest) => Some(digest.clone()),
        Reference::Tag(_) => {
            json::object(url, response)?;
            content_digest(url, response)?
        }
    };
    let content_type = response.headers.get("content-type");
    let manifest = Manifest::read(&response.body, content_type, expected.as_ref());
    if expected.is_some_and(|expected| expected != manifest.digest) {
        return Err(Error::new(ErrorKind::DigestMismatch, url));
    }
    // A body that is no manifest must not be counted or deleted as one. Bytes that hash to the requested
    // digest are a manifest, even if they are not understood.
    let is_named = matches!(reference, Reference::Digest(_));
    let is_known = manifest.is_understood() || manifest.media_type.is_manifest() || is_named;
    if !is_known || is_empty_object(&response.body) {
        return Err(Error::malformed(url, "The registry's answer is not a manifest."));
    }
    Ok(manifest)
}

/// Whether `body` is `{}`, as registries and proxies answer when they have nothing to say.
fn is_empty_object(body: &[u8]) -> bool {
    body.iter().filter(|byte| !byte.is_ascii_whitespace()).eq(b"{}")
}

/// `Docker-Content-Digest`, where it can be read.
pub(crate) fn content_digest(url: &str, response: &Response) -> Result<Option<Digest>, Error> {
    let header = response.headers.get("docker-content-digest").map(str::trim);
    let digest = header.filter(|text| !text.is_empty()).map(str::parse).transpose();
    digest.map_err(|_| {
        Error::malformed(url, "The registry's answer has a digest that cannot be verified.")
    })
}
