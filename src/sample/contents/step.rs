//! Build steps of images: each runs on a platform and may add a layer.

use std::borrow::Cow;

use crate::model::{Digest, Timestamp};
use crate::sample::contents::dice::Dice;

pub(super) const KIB: u64 = 1024;
pub(super) const MIB: u64 = 1024 * KIB;

/// An operating system and processor that an image runs on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Platform {
    /// `linux` or `windows`, as in configs.
    pub(super) os: &'static str,
    /// The processor, as in configs: `amd64`.
    pub(super) architecture: &'static str,
    /// The processor's variant, where it has one: `v7`.
    pub(super) variant: Option<&'static str>,
    /// Windows' build, which an image has to match.
    pub(super) os_version: Option<&'static str>,
}

pub(super) const AMD64: Platform = linux("amd64", None);
pub(super) const ARM64: Platform = linux("arm64", Some("v8"));
pub(super) const ARM_V7: Platform = linux("arm", Some("v7"));
pub(super) const PPC64LE: Platform = linux("ppc64le", None);
pub(super) const S390X: Platform = linux("s390x", None);
/// Windows Server 2022, by its build number.
pub(super) const WINDOWS: Platform = Platform {
    os: "windows",
    architecture: "amd64",
    variant: None,
    os_version: Some("10.0.20348.2849"),
};

/// A step of an image's history.
#[derive(Clone)]
pub(super) struct Step {
    /// The command that the builder ran.
    pub(super) created_by: Cow<'static, str>,
    /// The time of the run.
    pub(super) made: Timestamp,
    /// The layer that the step added, if any.
    pub(super) layer: Option<Layer>,
}

/// A layer. It has a digest and a size, but no bytes.
#[derive(Clone)]
pub(super) struct Layer {
    /// The digest of the compressed layer.
    pub(super) digest: Digest,
    /// The digest of the uncompressed layer.
    pub(super) diff_id: Digest,
    /// The size of the compressed layer, in bytes.
    pub(super) size: u64,
    /// The URL of a layer that registries do not keep.
    pub(super) url: Option<&'static str>,
}

impl Platform {
    /// `linux/arm/v7`, as seeds and build commands name it.
    pub(super) fn name(self) -> String {
        match self.variant {
            Some(variant) => format!("{}/{}/{variant}", self.os, self.architecture),
            None => format!("{}/{}", self.os, self.architecture),
        }
    }
}

impl Step {
    /// A step that added a layer of `size` bytes (lowest, highest). Equal seeds make equal layers, in
    /// any repository.
    pub(super) fn layer(
        created_by: impl Into<Cow<'static, str>>,
        made: Timestamp,
        seed: &str,
        size: (u64, u64),
    ) -> Self {
        let mut dice = Dice::new(seed);
        let layer = Layer {
            digest: dice.digest(),
            diff_id: dice.digest(),
            size: dice.between(size.0, size.1),
            url: None,
        };
        Self { created_by: created_by.into(), made, layer: Some(layer) }
    }

    /// A step that changed the config only.
    pub(super) fn empty(created_by: impl Into<Cow<'static, str>>, made: Timestamp) -> Self {
        Self { created_by: created_by.into(), made, layer: None }
    }

    /// The same step with its layer kept at `url` and not in the registry.
    pub(super) fn kept_at(mut self, url: &'static str) -> Self {
        if let Some(layer) = &mut self.layer {
            layer.url = Some(url);
        }
        self
    }
}

const fn linux(architecture: &'static str, variant: Option<&'static str>) -> Platform {
    Platform { os: "linux", architecture, variant, os_version: None }
}
