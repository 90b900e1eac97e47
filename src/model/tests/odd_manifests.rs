//! Manifests that registries keep and strict readers give up on: odd text, deep fields, signatures.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::model::{Digest, ImageConfig, Manifest, ManifestContent, MediaType};

fn digest(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}

/// An image of 7 + 9 bytes, with these fields, too.
fn image(more: &str) -> String {
    format!(
        r#"{{"config":{{"digest":"{}","size":7}},"layers":[{{"digest":"{}","size":9{more}}}]{more}}}"#,
        digest("config"),
        digest("layer")
    )
}

#[test]
fn odd_fields_that_nobody_reads_hide_nothing() {
    let deep = |depth: usize| format!(",\"x\":{}{}", "[".repeat(depth), "]".repeat(depth));
    let objects = format!(",\"x\":{}1{}", "{\"a\":".repeat(300), "}".repeat(300));
    for more in [
        String::new(),
        r#","annotations":{"a":"\ud800"}"#.to_owned(),
        r#","annotations":{"\udfff":"\ud800\ud800"}"#.to_owned(),
        r#","x":1e999"#.to_owned(),
        deep(200),
        deep(100_000),
        objects,
    ] {
        let body = image(&more);
        let read = Manifest::read(body.as_bytes(), None, None);
        assert_eq!(read.blobs().filter_map(|blob| blob.size()).sum::<u64>(), 16, "{more:.40}");
        assert_eq!((read.digest, read.size), (digest(&body), body.len() as u64));
    }
    // A digest that is none still hides everything.
    let broken = image("").replace("sha256:", r"sha256:\ud800");
    assert!(!Manifest::read(broken.as_bytes(), None, None).is_understood());

    let config = r#"{"os":"linux","architecture":"arm","history":[{"created_by":"a\ud800"}]}"#;
    let config = ImageConfig::read(config.as_bytes()).expect("an object");
    assert_eq!(config.step_of_layer(0, 1), Some("a\u{fffd}"));
    assert!(config.platform.is_some());
}

/// A payload, and the same signed: with `more` among the signed fields, and a signature by `key`.
fn signed(more: &str, key: &str) -> (String, String) {
    let (one, two) = (digest("one"), digest("two"));
    let head = format!(
        "{{\n   \"schemaVersion\": 1,\n   \"fsLayers\": [{{\"blobSum\": \"{one}\"}}, {{\"blobSum\": \"{two}\"}}]{more}"
    );
    let tail = "\n}";
    let protected = format!(
        r#"{{"formatLength":{},"formatTail":"{}","time":"2015-01-01T00:00:00Z"}}"#,
        head.len(),
        URL_SAFE_NO_PAD.encode(tail)
    );
    let signature = format!(
        r#","signatures":[{{"header":{{"alg":"ES256"}},"signature":"{key}","protected":"{}"}}]"#,
        URL_SAFE_NO_PAD.encode(protected)
    );
    (format!("{head}{tail}"), format!("{head}{signature}{tail}"))
}

#[test]
fn signed_schema_1_has_the_digest_of_its_payload_whoever_signs() {
    let content_type = Some("application/vnd.docker.distribution.manifest.v1+prettyjws");
    for (more, key) in [("", "AAAA"), ("", "BBBB"), (r#", "name": "é\ud800""#, "CCCC")] {
        let (payload, body) = signed(more, key);
        for expected in [Some(digest(&payload)), None] {
            let read = Manifest::read(body.as_bytes(), content_type, expected.as_ref());
            assert_eq!((read.digest, read.size), (digest(&payload), payload.len() as u64));
            assert_eq!(read.media_type, MediaType::DockerSchema1Signed);
            let ManifestContent::Schema1 { layers } = read.content else { panic!("{body}") };
            let layers: Vec<_> =
                layers.iter().map(|layer| (layer.digest.clone(), layer.size())).collect();
            assert_eq!(layers, [(digest("two"), None), (digest("one"), None)]);
        }
        // A registry that keeps the signatures, too.
        let kept = Manifest::read(body.as_bytes(), content_type, Some(&digest(&body)));
        assert_eq!((kept.digest, kept.size), (digest(&body), body.len() as u64));
        // Other bytes are other bytes.
        let other = digest("other");
        assert_ne!(Manifest::read(body.as_bytes(), content_type, Some(&other)).digest, other);
    }
}

#[test]
fn only_what_is_signed_is_read_of_a_signed_manifest() {
    // The layers stand beside the payload that proves the digest: they are not in it.
    let (payload, body) = signed("", "AAAA");
    let added = body.replacen(r#","signatures""#, r#","tag":"x","signatures""#, 1);
    let read = Manifest::read(added.as_bytes(), None, Some(&digest(&payload)));
    assert_eq!(read.size, payload.len() as u64);
    let empty = URL_SAFE_NO_PAD.encode("[1,null]");
    let protected =
        URL_SAFE_NO_PAD.encode(format!(r#"{{"formatLength":0,"formatTail":"{empty}"}}"#));
    let body = format!(
        r#"{{"schemaVersion":1,"fsLayers":[{{"blobSum":"{}"}}],"signatures":[{{"protected":"{protected}"}}]}}"#,
        digest("one")
    );
    let read = Manifest::read(body.as_bytes(), None, Some(&digest("[1,null]")));
    assert_eq!((read.digest, read.content), (digest("[1,null]"), ManifestContent::Unknown));
    // Signatures that cannot be read, and a length beyond the end.
    for protected in ["", "!", "e30", "eyJmb3JtYXRMZW5ndGgiOjk5OTk5LCJmb3JtYXRUYWlsIjoiIn0"] {
        let body = format!(r#"{{"schemaVersion":1,"signatures":[{{"protected":"{protected}"}}]}}"#);
        assert_eq!(Manifest::read(body.as_bytes(), None, None).digest, digest(&body));
    }
}
