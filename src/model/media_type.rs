//! Media types of manifests, configs and layers.
//!
//! Reference: OCI image-spec `media-types.md`; Docker image manifest v2 schema 2.

use std::fmt;

macro_rules! media_types {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// A media type. Types that Plimsoll acts on have a name; any other stays as it came.
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum MediaType {
            $($(#[$doc])* $variant,)*
            /// Any other type, as the registry wrote it. A box of its own, because most of millions have a name.
            Other(Box<Box<str>>),
        }

        impl MediaType {
            /// The text on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for MediaType {
            /// Reads a `Content-Type` or `mediaType`: parameters and surrounding blanks are dropped.
            fn from(text: &str) -> Self {
                match text.split(';').next().unwrap_or_default().trim() {
                    $($text => Self::$variant,)*
                    other => Self::Other(Box::new(other.into())),
                }
            }
        }
    };
}

media_types! {
    /// An image index: a list of manifests, mostly one for each platform.
    OciIndex = "application/vnd.oci.image.index.v1+json",
    /// An image manifest: a config and layers.
    OciManifest = "application/vnd.oci.image.manifest.v1+json",
    /// The withdrawn artifact manifest; old registries still hold some.
    OciArtifact = "application/vnd.oci.artifact.manifest.v1+json",
    /// The predecessor of [`Self::OciArtifact`]: signatures of 2021 and 2022 have this type.
    OrasArtifact = "application/vnd.cncf.oras.artifact.manifest.v1+json",
    /// Docker's manifest list: its form of an index.
    DockerList = "application/vnd.docker.distribution.manifest.list.v2+json",
    /// Docker's image manifest, version 2, schema 2.
    DockerManifest = "application/vnd.docker.distribution.manifest.v2+json",
    /// Docker's schema 1, signed: states no sizes.
    DockerSchema1Signed = "application/vnd.docker.distribution.manifest.v1+prettyjws",
    /// Docker's schema 1, unsigned: states no sizes.
    DockerSchema1 = "application/vnd.docker.distribution.manifest.v1+json",
    /// The config of an OCI image.
    OciConfig = "application/vnd.oci.image.config.v1+json",
    /// The config of a Docker image.
    DockerConfig = "application/vnd.docker.container.image.v1+json",
    /// The two bytes `{}`, in the place of a config or a layer that is required.
    OciEmpty = "application/vnd.oci.empty.v1+json",
    // The types of layers have names, so that a million layers share the texts.
    /// A layer, not compressed.
    OciLayer = "application/vnd.oci.image.layer.v1.tar",
    /// A layer, compressed by gzip.
    OciLayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip",
    /// A layer, compressed by zstd.
    OciLayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd",
    /// A layer of a Docker image, compressed by gzip.
    DockerLayer = "application/vnd.docker.image.rootfs.diff.tar.gzip",
}

impl MediaType {
    /// Whether this is the type of an index.
    #[must_use]
    pub fn is_index(&self) -> bool {
        matches!(self, Self::OciIndex | Self::DockerList)
    }

    /// Whether this is a type of manifest that Plimsoll reads.
    #[must_use]
    pub fn is_manifest(&self) -> bool {
        let is_image = matches!(self, Self::OciManifest | Self::DockerManifest);
        let is_schema1 = matches!(self, Self::DockerSchema1 | Self::DockerSchema1Signed);
        is_image || is_schema1 || self.is_index() || self.is_artifact()
    }

    /// Whether this is the type of an artifact manifest: blobs without a config.
    #[must_use]
    pub fn is_artifact(&self) -> bool {
        matches!(self, Self::OciArtifact | Self::OrasArtifact)
    }

    /// Whether this is the type of an image's config, which has a date and a platform.
    #[must_use]
    pub fn is_image_config(&self) -> bool {
        matches!(self, Self::OciConfig | Self::DockerConfig)
    }

    /// Whether this is the type of a layer or a config, even where a manifest's type is expected.
    ///
    /// Reference: OCI image-spec `media-types.md`; moby/buildkit, `cache/remotecache/v1/spec.go`.
    #[must_use]
    pub fn is_layer_or_config(&self) -> bool {
        const BEGINNINGS: [&str; 3] = [
            "application/vnd.oci.image.layer.",
            "application/vnd.docker.image.rootfs.",
            "application/vnd.buildkit.cacheconfig.",
        ];
        self.is_image_config()
            || BEGINNINGS.iter().any(|beginning| self.as_str().starts_with(beginning))
    }

    /// Whether a layer of this type is normally not stored in the registry.
    ///
    /// Reference: OCI image-spec `layer.md#non-distributable-layers`.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        let text = self.as_str();
        text.contains(".nondistributable.") || text.contains(".foreign.")
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_types_read_with_parameters_and_unknown_ones_as_they_came() {
        let check = |text: &str, expected: MediaType| assert_eq!(MediaType::from(text), expected);
        check(" application/vnd.oci.image.index.v1+json; charset=utf-8", MediaType::OciIndex);
        check("text/html", MediaType::Other(Box::new("text/html".into())));
        check("", MediaType::Other(Box::default()));
    }

    #[test]
    fn foreign_layers_are_told_by_their_type() {
        for (text, foreign) in [
            ("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", true),
            ("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", true),
            ("application/vnd.oci.image.layer.v1.tar+gzip", false),
        ] {
            assert_eq!(MediaType::from(text).is_foreign(), foreign, "{text}");
        }
    }
}
