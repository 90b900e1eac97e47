//! The JSON of manifests: OCI and Docker, read leniently, entry by entry.

use serde::Deserialize;
use serde_json::Value;

use crate::model::{
    Descriptor, Digest, Layers, Manifest, ManifestContent, MediaType, PLACEHOLDER, Platform,
    RareFacts, lenient_json, schema1,
};

/// Longest artifact type kept; a registry may state any length.
const MAX_TEXT: usize = 256;

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct WireManifest {
    schema_version: Value,
    media_type: Value,
    artifact_type: Value,
    config: Option<Value>,
    layers: Option<Vec<Value>>,
    #[serde(deserialize_with = "list")]
    manifests: List,
    #[serde(deserialize_with = "list")]
    blobs: List,
    subject: Option<Value>,
    #[serde(deserialize_with = "list")]
    fs_layers: List,
    signatures: Value,
}

/// A list in a manifest. Null and missing lists are empty, but null tells the kind of manifest.
#[derive(Default)]
enum List {
    #[default]
    Missing,
    Null,
    Is(Vec<Value>),
}

fn list<'de, D: serde::Deserializer<'de>>(from: D) -> Result<List, D::Error> {
    Ok(Option::deserialize(from)?.map_or(List::Null, List::Is))
}

impl List {
    /// The entries, where it is a list.
    fn entries(&self) -> Option<&[Value]> {
        match self {
            Self::Is(entries) => Some(entries),
            Self::Missing | Self::Null => None,
        }
    }

    fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl Manifest {
    /// Reads a manifest from its raw bytes, and computes its digest: by the algorithm of `expected`,
    /// or sha256. Never fails: a body that is not understood becomes [`ManifestContent::Unknown`].
    /// The caller compares the digest with the expected one. Of a signed schema 1 manifest whose bytes are not
    /// `expected`, the payload is what is read: the signatures beside it prove nothing here.
    #[must_use]
    pub fn read(bytes: &[u8], content_type: Option<&str>, expected: Option<&Digest>) -> Self {
        let wire = WireManifest::of(bytes);
        if wire.is_schema1()
            && expected.is_none_or(|expected| !expected.verifies(bytes))
            && let Some(payload) = schema1::payload(bytes, &wire.signatures)
        {
            let content_type = content_type.or(Some(MediaType::DockerSchema1Signed.as_str()));
            return Self::of(&payload, content_type, expected, WireManifest::of(&payload));
        }
        Self::of(bytes, content_type, expected, wire)
    }

    fn of(
        bytes: &[u8],
        content_type: Option<&str>,
        expected: Option<&Digest>,
        wire: WireManifest,
    ) -> Self {
        let stated = wire.media_type.as_str().filter(|text| !text.is_empty()).map(MediaType::from);
        let header = content_type.map(MediaType::from);
        let media_type = stated.clone().or(header.clone());
        let subject = wire.subject.as_ref().map(descriptor);
        // With a subject that cannot be read, nothing may be decided on the manifest.
        let content = match subject {
            Some(None) => ManifestContent::Unknown,
            _ => content(&wire, media_type.as_ref()),
        };
        let mut manifest = Self {
            digest: expected.map_or_else(|| Digest::of(bytes), |d| d.same_algorithm_of(bytes)),
            size: bytes.len() as u64,
            media_type: stated.unwrap_or_else(|| type_of(&content, header)),
            artifact_type: short(wire.artifact_type.as_str()),
            subject: subject.flatten().map(|descriptor| descriptor.digest),
            content,
        };
        if manifest.artifact_type.is_none() && manifest.is_empty_index() && has_placeholder(bytes) {
            manifest.artifact_type = Some(PLACEHOLDER.into());
        }
        manifest
    }
}

/// Whether the body of an empty index has the annotation of a placeholder.
fn has_placeholder(bytes: &[u8]) -> bool {
    let key = format!("\"annotations\":{{\"{PLACEHOLDER}\":");
    bytes.windows(key.len()).any(|window| window == key.as_bytes())
}

/// The content by the fields that are present, not by the media type: a body may lack one or lie. Without any
/// list the media type tells which list is empty. An entry that cannot be read makes the whole body unknown: a
/// total without it would look exact.
fn content(wire: &WireManifest, media_type: Option<&MediaType>) -> ManifestContent {
    let is_image = wire.config.is_some() || wire.layers.is_some();
    let lists = (wire.manifests.entries(), wire.blobs.entries(), wire.fs_layers.entries());
    let is_schema1 = wire.is_schema1();
    let is = |test: fn(&MediaType) -> bool| media_type.is_some_and(test);
    let known = match (lists.0, is_image, lists.1, lists.2) {
        (Some(manifests), false, None, None) => descriptors(manifests).map(index),
        (None, true, None, None) => image(wire),
        (None, false, Some(blobs), None) => {
            descriptors(blobs).map(|blobs| ManifestContent::Artifact { blobs: blobs.into() })
        }
        (None, false, None, Some(layers)) if is_schema1 => schema1::content(layers),
        (None, false, None, None) if wire.manifests.is_null() || is(MediaType::is_index) => {
            Some(index(Vec::new()))
        }
        (None, false, None, None) if wire.blobs.is_null() || is(MediaType::is_artifact) => {
            Some(ManifestContent::Artifact { blobs: Layers::default() })
        }
        (None, false, None, None) if wire.fs_layers.is_null() && is_schema1 => {
            schema1::content(&[])
        }
        // No known field, or fields of two kinds: reading one kind would hide the other's blobs.
        _ => None,
    };
    known.unwrap_or(ManifestContent::Unknown)
}

impl WireManifest {
    /// The fields of a body; none where it is no object of this form.
    fn of(bytes: &[u8]) -> Self {
        // Derived readers take an array for an object: its entries would land in any field.
        let is_object = bytes.trim_ascii_start().starts_with(b"{");
        is_object.then(|| lenient_json::read(bytes)).flatten().unwrap_or_default()
    }

    fn is_schema1(&self) -> bool {
        self.schema_version.as_u64() == Some(1)
    }
}

fn image(wire: &WireManifest) -> Option<ManifestContent> {
    let config = descriptor(wire.config.as_ref()?)?;
    let layers = descriptors(wire.layers.as_deref().unwrap_or_default())?;
    Some(ManifestContent::Image { config, layers: layers.into() })
}

/// An index's entries. Layers and configs are its own blobs; an entry without a type is a child.
fn index(entries: Vec<Descriptor>) -> ManifestContent {
    let is_blob = |entry: &Descriptor| entry.media_type.is_layer_or_config();
    let (blobs, mut manifests): (Vec<_>, Vec<_>) = entries.into_iter().partition(is_blob);
    manifests.shrink_to_fit();
    ManifestContent::Index { manifests, blobs: blobs.into() }
}

/// The type of a manifest that does not state it: by the header where that names a type of this shape, else by
/// the shape, and by Docker's types in it.
fn type_of(content: &ManifestContent, header: Option<MediaType>) -> MediaType {
    let is_index = matches!(content, ManifestContent::Index { .. });
    let fits = |header: &MediaType| {
        *content == ManifestContent::Unknown
            || header.is_manifest() && header.is_index() == is_index
    };
    header.filter(fits).unwrap_or_else(|| type_by_shape(content))
}

fn type_by_shape(content: &ManifestContent) -> MediaType {
    let is_docker = |part: &Descriptor| {
        matches!(part.media_type, MediaType::DockerConfig | MediaType::DockerManifest)
    };
    match content {
        ManifestContent::Image { config, .. } if is_docker(config) => MediaType::DockerManifest,
        ManifestContent::Image { .. } => MediaType::OciManifest,
        ManifestContent::Index { manifests, .. } if manifests.iter().any(is_docker) => {
            MediaType::DockerList
        }
        ManifestContent::Index { .. } => MediaType::OciIndex,
        ManifestContent::Artifact { .. } => MediaType::OciArtifact,
        ManifestContent::Schema1 { .. } => MediaType::DockerSchema1,
        ManifestContent::Unknown => MediaType::Other(Box::default()),
    }
}

fn descriptors(entries: &[Value]) -> Option<Vec<Descriptor>> {
    entries.iter().map(descriptor).collect()
}

fn descriptor(value: &Value) -> Option<Descriptor> {
    let digest = value.get("digest")?.as_str()?.parse().ok()?;
    let media_type = MediaType::from(value.get("mediaType").and_then(Value::as_str).unwrap_or(""));
    let has_urls = value.get("urls").and_then(Value::as_array).is_some_and(|urls| !urls.is_empty());
    let elsewhere = has_urls || media_type.is_foreign();
    let annotation =
        |key| value.get("annotations").and_then(|all| all.get(key)).and_then(Value::as_str);
    let attests = annotation("vnd.docker.reference.digest")
        .filter(|_| annotation("vnd.docker.reference.type") == Some("attestation-manifest"))
        .and_then(|digest| digest.parse().ok());
    let size = value.get("size").and_then(Value::as_u64);
    let platform = value.get("platform").and_then(platform);
    Some(Descriptor::new(media_type, digest, size).with(RareFacts { elsewhere, platform, attests }))
}

fn platform(value: &Value) -> Option<Platform> {
    let text = |key| short(value.get(key).and_then(Value::as_str));
    Some(Platform {
        os: text("os")?,
        architecture: text("architecture")?,
        variant: text("variant").filter(|variant| !variant.is_empty()),
    })
}

/// A server's text, cut to [`MAX_TEXT`] characters; `None` for an empty one.
fn short(text: Option<&str>) -> Option<Box<str>> {
    let text = text.filter(|text| !text.is_empty())?;
    Some(text.chars().take(MAX_TEXT).collect::<String>().into())
}
