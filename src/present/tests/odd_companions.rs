//! Manifests that belong to others: referrers and attestations.

use super::{IMAGE, blob, empty_config, manifest, name, read, repository, stored};
use crate::model::Digest;
use crate::present::platforms;
use crate::registry::scan::ScanEnd;
use crate::registry::tests::shelf::{Scanned, Shelf, index};
use crate::storage::{Analysis, Role};

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
fn attestations_belong_to_their_index_and_are_no_platforms() {
    let shelf = Shelf::of(&["a"]);
    let mut bytes = 2;
    let mut entries = Vec::new();
    let mut attestations = Vec::new();
    for architecture in ["amd64", "arm64"] {
        let image = manifest(&empty_config(), &[blob(architecture, 700_000)], "");
        let provenance = blob(&format!("provenance {architecture}"), 2500);
        let attestation = manifest(&empty_config(), &[provenance], "");
        bytes += (image.len() + attestation.len()) as u64 + 702_500;
        let image = shelf.manifest("a", &image, &[]);
        let attestation = shelf.manifest("a", &attestation, &[]);
        entries.push(format!(
            r#"{{"mediaType":"{IMAGE}","digest":"{image}","size":1,"platform":{{"architecture":"{architecture}","os":"linux"}}}}"#
        ));
        entries.push(format!(
            r#"{{"mediaType":"{IMAGE}","digest":"{attestation}","size":1,"platform":{{"architecture":"unknown","os":"unknown"}},"annotations":{{"vnd.docker.reference.digest":"{image}","vnd.docker.reference.type":"attestation-manifest"}}}}"#
        ));
        attestations.push(attestation);
    }
    let body = format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, entries.join(","));
    let index = shelf.manifest("a", &body, &["1.0", "latest"]);
    shelf.tags("a", &["1.0", "latest"]);
    let scanned = read(&shelf);
    let analysis = Analysis::of(&scanned.inventory);
    assert_eq!(stored(&scanned), bytes + body.len() as u64);
    assert_eq!(analysis.totals.logical.bytes, 2 * stored(&scanned));
    let index = &repository(&scanned).manifests[&index];
    let (present, listed) = platforms(repository(&scanned), index);
    assert_eq!((present, listed), (vec!["linux/amd64".to_owned(), "linux/arm64".to_owned()], 2));
    for attestation in attestations {
        let role = analysis.manifest(&name(), &attestation).map(|figures| figures.role);
        assert_eq!(role, Some(Role::Child));
    }
}
