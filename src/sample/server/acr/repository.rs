//! `GET`, `PATCH` and `DELETE /acr/v1/{name}`.

use serde_json::json;

use crate::registry::transport::{Request, Response};
use crate::sample::json::moment;
use crate::sample::server::acr::attributes;
use crate::sample::server::answer;
use crate::sample::server::answer::refused;
use crate::sample::server::call::Call;

/// The repository: counts (listed or not), dates and locks.
pub(crate) fn get(call: &Call<'_>, name: &str) -> Response {
    let Some(repository) = call.store.repositories.get(name) else {
        return answer::no_repository(name);
    };
    answer::json(&json!({
        "registry": call.host(),
        "imageName": name,
        "createdTime": moment(repository.created().unwrap_or(call.now)),
        "lastUpdateTime": moment(repository.updated().unwrap_or(call.now)),
        "manifestCount": repository.manifests.len(),
        "tagCount": repository.tags.len(),
        "changeableAttributes": attributes::write(repository.attributes),
    }))
}

/// Changes the repository's locks.
pub(crate) fn patch(call: &mut Call<'_>, request: &Request, name: &str) -> Response {
    let Some(repository) = call.store.repositories.get_mut(name) else {
        return answer::no_repository(name);
    };
    match attributes::read(request) {
        Ok(change) => change.apply(&mut repository.attributes),
        Err(refusal) => return refusal,
    }
    get(call, name)
}

/// Deletes the repository with its tags and manifests; the answer names them.
pub(crate) fn delete(call: &mut Call<'_>, name: &str) -> Response {
    match call.store.delete_repository(name) {
        Ok(removed) => {
            let manifests = removed.manifests.iter().map(|(digest, _)| digest.to_string());
            let tags = removed.tags.iter().map(|(tag, _)| tag);
            let mut response = answer::json(&json!({
                "manifestsDeleted": manifests.collect::<Vec<_>>(),
                "tagsDeleted": tags.collect::<Vec<_>>(),
            }));
            response.status = 202;
            call.removed = removed;
            response
        }
        Err(refusal) => refused(refusal, name, answer::no_repository(name)),
    }
}
