//! The kind of content that a manifest has, by the types that it states.

use crate::model::{Manifest, ManifestRecord};
use crate::present::pull::{HELM, is_image};

/// The kind of a manifest's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentKind {
    Image,
    Index,
    Attestation,
    Signature,
    Chart,
    BuildCache,
    Artifact,
    NotUnderstood,
}

impl ContentKind {
    pub(super) fn of(record: &ManifestRecord) -> Self {
        const SIGNATURES: [&str; 4] =
            ["simplesigning", "cosign.artifact.sig", "sigstore.bundle", "notary.signature"];
        let manifest = &record.manifest;
        let layers = manifest.layers();
        let config = manifest.config().map(|config| config.media_type.as_str());
        let is_statement = |text: &str| text.contains("in-toto") || text.contains("dsse");
        match config {
            _ if !manifest.is_understood() => Self::NotUnderstood,
            // BuildKit lists the layers of a cache in an index.
            _ if manifest.is_index() && layers.is_empty() => Self::Index,
            _ if manifest.is_index() => Self::BuildCache,
            Some(config) if config.contains(".buildkit.cacheconfig.") => Self::BuildCache,
            _ if is_image(record) => Self::Image,
            _ if SIGNATURES.iter().any(|part| types(manifest).any(|text| text.contains(part))) => {
                Self::Signature
            }
            _ if !layers.is_empty()
                && layers.iter().all(|layer| is_statement(layer.media_type.as_str())) =>
            {
                Self::Attestation
            }
            Some(HELM) => Self::Chart,
            _ => Self::Artifact,
        }
    }

    /// The noun for one, and for many.
    pub(super) fn noun(self) -> (&'static str, &'static str) {
        match self {
            Self::Image => ("image", "images"),
            Self::Index => ("index", "indexes"),
            Self::Attestation => ("attestation", "attestations"),
            Self::Signature => ("signature", "signatures"),
            Self::Chart => ("chart", "charts"),
            Self::BuildCache => ("build cache", "build caches"),
            Self::Artifact => ("artifact", "artifacts"),
            Self::NotUnderstood => ("manifest", "manifests"),
        }
    }
}

/// The texts of all types that a manifest states.
fn types(manifest: &Manifest) -> impl Iterator<Item = &str> {
    let blobs = manifest.blobs().map(|blob| blob.media_type.as_str());
    blobs.chain(manifest.artifact_type.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ManifestContent;
    use crate::present::tests::{LAYER, OCI, of_type, record};

    #[test]
    fn content_has_the_kind_that_its_types_tell() {
        let check = |content, expected: &str| {
            assert_eq!(ContentKind::of(&record(content)).noun().1, expected);
        };
        let image = |config: &str, layers: &[&str]| ManifestContent::Image {
            config: of_type(config),
            layers: layers.iter().map(|text| of_type(text)).collect(),
        };
        let index = |blobs: &[&str]| ManifestContent::Index {
            manifests: vec![of_type("child")],
            blobs: blobs.iter().map(|text| of_type(text)).collect(),
        };
        check(image(OCI, &[LAYER]), "images");
        check(index(&[]), "indexes");
        check(index(&[LAYER]), "build caches");
        check(image("application/vnd.buildkit.cacheconfig.v0", &[LAYER]), "build caches");
        check(image(OCI, &["application/vnd.in-toto+json"]), "attestations");
        check(image(OCI, &["application/vnd.dsse.envelope.v1+json"]), "attestations");
        check(image(OCI, &["application/vnd.dev.cosign.simplesigning.v1+json"]), "signatures");
        check(
            image("application/vnd.cncf.notary.signature", &["application/jose+json"]),
            "signatures",
        );
        let chart = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
        check(image(HELM, &[chart]), "charts");
        check(image("application/vnd.wasm.config.v0+json", &["application/wasm"]), "artifacts");
        check(ManifestContent::Unknown, "manifests");
    }
}
