//! Answers: JSON, errors in the registry's form, plain text.
//!
//! Reference: OCI distribution-spec, "Error Codes".

use serde_json::{Value, json};

use crate::registry::transport::Response;

const JSON: &str = "application/json; charset=utf-8";

/// An answer of bytes of a media type.
pub(in crate::sample) fn bytes(status: u16, content_type: &str, body: Vec<u8>) -> Response {
    let headers = [("Content-Type", content_type)].into_iter().collect();
    Response { status, headers, body }
}

/// 200 and JSON.
pub(in crate::sample) fn json(body: &Value) -> Response {
    bytes(200, JSON, body.to_string().into_bytes())
}

/// An error with one code.
pub(in crate::sample) fn error(status: u16, code: &str, message: &str, detail: &Value) -> Response {
    let body = json!({"errors": [{"code": code, "message": message, "detail": detail}]});
    bytes(status, JSON, body.to_string().into_bytes())
}

/// 404 with a code and, as recorded, no detail.
pub(in crate::sample) fn not_found(code: &str, message: &str) -> Response {
    let body = json!({"errors": [{"code": code, "message": message}]});
    bytes(404, JSON, body.to_string().into_bytes())
}

/// 202 without a body: a deletion.
pub(in crate::sample) fn accepted() -> Response {
    Response { status: 202, ..Response::default() }
}

/// 404 NAME_UNKNOWN.
pub(in crate::sample) fn no_repository(name: &str) -> Response {
    let message = "repository name not known to registry";
    error(404, "NAME_UNKNOWN", message, &json!({ "name": name }))
}

/// 404 MANIFEST_UNKNOWN.
pub(in crate::sample) fn no_manifest(reference: &str) -> Response {
    let message = match reference.contains(':') {
        true => format!("manifest {reference} is not found"),
        false => format!("manifest tagged by \"{reference}\" is not found"),
    };
    not_found("MANIFEST_UNKNOWN", &message)
}

/// 404 TAG_UNKNOWN.
pub(in crate::sample) fn no_tag() -> Response {
    not_found("TAG_UNKNOWN", "the specified tag does not exist")
}

/// 405 REGISTRY_DISALLOWED_OPERATION: locked.
pub(in crate::sample) fn disallowed() -> Response {
    let message = "The operation is disallowed on this registry, repository or image. View \
                   troubleshooting steps at https://aka.ms/acr/faq/#why-does-my-pull-or-push-request-fail-with-disallowed-operation";
    error(405, "REGISTRY_DISALLOWED_OPERATION", message, &json!({}))
}

/// 405 UNSUPPORTED.
pub(in crate::sample) fn unsupported(message: &str) -> Response {
    error(405, "UNSUPPORTED", message, &Value::Null)
}

/// 404 in plain text: a path that no route knows.
pub(in crate::sample) fn no_route() -> Response {
    bytes(404, "text/plain; charset=utf-8", b"404 page not found\n".to_vec())
}
