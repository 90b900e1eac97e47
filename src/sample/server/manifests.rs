//! `GET`, `HEAD` and `DELETE /v2/{name}/manifests/{reference}`.
//!
//! Deleting by digest removes the manifest, every tag on it and, as in ACR, its referrers (see
//! `Behaviour::cascade_referrers`). Children of an index stay; a child may go although an index lists
//! it. Deleting by tag is not documented for ACR, so no client may do it: here it is refused, and a
//! slip shows. Locked manifests answer 405, as in ACR.

use crate::model::{Digest, MediaType};
use crate::registry::transport::{Request, Response};
use crate::sample::server::answer;
use crate::sample::server::answer::{bad_digest, refused};
use crate::sample::server::call::Call;

/// The manifest, if the request's `Accept` allows for its type.
pub(super) fn answer(call: &Call<'_>, request: &Request, name: &str, reference: &str) -> Response {
    let Some(repository) = call.store.repositories.get(name) else {
        return answer::no_repository(name);
    };
    let digest = if reference.contains(':') {
        match reference.parse::<Digest>() {
            Ok(digest) => Some(digest),
            Err(_) => return bad_digest(reference),
        }
    } else {
        let tag = repository.tags.get(reference);
        if tag.is_some_and(|tag| !tag.attributes.read) {
            return answer::disallowed();
        }
        tag.map(|tag| tag.digest.clone())
    };
    let found = digest
        .and_then(|digest| repository.manifests.get(&digest).map(|manifest| (digest, manifest)));
    let Some((digest, manifest)) = found else { return answer::no_manifest(reference) };
    if !(manifest.attributes.read && repository.attributes.read) {
        return answer::disallowed();
    }
    if !accepts(request, manifest.media_type) {
        return not_accepted(manifest.media_type);
    }
    let mut response = answer::bytes(200, manifest.media_type, manifest.bytes.to_vec());
    response.headers.push("Docker-Content-Digest", digest.to_string());
    response.headers.push("ETag", format!("\"{digest}\""));
    response
}

/// Deletes by digest, and by digest only.
pub(super) fn delete(call: &mut Call<'_>, name: &str, reference: &str) -> Response {
    if !reference.contains(':') {
        return answer::unsupported("a manifest is deleted by its digest, a tag by /acr/v1");
    }
    let Ok(digest) = reference.parse::<Digest>() else { return bad_digest(reference) };
    match call.store.delete_manifest(name, &digest, call.behaviour.cascade_referrers) {
        Ok(removed) => {
            call.removed = removed;
            answer::accepted()
        }
        Err(refusal) => refused(refusal, name, answer::no_manifest(reference)),
    }
}

/// Indexes, OCI manifests and artifacts need their type in `Accept`, by name: `*/*` is not enough.
/// Other types are served in any case.
fn accepts(request: &Request, media_type: &str) -> bool {
    let picky = matches!(
        MediaType::from(media_type),
        MediaType::OciIndex
            | MediaType::OciManifest
            | MediaType::DockerList
            | MediaType::OciArtifact
            | MediaType::OrasArtifact
    );
    let mut accept = request.headers.iter().filter(|(name, _)| *name == "accept");
    !picky
        || accept.any(|(_, value)| {
            let mut types = value.split(',').map(|one| one.split(';').next().unwrap_or_default());
            types.any(|one| one.trim() == media_type)
        })
}

/// 404, for artifacts in the service's own words.
///
/// Reference: Azure/azure-cli#24976.
fn not_accepted(media_type: &str) -> Response {
    let message = match MediaType::from(media_type) {
        MediaType::OciArtifact | MediaType::OrasArtifact => {
            "OCI artifact found, but accept header does not support OCI artifacts".to_owned()
        }
        _ => format!("manifest found, but accept header does not support {media_type}"),
    };
    answer::not_found("MANIFEST_UNKNOWN", &message)
}
