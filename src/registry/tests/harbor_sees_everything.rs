//! Harbor: projects that a sign-in does not see, and artifacts that move to another page while they are
//! listed.

use super::script::{Script, reply};
use super::shelf::{Shelf, scanned};
use crate::model::{Digest, MissingWhat, ReadState};
use crate::registry::RegistryKind;
use crate::registry::scan::{ScanEnd, ScanOptions};

/// A Harbor of one repository without artifacts.
fn shelf() -> Shelf {
    let shelf = Shelf::default();
    shelf.tags("team/app", &[]);
    shelf.put("/api/v2.0/repositories", 200, r#"[{"name":"team/app"}]"#);
    shelf.put("/api/v2.0/projects", 200, r#"[{"name":"team","repo_count":1}]"#);
    shelf.put("/api/v2.0/projects/team/repositories/app/artifacts", 200, "[]");
    shelf
}

#[test]
fn only_a_system_administrator_sees_everything() {
    let check = |status: u16, body: &str, sees_part: bool| {
        let shelf = shelf();
        shelf.put("/api/v2.0/users/current", status, body);
        let scanned = scanned(&shelf.script(), RegistryKind::Harbor, &ScanOptions::default());
        assert_eq!(scanned.inventory.sees_part, sees_part, "{status} {body}");
        // Nothing that the scan was to read is missing.
        assert_eq!(scanned.end, ScanEnd::Complete, "{status} {body}");
    };
    check(200, r#"{"sysadmin_flag":true,"admin_role_in_auth":false}"#, false);
    check(200, r#"{"sysadmin_flag":false,"admin_role_in_auth":true}"#, false);
    check(200, r#"{"sysadmin_flag":false,"admin_role_in_auth":false}"#, true);
    check(200, r#"{"sysadmin_flag":"true"}"#, true);
    check(200, "<html>", true);
    // The anonymous or a CLI secret, a robot account, a proxy on the way, a lost connection.
    for status in [401, 403, 412, 404, 500, 0] {
        check(status, "", true);
    }
    let plain = scanned(&Shelf::of(&[]).script(), RegistryKind::Oci, &ScanOptions::default());
    assert!(!plain.inventory.sees_part);
}

#[test]
fn an_artifact_that_goes_while_others_are_listed_leaves_a_gap() {
    // 101 untagged artifacts. After the first page one of them is deleted, so the first artifact of the
    // second page moves to the first page, which was read already.
    let row = |at: usize| format!(r#"{{"digest":"{}","tags":null}}"#, Digest::of(&[at as u8]));
    let rows = move |range: std::ops::Range<usize>| {
        format!("[{}]", range.map(row).collect::<Vec<_>>().join(","))
    };
    for (second, total, is_whole) in [(100..101, "101", true), (101..101, "100", false)] {
        let inner = shelf().script();
        let script = Script::new(move |request, before| {
            if !request.url.contains("/artifacts?q=base") {
                return inner.answer(request, before);
            }
            match request.url.contains("page=1&") {
                true => reply(200, rows(0..100))
                    .with("X-Total-Count", "101")
                    .with("Link", "</api/v2.0/projects/team/repositories/app/artifacts?q=base%3D*&page=2&page_size=100>; rel=\"next\""),
                false => reply(200, rows(second.clone())).with("X-Total-Count", total),
            }
        });
        let scanned = scanned(&script, RegistryKind::Harbor, &ScanOptions::default());
        let repository = &scanned.inventory.repositories[&"team/app".parse().expect("a name")];
        let gaps = repository.missing.iter().filter(|gap| gap.what == MissingWhat::Manifests);
        assert_eq!(gaps.count(), usize::from(!is_whole), "{total}");
        assert_eq!(repository.lists_untagged, is_whole, "{total}");
        if !is_whole {
            assert_eq!(repository.state, ReadState::Incomplete);
        }
    }
}
