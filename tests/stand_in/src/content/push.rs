//! `PUT /v2/{name}/manifests/{reference}`: pushes of manifests, by tag or by digest.
//!
//! Reference: OCI distribution-spec, "Pushing Manifests"; the limit is ACR's; a digest in the bin is
//! refused (Microsoft's `container-registry-soft-delete-policy.md`).

use serde_json::{Value, json};

use crate::content::download;
use crate::context::Context;
use crate::sign_in::check::header;
use plimsoll::model::{Digest, Manifest, TagName};
use plimsoll::registry::transport::{Request, Response};
use plimsoll::sample::server::answer;
use plimsoll::sample::server::answer::bad_digest;
use plimsoll::sample::store::{StoredBlob, StoredManifest, StoredTag, Text};

/// Most bytes of a manifest.
const LARGEST: usize = 4 * 1024 * 1024;

/// Types that may be pushed: all types of the sample's manifests but schema 1.
const MEDIA_TYPES: [&str; 6] = [
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.artifact.manifest.v1+json",
    "application/vnd.cncf.oras.artifact.manifest.v1+json",
];

/// Takes a manifest in, if the repository has every blob and child that it lists.
pub(crate) fn manifest(
    context: &mut Context<'_>,
    request: &Request,
    name: &str,
    reference: &str,
) -> Response {
    let kind = header(request, "content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let Some(media_type) = MEDIA_TYPES.into_iter().find(|known| *known == kind) else {
        return invalid(&format!("no manifest is of the type \"{kind}\""));
    };
    if request.body.len() > LARGEST {
        return answer::error(413, "SIZE_INVALID", "larger than 4 MiB", &Value::Null);
    }
    let manifest = Manifest::read(&request.body, Some(media_type), None);
    if !manifest.is_understood() || manifest.media_type.as_str() != media_type {
        return invalid("the body is no manifest of that type");
    }
    let digest = if reference.contains(':') {
        match reference.parse::<Digest>().ok().filter(|digest| digest.verifies(&request.body)) {
            Some(digest) => digest,
            None => return bad_digest(reference),
        }
    } else {
        if reference.parse::<TagName>().is_err() {
            return answer::error(400, "TAG_INVALID", "manifest tag did not match URI", &json!({}));
        }
        manifest.digest.clone()
    };
    if let Some(missing) = missing(context, name, &manifest) {
        let message = "manifest references a manifest or blob unknown to registry";
        let detail = json!({ "digest": missing.to_string() });
        return answer::error(400, "MANIFEST_BLOB_UNKNOWN", message, &detail);
    }
    if let Err(refusal) = allowed(context, name, reference, &digest) {
        return refusal;
    }
    let subject = manifest.subject.clone();
    store(context, request, (name, reference), &digest, &manifest, media_type);
    let mut headers = vec![
        ("Location", format!("/v2/{name}/manifests/{digest}")),
        ("Docker-Content-Digest", digest.to_string()),
    ];
    headers.extend(subject.map(|subject| ("OCI-Subject", subject.to_string())));
    Response { status: 201, headers: headers.into_iter().collect(), body: Vec::new() }
}

/// The first blob or child that a manifest lists and the repository lacks. A subject may be absent.
fn missing(context: &Context<'_>, name: &str, manifest: &Manifest) -> Option<Digest> {
    let repository = context.call.store.repositories.get(name);
    let has_blob = |digest: &Digest| download::size(context, name, digest).is_some();
    let has_manifest =
        |digest| repository.is_some_and(|repository| repository.manifests.contains_key(digest));
    let blobs = manifest.blobs().filter(|blob| blob.is_stored()).map(|blob| &blob.digest);
    let children = manifest.children().iter().map(|child| &child.digest);
    blobs
        .filter(|digest| !has_blob(digest))
        .chain(children.filter(|digest| !has_manifest(digest)))
        .next()
        .cloned()
}

/// Refuses a manifest that is locked or in the bin.
fn allowed(
    context: &Context<'_>,
    name: &str,
    reference: &str,
    digest: &Digest,
) -> Result<(), Response> {
    if context.call.bin.as_ref().is_some_and(|bin| bin.holds(name, digest)) {
        let message = "a manifest of this digest is soft-deleted: restore it";
        let detail = json!({ "digest": digest.to_string() });
        return Err(answer::error(409, "CONFLICT", message, &detail));
    }
    let Some(repository) = context.call.store.repositories.get(name) else { return Ok(()) };
    let tag = repository.tags.get(reference);
    let manifest = repository.manifests.get(digest);
    let is_locked = !repository.attributes.write
        || tag.is_some_and(|tag| !tag.attributes.write)
        || manifest.is_some_and(|manifest| !manifest.attributes.write);
    if is_locked { Err(answer::disallowed()) } else { Ok(()) }
}

fn store(
    context: &mut Context<'_>,
    request: &Request,
    (name, reference): (&str, &str),
    digest: &Digest,
    manifest: &Manifest,
    media_type: &'static str,
) {
    let config = manifest.config().and_then(|descriptor| {
        let bytes = download::bytes(context, name, &descriptor.digest)?;
        Some((Text::from(descriptor.media_type.as_str().to_owned()), Box::from(&*bytes)))
    });
    let blobs = manifest.blobs().map(|blob| StoredBlob {
        digest: blob.digest.clone(),
        size: blob.size().unwrap_or(0),
        stored: blob.is_stored(),
    });
    let now = context.call.now;
    let new = StoredManifest {
        bytes: request.body.clone().into_boxed_slice(),
        blobs: blobs.collect(),
        platform: config.as_ref().and_then(|(_, bytes)| platform(bytes)),
        config,
        children: manifest.children().iter().map(|child| child.digest.clone()).collect(),
        subject: manifest.subject.clone(),
        artifact_type: manifest.artifact_type.as_ref().map(|kind| kind.to_string().into()),
        ..StoredManifest::of(String::new(), media_type, now)
    };
    let repository = context.call.store.repositories.entry(name.to_owned()).or_default();
    // A known manifest keeps its dates. Recorded for a manifest that gets another tag; not verified
    // for a push by its digest or by its own tag.
    repository.manifests.entry(digest.clone()).or_insert(new);
    if !reference.contains(':') {
        let new = || StoredTag::new(digest.clone(), now);
        let tag = repository.tags.entry(reference.to_owned()).or_insert_with(new);
        (tag.digest, tag.updated) = (digest.clone(), now);
    }
}

/// The operating system and processor that an image's config states.
fn platform(config: &[u8]) -> Option<(Text, Text)> {
    let config: Value = serde_json::from_slice(config).ok()?;
    let text = |name: &str| Some(Text::from(config.get(name)?.as_str()?.to_owned()));
    Some((text("os")?, text("architecture")?))
}

fn invalid(message: &str) -> Response {
    answer::error(400, "MANIFEST_INVALID", message, &Value::Null)
}
