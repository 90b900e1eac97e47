//! Answers: JSON, errors in the registry's form, plain text.
//!
//! Reference: OCI distribution-spec, "Error Codes".

use serde_json::{Value, json};

use crate::registry::transport::{Method, Response};
use crate::sample::store::Refusal;

const JSON: &str = "application/json; charset=utf-8";

/// Headers that ACR exposes to every page. Without `Access-Control-Allow-Origin` they help none.
const EXPOSED: &str = "Docker-Content-Digest, WWW-Authenticate, Link, X-Ms-Correlation-Request-Id";

/// The response with the headers that every answer has, the `number`-th since the start; without its
/// body for HEAD. Token endpoints and blob storage send no headers of the data plane.
#[must_use]
pub fn complete(mut response: Response, method: Method, path: &str, number: u32) -> Response {
    let headers = &mut response.headers;
    if path.starts_with("/v2") || path.starts_with("/acr/") {
        headers.push("Docker-Distribution-Api-Version", "registry/2.0");
        headers.push("Access-Control-Expose-Headers", EXPOSED);
    }
    let id = format!("00000000-0000-4000-8000-{number:012}");
    headers.push("X-Ms-Correlation-Request-Id", id);
    if headers.get("Content-Length").is_none() {
        headers.push("Content-Length", response.body.len().to_string());
    }
    if method == Method::Head {
        response.body.clear();
    }
    response
}

/// A response with these bytes of a media type.
pub fn bytes(status: u16, content_type: &str, body: Vec<u8>) -> Response {
    let headers = [("Content-Type", content_type)].into_iter().collect();
    Response { status, headers, body }
}

/// 200 with a JSON body.
pub fn json(body: &Value) -> Response {
    bytes(200, JSON, body.to_string().into_bytes())
}

/// An error response with one code.
pub fn error(status: u16, code: &str, message: &str, detail: &Value) -> Response {
    let body = json!({"errors": [{"code": code, "message": message, "detail": detail}]});
    bytes(status, JSON, body.to_string().into_bytes())
}

/// 404 with a code and, as recorded, no detail.
pub fn not_found(code: &str, message: &str) -> Response {
    let body = json!({"errors": [{"code": code, "message": message}]});
    bytes(404, JSON, body.to_string().into_bytes())
}

/// 202 without a body: a deletion.
pub fn accepted() -> Response {
    Response { status: 202, ..Response::default() }
}

/// 404 NAME_UNKNOWN: the repository does not exist.
pub fn no_repository(name: &str) -> Response {
    let message = "repository name not known to registry";
    error(404, "NAME_UNKNOWN", message, &json!({ "name": name }))
}

/// 404 MANIFEST_UNKNOWN, for a tag in other words than for a digest.
pub fn no_manifest(reference: &str) -> Response {
    let message = match reference.contains(':') {
        true => format!("manifest {reference} is not found"),
        false => format!("manifest tagged by \"{reference}\" is not found"),
    };
    not_found("MANIFEST_UNKNOWN", &message)
}

/// 404 TAG_UNKNOWN, of ACR's own API.
pub fn no_tag() -> Response {
    not_found("TAG_UNKNOWN", "the specified tag does not exist")
}

/// 405 REGISTRY_DISALLOWED_OPERATION: a lock forbids the request.
pub fn disallowed() -> Response {
    let message = "The operation is disallowed on this registry, repository or image. View \
                   troubleshooting steps at https://aka.ms/acr/faq/#why-does-my-pull-or-push-request-fail-with-disallowed-operation";
    error(405, "REGISTRY_DISALLOWED_OPERATION", message, &json!({}))
}

/// 400 DIGEST_INVALID, for a text that is no digest.
#[must_use]
pub fn bad_digest(text: &str) -> Response {
    let message = "provided digest did not match uploaded content";
    error(400, "DIGEST_INVALID", message, &json!({ "digest": text }))
}

/// The answer to a deletion that the store refused; `missing` for a manifest or tag that is not
/// there.
#[must_use]
pub fn refused(refusal: Refusal, name: &str, missing: Response) -> Response {
    match refusal {
        Refusal::NoRepository => no_repository(name),
        Refusal::NotThere => missing,
        Refusal::Locked => disallowed(),
    }
}

/// 405 UNSUPPORTED, for a method that the endpoint does not have.
#[must_use]
pub fn no_method() -> Response {
    unsupported("The operation is unsupported.")
}

/// 405 UNSUPPORTED with this message.
pub fn unsupported(message: &str) -> Response {
    error(405, "UNSUPPORTED", message, &Value::Null)
}

/// 404 in plain text: a path that no route knows.
pub fn no_route() -> Response {
    bytes(404, "text/plain; charset=utf-8", b"404 page not found\n".to_vec())
}
