//! Indexes: lists of manifests, and the attestations that BuildKit puts beside the images.
//!
//! Reference: OCI image-spec `image-index.md`; moby/buildkit `docs/attestations/attestation-storage.md`.

use crate::model::{Digest, Timestamp};
use crate::sample::contents::dice::Dice;
use crate::sample::contents::image::Dialect;
use crate::sample::contents::step::{KIB, Platform};
use crate::sample::store::{StoredBlob, StoredManifest};

/// An entry of an index.
#[derive(Clone)]
pub(super) struct Child {
    pub(super) digest: Digest,
    /// Bytes of the child's manifest.
    pub(super) size: u64,
    /// The child's media type.
    pub(super) media_type: &'static str,
    /// The platform; none for an index and for an attestation.
    pub(super) platform: Option<Platform>,
    /// The image that an attestation is about.
    pub(super) attests: Option<Digest>,
}

/// An index of `children`.
pub(super) fn index(dialect: Dialect, children: &[Child], pushed: Timestamp) -> StoredManifest {
    let mut text =
        format!("{{\"schemaVersion\":2,\"mediaType\":\"{}\",\"manifests\":[", dialect.index());
    for (position, child) in children.iter().enumerate() {
        text.push_str(if position == 0 { "" } else { "," });
        text.push_str(&entry(child));
    }
    text.push_str("]}");
    StoredManifest {
        children: children.iter().map(|child| child.digest.clone()).collect(),
        ..StoredManifest::of(text, dialect.index(), pushed)
    }
}

/// BuildKit's SBOM and provenance of the image `about`: a manifest without a platform.
pub(super) fn attestation(about: &Digest, pushed: Timestamp) -> StoredManifest {
    let mut dice = Dice::new(&about.hex());
    let statements = [
        ("https://spdx.dev/Document", dice.digest(), dice.between(120 * KIB, 900 * KIB)),
        ("https://slsa.dev/provenance/v0.2", dice.digest(), dice.between(4 * KIB, 40 * KIB)),
    ];
    let config = format!(
        "{{\"architecture\":\"unknown\",\"os\":\"unknown\",\"config\":{{}},\"rootfs\":{{\"type\":\
         \"layers\",\"diff_ids\":[\"{}\",\"{}\"]}}}}",
        statements[0].1, statements[1].1
    );
    let config = config.into_bytes().into_boxed_slice();
    let config_blob = StoredBlob::of(&config);
    let mut text = format!(
        "{{\"schemaVersion\":2,\"mediaType\":\"{}\",\"config\":{{\"mediaType\":\
         \"application/vnd.oci.image.config.v1+json\",\"digest\":\"{}\",\"size\":{}}},\"layers\":[",
        Dialect::Oci.manifest(),
        config_blob.digest,
        config_blob.size
    );
    let mut blobs = vec![config_blob];
    for (position, (predicate, digest, size)) in statements.into_iter().enumerate() {
        text.push_str(if position == 0 { "" } else { "," });
        text.push_str(&format!(
            "{{\"mediaType\":\"application/vnd.in-toto+json\",\"digest\":\"{digest}\",\"size\":{size},\
             \"annotations\":{{\"in-toto.io/predicate-type\":\"{predicate}\"}}}}"
        ));
        blobs.push(StoredBlob { digest, size, stored: true });
    }
    text.push_str("]}");
    StoredManifest {
        blobs,
        config: Some(("application/vnd.oci.image.config.v1+json".into(), config)),
        platform: Some(("unknown".into(), "unknown".into())),
        ..StoredManifest::of(text, Dialect::Oci.manifest(), pushed)
    }
}

fn entry(child: &Child) -> String {
    let Child { digest, size, media_type, .. } = child;
    let mut text =
        format!("{{\"mediaType\":\"{media_type}\",\"digest\":\"{digest}\",\"size\":{size}");
    if let Some(platform) = &child.platform {
        let (os, architecture) = (platform.os, platform.architecture);
        text.push_str(&format!(
            ",\"platform\":{{\"architecture\":\"{architecture}\",\"os\":\"{os}\""
        ));
        if let Some(version) = platform.os_version {
            text.push_str(&format!(",\"os.version\":\"{version}\""));
        }
        if let Some(variant) = platform.variant {
            text.push_str(&format!(",\"variant\":\"{variant}\""));
        }
        text.push('}');
    }
    if let Some(image) = &child.attests {
        text.push_str(&format!(
            ",\"annotations\":{{\"vnd.docker.reference.digest\":\"{image}\",\
             \"vnd.docker.reference.type\":\"attestation-manifest\"}},\
             \"platform\":{{\"architecture\":\"unknown\",\"os\":\"unknown\"}}"
        ));
    }
    text.push('}');
    text
}
