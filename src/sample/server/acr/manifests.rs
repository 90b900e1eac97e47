//! `/acr/v1/{name}/_manifests` and `…/_manifests/{digest}`: manifests, untagged ones too, with sizes,
//! dates and locks.

use serde_json::{Map, Value, json};

use crate::model::Digest;
use crate::registry::transport::{Request, Response};
use crate::sample::json::moment;
use crate::sample::server::acr::{Place, arrange, attributes, listing, object};
use crate::sample::server::answer;
use crate::sample::server::answer::bad_digest;
use crate::sample::server::call::Call;
use crate::sample::server::page::{Page, encode};
use crate::sample::server::route::Query;
use crate::sample::store::{Repository, StoredManifest};

/// The scanner's result for a manifest that passed a quarantine: a text that holds JSON.
const DETAILS: &str = r#"{"state":"Scan Passed","link":"https://aka.ms/test","scanner":"sample scanner","result":{"version":"1.0","summary":[{"severity":"High","count":0},{"severity":"Medium","count":2}]}}"#;

/// One page of the listed manifests.
pub(crate) fn list(call: &Call<'_>, name: &str, query: &Query) -> Response {
    let Some(repository) = call.store.repositories.get(name) else {
        return answer::no_repository(name);
    };
    let listed = repository.manifests.iter().filter(|(_, manifest)| manifest.attributes.list);
    let mut places: Vec<Place<'_, StoredManifest>> = listed
        .map(|(digest, manifest)| Place {
            key: digest.to_string(),
            updated: manifest.updated,
            what: Some(manifest),
        })
        .collect();
    let order = arrange(&mut places, repository, query);
    let path = format!("/acr/v1/{}/_manifests", encode(name));
    let keys: Vec<String> = places.iter().map(|place| place.key.clone()).collect();
    let page_size = call.behaviour.page_size;
    let page = Page::cut(&keys, order, (&path, &["orderby"]), query, page_size);
    let entry = |place: usize| {
        let (digest, manifest) = (keys[place].parse().ok()?, places[place].what?);
        Some(Value::Object(entry(call, repository, &digest, manifest)))
    };
    listing(call, name, "manifests", page, &entry)
}

/// One manifest, listed or not; for an index with its references.
pub fn get(call: &Call<'_>, name: &str, digest: &str) -> Response {
    let Some(repository) = call.store.repositories.get(name) else {
        return answer::no_repository(name);
    };
    let Ok(wanted) = digest.parse::<Digest>() else { return bad_digest(digest) };
    let Some(manifest) = repository.manifests.get(&wanted) else {
        return answer::no_manifest(digest);
    };
    let mut entry = entry(call, repository, &wanted, manifest);
    if !manifest.children.is_empty() {
        entry.insert("references".to_owned(), references(manifest));
    }
    answer::json(&object(call, name, "manifest", Value::Object(entry)))
}

/// Changes a manifest's locks.
pub(crate) fn patch(call: &mut Call<'_>, request: &Request, name: &str, digest: &str) -> Response {
    let repository = call.store.repositories.get_mut(name);
    let wanted = digest.parse::<Digest>().ok();
    let stored = repository.and_then(|repository| repository.manifests.get_mut(&wanted?));
    if let Some(manifest) = stored {
        match attributes::read(request) {
            Ok(change) => change.apply(&mut manifest.attributes),
            Err(refusal) => return refusal,
        }
    }
    get(call, name, digest)
}

/// A manifest's entry in a list.
pub fn entry(
    call: &Call<'_>,
    repository: &Repository,
    digest: &Digest,
    manifest: &StoredManifest,
) -> Map<String, Value> {
    let mut entry = Map::new();
    let mut put = |name: &str, value: Value| entry.insert(name.to_owned(), value);
    put("digest", json!(digest.to_string()));
    put("imageSize", json!(repository.image_size(manifest)));
    put("createdTime", json!(moment(manifest.pushed)));
    put("lastUpdateTime", json!(moment(manifest.updated)));
    if let Some((os, architecture)) = &manifest.platform {
        put("architecture", json!(architecture));
        put("os", json!(os));
    }
    put("mediaType", json!(manifest.media_type));
    if let Some((media_type, _)) = &manifest.config {
        put("configMediaType", json!(media_type));
    }
    let tags = repository.tags_of(digest, call.behaviour.hidden_tags_named);
    let tags: Vec<&str> = tags.take(call.behaviour.tags_of_a_manifest).collect();
    if !tags.is_empty() {
        put("tags", json!(tags));
    }
    let mut attributes = attributes::write(manifest.attributes);
    if manifest.passed_quarantine {
        attributes["quarantineState"] = json!("Passed");
        attributes["quarantineDetails"] = json!(DETAILS);
    }
    put("changeableAttributes", attributes);
    entry
}

/// The entries of an index: digests, and platforms where it states them.
fn references(index: &StoredManifest) -> Value {
    let body: Value = serde_json::from_slice(&index.bytes).unwrap_or_default();
    let listed = body["manifests"].as_array().map(Vec::as_slice).unwrap_or_default();
    let references = listed.iter().map(|child| {
        let mut reference = Map::new();
        reference.insert("digest".to_owned(), child["digest"].clone());
        for name in ["architecture", "os"] {
            if let Some(value) = child["platform"].get(name) {
                reference.insert(name.to_owned(), value.clone());
            }
        }
        Value::Object(reference)
    });
    Value::Array(references.collect())
}
