//! Blobs: uploads whole and in chunks; downloads whole, in part and from the storage.

use super::*;
use plimsoll::model::Digest;

const START: &str = "/v2/sandbox/new/blobs/uploads/";

fn location(response: &Response) -> String {
    response.headers.get("location").expect("a location").to_owned()
}

fn start(sample: &StandIn) -> String {
    let response = send(sample, Method::Post, START, "");
    assert_eq!(response.status, 202);
    assert!(response.headers.get("docker-upload-uuid").is_some());
    location(&response)
}

/// A whole blob in one piece.
fn upload(sample: &StandIn, bytes: &str) -> Digest {
    let digest = Digest::of(bytes.as_bytes());
    let path = format!("{}&digest={digest}", start(sample));
    let response = send(sample, Method::Put, &path, bytes);
    assert_eq!(response.status, 201, "{}", String::from_utf8_lossy(&response.body));
    assert_eq!(response.headers.get("docker-content-digest"), Some(&*digest.to_string()));
    assert_eq!(location(&response), format!("/v2/sandbox/new/blobs/{digest}"));
    digest
}

fn with(
    sample: &StandIn,
    method: Method,
    path: &str,
    header: (&'static str, &str),
    body: &str,
) -> Response {
    let mut request = request(method, path, &[header]);
    request.body = body.as_bytes().to_vec();
    answered(sample.answer(&request))
}

#[test]
fn chunks_add_up_each_at_the_place_it_says() {
    let sample = sample("{}");
    let path = start(&sample);
    let chunk = |path: &str, range: &str, text: &str| {
        with(&sample, Method::Patch, path, ("content-range", range), text)
    };
    let first = chunk(&path, "0-3", "abcd");
    assert_eq!((first.status, first.headers.get("range")), (202, Some("0-3")));
    let path = location(&first);
    let wrong = chunk(&path, "5-6", "fg");
    assert_eq!((wrong.status, &*code(&wrong)), (416, "BLOB_UPLOAD_INVALID"));
    let second = chunk(&path, "bytes 4-5/*", "ef");
    assert_eq!((second.status, second.headers.get("range")), (202, Some("0-5")));
    let so_far = get(&sample, &path);
    assert_eq!((so_far.status, so_far.headers.get("range")), (204, Some("0-5")));

    let digest = Digest::of(b"abcdefgh");
    let path = location(&second);
    let early = send(&sample, Method::Put, &format!("{path}&digest={digest}"), "gx");
    assert_eq!((early.status, &*code(&early)), (400, "DIGEST_INVALID"));
    let blob = format!("/v2/sandbox/new/blobs/{digest}");
    assert_eq!(get(&sample, &blob).status, 404);

    let path = location(&send(&sample, Method::Patch, &start(&sample), "abcdef"));
    assert_eq!(send(&sample, Method::Put, &path, "gh").status, 400, "without a digest");
    assert_eq!(send(&sample, Method::Put, &format!("{path}&digest={digest}"), "").status, 201);
    let (whole, head) = (get(&sample, &blob), ask(&sample, Method::Head, &blob));
    assert_eq!((whole.status, &*whole.body), (200, b"abcdefgh".as_slice()));
    assert_eq!((head.status, head.headers.get("content-length")), (200, Some("8")));
    assert_eq!(code(&send(&sample, Method::Put, &path, "")), "BLOB_UPLOAD_UNKNOWN", "it has ended");
}

#[test]
fn an_upload_is_given_up_and_belongs_to_its_repository() {
    let sample = sample("{}");
    let path = start(&sample);
    let elsewhere = path.replace("sandbox/new", "sandbox/other");
    assert_eq!(code(&send(&sample, Method::Patch, &elsewhere, "x")), "BLOB_UPLOAD_UNKNOWN");
    assert_eq!(delete(&sample, &path).status, 204);
    assert_eq!(code(&get(&sample, &path)), "BLOB_UPLOAD_UNKNOWN");
}

#[test]
fn a_blob_is_mounted_or_has_to_be_uploaded() {
    let check = |config: &str, from: &str, expected: u16| {
        let sample = sample(config);
        let digest = upload(&sample, "layer");
        let path = format!("/v2/sandbox/other/blobs/uploads/?mount={digest}&from={from}");
        assert_eq!(send(&sample, Method::Post, &path, "").status, expected, "{config} {from}");
        let blob = format!("/v2/sandbox/other/blobs/{digest}");
        assert_eq!(get(&sample, &blob).status == 200, expected == 201, "{config} {from}");
    };
    check("{}", "sandbox/new", 201);
    check("{}", "web/search", 202);
    check(r#"{"mounts_refused":true}"#, "sandbox/new", 202);
}

/// A layer of an image that the sample came with.
fn own_layer(sample: &StandIn, name: &str) -> (String, u64) {
    let index = body(&get(sample, &format!("/v2/{name}/manifests/latest")));
    let child = index["manifests"][0]["digest"].as_str().expect("a child");
    let image = body(&get(sample, &format!("/v2/{name}/manifests/{child}")));
    let layer = &image["layers"][0];
    let digest = layer["digest"].as_str().expect("a layer");
    (digest.to_owned(), layer["size"].as_u64().expect("a size"))
}

#[test]
fn a_layer_that_the_sample_came_with_is_mounted_with_its_size() {
    let sample = sample("{}");
    let (layer, size) = own_layer(&sample, "web/search");
    let path = format!("{START}?mount={layer}&from=web/search");
    assert_eq!(send(&sample, Method::Post, &path, "").status, 201);
    let blob = format!("/v2/sandbox/new/blobs/{layer}");
    let head = ask(&sample, Method::Head, &blob);
    assert_eq!((head.status, head.headers.get("content-length")), (200, Some(&*size.to_string())));
    let config = upload(&sample, "{}");
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
            "config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{config}","size":2}},
            "layers":[{{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{layer}","size":{size}}}]}}"#
    );
    let kind = ("content-type", "application/vnd.oci.image.manifest.v1+json");
    let push = || with(&sample, Method::Put, "/v2/sandbox/new/manifests/x", kind, &manifest);
    assert_eq!(push().status, 201);
    assert_eq!(delete(&sample, &blob).status, 202);
    assert_eq!(code(&push()), "MANIFEST_BLOB_UNKNOWN", "it was deleted");
    assert_eq!(send(&sample, Method::Post, &path, "").status, 201);
    assert_eq!(push().status, 201);
}

#[test]
fn a_blob_is_mounted_only_by_who_may_pull_it() {
    let sample = sample(
        r#"{"authentication":{"acr":{"identities":[{"kind":"token","user":"u","password":"p","scope_map":[
            {"repositories":"sandbox/new","actions":["content/read","content/write"]},
            {"repositories":"web/search","actions":["content/read"]},
            {"repositories":"base/debian","actions":["metadata/read"]}]}]}}}"#,
    );
    let own = self::sample("{}");
    let (layer, _) = own_layer(&own, "web/search");
    let mount = |from: &str| {
        let path = format!("{START}?mount={layer}&from={from}");
        // u:p
        with(&sample, Method::Post, &path, ("authorization", "Basic dTpw"), "").status
    };
    assert_eq!(mount("web/search"), 201);
    for from in ["base/debian", "web/checkout"] {
        let head = ask(&own, Method::Head, &format!("/v2/{from}/blobs/{layer}"));
        assert_eq!((mount(from), from, head.status), (202, from, 200));
    }
}

#[test]
fn a_part_is_what_the_range_says() {
    let sample = sample("{}");
    let digest = upload(&sample, "abcdefgh");
    let check = |range: &str, status: u16, said: Option<&str>, text: &str| {
        let path = format!("/v2/sandbox/new/blobs/{digest}");
        let response = with(&sample, Method::Get, &path, ("range", range), "");
        let content = response.headers.get("content-range");
        assert_eq!((response.status, content), (status, said), "{range}");
        if status == 206 {
            assert_eq!(response.body, text.as_bytes(), "{range}");
        }
    };
    check("bytes=0-3", 206, Some("bytes 0-3/8"), "abcd");
    check("bytes=4-", 206, Some("bytes 4-7/8"), "efgh");
    check("bytes=-3", 206, Some("bytes 5-7/8"), "fgh");
    check("bytes=-99", 206, Some("bytes 0-7/8"), "abcdefgh");
    check("bytes=-0", 416, Some("bytes */8"), "");
    check("bytes=5-4", 416, Some("bytes */8"), "");
    check("bytes=6-99", 206, Some("bytes 6-7/8"), "gh");
    check("bytes=8-9", 416, Some("bytes */8"), "");
    check("bytes=x", 416, Some("bytes */8"), "");
}

#[test]
fn a_storage_elsewhere_wants_its_signature_and_no_token() {
    let sample = sample(r#"{"blobs_elsewhere":"https://store.test"}"#);
    let digest = upload(&sample, "abcdefgh");
    let blob = format!("/v2/sandbox/new/blobs/{digest}");
    assert_eq!(ask(&sample, Method::Head, &blob).status, 200, "only what is fetched is elsewhere");
    let answer = get(&sample, &blob);
    assert_eq!((answer.status, answer.body.len()), (307, 0));
    assert_eq!(
        answer.headers.get("docker-content-digest"),
        Some(&*digest.to_string()),
        "as recorded"
    );
    let place = location(&answer);
    let path = place.strip_prefix("https://store.test").expect("the storage");
    assert_eq!(get(&sample, path).body, b"abcdefgh");
    let part = with(&sample, Method::Get, path, ("range", "bytes=2-3"), "");
    assert_eq!((part.status, &*part.body), (206, b"cd".as_slice()));
    for name in ["access-control-expose-headers", "docker-distribution-api-version"] {
        assert_eq!((answer.headers.get(name).is_some(), part.headers.get(name)), (true, None));
    }
    let with_token = with(&sample, Method::Get, path, ("authorization", "Bearer x"), "");
    assert_eq!(with_token.status, 400);
    assert!(String::from_utf8_lossy(&with_token.body).contains("InvalidAuthenticationInfo"));
    assert_eq!(get(&sample, path.split('?').next().expect("a path")).status, 403);
    let missing = format!("/v2/sandbox/new/blobs/sha256:{}", "0".repeat(64));
    assert_eq!(get(&sample, &missing).status, 404, "what is not there is not elsewhere, either");
}

#[test]
fn a_deleted_blob_is_gone_though_a_manifest_lists_it() {
    let sample = sample("{}");
    let blob = format!("/v2/sandbox/new/blobs/{}", upload(&sample, "layer"));
    assert_eq!((delete(&sample, &blob).status, delete(&sample, &blob).status), (202, 404));
    let (layer, _) = own_layer(&sample, "web/search");
    let blob = format!("/v2/web/search/blobs/{layer}");
    assert_eq!(delete(&sample, &blob).status, 202);
    assert_eq!(code(&get(&sample, &blob)), "BLOB_UNKNOWN");
    assert_eq!(get(&sample, "/v2/web/search/manifests/latest").status, 200);
    assert_eq!(code(&delete(&sample, "/v2/web/search/blobs/sha256:1")), "DIGEST_INVALID");
}

#[test]
fn a_blob_goes_from_what_may_be_written_whether_or_not_it_may_be_read() {
    let sample = sample("{}");
    let (layer, _) = own_layer(&sample, "web/search");
    let blob = format!("/v2/web/search/blobs/{layer}");
    let lock = |attributes: &str| {
        assert_eq!(send(&sample, Method::Patch, "/acr/v1/web/search", attributes).status, 200);
    };
    lock(r#"{"writeEnabled":false}"#);
    assert_eq!(code(&delete(&sample, &blob)), "REGISTRY_DISALLOWED_OPERATION");
    assert_eq!(ask(&sample, Method::Head, &blob).status, 200);
    lock(r#"{"writeEnabled":true,"readEnabled":false}"#);
    assert_eq!(delete(&sample, &blob).status, 202);
}
