//! Odd contents that real registries hold, scanned and counted: every figure is worked out beside its test.

use crate::model::{Digest, MissingWhat, Repository, RepositoryName};
use crate::registry::RegistryKind;
use crate::registry::scan::{ScanEnd, ScanOptions};
use crate::registry::tests::script::{Answer, Script, refuse, reply};
use crate::registry::tests::shelf::{Scanned, Shelf, index, scanned};
use crate::storage::{Analysis, Role};

const IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";
const EMPTY: &str = "application/vnd.oci.empty.v1+json";

fn name() -> RepositoryName {
    "a".parse().expect("a name")
}

fn read(shelf: &Shelf) -> Scanned {
    scanned(&shelf.script(), RegistryKind::Oci, &ScanOptions::default())
}

fn repository(scanned: &Scanned) -> &Repository {
    &scanned.inventory.repositories[&name()]
}

/// The stored bytes of the whole registry.
fn stored(scanned: &Scanned) -> u64 {
    Analysis::of(&scanned.inventory).totals.stored.bytes
}

/// A descriptor of a blob that is named by its mark.
fn blob(mark: &str, size: u64) -> String {
    format!(
        r#"{{"mediaType":"application/octet-stream","digest":"{}","size":{size}}}"#,
        Digest::of(mark.as_bytes())
    )
}

/// A manifest with this config, these layers and further fields.
fn manifest(config: &str, layers: &[String], rest: &str) -> String {
    format!(
        r#"{{"schemaVersion":2,"mediaType":"{IMAGE}","config":{config},"layers":[{}]{rest}}}"#,
        layers.join(",")
    )
}

fn empty_config() -> String {
    format!(r#"{{"mediaType":"{EMPTY}","digest":"{}","size":2}}"#, Digest::of(b"{}"))
}

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
fn types_that_accept_does_not_name_are_absent_so_all_are_named() {
    let shelf = Shelf::of(&["a"]);
    let subject = shelf.manifest("a", &manifest(&empty_config(), &[], ""), &["v1"]);
    let types = [
        "application/vnd.oci.artifact.manifest.v1+json",
        "application/vnd.cncf.oras.artifact.manifest.v1+json",
    ];
    let mut bytes = manifest(&empty_config(), &[], "").len() as u64 + 2;
    let mut known = Vec::new();
    for (at, media_type) in types.iter().enumerate() {
        let body = format!(
            r#"{{"mediaType":"{media_type}","artifactType":"application/x-sbom","blobs":[{}],"subject":{{"digest":"{subject}","size":9}}}}"#,
            blob(media_type, 300)
        );
        bytes += body.len() as u64 + 300;
        let tag = format!("sbom{at}");
        known.push((shelf.manifest("a", &body, &[&tag]), *media_type, tag));
    }
    shelf.tags("a", &["sbom0", "sbom1", "v1"]);
    let inner = shelf.script();
    let script = Script::new(move |request, before| {
        let wanted = known.iter().find(|(digest, _, tag)| {
            request.url.ends_with(&format!("/{digest}"))
                || request.url.ends_with(&format!("/{tag}"))
        });
        let accept = request.headers.iter().find(|(name, _)| *name == "accept");
        match (wanted, accept) {
            (Some((_, media_type, _)), Some((_, accept))) if !accept.contains(media_type) => {
                refuse(404, "MANIFEST_UNKNOWN")
            }
            _ => inner.answer(request, before),
        }
    });
    let scanned = scanned(&script, RegistryKind::Oci, &ScanOptions::default());
    assert_eq!((stored(&scanned), scanned.end.clone()), (bytes, ScanEnd::Complete));
    assert_eq!(repository(&scanned).manifests.len(), 3);
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

#[test]
fn a_registry_that_takes_a_tag_of_referrers_for_the_manifest_has_no_referrers() {
    let shelf = Shelf::of(&["a"]);
    let child = shelf.manifest("a", &manifest(&empty_config(), &[], ""), &[]);
    let body = index(&[&child]);
    let digest = shelf.manifest("a", &body, &["v18"]);
    shelf.tags("a", &["v18"]);
    for subject in [&child, &digest] {
        // `sha256-<hex>` names the manifest itself here.
        let found =
            if *subject == child { manifest(&empty_config(), &[], "") } else { body.clone() };
        shelf.put(&format!("/v2/a/manifests/sha256-{}", subject.hex()), 200, &found);
    }
    let scanned = read(&shelf);
    assert_eq!(repository(&scanned).manifests.len(), 2);
    assert_eq!(scanned.end, ScanEnd::Complete);
    let analysis = Analysis::of(&scanned.inventory);
    assert_eq!((analysis.totals.orphans, analysis.totals.tags), (0, 1));
}

#[test]
fn a_referrer_that_a_list_names_wrongly_or_in_vain_changes_no_figure() {
    let subject_body = manifest(&empty_config(), &[blob("layer", 9000)], "");
    let subject = Digest::of(subject_body.as_bytes());
    let signature = manifest(
        &empty_config(),
        &[blob("signature", 1263)],
        &format!(r#","subject":{{"mediaType":"{IMAGE}","digest":"{subject}","size":9}}"#),
    );
    let bytes = (subject_body.len() + signature.len()) as u64 + 2 + 9000 + 1263;
    let ghost = Digest::of(b"ghost");
    let signed = Digest::of(signature.as_bytes());
    // The size is that of the manifest, of manifest and content together, or far beyond.
    for size in [signature.len() as u64, signature.len() as u64 + 1265, 1 << 40] {
        let entries = format!(
            r#"{{"schemaVersion":2,"manifests":[{{"mediaType":"{IMAGE}","digest":"{signed}","size":{size}}},{{"mediaType":"{IMAGE}","digest":"{ghost}","size":500}}]}}"#
        );
        // By the list of referrers.
        let shelf = Shelf::of(&["a"]);
        shelf.manifest("a", &subject_body, &["v1"]);
        shelf.manifest("a", &signature, &[]);
        shelf.tags("a", &["v1"]);
        shelf.put(&format!("/v2/a/referrers/{subject}"), 200, &entries);
        shelf.put(&format!("/v2/a/referrers/{signed}"), 200, &index(&[]));
        let scanned = read(&shelf);
        assert_eq!((stored(&scanned), scanned.end.clone()), (bytes, ScanEnd::Complete), "{size}");
        let role = |scanned: &Scanned, digest: &Digest| {
            Analysis::of(&scanned.inventory).manifest(&name(), digest).map(|figures| figures.role)
        };
        assert_eq!(role(&scanned, &signed), Some(Role::Referrer));
        assert!(!repository(&scanned).manifests.contains_key(&ghost));
        // By the tag that older clients write, which names one that was deleted, too.
        let shelf = Shelf::of(&["a"]);
        let tag = format!("sha256-{}", subject.hex());
        shelf.manifest("a", &subject_body, &["v1"]);
        shelf.manifest("a", &signature, &[]);
        shelf.manifest("a", &entries, &[&tag]);
        shelf.tags("a", &["v1", &tag]);
        let scanned = read(&shelf);
        assert_eq!(scanned.end, ScanEnd::Complete, "{size}");
        assert_eq!(stored(&scanned), bytes + entries.len() as u64, "{size}");
        assert!(repository(&scanned).absent.contains(&ghost));
        assert_eq!(Analysis::of(&scanned.inventory).totals.orphans, 0);
    }
}

#[test]
fn a_web_server_s_own_404_is_a_gap_and_a_registry_s_is_not() {
    let page = "<html><head><title>404 Not Found</title></head></html>";
    let check = |status: u16, body: &str, end: ScanEnd| {
        let shelf = Shelf::of(&["a"]);
        let kept = manifest(&empty_config(), &[blob("layer", 5000)], "");
        shelf.manifest("a", &kept, &["ok"]);
        shelf.put("/v2/a/manifests/hidden", status, body);
        shelf.tags("a", &["hidden", "ok"]);
        let scanned = read(&shelf);
        assert_eq!(scanned.end, end, "{status} {body}");
        // The rest is read.
        assert_eq!(stored(&scanned), kept.len() as u64 + 5002);
    };
    check(404, page, ScanEnd::Incomplete);
    check(404, "", ScanEnd::Incomplete);
    check(200, "<!DOCTYPE html><title>Sign in</title>", ScanEnd::Incomplete);
    check(404, r#"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#, ScanEnd::Complete);
}

#[test]
fn a_list_that_begins_anew_after_its_last_page_ends() {
    // Without a link, whatever comes after the last tag is everything again.
    for (tags, asked) in [(1000_usize, 2), (50, 2), (49, 1)] {
        let shelf = Shelf::of(&["a"]);
        let body = manifest(&empty_config(), &[], "");
        let digest = shelf.manifest("a", &body, &[]);
        let names: Vec<String> = (0..tags).map(|at| format!("\"t{at:04}\"")).collect();
        shelf.put("/v2/a/tags/list", 200, &format!(r#"{{"tags":[{}]}}"#, names.join(",")));
        let inner = shelf.script();
        let script =
            Script::new(move |request, before| match request.url.contains("/manifests/t") {
                true => reply(200, body.clone()),
                false => inner.answer(request, before),
            });
        let scanned = scanned(&script, RegistryKind::Oci, &ScanOptions::default());
        assert_eq!(
            (repository(&scanned).tags.len(), scanned.end.clone()),
            (tags, ScanEnd::Complete)
        );
        assert!(repository(&scanned).manifests.contains_key(&digest));
        assert_eq!(script.told().matches("/tags/list").count(), asked, "{tags}");
    }
}

#[test]
fn a_config_that_a_login_page_answers_leaves_the_figures_whole() {
    let shelf = Shelf::of(&["a"]);
    let config = Digest::of(b"config");
    let body = manifest(
        &format!(
            r#"{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{config}","size":6}}"#
        ),
        &[blob("layer", 70)],
        "",
    );
    shelf.manifest("a", &body, &["v1"]);
    shelf.tags("a", &["v1"]);
    for answer in [reply(200, "<html>sign in</html>"), reply(404, ""), reply(200, "{}")] {
        let Answer::Is(answer) = answer else { panic!("an answer") };
        shelf.put(
            &format!("/v2/a/blobs/{config}"),
            answer.status,
            &String::from_utf8_lossy(&answer.body),
        );
        let scanned = read(&shelf);
        assert_eq!(
            (stored(&scanned), scanned.end.clone()),
            (body.len() as u64 + 76, ScanEnd::Complete)
        );
    }
}
