//! Soft delete: deleted manifests are in a bin, come back, or are gone after their days.

use std::time::Duration;

use serde_json::json;

use super::*;

const CONFIG: &str = r#"{"soft_delete":{"retention_days":7}}"#;
const NAME: &str = "web/checkout";

fn deleted(sample: &StandIn, what: &str) -> Vec<Value> {
    collect(sample, &format!("/acr/v1/_deleted/{NAME}/_{what}?n=2"), what).0
}

fn restore(sample: &StandIn, digest: &str, query: &str, body: &str) -> Response {
    let path = format!("/acr/v1/_deleted/{NAME}/_manifests/{digest}{query}");
    send(sample, Method::Post, &path, body)
}

#[test]
fn a_registry_without_a_bin_says_so() {
    let sample = sample("{}");
    for path in ["_catalog", "web/checkout/_tags", "web/checkout/_manifests"] {
        let response = get(&sample, &format!("/acr/v1/_deleted/{path}"));
        assert_eq!((response.status, &*code(&response)), (405, "UNSUPPORTED"), "{path}");
    }
}

#[test]
fn what_was_deleted_is_in_the_bin_and_nowhere_else() {
    let sample = sample(CONFIG);
    assert_eq!(body(&get(&sample, "/acr/v1/_deleted/_catalog"))["repositories"], json!([]));
    assert!(deleted(&sample, "tags").is_empty() && deleted(&sample, "manifests").is_empty());
    assert_eq!(code(&get(&sample, "/acr/v1/_deleted/no/such/_tags")), "NAME_UNKNOWN");
    let digest = digest_of(&sample, NAME, "latest");
    let listed =
        body(&get(&sample, &format!("/acr/v1/{NAME}/_manifests/{digest}")))["manifest"].clone();
    sample.advance(Duration::from_secs(5));
    assert_eq!(delete(&sample, &format!("/v2/{NAME}/manifests/{digest}")).status, 202);
    assert_eq!(get(&sample, &format!("/v2/{NAME}/manifests/{digest}")).status, 404);

    assert_eq!(body(&get(&sample, "/acr/v1/_deleted/_catalog"))["repositories"], json!([NAME]));
    let when = "2026-11-20T12:00:05.0000000Z";
    let tags = ["2.9", "2.9.1", "latest", "main"]
        .map(|tag| json!({"tag": tag, "digest": digest, "deletedAt": when}));
    assert_eq!(deleted(&sample, "tags"), tags);
    let manifests = deleted(&sample, "manifests");
    assert_eq!(manifests.len(), 4, "its referrers went along");
    let entry = manifests.iter().find(|entry| entry["digest"] == *digest).expect("the index");
    for name in ["imageSize", "mediaType", "createdTime", "tags"] {
        assert_eq!(entry[name], listed[name], "{name}");
    }
    assert_eq!(entry["deletedAt"], when);
}

#[test]
fn a_manifest_comes_back_with_the_tag_that_is_named_and_without_the_rest() {
    let sample = sample(CONFIG);
    let digest = digest_of(&sample, NAME, "latest");
    let before = collect(&sample, &format!("/acr/v1/{NAME}/_manifests"), "manifests").0.len();
    let children = body(&get(&sample, &format!("/v2/{NAME}/manifests/{digest}")));
    let child = children["manifests"][0]["digest"].as_str().expect("a child").to_owned();
    for digest in [&digest, &child] {
        assert_eq!(delete(&sample, &format!("/v2/{NAME}/manifests/{digest}")).status, 202);
    }
    let answer = restore(&sample, &digest, "?force=false", r#"{"tag":"latest"}"#);
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    assert_eq!(body(&answer)["manifest"]["tags"], json!(["latest"]));
    assert_eq!(digest_of(&sample, NAME, "latest"), digest);
    assert_eq!(
        get(&sample, &format!("/v2/{NAME}/manifests/{child}")).status,
        404,
        "not its children"
    );
    let after = collect(&sample, &format!("/acr/v1/{NAME}/_manifests"), "manifests").0.len();
    assert_eq!(after, before - 4, "nor its three referrers");
    assert_eq!(deleted(&sample, "tags").len(), 3);
    assert_eq!(restore(&sample, &child, "", "").status, 200, "it can follow, without a tag");
    assert_eq!(code(&restore(&sample, &child, "", "")), "MANIFEST_UNKNOWN", "it is back");
}

#[test]
fn a_referrer_comes_back_after_its_subject() {
    let sample = sample(CONFIG);
    let digest = digest_of(&sample, NAME, "latest");
    let referrers = body(&get(&sample, &format!("/v2/{NAME}/referrers/{digest}")));
    let referrer = referrers["manifests"][0]["digest"].as_str().expect("a referrer").to_owned();
    delete(&sample, &format!("/v2/{NAME}/manifests/{digest}"));
    assert_eq!(restore(&sample, &referrer, "", "").status, 409);
    assert_eq!(restore(&sample, &digest, "", "").status, 200);
    assert_eq!(restore(&sample, &referrer, "", "").status, 200);
}

#[test]
fn an_untagged_tag_comes_back_and_one_in_use_moves_only_by_force() {
    let sample = sample(CONFIG);
    let digest = digest_of(&sample, NAME, "latest");
    let other = digest_of(&sample, NAME, "2.8.0");
    delete(&sample, &format!("/acr/v1/{NAME}/_tags/latest"));
    assert_eq!(deleted(&sample, "tags").len(), 1);
    assert_eq!(code(&restore(&sample, &digest, "", r#"{"tag":"unheard-of"}"#)), "MANIFEST_UNKNOWN");
    assert_eq!(code(&restore(&sample, &other, "", r#"{"tag":"latest"}"#)), "MANIFEST_UNKNOWN");
    assert_eq!(restore(&sample, &digest, "", r#"{"tag":"latest"}"#).status, 200);
    assert!(deleted(&sample, "tags").is_empty());

    delete(&sample, &format!("/v2/{NAME}/manifests/{other}"));
    let body = r#"{"tag":"latest"}"#;
    let tag = format!("/acr/v1/{NAME}/_tags/latest");
    let write = |enabled: bool| {
        let attributes = format!(r#"{{"writeEnabled":{enabled}}}"#);
        assert_eq!(send(&sample, Method::Patch, &tag, &attributes).status, 200);
    };
    write(false);
    let locked = restore(&sample, &other, "?force=true", body);
    assert_eq!(code(&locked), "REGISTRY_DISALLOWED_OPERATION");
    assert_eq!(digest_of(&sample, NAME, "latest"), digest, "force moves no locked tag");
    write(true);
    assert_eq!(code(&restore(&sample, &other, "?force=false", body)), "CONFLICT");
    assert_eq!(restore(&sample, &other, "?force=true", body).status, 200);
    assert_eq!(digest_of(&sample, NAME, "latest"), other);
}

#[test]
fn a_tag_that_was_deleted_again_and_again_is_listed_each_time_oldest_first() {
    let sample = sample(CONFIG);
    let digest = digest_of(&sample, NAME, "latest");
    let other = digest_of(&sample, NAME, "2.8.0");
    for target in [&digest, &other, &digest] {
        sample.advance(Duration::from_secs(1));
        let manifest = get(&sample, &format!("/v2/{NAME}/manifests/{target}"));
        let kind = manifest.headers.get("content-type").expect("a type").to_owned();
        let path = format!("/v2/{NAME}/manifests/latest");
        let mut push = request(Method::Put, &path, &[("content-type", &kind)]);
        push.body = manifest.body;
        assert_eq!(answered(sample.answer(&push)).status, 201);
        assert_eq!(delete(&sample, &format!("/acr/v1/{NAME}/_tags/latest")).status, 202);
    }
    for page in [1, 2, 100] {
        let path = format!("/acr/v1/_deleted/{NAME}/_tags?n={page}");
        let tags = collect(&sample, &path, "tags").0;
        let digests: Vec<&Value> = tags.iter().map(|tag| &tag["digest"]).collect();
        assert_eq!(digests, [&json!(digest), &json!(other), &json!(digest)], "by {page}");
    }
}

#[test]
fn a_repository_is_revived_with_what_comes_back() {
    let sample = sample(CONFIG);
    let digest = digest_of(&sample, NAME, "latest");
    assert_eq!(delete(&sample, &format!("/acr/v1/{NAME}")).status, 202);
    assert_eq!(code(&get(&sample, &format!("/acr/v1/{NAME}"))), "NAME_UNKNOWN");
    assert_eq!(restore(&sample, &digest, "", r#"{"tag":"latest"}"#).status, 200);
    let repository = body(&get(&sample, &format!("/acr/v1/{NAME}")));
    assert_eq!((&repository["manifestCount"], &repository["tagCount"]), (&1.into(), &1.into()));
}

#[test]
fn after_its_days_it_is_gone_for_good() {
    let sample = sample(CONFIG);
    let digest = digest_of(&sample, NAME, "latest");
    delete(&sample, &format!("/v2/{NAME}/manifests/{digest}"));
    sample.advance(Duration::from_secs(7 * 86_400 - 1));
    assert_eq!(deleted(&sample, "manifests").len(), 4);
    sample.advance(Duration::from_secs(1));
    assert!(deleted(&sample, "manifests").is_empty());
    assert_eq!(code(&restore(&sample, &digest, "", "")), "MANIFEST_UNKNOWN");
}

#[test]
fn a_digest_in_the_bin_is_not_pushed_again() {
    let sample = sample(CONFIG);
    // A manifest that needs nothing: an index of nothing.
    let kind = "application/vnd.oci.image.index.v1+json";
    let push = || {
        let path = format!("/v2/{NAME}/manifests/empty");
        let mut request = request(Method::Put, &path, &[("content-type", kind)]);
        request.body =
            format!(r#"{{"schemaVersion":2,"mediaType":"{kind}","manifests":[]}}"#).into();
        answered(sample.answer(&request))
    };
    assert_eq!(push().status, 201);
    let digest = digest_of(&sample, NAME, "empty");
    delete(&sample, &format!("/v2/{NAME}/manifests/{digest}"));
    let refused = push();
    assert_eq!((refused.status, &*code(&refused)), (409, "CONFLICT"));
    assert_eq!(restore(&sample, &digest, "", "").status, 200);
    assert_eq!(push().status, 201);
}
