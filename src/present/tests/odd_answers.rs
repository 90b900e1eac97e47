//! Answers that are none, lists without an end, and types that a registry hides.

use super::{blob, empty_config, manifest, read, repository, stored};
use crate::model::Digest;
use crate::registry::RegistryKind;
use crate::registry::scan::{ScanEnd, ScanOptions};
use crate::registry::tests::script::{Answer, Script, refuse, reply};
use crate::registry::tests::shelf::{Shelf, scanned};

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
