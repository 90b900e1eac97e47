//! Pushes of manifests: their conditions, their refusals, and the lists after them.

use std::time::Duration;

use serde_json::json;

use super::*;
use plimsoll::model::Digest;

const OCI: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const NAME: &str = "sandbox/new";

/// Uploads a blob; answers with its descriptor.
fn blob(sample: &StandIn, media_type: &str, bytes: &str) -> Value {
    let digest = Digest::of(bytes.as_bytes());
    let start = send(sample, Method::Post, &format!("/v2/{NAME}/blobs/uploads/"), "");
    let path = start.headers.get("location").expect("a location");
    let done = send(sample, Method::Put, &format!("{path}&digest={digest}"), bytes);
    assert_eq!(done.status, 201);
    json!({"mediaType": media_type, "digest": digest.to_string(), "size": bytes.len()})
}

/// An image of one layer, whose blobs are there.
fn image(sample: &StandIn, layer: &str) -> Value {
    let config = r#"{"os":"linux","architecture":"riscv64","rootfs":{}}"#;
    let config = blob(sample, "application/vnd.oci.image.config.v1+json", config);
    let layer = blob(sample, "application/vnd.oci.image.layer.v1.tar", layer);
    json!({"schemaVersion": 2, "mediaType": OCI, "config": config, "layers": [layer]})
}

fn put(sample: &StandIn, reference: &str, media_type: &str, body: &str) -> Response {
    let path = format!("/v2/{NAME}/manifests/{reference}");
    let mut request = request(Method::Put, &path, &[("content-type", media_type)]);
    request.body = body.as_bytes().to_vec();
    answered(sample.answer(&request))
}

/// Pushes by tag; answers with the digest.
fn push(sample: &StandIn, tag: &str, manifest: &Value) -> String {
    let kind = manifest["mediaType"].as_str().expect("a type");
    let response = put(sample, tag, kind, &manifest.to_string());
    assert_eq!(response.status, 201, "{}", String::from_utf8_lossy(&response.body));
    response.headers.get("docker-content-digest").expect("a digest").to_owned()
}

#[test]
fn a_pushed_image_is_listed_with_what_its_config_says() {
    let sample = sample("{}");
    sample.advance(Duration::from_millis(1_500));
    let manifest = image(&sample, "layer");
    let digest = push(&sample, "v1", &manifest);
    let one = body(&get(&sample, &format!("/acr/v1/{NAME}/_manifests/{digest}")));
    let size = manifest.to_string().len() + "layer".len() + 51;
    let expected = json!({
        "digest": digest, "imageSize": size, "architecture": "riscv64", "os": "linux",
        "createdTime": "2026-11-20T12:00:01.5000000Z", "lastUpdateTime": "2026-11-20T12:00:01.5000000Z",
        "mediaType": OCI, "configMediaType": "application/vnd.oci.image.config.v1+json", "tags": ["v1"],
        "changeableAttributes":
            {"deleteEnabled": true, "writeEnabled": true, "readEnabled": true, "listEnabled": true},
    });
    assert_eq!(one["manifest"], expected);
    let pulled = get(&sample, &format!("/v2/{NAME}/manifests/v1"));
    assert_eq!(pulled.body, manifest.to_string().into_bytes());
    assert!(collect(&sample, "/v2/_catalog", "repositories").0.contains(&json!(NAME)));
}

#[test]
fn a_tag_moves_and_the_former_manifest_is_untagged() {
    let sample = sample("{}");
    let first = push(&sample, "v1", &image(&sample, "one"));
    sample.advance(Duration::from_secs(60));
    let second = push(&sample, "v1", &image(&sample, "two"));
    let tag = body(&get(&sample, &format!("/acr/v1/{NAME}/_tags/v1")))["tag"].clone();
    assert_eq!(tag["digest"], json!(second));
    assert_eq!(tag["createdTime"], "2026-11-20T12:00:00.0000000Z");
    assert_eq!(tag["lastUpdateTime"], "2026-11-20T12:01:00.0000000Z");
    let former = body(&get(&sample, &format!("/acr/v1/{NAME}/_manifests/{first}")));
    assert_eq!(former["manifest"].get("tags"), None);
    // A manifest that gets another tag keeps its date, and the tag has its own: a purge by age sees both.
    sample.advance(Duration::from_secs(60));
    push(&sample, "again", &image(&sample, "one"));
    let former =
        body(&get(&sample, &format!("/acr/v1/{NAME}/_manifests/{first}")))["manifest"].take();
    assert_eq!(former["createdTime"], "2026-11-20T12:00:00.0000000Z");
    assert_eq!(former["lastUpdateTime"], "2026-11-20T12:00:00.0000000Z");
    let tag = body(&get(&sample, &format!("/acr/v1/{NAME}/_tags/again")))["tag"].take();
    assert_eq!(tag["lastUpdateTime"], "2026-11-20T12:02:00.0000000Z");
}

#[test]
fn what_does_not_fit_is_refused() {
    let sample = sample("{}");
    let manifest = image(&sample, "layer").to_string();
    let check = |reference: &str, kind: &str, body: &str, status: u16, expected: &str| {
        let response = put(&sample, reference, kind, body);
        assert_eq!((response.status, &*code(&response)), (status, expected), "{reference} {kind}");
    };
    check("v1", "", &manifest, 400, "MANIFEST_INVALID");
    check("v1", "application/json", &manifest, 400, "MANIFEST_INVALID");
    check(
        "v1",
        "application/vnd.docker.distribution.manifest.v1+json",
        &manifest,
        400,
        "MANIFEST_INVALID",
    );
    check("v1", INDEX, &manifest, 400, "MANIFEST_INVALID");
    check("v1", OCI, "{", 400, "MANIFEST_INVALID");
    check("v1", OCI, &" ".repeat(4 * 1024 * 1024 + 1), 413, "SIZE_INVALID");
    check("-v1", OCI, &manifest, 400, "TAG_INVALID");
    check(&format!("sha256:{}", "0".repeat(64)), OCI, &manifest, 400, "DIGEST_INVALID");
    let lost =
        manifest.replace(&Digest::of(b"layer").to_string(), &Digest::of(b"lost").to_string());
    check("v1", OCI, &lost, 400, "MANIFEST_BLOB_UNKNOWN");
    let child = json!({"mediaType": OCI, "digest": Digest::of(b"lost").to_string(), "size": 4});
    let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": [child]}).to_string();
    check("v1", INDEX, &index, 400, "MANIFEST_BLOB_UNKNOWN");
    assert_eq!(
        code(&get(&sample, &format!("/acr/v1/{NAME}"))),
        "NAME_UNKNOWN",
        "nothing was stored"
    );
    let digest = Digest::of(manifest.as_bytes()).to_string();
    assert_eq!(put(&sample, &digest, &format!("{OCI}; charset=utf-8"), &manifest).status, 201);
}

#[test]
fn layers_kept_elsewhere_and_a_subject_need_not_be_there() {
    let sample = sample("{}");
    let mut manifest = image(&sample, "layer");
    let subject = Digest::of(b"later").to_string();
    manifest["subject"] = json!({"mediaType": OCI, "digest": subject, "size": 5});
    manifest["layers"][0]["digest"] = json!(Digest::of(b"foreign").to_string());
    manifest["layers"][0]["urls"] = json!(["https://elsewhere.test/"]);
    let response = put(&sample, "v1", OCI, &manifest.to_string());
    assert_eq!((response.status, response.headers.get("oci-subject")), (201, Some(&*subject)));
    let referrers = body(&get(&sample, &format!("/v2/{NAME}/referrers/{subject}")));
    assert_eq!(referrers["manifests"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_layer_goes_with_the_last_manifest_that_lists_it() {
    let sample = sample("{}");
    let (one, two) = (image(&sample, "shared"), image(&sample, "shared"));
    let mut two = two;
    two["annotations"] = json!({"number": "two"});
    let (one, two) = (push(&sample, "one", &one), push(&sample, "two", &two));
    let layer = format!("/v2/{NAME}/blobs/{}", Digest::of(b"shared"));
    for (digest, left) in [(one, 200), (two, 404)] {
        assert_eq!(delete(&sample, &format!("/v2/{NAME}/manifests/{digest}")).status, 202);
        assert_eq!(ask(&sample, Method::Head, &layer).status, left, "{digest}");
    }
}

#[test]
fn locks_refuse_what_would_overwrite() {
    let write = r#"{"writeEnabled":false}"#;
    let check = |path: &str, statuses: [u16; 3]| {
        let sample = sample("{}");
        let first = image(&sample, "one");
        let digest = push(&sample, "v1", &first);
        let path = format!("/acr/v1/{NAME}{}", path.replace("DIGEST", &digest));
        assert_eq!(send(&sample, Method::Patch, &path, write).status, 200, "{path}");
        let second = image(&sample, "two").to_string();
        let pushes = [("v1", &second), ("v2", &second), ("v3", &first.to_string())]
            .map(|(tag, manifest)| put(&sample, tag, OCI, manifest).status);
        assert_eq!(pushes, statuses, "{path}: moving a tag, another manifest, the same one");
    };
    check("", [405, 405, 405]);
    check("/_tags/v1", [405, 201, 201]);
    check("/_manifests/DIGEST", [201, 201, 405]);
}
