//! Contents that real registries hold.

use super::{blob, empty_config, manifest, read, repository, stored};
use crate::model::{Digest, MissingWhat};
use crate::registry::RegistryKind;
use crate::registry::scan::{ScanEnd, ScanOptions};
use crate::registry::tests::script::{Script, reply};
use crate::registry::tests::shelf::{Shelf, index, scanned};

#[test]
fn a_blob_that_stands_in_a_manifest_again_and_again_counts_once() {
    let check = |config: String, layers: &[String], blobs: u64| {
        let shelf = Shelf::of(&["a"]);
        let body = manifest(&config, layers, "");
        shelf.manifest("a", &body, &["v1"]);
        shelf.tags("a", &["v1"]);
        assert_eq!(stored(&read(&shelf)), body.len() as u64 + blobs, "{body}");
    };
    let big = || blob("ten mebibytes", 10_485_760);
    let (one, two) = (blob("one", 1111), blob("two", 2222));
    // The config is the layer, too.
    check(big(), &[big()], 10_485_760);
    check(blob("config", 5), &[one.clone(), two.clone(), one.clone(), two, one.clone()], 3333 + 5);
    check(one.clone(), &[one.clone(), one], 1111);
}

#[test]
fn an_artifact_of_thousands_of_files_is_read_whole() {
    for files in [1_u64, 3000] {
        let shelf = Shelf::of(&["a"]);
        let layers: Vec<_> = (0..files).map(|at| blob(&format!("file {at}"), 1000 + at)).collect();
        let body = manifest(&empty_config(), &layers, r#","artifactType":"application/x-set""#);
        shelf.manifest("a", &body, &["2025"]);
        shelf.tags("a", &["2025"]);
        let scanned = read(&shelf);
        let layers = 1000 * files + files * (files - 1) / 2;
        assert_eq!(stored(&scanned), body.len() as u64 + 2 + layers);
        assert_eq!(scanned.end, ScanEnd::Complete);
    }
}

#[test]
fn an_empty_config_is_not_asked_for_and_one_of_no_bytes_leaves_no_gap() {
    let shelf = Shelf::of(&["a"]);
    let nothing = Digest::of(b"");
    let config = format!(
        r#"{{"mediaType":"application/vnd.example.policy.config","digest":"{nothing}","size":0}}"#
    );
    let policy = manifest(&config, &[blob("policy", 5000)], "");
    // The blob of the empty config is its layer, too: `{}` counts once.
    let flag =
        manifest(&empty_config(), &[empty_config()], r#","artifactType":"application/x-flag""#);
    for (tag, body) in [("policy", &policy), ("flag", &flag)] {
        shelf.manifest("a", body, &[tag]);
    }
    shelf.tags("a", &["flag", "policy"]);
    let inner = shelf.script();
    let script = Script::new(move |request, before| match request.url.contains("/blobs/") {
        true => reply(200, ""),
        false => inner.answer(request, before),
    });
    let scanned = scanned(&script, RegistryKind::Oci, &ScanOptions::default());
    assert_eq!(stored(&scanned), (policy.len() + flag.len()) as u64 + 5000 + 2);
    assert_eq!((scanned.end.clone(), scanned.told(&[]).len()), (ScanEnd::Complete, 2));
    assert!(!script.told().contains(&Digest::of(b"{}").to_string()), "{}", script.told());
}

#[test]
fn digests_of_sha512_are_read_and_verified_like_others() {
    let shelf = Shelf::of(&["a"]);
    let long = |body: &str| -> Digest {
        use sha2::Digest as _;
        let hash = sha2::Sha512::digest(body.as_bytes());
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha512:{hex}").parse().expect("a digest")
    };
    let layer = format!(
        r#"{{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{}","size":7777}}"#,
        long("layer")
    );
    let child = manifest(&empty_config(), &[layer], "");
    let digest = long(&child);
    shelf.put(&format!("/v2/a/manifests/{digest}"), 200, &child);
    let index = index(&[&digest]);
    shelf.manifest("a", &index, &["index"]);
    shelf.tags("a", &["index"]);
    let scanned = read(&shelf);
    assert_eq!(stored(&scanned), (child.len() + index.len()) as u64 + 2 + 7777);
    assert!(repository(&scanned).manifests.contains_key(&digest));
    // Other bytes than the digest says are refused, as with sha256.
    shelf.put(&format!("/v2/a/manifests/{digest}"), 200, &child.replace("7777", "7778"));
    let scanned = read(&shelf);
    assert!(scanned.why(MissingWhat::Manifest).contains("digest"), "{:?}", scanned.told(&[]));
}
