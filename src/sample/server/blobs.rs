//! `GET` and `HEAD /v2/{name}/blobs/{digest}`: configs with their bytes, layers only by size.

use crate::model::Digest;
use crate::registry::transport::{Method, Response};
use crate::sample::server::answer;
use crate::sample::server::answer::bad_digest;
use crate::sample::server::call::Call;

/// A blob, unless the repository's lock forbids reading.
pub(super) fn answer(call: &Call<'_>, method: Method, name: &str, digest: &str) -> Response {
    match call.store.repositories.get(name) {
        Some(repository) if !repository.attributes.read => answer::disallowed(),
        _ => held(call, method, name, digest),
    }
}

/// A config's bytes, or a layer's size. GET of a layer answers 405: 404 would say that it is absent.
pub fn held(call: &Call<'_>, method: Method, name: &str, digest: &str) -> Response {
    let Some(repository) = call.store.repositories.get(name) else {
        return answer::no_repository(name);
    };
    let Ok(wanted) = digest.parse::<Digest>() else { return bad_digest(digest) };
    let mut manifests = repository.manifests.values();
    let found = manifests.find_map(|manifest| {
        let position =
            manifest.blobs.iter().position(|blob| blob.digest == wanted && blob.stored)?;
        // A config, where there is one, is the first blob.
        let config = manifest.config.as_ref().filter(|_| position == 0);
        Some((manifest.blobs[position].size, config.map(|(_, bytes)| bytes)))
    });
    match found {
        None => unknown(),
        Some((_, Some(bytes))) => {
            let mut response = answer::bytes(200, "application/octet-stream", bytes.to_vec());
            response.headers.push("Docker-Content-Digest", wanted.to_string());
            response
        }
        Some((size, None)) => layer(method, &wanted, size),
    }
}

/// A layer without bytes: its size for HEAD, 405 for GET.
pub fn layer(method: Method, digest: &Digest, size: u64) -> Response {
    if method != Method::Head {
        let message = "the sample registry keeps the sizes of layers, not their bytes";
        return answer::unsupported(message);
    }
    let mut response = answer::bytes(200, "application/octet-stream", Vec::new());
    response.headers.push("Content-Length", size.to_string());
    response.headers.push("Docker-Content-Digest", digest.to_string());
    response
}

/// 404 BLOB_UNKNOWN: the repository has no such blob.
pub fn unknown() -> Response {
    answer::not_found("BLOB_UNKNOWN", "blob unknown to registry")
}
