//! `GET /v2/{name}/referrers/{digest}`.
//!
//! Reference: OCI distribution-spec, "Listing Referrers".

use serde_json::{Map, Value, json};

use crate::model::Digest;
use crate::registry::transport::Response;
use crate::sample::server::answer;
use crate::sample::server::answer::bad_digest;
use crate::sample::server::call::Call;
use crate::sample::server::page::{Order, Page, encode};
use crate::sample::server::route::Query;
use crate::sample::store::StoredManifest;

/// One page of a digest's referrers; empty if there are none, also for an unknown digest.
pub(super) fn answer(call: &Call<'_>, name: &str, digest: &str, query: &Query) -> Response {
    let Some(repository) = call.store.repositories.get(name) else {
        return answer::no_repository(name);
    };
    let Ok(subject) = digest.parse::<Digest>() else { return bad_digest(digest) };
    let wanted = query.get("artifactType");
    let referrers: Vec<(&Digest, &StoredManifest)> = repository
        .manifests
        .iter()
        .filter(|(_, manifest)| manifest.attributes.list)
        .filter(|(_, manifest)| manifest.subject.as_ref() == Some(&subject))
        .filter(|(_, manifest)| wanted.is_none() || kind(manifest) == wanted)
        .collect();
    let path = format!("/v2/{}/referrers/{}", encode(name), encode(digest));
    let keys: Vec<String> = referrers.iter().map(|(digest, _)| digest.to_string()).collect();
    let keep = (&*path, wanted.map_or([].as_slice(), |_| ["artifactType"].as_slice()));
    let page = Page::cut(&keys, Order::Name, keep, query, call.behaviour.page_size);
    let page = match page {
        Ok(page) => page,
        Err(refusal) => return refusal,
    };
    let shown = &referrers[page.places.clone()];
    let manifests: Vec<Value> =
        shown.iter().map(|(digest, manifest)| entry(digest, manifest)).collect();
    let mut response = page.respond(&json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": manifests,
    }));
    response.headers.remove("Content-Type");
    response.headers.push("Content-Type", "application/vnd.oci.image.index.v1+json");
    if wanted.is_some() {
        response.headers.push("OCI-Filters-Applied", "artifactType");
    }
    response
}

fn entry(digest: &Digest, manifest: &StoredManifest) -> Value {
    let mut entry = Map::new();
    entry.insert("mediaType".to_owned(), json!(manifest.media_type));
    entry.insert("digest".to_owned(), json!(digest.to_string()));
    entry.insert("size".to_owned(), json!(manifest.bytes.len()));
    if let Some(kind) = kind(manifest) {
        entry.insert("artifactType".to_owned(), json!(kind));
    }
    let body: Value = serde_json::from_slice(&manifest.bytes).unwrap_or_default();
    if let Some(annotations) = body.get("annotations").filter(|annotations| annotations.is_object())
    {
        entry.insert("annotations".to_owned(), annotations.clone());
    }
    Value::Object(entry)
}

/// The artifact type that the manifest states, or else its config's media type.
fn kind(manifest: &StoredManifest) -> Option<&str> {
    let config = manifest.config.as_ref().map(|(media_type, _)| &**media_type);
    manifest.artifact_type.as_deref().or(config)
}
