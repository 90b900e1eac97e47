//! The report, its figures, and the document that names its fields.

use super::registry;
use crate::by_hand::digest;
use plimsoll::model::{Inventory, Missing, MissingWhat, Timestamp};
use plimsoll::present::{Origin, report};
use plimsoll::registry::RegistryKind;
use plimsoll::storage::Analysis;

/// The report of an inventory, taken at noon on 2026-11-20.
fn reported(inventory: &Inventory) -> serde_json::Value {
    let taken_at = Timestamp::parse("2026-11-20T12:00:00Z").expect("a moment");
    let origin = Origin { host: "registry.test", kind: "oci", taken_at };
    let text = report(&origin, inventory, &Analysis::of(inventory));
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn the_report_has_the_agreed_shape_and_figures() {
    let mut inventory = registry();
    inventory.missing.push(Missing {
        repository: None,
        reference: Some("<b>".to_owned()),
        what: MissingWhat::Catalog,
        why: "Not a name.".to_owned(),
    });
    let json = reported(&inventory);
    let check = |pointer: &str, expected: serde_json::Value| {
        assert_eq!(json.pointer(pointer), Some(&expected), "{pointer}");
    };
    check("/schema", "plimsoll.report/2".into());
    check(
        "/registry",
        serde_json::json!({ "host": "registry.test", "kind": "oci", "kept_once": "registry" }),
    );
    check("/taken_at", "2026-11-20T12:00:00Z".into());
    check(
        "/missing/0",
        serde_json::json!({ "repository": null, "reference": "<b>", "what": "catalog", "why": "Not a name." }),
    );
    // 121 + 244 with base (100) once; 5 manifests, 4 configs, 4 layers.
    check(
        "/totals",
        serde_json::json!({
            "repositories": 2, "tags": 4, "manifests": 5, "untagged_manifests": 2, "blobs": 13,
            "logical_bytes": 576, "stored_bytes": 265, "reclaimable_bytes": 59
        }),
    );
    check(
        "/repositories/0",
        serde_json::json!({
            "name": "tools", "tags": 1, "manifests": 1, "untagged_manifests": 0, "logical_bytes": 121,
            "stored_bytes": 121, "exclusive_bytes": 21, "shared_bytes": 100, "reclaimable_bytes": 0,
            "last_updated": null
        }),
    );
    let of_i = json["manifests"].as_array().expect("a list").iter();
    let of_i = of_i.clone().find(|row| row["digest"] == digest("i").to_string()).expect("a row");
    assert_eq!(
        *of_i,
        serde_json::json!({
            "repository": "web/app", "digest": digest("i").to_string(),
            "media_type": "application/vnd.oci.image.manifest.v1+json", "artifact_type": null,
            "platform": null, "tags": ["v2"], "role": "index", "content_bytes": 185,
            "exclusive_bytes": 3, "created": null, "last_updated": null, "locked": false
        })
    );
}

/// `key{a,b[]}, key[{c,d}]` in words: each object of the report with its fields, in order.
fn documented_fields() -> Vec<(String, Vec<String>)> {
    let document = include_str!("../../docs/exports.md");
    let block = document.split("```").nth(1).expect("a block").replace(['\n', ' '], "");
    let mut objects = vec![(String::new(), Vec::new())];
    let mut text = String::new();
    let mut inside = 0;
    for sign in block.chars().chain([',']) {
        match sign {
            '{' => {
                objects[0].1.push(text.clone());
                objects.push((std::mem::take(&mut text), Vec::new()));
                inside = objects.len() - 1;
            }
            ',' | '}' => {
                if !text.is_empty() {
                    objects[inside].1.push(std::mem::take(&mut text));
                }
                inside = if sign == '}' { 0 } else { inside };
            }
            '[' | ']' => {}
            sign => text.push(sign),
        }
    }
    objects
}

#[test]
fn the_report_has_the_fields_that_its_document_names() {
    let mut inventory = registry();
    inventory.missing.push(Missing {
        repository: None,
        reference: None,
        what: MissingWhat::Catalog,
        why: "Not a name.".to_owned(),
    });
    let json = reported(&inventory);
    let documented = documented_fields();
    let names: Vec<_> = documented.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["", "registry", "missing", "totals", "repositories", "manifests"]);
    for (name, fields) in documented {
        let found = if name.is_empty() { &json } else { &json[&name] };
        let objects = found.as_array().map_or(vec![found], |all| all.iter().collect());
        assert!(!objects.is_empty(), "{name}");
        for object in objects {
            let mut keys: Vec<_> = object.as_object().expect("an object").keys().collect();
            let mut fields: Vec<_> = fields.iter().collect();
            keys.sort();
            fields.sort();
            assert_eq!(keys, fields, "{name}");
        }
    }
    // Every role and every kind of gap that can be written is in the document.
    let document = include_str!("../../docs/exports.md");
    for role in ["image", "artifact", "index", "child", "referrer", "orphan", "unknown"] {
        assert!(document.contains(&format!("`{role}`")), "{role}");
    }
    for kind in RegistryKind::ALL {
        assert!(document.contains(&format!("`{}`", kind.word())), "{kind:?}");
    }
}
