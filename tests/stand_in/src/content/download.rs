//! `/v2/{name}/blobs/{digest}`: uploaded blobs, parts of blobs, and blobs in a separate storage.
//!
//! Reference: OCI distribution-spec, "Pulling blobs"; RFC 9110, section 14 (ranges); Azure Storage
//! for its answer to a token that is not its own.

use std::sync::Arc;

use serde_json::Value;

use crate::context::Context;
use crate::sign_in::check::{authorization, header};
use plimsoll::model::Digest;
use plimsoll::registry::transport::{Method, Request, Response};
use plimsoll::sample::server::answer::bad_digest;
use plimsoll::sample::server::page::encode;
use plimsoll::sample::server::route::Query;
use plimsoll::sample::server::{answer, blobs};

/// The signature in the storage's URLs.
const SIGNATURE: &str = "signed-by-the-sample";

/// A blob or a part of it; or a redirect to the storage.
pub(crate) fn blob(context: &Context<'_>, request: &Request, name: &str, digest: &str) -> Response {
    let response = whole(context, request.method, name, digest);
    match &context.config.blobs_elsewhere {
        Some(host) if request.method == Method::Get && response.status == 200 => {
            let host = if host.is_empty() { context.call.base } else { host.as_str() };
            let place =
                format!("{host}/_storage/{}/{}?sig={SIGNATURE}", encode(name), encode(digest));
            let headers = [("Location", place), ("Docker-Content-Digest", digest.to_owned())];
            let headers = headers.into_iter().collect();
            Response { status: 307, headers, body: Vec::new() }
        }
        _ if request.method == Method::Get => part(request, response),
        _ => response,
    }
}

/// The storage's answer. It serves requests with a URL from the registry, and refuses those with a
/// token.
pub(crate) fn storage(
    context: &Context<'_>,
    request: &Request,
    name: &str,
    digest: &str,
    query: &Query,
) -> Response {
    let refuse = |status, code: &str| {
        let body =
            format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code></Error>");
        answer::bytes(status, "application/xml", body.into_bytes())
    };
    if authorization(request).is_some() {
        return refuse(400, "InvalidAuthenticationInfo");
    }
    if query.get("sig") != Some(SIGNATURE) {
        return refuse(403, "AuthenticationFailed");
    }
    part(request, whole(context, request.method, name, digest))
}

/// Deletes a blob, listed by a manifest or not: the service's description makes no exception. A
/// repository whose writing is locked keeps its blobs.
pub(crate) fn delete(context: &mut Context<'_>, name: &str, digest: &str) -> Response {
    let Ok(wanted) = digest.parse::<Digest>() else { return bad_digest(digest) };
    let found = held(context, Method::Head, name, digest);
    if found.status != 200 {
        return found;
    }
    if context
        .call
        .store
        .repositories
        .get(name)
        .is_some_and(|repository| !repository.attributes.write)
    {
        return answer::disallowed();
    }
    if let Some(blobs) = context.blobs.uploaded.get_mut(name) {
        blobs.remove(&wanted);
    }
    if let Some(blobs) = context.blobs.mounted.get_mut(name) {
        blobs.remove(&wanted);
    }
    context.blobs.deleted.entry(name.to_owned()).or_default().insert(wanted);
    answer::accepted()
}

/// The bytes of a blob; `None` for layers of the sample's own contents, which have no bytes.
pub(crate) fn bytes(context: &Context<'_>, name: &str, digest: &Digest) -> Option<Arc<[u8]>> {
    if let Some(bytes) = context.blobs.uploaded.get(name).and_then(|blobs| blobs.get(digest)) {
        return Some(Arc::clone(bytes));
    }
    let response = held(context, Method::Get, name, &digest.to_string());
    (response.status == 200).then(|| response.body.into())
}

/// The size of a blob in bytes; `None` if the repository does not have it.
pub(crate) fn size(context: &Context<'_>, name: &str, digest: &Digest) -> Option<u64> {
    let response = held(context, Method::Head, name, &digest.to_string());
    let stated = response.headers.get("Content-Length").and_then(|length| length.parse().ok());
    (response.status == 200).then(|| stated.unwrap_or(response.body.len() as u64))
}

fn whole(context: &Context<'_>, method: Method, name: &str, digest: &str) -> Response {
    let repository = context.call.store.repositories.get(name);
    if repository.is_some_and(|repository| !repository.attributes.read) {
        return answer::disallowed();
    }
    held(context, method, name, digest)
}

/// A blob, also if the repository's lock forbids reading.
fn held(context: &Context<'_>, method: Method, name: &str, digest: &str) -> Response {
    let Ok(wanted) = digest.parse::<Digest>() else { return bad_digest(digest) };
    let own = &context.blobs;
    if own.deleted.get(name).is_some_and(|deleted| deleted.contains(&wanted)) {
        return blobs::unknown();
    }
    if let Some(size) = own.mounted.get(name).and_then(|blobs| blobs.get(&wanted)) {
        return blobs::layer(method, &wanted, *size);
    }
    let Some(bytes) = own.uploaded.get(name).and_then(|blobs| blobs.get(&wanted)) else {
        return blobs::held(&context.call, method, name, digest);
    };
    let mut response = answer::bytes(200, "application/octet-stream", bytes.to_vec());
    response.headers.push("Docker-Content-Digest", wanted.to_string());
    response.headers.push("Accept-Ranges", "bytes");
    response
}

/// The part of a body that `Range` asks for; without `Range`, the whole.
fn part(request: &Request, mut response: Response) -> Response {
    let Some(range) = header(request, "range").filter(|_| response.status == 200) else {
        return response;
    };
    let length = response.body.len();
    match bounds(range, length) {
        Some((first, last)) => {
            response.status = 206;
            response.body = response.body[first..=last].to_vec();
            response.headers.push("Content-Range", format!("bytes {first}-{last}/{length}"));
            response
        }
        _ => {
            let message = "no such part";
            let mut refusal = answer::error(416, "RANGE_INVALID", message, &Value::Null);
            refusal.headers.push("Content-Range", format!("bytes */{length}"));
            refusal
        }
    }
}

/// The first and last byte of `bytes=1-5`, `bytes=1-` or `bytes=-5` (the last five); `None` where the
/// body has no such part.
fn bounds(range: &str, length: usize) -> Option<(usize, usize)> {
    let end = length.checked_sub(1)?;
    match range.trim().strip_prefix("bytes=")?.split_once('-')? {
        ("", last) => {
            let wanted = last.parse::<usize>().ok().filter(|wanted| *wanted > 0)?;
            Some((length.saturating_sub(wanted), end))
        }
        (first, last) => {
            let first = first.parse::<usize>().ok()?;
            let last = if last.is_empty() { end } else { last.parse::<usize>().ok()?.min(end) };
            (first <= last).then_some((first, last))
        }
    }
}
