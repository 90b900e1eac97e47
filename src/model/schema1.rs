//! Docker's schema 1: layers without sizes, and signatures in the manifest itself. A registry keeps the payload that was
//! signed, and may sign it anew for every answer: the digest is the payload's.
//!
//! Reference: distribution 2.8, `docs/spec/manifest-v2-1.md`; docker/libtrust, `jsonsign.go`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::model::{Descriptor, ManifestContent, MediaType, lenient_json};

/// The layers, lowest first; the manifest lists the newest first.
pub(super) fn content(layers: &[Value]) -> Option<ManifestContent> {
    let layer = |value: &Value| {
        let digest = value.get("blobSum")?.as_str()?.parse().ok()?;
        Some(Descriptor::new(MediaType::Other(Box::default()), digest, None))
    };
    let layers = layers.iter().rev().map(layer).collect::<Option<_>>()?;
    Some(ManifestContent::Schema1 { layers })
}

/// The payload of the manifest `bytes`, as the first of its `signatures` describes it: so many bytes, and then an end.
pub(super) fn payload(bytes: &[u8], signatures: &Value) -> Option<Vec<u8>> {
    let protected: Value = lenient_json::read(&decoded(signatures.get(0)?.get("protected")?)?)?;
    let length = usize::try_from(protected.get("formatLength")?.as_u64()?).ok()?;
    let mut payload = bytes.get(..length)?.to_vec();
    payload.extend(decoded(protected.get("formatTail")?)?);
    Some(payload)
}

/// The bytes of a text in base64url, with or without padding.
fn decoded(text: &Value) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.as_str()?.trim_end_matches('=')).ok()
}
