//! The JSON of manifests: OCI and Docker, read leniently, entry by entry.

use serde::Deserialize;
use serde_json::Value;

use crate::model::{Descriptor, Digest, Manifest, ManifestContent, MediaType, Platform, RareFacts};

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
    /// The caller compares the digest with the expected one.
    #[must_use]
    pub fn read(bytes: &[u8], content_type: Option<&str>, expected: Option<&Digest>) -> Self {
        // Derived readers take an array for an object: its entries would land in any field.
        let is_object = bytes.trim_ascii_start().starts_with(b"{");
        let wire: Option<WireManifest> =
            is_object.then(|| serde_json::from_slice(bytes).ok()).flatten();
        let wire = wire.unwrap_or_default();
        let media_type = wire.media_type.as_str().or(content_type).map(MediaType::from);
        let media_type = media_type.filter(|media_type| !media_type.as_str().is_empty());
        let subject = wire.subject.as_ref().map(descriptor);
        // With a subject that cannot be read, nothing may be decided on the manifest.
        let content = match subject {
            Some(None) => ManifestContent::Unknown,
            _ => content(&wire, media_type.as_ref()),
        };
        Self {
            digest: expected.map_or_else(|| Digest::of(bytes), |d| d.same_algorithm_of(bytes)),
            size: bytes.len() as u64,
            media_type: media_type.unwrap_or_else(|| type_by_shape(&content)),
            artifact_type: short(wire.artifact_type.as_str()),
            subject: subject.flatten().map(|descriptor| descriptor.digest),
            content,
        }
    }
}

/// The content by the fields that are present, not by the media type: a body may lack one or lie. Without any
/// list the media type tells which list is empty. An entry that cannot be read makes the whole body unknown: a
/// total without it would look exact.
fn content(wire: &WireManifest, media_type: Option<&MediaType>) -> ManifestContent {
    let is_image = wire.config.is_some() || wire.layers.is_some();
    let lists = (wire.manifests.entries(), wire.blobs.entries(), wire.fs_layers.entries());
    let is_schema1 = wire.schema_version.as_u64() == Some(1);
    let is = |test: fn(&MediaType) -> bool| media_type.is_some_and(test);
    let known = match (lists.0, is_image, lists.1, lists.2) {
        (Some(manifests), false, None, None) => descriptors(manifests).map(index),
        (None, true, None, None) => image(wire),
        (None, false, Some(blobs), None) => {
            descriptors(blobs).map(|blobs| ManifestContent::Artifact { blobs })
        }
        (None, false, None, Some(layers)) if is_schema1 => schema1(layers),
        (None, false, None, None) if wire.manifests.is_null() || is(MediaType::is_index) => {
            Some(index(Vec::new()))
        }
        (None, false, None, None) if wire.blobs.is_null() || is(MediaType::is_artifact) => {
            Some(ManifestContent::Artifact { blobs: Vec::new() })
        }
        (None, false, None, None) if wire.fs_layers.is_null() && is_schema1 => schema1(&[]),
        // No known field, or fields of two kinds: reading one kind would hide the other's blobs.
        _ => None,
    };
    known.unwrap_or(ManifestContent::Unknown)
}

fn image(wire: &WireManifest) -> Option<ManifestContent> {
    let config = descriptor(wire.config.as_ref()?)?;
    let layers = descriptors(wire.layers.as_deref().unwrap_or_default())?;
    Some(ManifestContent::Image { config, layers })
}

/// An index's entries. Layers and configs are its own blobs; an entry without a type is a child.
fn index(entries: Vec<Descriptor>) -> ManifestContent {
    let is_blob = |entry: &Descriptor| entry.media_type.is_layer_or_config();
    let (mut blobs, mut manifests): (Vec<_>, Vec<_>) = entries.into_iter().partition(is_blob);
    blobs.shrink_to_fit();
    manifests.shrink_to_fit();
    ManifestContent::Index { manifests, blobs }
}

fn type_by_shape(content: &ManifestContent) -> MediaType {
    match content {
        ManifestContent::Image { .. } => MediaType::OciManifest,
        ManifestContent::Index { .. } => MediaType::OciIndex,
        ManifestContent::Artifact { .. } => MediaType::OciArtifact,
        ManifestContent::Schema1 { .. } => MediaType::DockerSchema1,
        ManifestContent::Unknown => MediaType::Other("".into()),
    }
}

fn descriptors(entries: &[Value]) -> Option<Vec<Descriptor>> {
    let mut read = entries.iter().map(descriptor).collect::<Option<Vec<_>>>()?;
    // Descriptors live as long as the inventory, and collecting may leave half of the memory unused.
    read.shrink_to_fit();
    Some(read)
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

fn schema1(layers: &[Value]) -> Option<ManifestContent> {
    let layer = |value: &Value| {
        let digest = value.get("blobSum")?.as_str()?.parse().ok()?;
        Some(Descriptor::new(MediaType::Other("".into()), digest, None))
    };
    // Schema 1 lists the newest layer first.
    let layers = layers.iter().rev().map(layer).collect::<Option<_>>()?;
    Some(ManifestContent::Schema1 { layers })
}

/// A server's text, cut to [`MAX_TEXT`] characters; `None` for an empty one.
fn short(text: Option<&str>) -> Option<Box<str>> {
    let text = text.filter(|text| !text.is_empty())?;
    Some(text.chars().take(MAX_TEXT).collect::<String>().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const B: &str = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    fn manifest(json: &str) -> Manifest {
        Manifest::read(json.replace("$A", A).replace("$B", B).as_bytes(), None, None)
    }

    #[test]
    fn an_image_without_media_type_is_told_by_its_shape() {
        let image = manifest(
            r#"{"schemaVersion":2,"config":{"digest":"$A","size":7},
                "layers":[{"digest":"$B","size":9,"mediaType":"x"},
                          {"digest":"$B","size":9,"urls":["https://elsewhere.test"]}],
                "subject":{"digest":"$A"},"artifactType":"application/x"}"#,
        );
        assert_eq!(image.media_type, MediaType::OciManifest);
        assert_eq!(image.config().map(|config| config.size), Some(Some(7)));
        let stored: Vec<_> = image.layers().iter().map(Descriptor::stored_size).collect();
        assert_eq!(stored, [Some(9), Some(0)]);
        assert_eq!(image.subject.map(|subject| subject.to_string()).as_deref(), Some(A));
        assert_eq!(image.artifact_type.as_deref(), Some("application/x"));
    }

    #[test]
    fn an_index_keeps_platforms_and_what_attestations_are_about() {
        let index = manifest(
            r#"{"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","manifests":[
                {"digest":"$A","size":1,"platform":{"os":"linux","architecture":"arm","variant":"v7"}},
                {"digest":"$B","size":1,"platform":{"os":"unknown","architecture":"unknown"},
                 "annotations":{"vnd.docker.reference.type":"attestation-manifest",
                                "vnd.docker.reference.digest":"$A"}}]}"#,
        );
        assert_eq!(index.media_type, MediaType::DockerList);
        let platforms: Vec<_> =
            index.children().iter().filter_map(|c| c.platform()).map(Platform::to_string).collect();
        assert_eq!(platforms, ["linux/arm/v7", "unknown/unknown"]);
        assert_eq!(index.children()[1].attests(), A.parse().ok().as_ref());
        assert!(index.blobs().next().is_none());
    }

    #[test]
    fn schema_1_has_layers_of_unknown_size_lowest_first() {
        let old = manifest(r#"{"schemaVersion":1,"fsLayers":[{"blobSum":"$A"},{"blobSum":"$B"}]}"#);
        assert_eq!(old.media_type, MediaType::DockerSchema1);
        let layers: Vec<_> = old.layers().iter().map(|l| (l.digest.to_string(), l.size)).collect();
        assert_eq!(layers, [(B.to_owned(), None), (A.to_owned(), None)]);
    }

    #[test]
    fn what_is_not_understood_is_unknown_and_never_empty() {
        let check = |json: &str| {
            assert_eq!(manifest(json).content, ManifestContent::Unknown, "{json}");
        };
        check("");
        check("null");
        check("[]");
        check(r#"[2,"",null,{"digest":"$A","size":1},[]]"#);
        check(r#"{"config":{"digest":"$A","size":1},"layers":[],"subject":{"digest":"x"}}"#);
        check("{}");
        check("<html>");
        check(r#"{"config":{"digest":"$A","size":1},"layers":[{"digest":"sha256:12"}]}"#);
        check(r#"{"config":{},"layers":[]}"#);
        check(r#"{"manifests":[{"size":1}]}"#);
        check(r#"{"manifests":{"a":1}}"#);
        check(r#"{"config":{"digest":"md5:00","size":1},"layers":[]}"#);
        // Fields of two kinds.
        check(r#"{"config":{"digest":"$A","size":1},"layers":[],"manifests":[]}"#);
        check(r#"{"layers":[{"digest":"$A","size":1}],"manifests":[]}"#);
        check(r#"{"config":{"digest":"$A","size":1},"blobs":[{"digest":"$B","size":1}]}"#);
        check(r#"{"blobs":[],"manifests":[]}"#);
        // Schema 1 without its layers.
        check(r#"{"schemaVersion":1}"#);
    }

    #[test]
    fn missing_and_null_lists_are_empty() {
        let check = |json: &str, content_type: Option<&str>, expected: ManifestContent| {
            let json = json.replace("$A", A);
            let read = Manifest::read(json.as_bytes(), content_type, None);
            assert_eq!(read.content, expected, "{json} {content_type:?}");
        };
        let (oras, index) = (
            "application/vnd.cncf.oras.artifact.manifest.v1+json",
            "application/vnd.oci.image.index.v1+json",
        );
        let no_blobs = || ManifestContent::Artifact { blobs: Vec::new() };
        let no_entries = || ManifestContent::Index { manifests: Vec::new(), blobs: Vec::new() };
        let subject = r#"{"artifactType":"sig","subject":{"digest":"$A","size":1}}"#;
        check(subject, Some(oras), no_blobs());
        check(subject, None, ManifestContent::Unknown);
        check(
            r#"{"mediaType":"application/vnd.oci.artifact.manifest.v1+json","blobs":null}"#,
            None,
            no_blobs(),
        );
        check(r#"{"blobs":null}"#, None, no_blobs());
        check(r#"{"schemaVersion":2,"manifests":null}"#, None, no_entries());
        check(r#"{"schemaVersion":2}"#, Some(index), no_entries());
        check(
            r#"{"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json"}"#,
            Some("text/plain"),
            no_entries(),
        );
        check(
            r#"{"schemaVersion":1,"fsLayers":null}"#,
            None,
            ManifestContent::Schema1 { layers: Vec::new() },
        );
        // Null lists of other kinds hide nothing.
        let image = manifest(
            r#"{"config":{"digest":"$A","size":1},"layers":null,"manifests":null,"blobs":null}"#,
        );
        assert!(image.config().is_some() && image.layers().is_empty(), "{image:?}");
    }

    #[test]
    fn a_size_that_is_no_size_is_unknown() {
        for size in ["-1", "\"7\"", "1.5", "null", "1e400", "18446744073709551616"] {
            let read = manifest(&format!(r#"{{"config":{{"digest":"$A","size":{size}}}}}"#));
            let known = read.config().map(|config| config.size);
            assert!(matches!(known, None | Some(None)), "{size}: {known:?}");
        }
    }
}
