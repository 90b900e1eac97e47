//! Manifests and blobs.

use super::*;
use plimsoll::model::{Digest, MediaType};

#[test]
fn every_manifest_is_there_by_digest_and_every_tag_resolves() {
    let sample = sample("{}");
    for (name, repository) in &sample.inventory().repositories {
        for (digest, record) in &repository.manifests {
            let response = get(&sample, &format!("/v2/{name}/manifests/{digest}"));
            assert_eq!(response.status, 200, "{name}@{digest}");
            assert!(digest.verifies(&response.body), "{name}@{digest}");
            let kind = response.headers.get("content-type").map(MediaType::from);
            assert_eq!(kind.as_ref(), Some(&record.manifest.media_type), "{name}@{digest}");
        }
        for (tag, held) in &repository.tags {
            let digest = digest_of(&sample, name.as_str(), tag.as_str());
            assert_eq!(held.digest().map(ToString::to_string), Some(digest), "{name}:{tag}");
        }
    }
}

#[test]
fn head_says_what_get_says_without_the_body() {
    let sample = sample("{}");
    let path = "/v2/web/storefront/manifests/latest";
    let (full, head) = (get(&sample, path), ask(&sample, Method::Head, path));
    assert!(!full.body.is_empty() && head.body.is_empty());
    for name in ["content-type", "docker-content-digest", "etag", "docker-distribution-api-version"]
    {
        assert_eq!(head.headers.get(name), full.headers.get(name), "{name}");
        assert!(head.headers.get(name).is_some(), "{name}");
    }
    let length = full.body.len().to_string();
    assert_eq!(head.headers.get("content-length"), Some(length.as_str()));
}

#[test]
fn what_accept_does_not_name_is_not_found() {
    let sample = sample("{}");
    let check = |name: &str, accept: &str, expected: u16| {
        let path = format!("/v2/{name}/manifests/latest");
        let response = answered(sample.answer(&request(Method::Get, &path, &[("accept", accept)])));
        assert_eq!(response.status, expected, "{name} as {accept}");
    };
    check("web/storefront", ACCEPT, 200);
    check("web/storefront", "application/vnd.oci.image.index.v1+json; q=0.5", 200);
    check("web/storefront", "*/*", 404);
    check("web/storefront", "application/vnd.oci.image.manifest.v1+json", 404);
    check("ops/agent", "application/vnd.docker.distribution.manifest.v2+json", 404);
    let path = "/v2/legacy/billing/manifests/7.0";
    assert_eq!(answered(sample.answer(&request(Method::Get, path, &[]))).status, 200, "Docker v2");
}

#[test]
fn what_is_not_there_is_told_apart() {
    let sample = sample("{}");
    let zeros = format!("sha256:{}", "0".repeat(64));
    let check = |path: &str, status: u16, expected: &str| {
        let response = get(&sample, path);
        assert_eq!((response.status, &*code(&response)), (status, expected), "{path}");
    };
    // As recorded: nothing beside the message, but for a repository its name.
    for (path, detail) in [
        ("/acr/v1/web/search/_tags/none", None),
        ("/v2/web/search/manifests/none", None),
        (&format!("/acr/v1/web/search/_manifests/{zeros}"), None),
        (&format!("/v2/web/search/blobs/{zeros}"), None),
        ("/acr/v1/no/body", Some(serde_json::json!({"name": "no/body"}))),
    ] {
        let error = body(&get(&sample, path))["errors"][0].take();
        assert_eq!(error.get("detail"), detail.as_ref(), "{path}");
    }
    check("/v2/no/body/manifests/latest", 404, "NAME_UNKNOWN");
    check("/v2/web/search/manifests/none", 404, "MANIFEST_UNKNOWN");
    check(&format!("/v2/web/search/manifests/{zeros}"), 404, "MANIFEST_UNKNOWN");
    check("/v2/web/search/manifests/sha256:12", 400, "DIGEST_INVALID");
    check(&format!("/v2/web/search/blobs/{zeros}"), 404, "BLOB_UNKNOWN");
    check("/v2/web/search/blobs/sha256:12", 400, "DIGEST_INVALID");
    check("/v2/Web/search/tags/list", 400, "NAME_INVALID");
    let nowhere = get(&sample, "/v3/");
    assert_eq!((nowhere.status, &*nowhere.body), (404, b"404 page not found\n".as_slice()));
}

#[test]
fn configs_are_whole_and_layers_are_sizes() {
    let sample = sample("{}");
    let truth = sample.inventory();
    let agent = &truth.repositories[&"ops/agent".parse().expect("a name")];
    let (mut configs, mut layers, mut foreign) = (0, 0, 0);
    for record in agent.manifests.values() {
        for (position, blob) in record.manifest.blobs().enumerate() {
            let path = format!("/v2/ops/agent/blobs/{}", blob.digest);
            let (whole, head) = (get(&sample, &path), ask(&sample, Method::Head, &path));
            if !blob.is_stored() {
                assert_eq!((whole.status, head.status), (404, 404), "kept elsewhere");
                foreign += 1;
                continue;
            }
            let size = blob.size().map(|size| size.to_string());
            assert_eq!(head.headers.get("content-length"), size.as_deref());
            if position == 0 {
                assert!(blob.digest.verifies(&whole.body));
                configs += 1;
            } else {
                assert_eq!((whole.status, &*code(&whole)), (405, "UNSUPPORTED"));
                layers += 1;
            }
        }
    }
    assert_eq!((configs, layers, foreign), (18, 27, 9));
    // A blob is served by the repositories that use it, not by others.
    let empty = Digest::of(b"{}");
    assert_eq!(get(&sample, &format!("/v2/platform/policies/blobs/{empty}")).body, b"{}");
    assert_eq!(get(&sample, &format!("/v2/ops/agent/blobs/{empty}")).status, 404);
}
