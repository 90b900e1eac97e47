//! Images: a config and a manifest, as real bytes, from the steps that made them.
//!
//! Reference: OCI image-spec `config.md`, `manifest.md`; Docker image manifest v2 schema 2.

use crate::model::Timestamp;
use crate::sample::contents::step::{Layer, Platform, Step};
use crate::sample::json;
use crate::sample::store::{StoredBlob, StoredManifest};

/// The family of media types that an image uses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Oci,
    /// Docker's version 2, schema 2.
    Docker,
}

/// An image of `steps` for `platform`, made and pushed at `made`.
pub(super) fn image(
    dialect: Dialect,
    platform: Platform,
    steps: &[Step],
    made: Timestamp,
) -> StoredManifest {
    let config = config(platform, steps, made).into_bytes().into_boxed_slice();
    let layers = || steps.iter().filter_map(|step| step.layer.as_ref());
    let config_blob = StoredBlob::of(&config);
    let text = manifest(dialect, &config_blob, layers());
    let layers = layers().map(|layer| StoredBlob {
        digest: layer.digest.clone(),
        size: layer.size,
        stored: layer.url.is_none(),
    });
    StoredManifest {
        blobs: std::iter::once(config_blob).chain(layers).collect(),
        config: Some((dialect.config().into(), config)),
        platform: Some((platform.os.into(), platform.architecture.into())),
        ..StoredManifest::of(text, dialect.manifest(), made)
    }
}

impl Dialect {
    /// The media type of a manifest.
    pub(super) fn manifest(self) -> &'static str {
        match self {
            Self::Oci => "application/vnd.oci.image.manifest.v1+json",
            Self::Docker => "application/vnd.docker.distribution.manifest.v2+json",
        }
    }

    /// The media type of a list of manifests.
    pub(super) fn index(self) -> &'static str {
        match self {
            Self::Oci => "application/vnd.oci.image.index.v1+json",
            Self::Docker => "application/vnd.docker.distribution.manifest.list.v2+json",
        }
    }

    fn config(self) -> &'static str {
        match self {
            Self::Oci => "application/vnd.oci.image.config.v1+json",
            Self::Docker => "application/vnd.docker.container.image.v1+json",
        }
    }

    fn layer(self, foreign: bool) -> &'static str {
        match (self, foreign) {
            (Self::Oci, false) => "application/vnd.oci.image.layer.v1.tar+gzip",
            (Self::Oci, true) => "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            (Self::Docker, false) => "application/vnd.docker.image.rootfs.diff.tar.gzip",
            (Self::Docker, true) => "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
        }
    }
}

fn config(platform: Platform, steps: &[Step], made: Timestamp) -> String {
    let mut text = format!("{{\"architecture\":\"{}\",\"config\":{{", platform.architecture);
    text.push_str("\"Env\":[\"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/bin\"]}");
    text.push_str(&format!(",\"created\":\"{}\",\"history\":[", json::moment(made)));
    for (position, step) in steps.iter().enumerate() {
        let comma = if position == 0 { "" } else { "," };
        let empty = if step.layer.is_none() { ",\"empty_layer\":true" } else { "" };
        let (moment, command) = (json::moment(step.made), json::text(&step.created_by));
        text.push_str(&format!(
            "{comma}{{\"created\":\"{moment}\",\"created_by\":{command}{empty}}}"
        ));
    }
    text.push_str(&format!("],\"os\":\"{}\"", platform.os));
    if let Some(version) = platform.os_version {
        text.push_str(&format!(",\"os.version\":\"{version}\""));
    }
    text.push_str(",\"rootfs\":{\"diff_ids\":[");
    let mut comma = "";
    for layer in steps.iter().filter_map(|step| step.layer.as_ref()) {
        text.push_str(&format!("{comma}\"{}\"", layer.diff_id));
        comma = ",";
    }
    text.push_str("],\"type\":\"layers\"}");
    if let Some(variant) = platform.variant {
        text.push_str(&format!(",\"variant\":\"{variant}\""));
    }
    text.push('}');
    text
}

fn manifest<'a>(
    dialect: Dialect,
    config: &StoredBlob,
    layers: impl Iterator<Item = &'a Layer>,
) -> String {
    let (kind, config_type) = (dialect.manifest(), dialect.config());
    let mut text = format!(
        "{{\"schemaVersion\":2,\"mediaType\":\"{kind}\",\"config\":{{\"mediaType\":\"{config_type}\",\
         \"digest\":\"{}\",\"size\":{}}},\"layers\":[",
        config.digest, config.size
    );
    let mut comma = "";
    for layer in layers {
        let kind = dialect.layer(layer.url.is_some());
        let (digest, size) = (&layer.digest, layer.size);
        text.push_str(&format!(
            "{comma}{{\"mediaType\":\"{kind}\",\"digest\":\"{digest}\",\"size\":{size}"
        ));
        if let Some(url) = layer.url {
            text.push_str(&format!(",\"urls\":[\"{url}{digest}\"]"));
        }
        text.push('}');
        comma = ",";
    }
    text.push_str("]}");
    text
}
