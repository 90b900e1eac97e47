//! Answers: JSON, errors in the registry's form, plain text.
//!
//! Reference: OCI distribution-spec, "Error Codes".

use serde_json::{Value, json};

use crate::registry::transport::Response;

const JSON: &str = "application/json; charset=utf-8";

/// An answer of bytes of a media type.
pub(super) fn bytes(status: u16, content_type: &str, body: Vec<u8>) -> Response {
    let headers = [("Content-Type", content_type)].into_iter().collect();
    Response { status, headers, body }
}

/// 200 and JSON.
pub(super) fn json(body: &Value) -> Response {
    bytes(200, JSON, body.to_string().into_bytes())
}

/// An error with one code.
pub(super) fn error(status: u16, code: &str, message: &str, detail: &Value) -> Response {
    let body = json!({"errors": [{"code": code, "message": message, "detail": detail}]});
    bytes(status, JSON, body.to_string().into_bytes())
}

/// 202 without a body: a deletion.
pub(super) fn accepted() -> Response {
    Response { status: 202, ..Response::default() }
}

/// 404 NAME_UNKNOWN.
pub(super) fn no_repository(name: &str) -> Response {
    let message = "repository name not known to registry";
    error(404, "NAME_UNKNOWN", message, &json!({ "name": name }))
}

/// 404 MANIFEST_UNKNOWN.
pub(super) fn no_manifest(reference: &str) -> Response {
    let message = format!("manifest tagged by or with digest \"{reference}\" is not found");
    error(404, "MANIFEST_UNKNOWN", &message, &json!({ "reference": reference }))
}

/// 405 UNSUPPORTED.
pub(super) fn unsupported(message: &str) -> Response {
    error(405, "UNSUPPORTED", message, &Value::Null)
}

/// 404 in plain text: a path that no route knows.
pub(super) fn no_route() -> Response {
    bytes(404, "text/plain; charset=utf-8", b"404 page not found\n".to_vec())
}
