//! Artifacts: manifests of signatures, SBOMs, charts and policies.
//!
//! Reference: OCI image-spec `manifest.md#guidelines-for-artifact-usage`; oras-project
//! artifacts-spec (the withdrawn artifact manifest).

use crate::model::{Digest, Timestamp};
use crate::sample::contents::dice::Dice;
use crate::sample::contents::image::Dialect;
use crate::sample::json;
use crate::sample::store::{StoredBlob, StoredManifest};

/// The parts of an artifact's manifest.
pub(super) struct Artifact<'a> {
    /// The kind of artifact, where the manifest states one.
    pub(super) artifact_type: Option<&'static str>,
    /// Media type and bytes of the config; none for "empty".
    pub(super) config: Option<(&'static str, String)>,
    /// Media type of the one layer.
    pub(super) layer_type: &'static str,
    /// Annotations of the layer, as finished JSON members.
    pub(super) layer_annotations: String,
    /// The subject: its digest, and its manifest.
    pub(super) subject: Option<(&'a Digest, &'a StoredManifest)>,
    /// The layer's identity: equal seeds make equal layers.
    pub(super) seed: String,
    /// Bytes of the layer: lowest, highest.
    pub(super) size: (u64, u64),
}

/// An OCI manifest with one layer.
pub(super) fn artifact(artifact: Artifact<'_>, pushed: Timestamp) -> StoredManifest {
    let (config_type, config) =
        artifact.config.unwrap_or(("application/vnd.oci.empty.v1+json", "{}".to_owned()));
    let config = config.into_bytes().into_boxed_slice();
    let config_blob = StoredBlob::of(&config);
    let layer = layer(&artifact.seed, artifact.size);
    let kind = Dialect::Oci.manifest();
    let mut text = format!("{{\"schemaVersion\":2,\"mediaType\":\"{kind}\"");
    if let Some(artifact_type) = artifact.artifact_type {
        text.push_str(&format!(",\"artifactType\":\"{artifact_type}\""));
    }
    text.push_str(&format!(
        ",\"config\":{{\"mediaType\":\"{config_type}\",\"digest\":\"{}\",\"size\":{}}},\"layers\":[\
         {{\"mediaType\":\"{}\",\"digest\":\"{}\",\"size\":{},\"annotations\":{{{}}}}}]",
        config_blob.digest,
        config_blob.size,
        artifact.layer_type,
        layer.digest,
        layer.size,
        artifact.layer_annotations
    ));
    if let Some((digest, subject)) = artifact.subject {
        text.push_str(&format!(",\"subject\":{}", descriptor(digest, subject)));
    }
    let created = json::moment(pushed);
    text.push_str(&format!(
        ",\"annotations\":{{\"org.opencontainers.image.created\":\"{created}\"}}}}"
    ));
    StoredManifest {
        blobs: vec![config_blob, layer],
        config: Some((config_type.into(), config)),
        subject: artifact.subject.map(|(digest, _)| digest.clone()),
        artifact_type: artifact.artifact_type.map(Into::into),
        ..StoredManifest::of(text, kind, pushed)
    }
}

/// The withdrawn artifact manifest: blobs without a config.
pub(super) fn withdrawn_artifact(
    artifact_type: &'static str,
    subject: (&Digest, &StoredManifest),
    size: (u64, u64),
    pushed: Timestamp,
) -> StoredManifest {
    let kind = "application/vnd.oci.artifact.manifest.v1+json";
    let blob = layer(&subject.0.hex(), size);
    let text = format!(
        "{{\"mediaType\":\"{kind}\",\"artifactType\":\"{artifact_type}\",\"blobs\":[{{\"mediaType\":\
         \"{artifact_type}\",\"digest\":\"{}\",\"size\":{}}}],\"subject\":{}}}",
        blob.digest,
        blob.size,
        descriptor(subject.0, subject.1)
    );
    StoredManifest {
        blobs: vec![blob],
        subject: Some(subject.0.clone()),
        artifact_type: Some(artifact_type.into()),
        ..StoredManifest::of(text, kind, pushed)
    }
}

fn layer(seed: &str, size: (u64, u64)) -> StoredBlob {
    let mut dice = Dice::new(seed);
    StoredBlob { digest: dice.digest(), size: dice.between(size.0, size.1), stored: true }
}

fn descriptor(digest: &Digest, manifest: &StoredManifest) -> String {
    let (kind, size) = (manifest.media_type, manifest.bytes.len());
    format!("{{\"mediaType\":\"{kind}\",\"digest\":\"{digest}\",\"size\":{size}}}")
}
