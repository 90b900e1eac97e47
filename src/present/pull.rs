//! Commands that fetch a manifest: by the tool that fits its content, or the bare reference.

use crate::model::{ManifestRecord, MediaType, Repository, RepositoryName, TagName};

/// The config of a Helm chart.
pub(super) const HELM: &str = "application/vnd.cncf.helm.config.v1+json";
/// Parts of types that statements about other manifests have, and caches: nobody pulls them by hand.
const NOT_PULLED: [&str; 7] =
    ["in-toto", "simplesigning", "dsse", "cosign", "sigstore", "notary", "buildkit"];

/// The tool that fetches a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pull {
    /// An image, or an index with one.
    Docker,
    /// A chart.
    Helm,
    /// Files of any other type.
    Oras,
    /// No tool: signatures, attestations, caches, lists without images, manifests that are not understood.
    Bare,
}

impl Pull {
    /// The tool for a manifest of `repository`.
    #[must_use]
    pub fn of(repository: &Repository, record: &ManifestRecord) -> Self {
        let manifest = &record.manifest;
        let config = manifest.config().map(|config| config.media_type.as_str());
        if manifest.is_index() {
            let is_image = |digest| repository.manifests.get(digest).is_none_or(is_image);
            let has_image = manifest.children().iter().any(|child| is_image(&child.digest));
            return if has_image { Self::Docker } else { Self::Bare };
        }
        match config {
            _ if is_image(record) => Self::Docker,
            Some(HELM) => Self::Helm,
            _ if manifest.layers().is_empty() || is_statement(record) => Self::Bare,
            _ => Self::Oras,
        }
    }

    /// The command, or the reference alone: by tag if one is given, otherwise by digest.
    #[must_use]
    pub fn command(
        self,
        host: &str,
        repository: &RepositoryName,
        reference: Result<&TagName, &str>,
    ) -> String {
        let full = match reference {
            Ok(tag) => format!("{host}/{repository}:{tag}"),
            Err(digest) => format!("{host}/{repository}@{digest}"),
        };
        match (self, reference) {
            (Self::Docker, _) => format!("docker pull {full}"),
            // Helm writes `+` in a version as `_` in the tag.
            (Self::Helm, Ok(tag)) => {
                let version = tag.as_str().replace('_', "+");
                format!("helm pull oci://{host}/{repository} --version {version}")
            }
            (Self::Oras, _) | (Self::Helm, Err(_)) => format!("oras pull {full}"),
            (Self::Bare, _) => full,
        }
    }

    /// The name of the button that copies the command.
    #[must_use]
    pub fn copies(self) -> &'static str {
        if self == Self::Bare { "Copy reference" } else { "Copy pull command" }
    }
}

/// Whether a manifest is an image for one platform: an image's config, and layers of a file system if it has any.
pub(super) fn is_image(record: &ManifestRecord) -> bool {
    let manifest = &record.manifest;
    if let MediaType::DockerSchema1 | MediaType::DockerSchema1Signed = manifest.media_type {
        return manifest.is_understood();
    }
    let layers = manifest.layers();
    manifest.config().is_some_and(|config| config.media_type.is_image_config())
        && manifest.artifact_type.is_none()
        && (layers.is_empty() || layers.iter().any(|layer| layer.media_type.is_layer_or_config()))
}

fn is_statement(record: &ManifestRecord) -> bool {
    let manifest = &record.manifest;
    let types = manifest.blobs().map(|blob| blob.media_type.as_str());
    let mut types = types.chain(manifest.artifact_type.as_deref());
    manifest.subject.is_some()
        || types.any(|text| NOT_PULLED.iter().any(|part| text.contains(part)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ManifestContent;
    use crate::present::tests::{LAYER, OCI, of_type, record};
    use crate::storage::Role;

    fn image(config: &str, layer: &str) -> ManifestRecord {
        record(ManifestContent::Image {
            config: of_type(config),
            layers: vec![of_type(layer)].into(),
        })
    }

    fn command(record: &ManifestRecord) -> String {
        let tag = "1.2.3_build.4".parse().expect("a tag");
        let name = "a/b".parse().expect("a name");
        Pull::of(&Repository::default(), record).command("r.test", &name, Ok(&tag))
    }

    #[test]
    fn each_kind_of_content_has_the_command_that_fits() {
        let check = |config, layer, expected: &str, role: &str| {
            let record = image(config, layer);
            assert_eq!(command(&record), expected.replace('~', "r.test/a/b:1.2.3_build.4"));
            assert_eq!(crate::present::role_of(Role::Image, &record), role, "{config} {layer}");
        };
        check(OCI, LAYER, "docker pull ~", "image");
        check(OCI, "application/vnd.oci.image.layer.v1.tar+zstd", "docker pull ~", "image");
        let chart = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
        let helm = "helm pull oci://r.test/a/b --version 1.2.3+build.4";
        check(HELM, chart, helm, "artifact");
        let flux = "application/vnd.cncf.flux.config.v1+json";
        check(flux, "application/vnd.cncf.flux.content.v1.tar+gzip", "oras pull ~", "artifact");
        check("application/vnd.wasm.config.v0+json", "application/wasm", "oras pull ~", "artifact");
        check("application/vnd.cnab.config.v1+json", LAYER, "oras pull ~", "artifact");
        check(OCI, "application/vnd.in-toto+json", "~", "artifact");
        let signature = "application/vnd.dev.cosign.simplesigning.v1+json";
        check(OCI, signature, "~", "artifact");
        check("application/vnd.buildkit.cacheconfig.v0", LAYER, "~", "artifact");
    }

    #[test]
    fn an_index_is_pulled_for_the_images_in_it() {
        let index = |manifests, blobs: Vec<_>| {
            record(ManifestContent::Index { manifests, blobs: blobs.into() })
        };
        assert!(command(&index(vec![of_type("child")], vec![])).starts_with("docker pull "));
        assert!(command(&index(vec![], vec![of_type(LAYER)])).starts_with("r.test/"));
        // An index of attestations alone.
        let child = of_type("statement");
        let mut repository = Repository::default();
        let statement = image(OCI, "application/vnd.in-toto+json");
        repository.manifests.insert(child.digest.clone(), statement);
        assert_eq!(Pull::of(&repository, &index(vec![child], vec![])), Pull::Bare);
        let digest = "sha256:0";
        let name = "a/b".parse().expect("a name");
        assert_eq!(Pull::Helm.command("r", &name, Err(digest)), "oras pull r/a/b@sha256:0");
    }
}
