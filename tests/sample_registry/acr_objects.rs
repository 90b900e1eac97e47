//! ACR's single objects: a tag, a manifest, a repository; reading them and deleting them.

use serde_json::json;

use super::*;

#[test]
fn a_tag_alone_is_what_the_list_says_of_it() {
    let sample = sample("{}");
    let (tags, _) = collect(&sample, "/acr/v1/web/search/_tags", "tags");
    let listed = tags.iter().find(|tag| tag["name"] == "latest").expect("the tag");
    let one = body(&get(&sample, "/acr/v1/web/search/_tags/latest"));
    assert_eq!(one["tag"], *listed);
    assert_eq!(
        (&one["registry"], &one["imageName"]),
        (&json!("sample.invalid"), &json!("web/search"))
    );
    assert_eq!(code(&get(&sample, "/acr/v1/web/search/_tags/none")), "TAG_UNKNOWN");
    assert_eq!(code(&get(&sample, "/acr/v1/no/such/_tags/latest")), "NAME_UNKNOWN");
}

#[test]
fn a_manifest_alone_also_says_what_an_index_lists() {
    let sample = sample("{}");
    let (manifests, _) = collect(&sample, "/acr/v1/library/nginx/_manifests", "manifests");
    let mut references = 0;
    for listed in &manifests {
        let digest = listed["digest"].as_str().expect("a digest");
        let path = format!("/acr/v1/library%2Fnginx/_manifests/{}", digest.replace(':', "%3A"));
        let mut one = body(&get(&sample, &path))["manifest"].take();
        let held = body(&get(&sample, &format!("/v2/library/nginx/manifests/{digest}")));
        let children = held["manifests"].as_array();
        let expected: Option<Vec<Value>> = children.map(|children| {
            let entry = |child: &Value| {
                let (digest, platform) = (&child["digest"], &child["platform"]);
                json!({"digest": digest, "architecture": platform["architecture"], "os": platform["os"]})
            };
            children.iter().map(entry).collect()
        });
        references += expected.as_ref().map_or(0, Vec::len);
        let said = one.as_object_mut().and_then(|one| one.remove("references"));
        assert_eq!(said, expected.map(Value::Array), "{digest}");
        assert_eq!(one, *listed, "{digest}: all else as in the list");
    }
    assert!(references > 10);
    let zeros = format!("/acr/v1/library/nginx/_manifests/sha256:{}", "0".repeat(64));
    assert_eq!(code(&get(&sample, &zeros)), "MANIFEST_UNKNOWN");
    assert_eq!(code(&get(&sample, "/acr/v1/library/nginx/_manifests/latest")), "DIGEST_INVALID");
    assert_eq!(code(&get(&sample, "/acr/v1/no/such/_manifests/sha256:0")), "NAME_UNKNOWN");
}

#[test]
fn untagging_leaves_the_manifest_and_answers_202_without_a_body() {
    let sample = sample("{}");
    let digest = digest_of(&sample, "library/redis", "7.4.1");
    let before = body(&get(&sample, "/acr/v1/library/redis"));
    let path = "/acr/v1/library/redis/_tags/7.4.1";
    let response = delete(&sample, path);
    assert_eq!((response.status, response.body.len()), (202, 0));
    let left = "x-ms-ratelimit-remaining-calls-per-second";
    assert_eq!(response.headers.get(left), Some("8.000000"), "as recorded");
    let again = delete(&sample, path);
    assert_eq!((again.status, code(&again)), (404, "TAG_UNKNOWN".to_owned()));
    let after = body(&get(&sample, "/acr/v1/library/redis"));
    assert_eq!(after["manifestCount"], before["manifestCount"]);
    assert_eq!(after["tagCount"], before["tagCount"].as_u64().expect("a count") - 1);
    let manifest = body(&get(&sample, &format!("/acr/v1/library/redis/_manifests/{digest}")));
    assert_eq!(manifest["manifest"].get("tags"), None, "untagged: no key at all");
}

#[test]
fn a_repository_says_what_went_with_it() {
    let sample = sample("{}");
    let (tags, _) = collect(&sample, "/v2/web/search/tags/list", "tags");
    let (manifests, _) = collect(&sample, "/acr/v1/web/search/_manifests", "manifests");
    let digests: Vec<&Value> = manifests.iter().map(|manifest| &manifest["digest"]).collect();
    let response = delete(&sample, "/acr/v1/web/search");
    let expected = json!({"manifestsDeleted": digests, "tagsDeleted": tags});
    assert_eq!((response.status, body(&response)), (202, expected));
    let again = delete(&sample, "/acr/v1/web/search");
    assert_eq!((again.status, code(&again)), (404, "NAME_UNKNOWN".to_owned()));
    assert_eq!(code(&get(&sample, "/v2/web/search/tags/list")), "NAME_UNKNOWN");
}

#[test]
fn an_empty_repository_is_not_known_to_a_deletion_and_stays() {
    let sample = sample("{}");
    let path = "/acr/v1/sandbox/scratchpad";
    let refused = delete(&sample, path);
    assert_eq!((refused.status, &*code(&refused)), (404, "NAME_UNKNOWN"));
    assert_eq!(body(&refused)["errors"][0]["detail"], json!({"name": "sandbox/scratchpad"}));
    assert_eq!(body(&get(&sample, path))["manifestCount"], 0);
    let (names, _) = collect(&sample, "/v2/_catalog", "repositories");
    assert!(names.contains(&json!("sandbox/scratchpad")));

    // With something in it, it goes.
    let kind = "application/vnd.oci.image.index.v1+json";
    let push = "/v2/sandbox/scratchpad/manifests/v1";
    let mut push = request(Method::Put, push, &[("content-type", kind)]);
    push.body = format!(r#"{{"schemaVersion":2,"mediaType":"{kind}","manifests":[]}}"#).into();
    assert_eq!(answered(sample.answer(&push)).status, 201);
    assert_eq!(delete(&sample, path).status, 202);
    assert_eq!(code(&get(&sample, path)), "NAME_UNKNOWN");
}

#[test]
fn a_repository_that_must_not_be_deleted_outlives_its_last_manifest() {
    let sample = sample("{}");
    let path = "/acr/v1/legacy/mainframe";
    let lock = |locked: bool| {
        let body = json!({"deleteEnabled": !locked}).to_string();
        assert_eq!(send(&sample, Method::Patch, path, &body).status, 200);
    };
    lock(true);
    for tag in ["1.0", "2.0"] {
        let digest = digest_of(&sample, "legacy/mainframe", tag);
        let manifest = format!("/v2/legacy/mainframe/manifests/{digest}");
        assert_eq!(delete(&sample, &manifest).status, 202);
    }
    let left = body(&get(&sample, path));
    assert_eq!((&left["manifestCount"], &left["tagCount"]), (&json!(0), &json!(0)));
    assert_eq!(code(&delete(&sample, path)), "REGISTRY_DISALLOWED_OPERATION");
    lock(false);
    assert_eq!(code(&delete(&sample, path)), "NAME_UNKNOWN", "unlocked, it is empty all the same");
}

#[test]
fn a_repository_with_anything_locked_in_it_stays_whole() {
    let sample = sample("{}");
    for name in ["legacy/billing", "web/storefront", "base/debian", "base/jdk"] {
        let path = format!("/acr/v1/{name}");
        let before = get(&sample, &path).body;
        assert_eq!(code(&delete(&sample, &path)), "REGISTRY_DISALLOWED_OPERATION", "{name}");
        assert_eq!(get(&sample, &path).body, before, "{name}");
    }
}

#[test]
fn whoever_deletes_while_reading_by_time_still_gets_the_rest() {
    for (what, order) in [("tags", "timedesc"), ("tags", "timeasc"), ("manifests", "timedesc")] {
        let sample = sample(r#"{"cascade_referrers":false}"#);
        let list = format!("/acr/v1/web/assets/_{what}");
        let key = if what == "tags" { "name" } else { "digest" };
        let path = format!("{list}?n=90&orderby={order}");
        let (whole, _) = collect(&sample, &path, what);
        let mut seen = Vec::new();
        let mut next_path = Some(path);
        while let Some(path) = next_path {
            let response = get(&sample, &path);
            assert_eq!(response.status, 200, "{path}");
            next_path = next(&response);
            for entry in body(&response)[what].as_array().into_iter().flatten() {
                let name = entry[key].as_str().expect("a name");
                let family = if what == "tags" {
                    "acr/v1/web/assets/_tags"
                } else {
                    "v2/web/assets/manifests"
                };
                let status = delete(&sample, &format!("/{family}/{name}")).status;
                assert!(status == 202, "{name}: {status}");
                seen.push(entry[key].clone());
            }
        }
        let all: Vec<Value> = whole.iter().map(|entry| entry[key].clone()).collect();
        // Web assets has tags that share a digest, and no locks.
        assert_eq!(seen, all, "{what} {order}");
    }
}

#[test]
fn a_repository_was_created_with_its_oldest_push_whether_or_not_that_is_still_there() {
    let sample = sample("{}");
    let created = || body(&get(&sample, "/acr/v1/web/assets"))["createdTime"].clone();
    let oldest = |path: &str| {
        body(&get(&sample, path))["manifests"][0]["digest"].as_str().expect("a digest").to_owned()
    };
    let before = created();
    for _ in 0..3 {
        let digest = oldest("/acr/v1/web/assets/_manifests?n=1&orderby=timeasc");
        assert_eq!(delete(&sample, &format!("/v2/web/assets/manifests/{digest}")).status, 202);
    }
    assert_eq!(created(), before);
}

#[test]
fn a_manifest_names_as_many_tags_as_configured() {
    let sample = sample(r#"{"tags_of_a_manifest":3}"#);
    let digest = digest_of(&sample, "docs/handbook", "latest");
    let one = body(&get(&sample, &format!("/acr/v1/docs/handbook/_manifests/{digest}")));
    assert_eq!(one["manifest"]["tags"].as_array().map(Vec::len), Some(3));
}
