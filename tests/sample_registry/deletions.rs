//! Deletions of manifests and repositories, and their refusals.

use super::*;
use plimsoll::model::{Digest, Inventory, Repository};

fn repository<'a>(truth: &'a Inventory, name: &str) -> &'a Repository {
    &truth.repositories[&name.parse().expect("a name")]
}

#[test]
fn a_digest_takes_its_tags_and_referrers_along_and_leaves_its_children() {
    let sample = sample("{}");
    let before = sample.inventory();
    let before = repository(&before, "web/checkout");
    let text = digest_of(&sample, "web/checkout", "latest");
    let digest: Digest = text.parse().expect("a digest");
    let path = format!("/v2/web/checkout/manifests/{digest}");
    assert_eq!(delete(&sample, &path).status, 202);

    let after = sample.inventory();
    let after = repository(&after, "web/checkout");
    let gone_tags: Vec<&str> = before
        .tags
        .keys()
        .filter(|tag| !after.tags.contains_key(*tag))
        .map(|t| t.as_str())
        .collect();
    assert_eq!(gone_tags, ["2.9", "2.9.1", "latest", "main"]);
    // Itself, its signature, its SBOM, and the signature of the SBOM.
    let gone: Vec<_> =
        before.manifests.iter().filter(|(d, _)| !after.manifests.contains_key(*d)).collect();
    assert_eq!(gone.len(), 4);
    let mut reasons = gone.iter().map(|(d, record)| {
        let subject = record.manifest.subject.as_ref();
        **d == digest || subject.is_some_and(|subject| gone.iter().any(|(d, _)| *d == subject))
    });
    assert!(reasons.all(|fits| fits));
    for child in before.manifests[&digest].manifest.children() {
        assert!(after.manifests.contains_key(&child.digest), "children stay");
    }

    for path in [path.as_str(), "/v2/web/checkout/manifests/latest"] {
        assert_eq!(code(&get(&sample, path)), "MANIFEST_UNKNOWN", "{path}");
    }
    assert_eq!(code(&delete(&sample, &path)), "MANIFEST_UNKNOWN", "{path}");
    let (tags, _) = collect(&sample, "/v2/web/checkout/tags/list", "tags");
    assert!(tags.iter().all(|tag| tag != "latest"));
    let (manifests, _) = collect(&sample, "/acr/v1/web/checkout/_manifests", "manifests");
    assert_eq!(manifests.len(), before.manifests.len() - 4);
    assert_eq!(body(&get(&sample, "/acr/v1/web/checkout"))["manifestCount"], manifests.len());
    let referrers = get(&sample, &format!("/v2/web/checkout/referrers/{digest}"));
    assert_eq!(body(&referrers)["manifests"].as_array().map(Vec::len), Some(0));
}

#[test]
fn without_cascade_referrers_stay_and_are_still_listed() {
    let sample = sample(r#"{"cascade_referrers":false}"#);
    let digest = digest_of(&sample, "web/checkout", "latest");
    assert_eq!(delete(&sample, &format!("/v2/web/checkout/manifests/{digest}")).status, 202);
    let referrers = get(&sample, &format!("/v2/web/checkout/referrers/{digest}"));
    assert_eq!(body(&referrers)["manifests"].as_array().map(Vec::len), Some(2));
}

#[test]
fn nothing_is_deleted_by_tag_except_by_its_own_call() {
    let sample = sample("{}");
    let digest = digest_of(&sample, "web/search", "latest");
    for reference in ["latest", "none"] {
        let refused = delete(&sample, &format!("/v2/web/search/manifests/{reference}"));
        assert_eq!((refused.status, &*code(&refused)), (405, "UNSUPPORTED"), "{reference}");
    }
    assert_eq!(digest_of(&sample, "web/search", "latest"), digest);
}

#[test]
fn a_child_may_go_and_breaks_its_index() {
    let sample = sample("{}");
    let index = body(&get(&sample, "/v2/data/export/manifests/stable"));
    let child = index["manifests"][0]["digest"].as_str().expect("a child");
    let path = format!("/v2/data/export/manifests/{child}");
    assert_eq!((delete(&sample, &path).status, get(&sample, &path).status), (202, 404));
    assert_eq!(get(&sample, "/v2/data/export/manifests/stable").status, 200);
}

#[test]
fn what_is_locked_stays() {
    let sample = sample("{}");
    let check = |name: &str, reference: &str| {
        let response = delete(&sample, &format!("/v2/{name}/manifests/{reference}"));
        let expected = (405, "REGISTRY_DISALLOWED_OPERATION".to_owned());
        assert_eq!((response.status, code(&response)), expected, "{name} {reference}");
    };
    check("web/storefront", &digest_of(&sample, "web/storefront", "latest"));
    check("base/debian", &digest_of(&sample, "base/debian", "12.8"));
    assert_eq!(digest_of(&sample, "base/debian", "12.8").len(), 71);
    // The lock is on the manifest; this tag has none.
    assert_eq!(delete(&sample, "/acr/v1/web/storefront/_tags/latest").status, 202);
}

#[test]
fn a_blob_goes_with_its_last_manifest_and_a_repository_with_its_own() {
    let sample = sample("{}");
    let manifest = body(&get(&sample, "/v2/legacy/mainframe/manifests/2.0"));
    let blob = manifest["layers"][2]["digest"].as_str().expect("a layer");
    let blob = format!("/v2/legacy/mainframe/blobs/{blob}");
    assert_eq!(ask(&sample, Method::Head, &blob).status, 200);
    for tag in ["2.0", "1.0"] {
        let digest = digest_of(&sample, "legacy/mainframe", tag);
        assert_eq!(
            delete(&sample, &format!("/v2/legacy/mainframe/manifests/{digest}")).status,
            202
        );
    }
    assert_eq!(ask(&sample, Method::Head, &blob).status, 404);
    assert_eq!(code(&get(&sample, "/v2/legacy/mainframe/tags/list")), "NAME_UNKNOWN");
    let (names, _) = collect(&sample, "/v2/_catalog", "repositories");
    assert_eq!(names.len(), 26);
    sample.reset();
    assert_eq!(get(&sample, "/v2/legacy/mainframe/tags/list").status, 200);
}

#[test]
fn deletes_can_be_disabled_and_what_has_no_such_method_says_so() {
    let sample = sample(r#"{"deletes_disabled":true}"#);
    let digest = digest_of(&sample, "web/search", "latest");
    for reference in ["latest", digest.as_str(), "sha256:12"] {
        let response = delete(&sample, &format!("/v2/web/search/manifests/{reference}"));
        assert_eq!((response.status, &*code(&response)), (405, "UNSUPPORTED"), "{reference}");
    }
    for (method, path) in [
        (Method::Post, "/v2/web/search/manifests/latest"),
        (Method::Patch, "/v2/web/search/manifests/latest"),
        (Method::Put, "/v2/_catalog"),
        (Method::Post, "/acr/v1/web/search"),
        (Method::Patch, "/acr/v1/web/search/_tags"),
        (Method::Delete, "/acr/v1/web/search"),
        (Method::Delete, "/acr/v1/web/search/_tags/latest"),
    ] {
        let response = ask(&sample, method, path);
        assert_eq!((response.status, &*code(&response)), (405, "UNSUPPORTED"), "{path}");
    }
    assert_eq!(delete(&sample, &format!("/v2/web/search/blobs/{digest}")).status, 405);
    assert_eq!(digest_of(&sample, "web/search", "latest"), digest);
}
