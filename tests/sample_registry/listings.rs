//! Lists: catalog, tags, referrers, ACR's; every entry comes exactly once, whatever the page.

use serde_json::Value;

use super::*;

fn names(entries: &[Value], key: &str) -> Vec<String> {
    let text = |entry: &Value| entry.get(key).unwrap_or(entry).as_str().map(str::to_owned);
    entries.iter().filter_map(text).collect()
}

#[test]
fn every_list_comes_whole_and_once_whatever_the_page() {
    let sample = sample("{}");
    let truth = sample.inventory();
    let repository = |name: &str| &truth.repositories[&name.parse().expect("a name")];
    let assets = repository("web/assets");
    let tags: Vec<String> = assets.tags.keys().map(ToString::to_string).collect();
    let manifests: Vec<String> = assets.manifests.keys().map(ToString::to_string).collect();
    let repositories: Vec<String> = truth.repositories.keys().map(ToString::to_string).collect();
    let policy =
        repository("web/checkout").manifests.values().find_map(|m| m.manifest.subject.clone());
    let policy = policy.expect("something refers to something");
    let referrers: Vec<String> = repository("web/checkout")
        .manifests
        .iter()
        .filter(|(_, record)| record.manifest.subject.as_ref() == Some(&policy))
        .map(|(digest, _)| digest.to_string())
        .collect();

    let check = |path: &str, what: &str, key: &str, expected: &[String], n: usize| {
        let separator = if path.contains('?') { '&' } else { '?' };
        let (entries, pages) = collect(&sample, &format!("{path}{separator}n={n}"), what);
        assert_eq!(names(&entries, key), expected, "{path} by {n}");
        assert_eq!(pages, expected.len().div_ceil(n).max(1), "{path} by {n}");
    };
    for n in [1, 2, 27, 1000] {
        check("/v2/_catalog", "repositories", "", &repositories, n);
        check("/acr/v1/_catalog", "repositories", "", &repositories, n);
        check(
            &format!("/v2/web/checkout/referrers/{policy}"),
            "manifests",
            "digest",
            &referrers,
            n,
        );
    }
    for n in [7, 400, 1000, 1199, 1200, 5000] {
        let n = n.min(1000);
        check("/v2/web/assets/tags/list", "tags", "", &tags, n);
        check("/acr/v1/web/assets/_tags", "tags", "name", &tags, n);
        check("/acr/v1/web%2Fassets/_manifests", "manifests", "digest", &manifests, n);
    }
    assert_eq!(collect(&sample, "/v2/web/assets/tags/list", "tags").1, 12, "100 without n");
}

#[test]
fn a_page_is_never_larger_than_configured_and_bad_numbers_are_refused() {
    let sample = sample(r#"{"page_size":5}"#);
    assert_eq!(
        body(&get(&sample, "/v2/_catalog?n=1000"))["repositories"].as_array().map(Vec::len),
        Some(5)
    );
    assert_eq!(collect(&sample, "/v2/_catalog", "repositories").0.len(), 27);
    let none = get(&sample, "/v2/_catalog?n=0");
    assert_eq!(
        (body(&none)["repositories"].as_array().map(Vec::len), next(&none)),
        (Some(0), None)
    );
    for bad in ["n=x", "n=-1", "n=1.5"] {
        assert_eq!(
            code(&get(&sample, &format!("/v2/_catalog?{bad}"))),
            "PAGINATION_NUMBER_INVALID"
        );
    }
    assert_eq!(next(&get(&sample, "/v2/_catalog?last=zzz")), None);
}

#[test]
fn links_are_written_as_acr_writes_them() {
    let sample = sample("{}");
    let link = |path: &str| get(&sample, path).headers.get("Link").map(str::to_owned);
    assert_eq!(
        link("/acr/v1/library/redis/_tags?n=1").as_deref(),
        Some("</acr/v1/library%2Fredis/_tags?last=7.4.1&n=1&orderby=>; rel=\"next\"")
    );
    assert_eq!(
        link("/v2/_catalog?n=1").as_deref(),
        Some("</v2/_catalog?last=base%2Falpine&n=1&orderby=>; rel=\"next\"")
    );
    let manifests = link("/acr/v1/library/redis/_manifests?n=1&orderby=timedesc").expect("a link");
    assert!(manifests.contains("?last=sha256%3A"), "{manifests}");
    assert!(manifests.ends_with("&n=1&orderby=timedesc>; rel=\"next\""), "{manifests}");
}

#[test]
fn a_repository_without_tags_says_null_and_one_that_is_not_there_is_unknown() {
    let sample = sample("{}");
    assert!(body(&get(&sample, "/v2/sandbox/scratchpad/tags/list"))["tags"].is_null());
    assert!(body(&get(&sample, "/acr/v1/sandbox/scratchpad/_manifests"))["manifests"].is_null());
    for path in [
        "/v2/no/body/tags/list",
        "/acr/v1/no/body",
        "/acr/v1/no/body/_tags",
        "/acr/v1/no/body/_manifests",
    ] {
        let response = get(&sample, path);
        assert_eq!((response.status, code(&response)), (404, "NAME_UNKNOWN".to_owned()), "{path}");
    }
}

#[test]
fn acr_lists_by_time_and_by_digest() {
    let sample = sample("{}");
    for (order, ascends) in [("timeasc", true), ("timedesc", false)] {
        for what in ["tags", "manifests"] {
            let path = format!("/acr/v1/web/storefront/_{what}?n=9&orderby={order}");
            let (entries, _) = collect(&sample, &path, what);
            let times = names(&entries, "lastUpdateTime");
            let sorted = times
                .windows(2)
                .all(|pair| if ascends { pair[0] <= pair[1] } else { pair[0] >= pair[1] });
            assert!(sorted && times.len() > 100, "{path}: {}", times.len());
        }
    }
    let gone = get(&sample, "/acr/v1/web/storefront/_tags?orderby=timedesc&last=gone");
    assert_eq!(gone.status, 400, "rather than a list that lacks a part");

    let digest = digest_of(&sample, "web/storefront", "latest");
    let (tags, _) =
        collect(&sample, &format!("/acr/v1/web/storefront/_tags?digest={digest}&n=2"), "tags");
    assert_eq!(names(&tags, "name"), ["2", "2.14", "2.14.1", "latest", "main"]);
}

#[test]
fn tags_are_listed_by_time_by_the_usual_endpoint_too() {
    let sample = sample("{}");
    for order in ["timeasc", "timedesc", "none"] {
        let (acr, _) =
            collect(&sample, &format!("/acr/v1/web/assets/_tags?orderby={order}"), "tags");
        let (oci, pages) =
            collect(&sample, &format!("/v2/web/assets/tags/list?n=7&orderby={order}"), "tags");
        let oci: Vec<_> = oci.iter().filter_map(Value::as_str).collect();
        assert_eq!(oci, names(&acr, "name"), "{order}");
        assert!(pages > 1, "{order}");
    }
}

#[test]
fn acr_entries_say_what_acr_s_say() {
    let sample = sample("{}");
    let repository = body(&get(&sample, "/acr/v1/legacy/billing"));
    assert_eq!(repository["imageName"], "legacy/billing");
    assert_eq!(repository["registry"], "sample.invalid");
    assert_eq!((&repository["manifestCount"], &repository["tagCount"]), (&36.into(), &20.into()));
    assert!(repository["createdTime"].as_str() < repository["lastUpdateTime"].as_str());

    let (tags, _) = collect(&sample, "/acr/v1/legacy/billing/_tags", "tags");
    let tag = tags.iter().find(|tag| tag["name"] == "final").expect("the tag");
    assert_eq!(tag["changeableAttributes"]["deleteEnabled"], false);
    assert_eq!(tag["changeableAttributes"]["writeEnabled"], true);
    assert_eq!(
        tag["createdTime"].as_str().map(str::len),
        Some("2018-07-12T15:52:00.2075864Z".len())
    );

    let (manifests, _) = collect(&sample, "/acr/v1/legacy/billing/_manifests", "manifests");
    for manifest in &manifests {
        let is_list = manifest["mediaType"].as_str().is_some_and(|kind| kind.contains(".list."));
        assert_eq!(is_list, manifest.get("architecture").is_none(), "{manifest}");
        assert_eq!(is_list, manifest.get("configMediaType").is_none(), "{manifest}");
        assert_ne!(manifest.get("tags").map(|tags| tags == &Value::Array(Vec::new())), Some(true));
    }
    let locked = manifests.iter().find(|m| m["digest"] == tag["digest"]).expect("the manifest");
    assert_eq!(locked["changeableAttributes"]["writeEnabled"], false);
    assert_eq!(locked["tags"], serde_json::json!(["7.17", "final", "production"]));
    let untagged = manifests.iter().filter(|manifest| manifest.get("tags").is_none()).count();
    assert_eq!(untagged, 18, "the two platforms of nine lists");
}

#[test]
fn an_image_s_size_is_its_bytes_config_and_layers_and_an_index_s_that_of_its_children() {
    let sample = sample("{}");
    let truth = sample.inventory();
    for name in ["ops/agent", "library/nginx", "ops/runner", "web/checkout"] {
        let held = &truth.repositories[&name.parse().expect("a name")].manifests;
        let (entries, _) =
            collect(&sample, &format!("/acr/v1/{name}/_manifests?n=1000"), "manifests");
        let sizes: std::collections::BTreeMap<&str, u64> = entries
            .iter()
            .filter_map(|entry| Some((entry["digest"].as_str()?, entry["imageSize"].as_u64()?)))
            .collect();
        assert_eq!(sizes.len(), held.len(), "{name}");
        for (digest, record) in held {
            let manifest = &record.manifest;
            let blobs: u64 = manifest.blobs().filter_map(|blob| blob.stored_size()).sum();
            let children = manifest.children().iter();
            let children: u64 =
                children.filter_map(|child| sizes.get(&*child.digest.to_string())).sum();
            let expected = manifest.size + blobs + children;
            assert_eq!(sizes[&*digest.to_string()], expected, "{name}@{digest}");
        }
    }
}

#[test]
fn a_manifest_names_ten_of_its_tags_at_most() {
    let sample = sample("{}");
    let digest = digest_of(&sample, "docs/handbook", "latest");
    let tags = collect(&sample, &format!("/acr/v1/docs/handbook/_tags?digest={digest}"), "tags").0;
    let (manifests, _) = collect(&sample, "/acr/v1/docs/handbook/_manifests", "manifests");
    let index = manifests.iter().find(|manifest| manifest["digest"] == *digest);
    let named = index.and_then(|index| index["tags"].as_array()).map(Vec::len);
    assert_eq!((tags.len(), named), (13, Some(10)));
}

#[test]
fn referrers_are_told_by_their_kind() {
    let sample = sample("{}");
    let digest = digest_of(&sample, "web/checkout", "latest");
    let path = format!("/v2/web/checkout/referrers/{digest}");
    let all = get(&sample, &path);
    assert_eq!(all.headers.get("content-type"), Some("application/vnd.oci.image.index.v1+json"));
    assert_eq!(all.headers.get("oci-filters-applied"), None);
    let kinds = |response: &Response| {
        let list = body(response)["manifests"].as_array().cloned().unwrap_or_default();
        let mut kinds = names(&list, "artifactType");
        kinds.sort();
        kinds
    };
    let (signature, sbom) =
        ("application/vnd.dev.cosign.artifact.sig.v1+json", "application/vnd.cyclonedx+json");
    assert_eq!(kinds(&all), [sbom, signature]);
    for entry in body(&all)["manifests"].as_array().into_iter().flatten() {
        let digest = entry["digest"].as_str().expect("a digest");
        let manifest = body(&get(&sample, &format!("/v2/web/checkout/manifests/{digest}")));
        assert!(manifest["annotations"].is_object(), "{manifest}");
        assert_eq!(entry["annotations"], manifest["annotations"]);
    }
    let some = get(&sample, &format!("{path}?artifactType={}", sbom.replace('+', "%2B")));
    assert_eq!(some.headers.get("oci-filters-applied"), Some("artifactType"));
    assert_eq!(kinds(&some), [sbom]);
    let nobody = format!("/v2/web/checkout/referrers/sha256:{}", "0".repeat(64));
    assert_eq!((get(&sample, &nobody).status, kinds(&get(&sample, &nobody))), (200, Vec::new()));
    assert_eq!(code(&get(&sample, "/v2/web/checkout/referrers/latest")), "DIGEST_INVALID");
}
