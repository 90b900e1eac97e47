//! ACR's changeable attributes: how they are changed, and what each forbids.

use serde_json::json;

use super::*;

const NAME: &str = "web/checkout";
const FLAGS: [&str; 4] = ["deleteEnabled", "writeEnabled", "readEnabled", "listEnabled"];

/// Sets one flag of something.
fn set(sample: &StandIn, path: &str, flag: &str, value: bool) -> Response {
    let response = send(sample, Method::Patch, path, &json!({ flag: value }).to_string());
    assert_eq!(response.status, 200, "{path}");
    response
}

fn paths(sample: &StandIn) -> [String; 3] {
    let digest = digest_of(sample, NAME, "latest");
    let repository = format!("/acr/v1/{NAME}");
    let (tag, manifest) = ("_tags/latest", format!("_manifests/{digest}"));
    [repository.clone(), format!("{repository}/{tag}"), format!("{repository}/{manifest}")]
}

#[test]
fn any_of_the_four_is_changed_alone_and_the_whole_is_answered() {
    let sample = sample("{}");
    let keys = ["", "tag", "manifest"];
    for (path, key) in paths(&sample).iter().zip(keys) {
        let attributes = |response: &Response| {
            let whole = body(response);
            let object = if key.is_empty() { &whole } else { &whole[key] };
            FLAGS.map(|flag| object["changeableAttributes"][flag].as_bool())
        };
        let open = [Some(true); 4];
        for (place, flag) in FLAGS.iter().enumerate() {
            let mut expected = open;
            expected[place] = Some(false);
            assert_eq!(attributes(&set(&sample, path, flag, false)), expected, "{path} {flag}");
            assert_eq!(attributes(&get(&sample, path)), expected, "{path} {flag}");
            assert_eq!(attributes(&set(&sample, path, flag, true)), open, "{path} {flag}");
        }
        for nothing in ["{}", r#"{"deleteEnabled":null,"quarantineState":"x"}"#] {
            let response = send(&sample, Method::Patch, path, nothing);
            assert_eq!(attributes(&response), open, "{path}");
        }
        for wrong in ["", "[]", r#"{"deleteEnabled":"no"}"#] {
            assert_eq!(send(&sample, Method::Patch, path, wrong).status, 400, "{path} {wrong}");
        }
    }
    let check = |path: &str, status: u16, expected: &str| {
        let response = send(&sample, Method::Patch, path, "{}");
        assert_eq!((response.status, &*code(&response)), (status, expected), "{path}");
    };
    check("/acr/v1/no/such", 404, "NAME_UNKNOWN");
    check("/acr/v1/no/such/_tags/x", 404, "NAME_UNKNOWN");
    check("/acr/v1/web/checkout/_tags/none", 404, "TAG_UNKNOWN");
    check("/acr/v1/web/checkout/_manifests/latest", 400, "DIGEST_INVALID");
    let zeros = format!("/acr/v1/web/checkout/_manifests/sha256:{}", "0".repeat(64));
    check(&zeros, 404, "MANIFEST_UNKNOWN");
}

/// The statuses of deleting the tag, the manifest and the repository, when one flag is off.
fn deletions(place: usize, flag: &str) -> [u16; 3] {
    let statuses = (0..3).map(|target| {
        let sample = sample("{}");
        let paths = paths(&sample);
        set(&sample, &paths[place], flag, false);
        let manifest = paths[2].replace("/acr/v1/", "/v2/").replace("_manifests", "manifests");
        let path = [&paths[1], &manifest, &paths[0]][target];
        delete(&sample, path).status
    });
    statuses.collect::<Vec<_>>().try_into().expect("three")
}

#[test]
fn a_lock_keeps_what_it_stands_on_and_what_would_take_that_along() {
    let check = |place: usize, flag: &str, [tag, manifest, repository]: [u16; 3]| {
        assert_eq!(deletions(place, flag), [tag, manifest, repository], "{place} {flag}");
    };
    // The repository's `deleteEnabled` guards only the repository as a whole, its `writeEnabled` everything
    // in it.
    check(0, "deleteEnabled", [202, 202, 405]);
    check(0, "writeEnabled", [405, 405, 405]);
    check(1, "deleteEnabled", [405, 405, 405]);
    check(1, "writeEnabled", [405, 405, 405]);
    check(2, "deleteEnabled", [202, 405, 405]);
    check(2, "writeEnabled", [202, 405, 405]);
    for place in 0..3 {
        check(place, "readEnabled", [202, 202, 202]);
        check(place, "listEnabled", [202, 202, 202]);
    }
}

#[test]
fn a_locked_referrer_stays_when_its_subject_goes() {
    let sample = sample("{}");
    let digest = digest_of(&sample, NAME, "latest");
    let referrers = body(&get(&sample, &format!("/v2/{NAME}/referrers/{digest}")));
    let one = referrers["manifests"][0]["digest"].as_str().expect("a referrer").to_owned();
    set(&sample, &format!("/acr/v1/{NAME}/_manifests/{one}"), "deleteEnabled", false);
    assert_eq!(delete(&sample, &format!("/v2/{NAME}/manifests/{digest}")).status, 202);
    assert_eq!(get(&sample, &format!("/acr/v1/{NAME}/_manifests/{one}")).status, 200);
}

#[test]
fn what_may_not_be_read_is_not_pulled() {
    let check = |place: usize, [by_tag, by_digest, blob]: [u16; 3]| {
        let sample = sample("{}");
        let digest = digest_of(&sample, NAME, "latest");
        let manifest = body(&get(&sample, &format!("/v2/{NAME}/manifests/{digest}")));
        let child = manifest["manifests"][0]["digest"].as_str().expect("a child");
        let child = body(&get(&sample, &format!("/v2/{NAME}/manifests/{child}")));
        let config = child["config"]["digest"].as_str().expect("a config");
        set(&sample, &paths(&sample)[place], "readEnabled", false);
        for (reference, status) in [("latest", by_tag), (&*digest, by_digest)] {
            let response = get(&sample, &format!("/v2/{NAME}/manifests/{reference}"));
            assert_eq!(response.status, status, "{place} {reference}");
        }
        let config = format!("/v2/{NAME}/blobs/{config}");
        assert_eq!(get(&sample, &config).status, blob, "{place}");
        assert_eq!(ask(&sample, Method::Head, &config).status, blob, "{place}");
    };
    check(0, [405, 405, 405]);
    check(1, [405, 200, 200]);
    check(2, [405, 405, 200]);
}

#[test]
fn what_may_not_be_listed_is_in_no_list_and_is_counted() {
    hides_what_may_not_be_listed("{}", json!(["2.9", "2.9.1", "latest", "main"]));
    let unnamed = r#"{"hidden_tags_named":false}"#;
    hides_what_may_not_be_listed(unnamed, json!(["2.9", "2.9.1", "main"]));
}

/// `named`: the tags that the manifest's own entry names.
fn hides_what_may_not_be_listed(config: &str, named: Value) {
    let sample = sample(config);
    let [repository, tag, manifest] = paths(&sample);
    let digest = digest_of(&sample, NAME, "latest");
    let before = body(&get(&sample, &repository));
    let listed = |path: &str, what: &str, wanted: &str| {
        let (entries, _) = collect(&sample, path, what);
        entries.iter().any(|entry| {
            let names = [entry, &entry["name"], &entry["digest"]];
            names.iter().any(|name| name.as_str() == Some(wanted))
        })
    };
    let lists = [
        ("/acr/v1/web/checkout/_tags", "tags", "latest"),
        ("/v2/web/checkout/tags/list", "tags", "latest"),
        ("/acr/v1/web/checkout/_manifests", "manifests", &*digest),
        ("/v2/_catalog", "repositories", NAME),
        ("/acr/v1/_catalog", "repositories", NAME),
    ];
    assert!(lists.iter().all(|(path, what, wanted)| listed(path, what, wanted)));
    for path in [&repository, &tag, &manifest] {
        set(&sample, path, "listEnabled", false);
    }
    assert!(!lists.iter().any(|(path, what, wanted)| listed(path, what, wanted)));
    let by_digest = format!("/acr/v1/{NAME}/_tags?digest={digest}");
    assert!(!listed(&by_digest, "tags", "latest") && listed(&by_digest, "tags", "main"));
    let tags = body(&get(&sample, &manifest))["manifest"]["tags"].clone();
    assert_eq!(tags, named, "{config}");
    let after = body(&get(&sample, &repository));
    for count in ["manifestCount", "tagCount"] {
        assert_eq!(after[count], before[count], "{count}");
    }
    assert_eq!(digest_of(&sample, NAME, "latest"), digest);
}

#[test]
fn some_manifests_say_that_a_quarantine_let_them_pass() {
    let sample = sample("{}");
    let (manifests, _) = collect(&sample, "/acr/v1/library/redis/_manifests", "manifests");
    let attributes = |manifest: &Value| manifest["changeableAttributes"].clone();
    let said: Vec<Value> = manifests
        .iter()
        .map(attributes)
        .filter(|attributes| attributes.get("quarantineState").is_some())
        .collect();
    assert_eq!(said.len(), 1, "the newest index");
    assert_eq!(said[0]["quarantineState"], "Passed");
    let details = said[0]["quarantineDetails"].as_str().expect("a text that holds JSON");
    let details: Value = serde_json::from_str(details).expect("JSON");
    assert_eq!(details["state"], "Scan Passed");
    let digest = digest_of(&sample, "library/redis", "8.0.0");
    let one = body(&get(&sample, &format!("/acr/v1/library/redis/_manifests/{digest}")));
    assert_eq!(attributes(&one["manifest"]), said[0]);
    // Locks change beside it.
    let path = format!("/acr/v1/library/redis/_manifests/{digest}");
    let locked = body(&send(&sample, Method::Patch, &path, r#"{"deleteEnabled":false}"#));
    let locked = attributes(&locked["manifest"]);
    assert_eq!(
        (&locked["deleteEnabled"], &locked["quarantineState"]),
        (&json!(false), &json!("Passed"))
    );
}
