//! Manifests of every kind and of none, read from their JSON.

use crate::model::{Descriptor, Layers, Manifest, ManifestContent, MediaType, Platform};

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
    assert_eq!(image.config().map(|config| config.size()), Some(Some(7)));
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
    let layers: Vec<_> = old.layers().iter().map(|l| (l.digest.to_string(), l.size())).collect();
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
    let no_blobs = || ManifestContent::Artifact { blobs: Layers::default() };
    let no_entries = || ManifestContent::Index { manifests: Vec::new(), blobs: Layers::default() };
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
        ManifestContent::Schema1 { layers: Layers::default() },
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
        let known = read.config().map(|config| config.size());
        assert!(matches!(known, None | Some(None)), "{size}: {known:?}");
    }
}

#[test]
fn the_type_is_told_by_the_shape_where_the_header_lies() {
    let check = |json: &str, header: &str, expected: MediaType| {
        let json = json.replace("$A", A).replace("$B", B);
        let manifest = Manifest::read(json.as_bytes(), Some(header), None);
        assert_eq!(manifest.media_type, expected, "{header} {json}");
    };
    let image = r#"{"config":{"digest":"$A","size":7},"layers":[]}"#;
    let docker = r#"{"config":{"digest":"$A","size":7,
        "mediaType":"application/vnd.docker.container.image.v1+json"},"layers":[]}"#;
    let index = r#"{"manifests":[{"digest":"$A","size":7}]}"#;
    let list = r#"{"manifests":[{"digest":"$A","size":7,
        "mediaType":"application/vnd.docker.distribution.manifest.v2+json"}]}"#;
    check(image, "text/plain; charset=utf-8", MediaType::OciManifest);
    check(image, "application/vnd.oci.image.index.v1+json", MediaType::OciManifest);
    check(docker, "application/octet-stream", MediaType::DockerManifest);
    check(docker, MediaType::OciManifest.as_str(), MediaType::OciManifest);
    check(index, "application/json", MediaType::OciIndex);
    check(index, MediaType::DockerManifest.as_str(), MediaType::OciIndex);
    check(list, "application/json", MediaType::DockerList);
    // The body's own word counts more than the header, and bytes that are no manifest keep theirs.
    let stated = r#"{"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#;
    check(stated, MediaType::DockerList.as_str(), MediaType::OciIndex);
    check("<html>", "text/html", "text/html".into());
}
