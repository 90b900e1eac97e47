//! Rows, bars, words and the report of a registry that is small enough to check by hand.
#![cfg(not(target_arch = "wasm32"))]

mod by_hand;

use by_hand::{cell_of, digest, image, index, repository, repository_name, tag_name};
use plimsoll::cleanup::{Along, Failure, Plan, StepEnd, Target, UntagWay};
use plimsoll::model::{
    Attributes, Inventory, ManifestEntry, MediaType, Missing, MissingWhat, Platform, ReadState,
    Repository, RepositoryEntry, Timestamp,
};
use plimsoll::present::{
    BytesText, Cell, Meter, Origin, PlanLine, Row, TAG_COLUMNS, all_gaps, largest_repositories,
    leftovers, listed_counts, manifest_rows, plan_goes, plan_groups, plan_lines, plan_notes,
    plan_shared, plan_space, plan_title, report, repository_rows, skipped_words, step_end,
    step_words, tag_rows, unasked_words,
};
use plimsoll::registry::RegistryKind;
use plimsoll::storage::Analysis;

/// `web/app`: v1 and latest on image `a` (10 + config 5 + base 100 + app-a 20), v2 on index `i` (3) of
/// `a` again and `b` (11 + config 6 + base 100 + app-b 30), and an orphan `o` (12 + config 7 + old 40).
/// `tools`: image `t` (13 + config 8 + base 100).
fn registry() -> Inventory {
    let app = repository(
        vec![
            image("a", 10, ("config-a", 5), &[("base", 100), ("app-a", 20)]),
            image("b", 11, ("config-b", 6), &[("base", 100), ("app-b", 30)]),
            image("o", 12, ("config-o", 7), &[("old", 40)]),
            index("i", 3, &["a", "b"]),
        ],
        &[("v1", "a"), ("latest", "a"), ("v2", "i")],
    );
    let tools =
        repository(vec![image("t", 13, ("config-t", 8), &[("base", 100)])], &[("latest", "t")]);
    by_hand::registry(vec![("tools", tools), ("web/app", app)])
}

fn words(row: &Row) -> Vec<String> {
    let word = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::Name { before, name, badges, .. } => {
            let badges: String = badges.iter().map(|badge| format!(" [{}]", badge.text)).collect();
            format!("{before}{name}{badges}")
        }
        Cell::Count(count) => count.to_string(),
        Cell::AtLeast(count) => format!("at least {count}"),
        Cell::Bytes(_, text) => text.plain(),
        Cell::Meter(meter) if meter.pending => "hatched".to_owned(),
        Cell::Meter(meter) if meter.reclaimable > 0 => {
            let Meter { only_here, reclaimable, shared, full, .. } = meter;
            format!("{only_here}+{reclaimable}+{shared} of {full}")
        }
        Cell::Meter(meter) => format!("{}+{} of {}", meter.only_here, meter.shared, meter.full),
        Cell::Digest(digest, _) => digest.short(),
        Cell::Chips(words) => words.join(" "),
        Cell::Moment(moment) => moment.to_string(),
        Cell::Nothing => "–".to_owned(),
        Cell::Unknown => "?".to_owned(),
        Cell::Pending => "…".to_owned(),
    };
    row.cells().map(word).collect()
}

#[test]
fn repositories_in_rows() {
    let inventory = registry();
    let rows = repository_rows(&inventory, &Analysis::of(&inventory));
    // tools stores 13 + 8 + 100 = 121, of which base (100) is shared.
    assert_eq!(
        words(&rows[0]),
        ["tools", "1", "1", "0", "121 B", "121 B", "21+100 of 244", "21 B", "0 B", "–"]
    );
    // web/app stores 10+5+20 + 11+6+30 + 12+7+40 + 3 + base 100 = 244. Its tags: 135 + 135 (both on a)
    // + (3 + 135 + 47) = 455. Orphan o alone holds 59.
    assert_eq!(
        words(&rows[1]),
        ["web/app", "3", "4", "2", "455 B", "244 B", "85+59+100 of 244", "144 B", "59 B", "–"]
    );
}

#[test]
fn what_is_unread_or_unknowable_is_never_a_number() {
    let mut inventory = registry();
    for repository in inventory.repositories.values_mut() {
        repository.lists_untagged = false;
    }
    let tools = inventory.repositories.get_mut(&repository_name("tools")).expect("there");
    tools.state = ReadState::Reading;
    let rows = repository_rows(&inventory, &Analysis::of(&inventory));
    assert_eq!(words(&rows[0])[1..], ["…", "…", "…", "…", "…", "hatched", "…", "…", "…"]);
    // While tools is unread, base may be used by it or by nobody else. An orphan that is known
    // (left behind by a deletion) is counted even where orphans are not listed.
    assert_eq!(words(&rows[1])[7..9], ["up to 144 B", "up to 59 B"]);
    // Manifests that no list shows cannot be counted, either.
    assert_eq!(words(&rows[1])[1..4], ["3", "at least 4", "at least 2"]);

    // Without a known orphan there is no "0 B", because an unlisted one may be there.
    let tools = inventory.repositories.get_mut(&repository_name("tools")).expect("there");
    tools.state = ReadState::Complete;
    let rows = repository_rows(&inventory, &Analysis::of(&inventory));
    assert_eq!(words(&rows[0])[7..9], ["up to 21 B", "?"]);
}

/// `web/app` with its lists read and nothing else: an index `i` with v1 and latest on it, its untagged
/// child `c`, locked, and an image `b` in quarantine with the tag v0, which is locked.
fn listed_only() -> Inventory {
    let entry = |size: u64, tagged: bool| ManifestEntry {
        size: Some(size),
        tagged,
        last_updated: Timestamp::parse("2024-05-06T07:08:09Z"),
        ..ManifestEntry::default()
    };
    let mut app = repository(vec![], &[("v1", "i"), ("latest", "i"), ("v0", "b")]);
    app.take_entry(
        digest("i"),
        ManifestEntry { media_type: Some(MediaType::OciIndex), ..entry(2048, true) },
    );
    let platform = Platform { os: "linux".into(), architecture: "arm64".into(), variant: None };
    app.take_entry(
        digest("c"),
        ManifestEntry {
            media_type: Some(MediaType::OciManifest),
            config_type: Some(MediaType::OciConfig),
            platform: Some(platform),
            attributes: Attributes::LOCKED,
            ..entry(2000, false)
        },
    );
    app.take_entry(
        digest("b"),
        ManifestEntry { quarantine: Some("Quarantined".into()), ..entry(1024, true) },
    );
    app.tags.get_mut(&tag_name("v0")).expect("there").attributes = Attributes::LOCKED;
    (app.state, app.lists) = (ReadState::Reading, ReadState::Complete);
    let mut inventory = by_hand::registry(vec![("web/app", app)]);
    inventory.state = ReadState::Reading;
    inventory
}

#[test]
fn lists_fill_rows_before_any_manifest_is_read() {
    let inventory = listed_only();
    let (analysis, does) = (Analysis::of(&inventory), RegistryKind::Acr.capabilities());
    let name = repository_name("web/app");
    let date = "2024-05-06T07:08:09Z";
    // Twice the index and once the image: 2 × 2 048 + 1 024 = 5 120. What is stored nobody knows.
    assert_eq!(
        words(&repository_rows(&inventory, &analysis)[0]),
        ["web/app", "3", "3", "1", "listed as 5.0 KiB", "…", "hatched", "…", "…", date]
    );
    let listed = analysis.totals.listed.expect("listed");
    assert_eq!(listed_counts(&listed), "3 tags. 3 manifests; 1 has no tag");
    let rows = tag_rows(&name, &inventory.repositories[&name], &analysis, &does);
    let short = |name: &str| digest(name).short();
    assert_eq!(
        words(&rows[1]),
        ["v0 [locked]", &*short("b"), "…", "listed as 1.0 KiB", "hatched", "…", "…", "–"]
    );
    assert!(rows[1].has_badge("locked") && !rows[0].has_badge("locked"));
    let Cell::Bytes(_, size) = cell_of(TAG_COLUMNS, &rows[1], "size") else { panic!("bytes") };
    assert_eq!(size.exact, "1\u{202f}024 bytes, as the registry lists it");

    let rows = manifest_rows(&name, &inventory.repositories[&name], &analysis, &does);
    let row = |name: &str| {
        let found = rows.iter().find(|row| row.key == digest(name).to_string());
        words(found.expect("a row"))
    };
    assert_eq!(
        row("c"),
        [
            &*short("c"),
            "untagged [locked]",
            "image",
            "arm64",
            "listed as 2.0 KiB",
            "hatched",
            "…",
            date
        ]
    );
    assert_eq!(
        row("b"),
        [
            &*short("b"),
            "v0 [tag locked] [quarantine]",
            "…",
            "…",
            "listed as 1.0 KiB",
            "hatched",
            "…",
            date
        ]
    );
    assert_eq!(row("i")[1..3], ["latest [and 1 more]", "index"]);
    let keys: Vec<&String> = rows.iter().map(|row| &row.key).collect();
    assert!(keys.is_sorted());
}

#[test]
fn a_report_during_a_scan_names_everything_that_is_not_read_yet() {
    let mut inventory = listed_only();
    inventory.repositories.insert(repository_name("web/next"), Repository::default());
    let named = |inventory: &Inventory| -> Vec<String> {
        let gaps = all_gaps(inventory, &Analysis::of(inventory));
        let name = |gap: &Missing| match &gap.repository {
            Some(name) => format!("{} of {name}", gap.what.as_str()),
            None => gap.what.as_str().to_owned(),
        };
        gaps.iter().map(name).collect()
    };
    assert_eq!(named(&inventory), ["catalog", "manifests of web/app", "manifests of web/next"]);
    inventory.state = ReadState::Complete;
    assert_eq!(named(&inventory), ["manifests of web/app", "manifests of web/next"]);
}

#[test]
fn a_repository_says_that_its_list_may_be_incomplete_and_that_it_is_locked() {
    let mut inventory = registry();
    let tools = inventory.repositories.get_mut(&repository_name("tools")).expect("there");
    let gap = |what| Missing { repository: None, reference: None, what, why: "Why.".to_owned() };
    tools.state = ReadState::Incomplete;
    tools.missing.push(gap(MissingWhat::Counts));
    tools.entry =
        Some(RepositoryEntry { attributes: Attributes::LOCKED, ..RepositoryEntry::default() });
    let rows = repository_rows(&inventory, &Analysis::of(&inventory));
    assert_eq!(words(&rows[0])[0], "tools [may be incomplete] [locked]");
    assert_eq!(words(&rows[0])[5], "at least 121 B");
    let tools = inventory.repositories.get_mut(&repository_name("tools")).expect("there");
    tools.missing.push(gap(MissingWhat::Manifest));
    let rows = repository_rows(&inventory, &Analysis::of(&inventory));
    assert_eq!(words(&rows[0])[0], "tools [not read whole] [locked]");
}

#[test]
fn a_repository_without_a_manifest_read_has_no_figures_after_a_cancel() {
    let mut inventory = registry();
    inventory.state = ReadState::Incomplete;
    let app = inventory.repositories.get_mut(&repository_name("web/app")).expect("there");
    app.manifests.clear();
    app.state = ReadState::Incomplete;
    let rows = repository_rows(&inventory, &Analysis::of(&inventory));
    assert_eq!(
        words(&rows[1]),
        ["web/app [not read]", "at least 3", "?", "?", "?", "?", "?", "?", "?", "–"]
    );
}

#[test]
fn bars_keep_their_scale_while_rows_arrive() {
    let mut inventory = registry();
    inventory.state = ReadState::Reading;
    let full = |inventory: &Inventory| {
        let rows = repository_rows(inventory, &Analysis::of(inventory));
        words(&rows[1])[6].rsplit(' ').next().map(str::to_owned)
    };
    // 244 bytes on a bar of 256.
    assert_eq!(full(&inventory).as_deref(), Some("256"));
    inventory.state = ReadState::Complete;
    assert_eq!(full(&inventory).as_deref(), Some("244"));
}

#[test]
fn a_platform_that_is_listed_stays_until_the_config_is_read() {
    let mut inventory = listed_only();
    let name = repository_name("web/app");
    let app = inventory.repositories.get_mut(&name).expect("there");
    let record = image("c", 10, ("config-c", 5), &[("base", 100)]);
    app.manifests.insert(record.manifest.digest.clone(), record);
    let platforms = |inventory: &Inventory| {
        let (analysis, does) = (Analysis::of(inventory), RegistryKind::Acr.capabilities());
        let rows = manifest_rows(&name, &inventory.repositories[&name], &analysis, &does);
        words(rows.iter().find(|row| row.key == digest("c").to_string()).expect("a row"))[3].clone()
    };
    assert_eq!(platforms(&inventory), "arm64");
}

#[test]
fn tags_in_rows() {
    let inventory = registry();
    let name = repository_name("web/app");
    let does = RegistryKind::Acr.capabilities();
    let analysis = Analysis::of(&inventory);
    let rows = tag_rows(&name, &inventory.repositories[&name], &analysis, &does);
    let short = |name: &str| digest(name).short();
    // a is a child of i as well: deleting it frees nothing, and its size is 10+5+100+20.
    assert_eq!(
        words(&rows[0]),
        ["latest [= v1]", &*short("a"), "–", "135 B", "0+135 of 185", "0 B", "–", "–"]
    );
    // i alone frees 3, but b goes with it: 3 + 11 + 6 + 30 = 50. Size 3 + 135 + 47 = 185.
    assert_eq!(
        words(&rows[2]),
        ["v2", &*short("i"), "–", "185 B", "50+135 of 185", "50 B", "–", "–"]
    );
    let Cell::Bytes(_, frees) = cell_of(TAG_COLUMNS, &rows[2], "frees") else { panic!("bytes") };
    assert_eq!(frees.exact, "50 bytes; without its platform images and signatures 3 bytes");
}

#[test]
fn manifests_in_rows_say_what_keeps_them() {
    let inventory = registry();
    let name = repository_name("web/app");
    let does = RegistryKind::Acr.capabilities();
    let analysis = Analysis::of(&inventory);
    let rows = manifest_rows(&name, &inventory.repositories[&name], &analysis, &does);
    let find = |digest: &str| {
        let key = by_hand::digest(digest).to_string();
        words(rows.iter().find(|row| row.key == key).expect("a row"))
    };
    assert_eq!(find("a")[1..3], ["latest [and 1 more]", "artifact"]);
    assert_eq!(find("b")[1], "part of v2");
    assert_eq!(find("o")[1], " [orphan]");
    assert_eq!(find("i")[1..3], ["v2", "index"]);
    // Alone: o frees all it holds, b nothing while i lists it.
    assert_eq!((&*find("o")[6], &*find("b")[6]), ("59 B", "0 B"));
}

#[test]
fn parts_of_an_index_stand_below_it_with_figures_of_their_own() {
    // `c` is a part of v2 and of the untagged `j`; `d` of `k` alone, which `j` lists.
    let app = repository(
        vec![
            image("a", 10, ("config-a", 5), &[("base", 100), ("app-a", 20)]),
            image("b", 11, ("config-b", 6), &[("base", 100), ("app-b", 30)]),
            image("c", 12, ("config-c", 7), &[("base", 100), ("app-c", 40)]),
            image("d", 13, ("config-d", 8), &[("app-d", 50)]),
            index("i", 3, &["a", "b", "c"]),
            index("j", 4, &["c", "k"]),
            index("k", 2, &["d"]),
        ],
        &[("v1", "a"), ("v2", "i")],
    );
    let inventory = by_hand::registry(vec![("web/app", app)]);
    let (name, does) = (repository_name("web/app"), RegistryKind::Acr.capabilities());
    let repository = &inventory.repositories[&name];
    let rows = manifest_rows(&name, repository, &Analysis::of(&inventory), &does);
    let row =
        |name: &str| rows.iter().find(|row| row.key == digest(name).to_string()).expect("a row");
    let check = |name: &str, part_of: Option<&str>, words_of_it: &str, sharing: &str| {
        let row = row(name);
        assert_eq!(row.part_of, part_of.map(|index| digest(index).to_string()), "{name}");
        let words = words(row);
        assert_eq!((&*words[1], &*words[5]), (words_of_it, sharing), "{name}");
    };
    // A manifest with a tag of its own is kept for its own sake, and stands for itself.
    check("a", None, "v1", "0+135 of 244");
    check("b", Some("i"), "part of v2", "47+100 of 244");
    // Below the index with a tag. Its own bytes go with both indexes: 12 + 7 + 40.
    check("c", Some("i"), "part of v2 and 1 more", "59+100 of 244");
    check("d", Some("k"), &format!("part of {} [orphan]", digest("k").short()), "71+0 of 244");
    check("k", Some("j"), &format!("part of {} [orphan]", digest("j").short()), "2+71 of 244");
    // The index with all of its content: 3 + 35 + 47 + 59 + base 100, and b goes with it.
    check("i", None, "v2", "50+194 of 244");
    check("j", None, " [orphan]", "77+159 of 244");
}

#[test]
fn bars_add_up_to_the_stored_size() {
    let inventory = registry();
    let bars = largest_repositories(&Analysis::of(&inventory), 1);
    assert_eq!(bars.len(), 1);
    let meter = bars[0].meter;
    assert_eq!((meter.only_here, meter.reclaimable, meter.shared, meter.full), (85, 59, 100, 244));
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
    let taken_at = Timestamp::parse("2026-11-20T12:00:00Z").expect("a moment");
    let origin = Origin { host: "registry.test", kind: "oci", taken_at };
    let text = report(&origin, &inventory, &Analysis::of(&inventory));
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let check = |pointer: &str, expected: serde_json::Value| {
        assert_eq!(json.pointer(pointer), Some(&expected), "{pointer}");
    };
    check("/schema", "plimsoll.report/2".into());
    check("/registry", serde_json::json!({ "host": "registry.test", "kind": "oci" }));
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

#[test]
fn rows_of_what_a_scan_could_not_read_wait_for_nothing() {
    let mut inventory = listed_only();
    let name = repository_name("web/app");
    let does = RegistryKind::Acr.capabilities();
    let check = |inventory: &Inventory, waits: bool| {
        let (repository, analysis) = (&inventory.repositories[&name], Analysis::of(inventory));
        let rows = [
            tag_rows(&name, repository, &analysis, &does),
            manifest_rows(&name, repository, &analysis, &does),
        ];
        for row in rows.concat() {
            let cells = words(&row);
            let is_waiting = cells.iter().any(|cell| cell == "…" || cell == "hatched");
            assert_eq!((is_waiting, row.has_badge("not read")), (waits, !waits), "{cells:?}");
        }
    };
    check(&inventory, true);
    inventory.repositories.get_mut(&name).expect("there").state = ReadState::Incomplete;
    check(&inventory, false);
}

/// `key{a,b[]}, key[{c,d}]` in words: each object of the report with its fields, in order.
fn documented_fields() -> Vec<(String, Vec<String>)> {
    let document = include_str!("../docs/exports.md");
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
    let taken_at = Timestamp::parse("2026-11-20T12:00:00Z").expect("a moment");
    let origin = Origin { host: "registry.test", kind: "oci", taken_at };
    let text = report(&origin, &inventory, &Analysis::of(&inventory));
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
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
    let document = include_str!("../docs/exports.md");
    for role in ["image", "artifact", "index", "child", "referrer", "orphan", "unknown"] {
        assert!(document.contains(&format!("`{role}`")), "{role}");
    }
    for kind in RegistryKind::ALL {
        assert!(document.contains(&format!("`{}`", kind.word())), "{kind:?}");
    }
}

#[test]
fn untagging_and_repositories_in_words() {
    let inventory = registry();
    let analysis = Analysis::of(&inventory);
    let name = repository_name("web/app");
    let untag = |tags: &[&str], way, kind: RegistryKind| {
        let tags: Vec<_> = tags.iter().map(|tag| tag_name(tag)).collect();
        Plan::untag(&inventory, &analysis, &name, &tags, way, &kind.capabilities())
    };
    let notes =
        |plan: &Plan, kind: RegistryKind| plan_notes(plan, kind, &kind.capabilities()).join(" ");

    // v1 and latest are both on a, which v2 lists.
    let kind = RegistryKind::Distribution3;
    let one = untag(&["v1"], UntagWay::Direct, kind);
    assert_eq!(plan_title(&one), "Untag 1 tag");
    assert_eq!(plan_goes(&one), ("1 tag".to_owned(), "no manifest".to_owned()));
    assert_eq!(plan_space(&one), ("not at all", "untagging frees nothing: the manifests stay"));
    // Manifests that stay are named below the list, without a size.
    assert_eq!((plan_lines(&one)[0].remarks.len(), plan_lines(&one)[0].frees), (0, None));
    assert_eq!((leftovers(&one).len(), notes(&one, kind).len()), (0, 0));
    let both = untag(&["v1", "latest"], UntagWay::Direct, kind);
    assert!(
        leftovers(&both)[0].contains("stays without a tag of its own"),
        "{:?}",
        leftovers(&both)
    );
    assert!(notes(&both, kind).contains("until the next scan"));
    let zot = untag(&["v1", "latest"], UntagWay::Direct, RegistryKind::Zot);
    assert!(notes(&zot, RegistryKind::Zot).contains("own collector deletes manifests that no tag"));
    let oci = untag(&["v1"], UntagWay::Direct, RegistryKind::Oci);
    assert!(notes(&oci, RegistryKind::Oci).contains("The kind of this registry is not known"));
    let old = untag(&["v1"], UntagWay::Placeholder, RegistryKind::Distribution2);
    assert!(notes(&old, RegistryKind::Distribution2).contains("rights to push and to delete"));
    let none = untag(&["v9"], UntagWay::Direct, kind);
    assert_eq!(plan_title(&none), "Nothing can be untagged");
    assert_eq!(skipped_words(&none.skipped[0]).0, "v9");

    let clear = |kind: RegistryKind| {
        let names = [name.clone()];
        Plan::delete_repositories(&inventory, &analysis, &names, &kind.capabilities())
    };
    let at_once = clear(RegistryKind::Acr);
    assert_eq!(plan_title(&at_once), "Delete 1 repository");
    assert_eq!(step_words(&at_once), (("repository", "repositories"), "deleted"));
    let manifests = inventory.repositories[&name].manifests.len();
    let lines = plan_lines(&at_once);
    assert_eq!(lines.iter().filter(|line| line.digest.is_some()).count(), manifests);
    assert!(lines.iter().all(|line| line.step == 0));
    // An empty repository has one line, with its own name.
    let empty = repository_name("web/empty");
    let mut inventory = registry();
    let whole = Repository { state: ReadState::Complete, ..Repository::default() };
    inventory.repositories.insert(empty.clone(), whole);
    let does = RegistryKind::Harbor.capabilities();
    let plan = Plan::delete_repositories(&inventory, &Analysis::of(&inventory), &[empty], &does);
    let lines: Vec<_> = plan_lines(&plan).into_iter().map(|line| (line.tags, line.kind)).collect();
    assert_eq!(lines, [(vec!["web/empty".to_owned()], "repository")]);
    let piecemeal = clear(RegistryKind::Distribution2);
    assert_eq!(step_words(&piecemeal).0.1, "manifests");

    // Several: each with its own lines, by one request or by many.
    for kind in [RegistryKind::Acr, RegistryKind::Distribution2] {
        let names = [repository_name("web/empty"), name.clone()];
        let analysis = Analysis::of(&inventory);
        let plan = Plan::delete_repositories(&inventory, &analysis, &names, &kind.capabilities());
        let groups = plan_groups(&plan);
        assert_eq!(
            groups.iter().map(|group| group.lines.len()).sum::<usize>(),
            plan_lines(&plan).len()
        );
        for group in &groups {
            let frees: Vec<_> =
                group.lines.iter().map(|line| line.frees.expect("bytes").known).collect();
            assert!(frees.is_sorted_by(|a, b| a >= b), "{frees:?}");
        }
        let own = groups.iter().find(|group| group.repository == "web/app").expect("a group");
        assert_eq!(own.goes, format!("{}, {manifests} manifests", plan_goes(&plan).0));
        assert!(own.lines.iter().all(|line| own.steps.contains(&line.step)));
        let mut ends = vec![None; plan.steps.len()];
        assert_eq!(own.went(&ends), None);
        ends[own.steps.clone()].fill(Some(step_end(&StepEnd::Done, "deleted")));
        ends[own.steps.start] = Some(step_end(&StepEnd::Failed(Failure::EmptyStays), "deleted"));
        let count = own.steps.len();
        assert_eq!(own.went(&ends), Some((false, format!("{} of {count}", count - 1))));
    }
    assert!(notes(&piecemeal, RegistryKind::Distribution2).contains("may stay in its list"));
}

#[test]
fn what_is_left_out_is_called_by_what_was_chosen() {
    let mut inventory = registry();
    let app = inventory.repositories.get_mut(&repository_name("web/app")).expect("there");
    app.manifests.remove(&digest("i"));
    app.tags.remove(&tag_name("v2"));
    let locks = |inventory: &mut Inventory, manifest: bool, tag: &str| {
        let app = inventory.repositories.get_mut(&repository_name("web/app")).expect("there");
        let of = |is: bool| if is { Attributes::LOCKED } else { Attributes::OPEN };
        app.manifests.get_mut(&digest("a")).expect("there").attributes = of(manifest);
        for (name, own) in &mut app.tags {
            own.attributes = of(name.as_str() == tag);
        }
    };
    let left = |inventory: &Inventory, chosen: &[&str]| {
        let tags: Vec<_> = chosen.iter().map(|tag| tag_name(tag)).collect();
        let (analysis, does) = (Analysis::of(inventory), RegistryKind::Acr.capabilities());
        let name = repository_name("web/app");
        let along = Along::default();
        let plan = Plan::delete_tagged(inventory, &analysis, &name, &tags, along, &does);
        let (name, why) = skipped_words(&plan.skipped[0]);
        format!("{name}: {why}")
    };
    // v1 and latest are on one digest.
    locks(&mut inventory, true, "");
    assert_eq!(left(&inventory, &["v1"]), "v1: Its manifest is locked.");
    assert_eq!(left(&inventory, &["v1", "latest"]), "latest, v1: Their manifest is locked.");
    locks(&mut inventory, false, "latest");
    assert_eq!(left(&inventory, &["latest"]), "latest: It is locked.");
    let other = "The tag latest on the same manifest is locked.";
    assert_eq!(left(&inventory, &["v1"]), format!("v1: {other}"));
    assert_eq!(left(&inventory, &["v1", "latest"]), format!("latest, v1: {other}"));
}

#[test]
fn a_plan_in_words_names_what_nobody_chose() {
    let inventory = registry();
    let analysis = Analysis::of(&inventory);
    let capabilities = RegistryKind::Oci.capabilities();
    let plan = |name: &str, tags: &[&str], along: Along| {
        let target = Target {
            repository: repository_name("web/app"),
            digest: digest(name),
            tags: tags.iter().map(|tag| tag_name(tag)).collect(),
        };
        Plan::delete_manifests(&inventory, &analysis, &[target], along, &capabilities)
    };

    let refused = plan("a", &["v1"], Along::default());
    assert_eq!(plan_title(&refused), "Nothing can be deleted");
    let (name, why) = skipped_words(&refused.skipped[0]);
    assert_eq!((&*name, &*why), ("v1", "It is part of v2. Deleting it would break v2."));

    let alone = plan("i", &["v2"], Along::default());
    assert_eq!(plan_title(&alone), "Delete 1 manifest");
    assert_eq!(plan_goes(&alone), ("1 tag".to_owned(), "on 1 manifest".to_owned()));
    assert_eq!(BytesText::of_freed(alone.freed).plain(), "3 B");
    let stays = format!("1 manifest becomes an orphan: {}.", digest("b").short());
    assert_eq!(leftovers(&alone), [stays.as_str()]);
    // By default zot's collector takes manifests that nothing leads to any more.
    let does = RegistryKind::Zot.capabilities();
    let target = |tag| Target {
        repository: repository_name("web/app"),
        digest: digest("i"),
        tags: vec![tag_name(tag)],
    };
    let zot = |along| {
        let plan = Plan::delete_manifests(&inventory, &analysis, &[target("v2")], along, &does);
        let notes = plan_notes(&plan, RegistryKind::Zot, &does).join(" ");
        (leftovers(&plan), notes.contains("own collector deletes manifests that no tag"))
    };
    assert_eq!(zot(Along::default()), (vec![stays], true));
    assert_eq!(zot(Along { children: true, referrers: false, unclear: false }), (vec![], false));

    let whole = plan("i", &["v2"], Along { children: true, referrers: false, unclear: false });
    let lines = plan_lines(&whole);
    assert_eq!(lines[1].kind, "platform image");
    assert_eq!(lines[1].remarks, [format!("part of the index {}", digest("i").short())]);
    assert_eq!(BytesText::of_freed(whole.freed).plain(), "50 B");
    // The index frees its own 3 bytes, its platform manifest the rest, and the larger line is drawn first.
    let frees = |line: &PlanLine| line.frees.map(|frees| frees.known);
    assert_eq!(lines.iter().map(frees).collect::<Vec<_>>(), [Some(3), Some(47)]);
    assert_eq!(frees(&plan_groups(&whole)[0].lines[0]), Some(47));
    assert_eq!(plan_shared(&whole), None);
    assert!(unasked_words(&whole, true).is_empty());
}

#[test]
fn tags_that_nobody_chose_are_named_with_a_way_to_keep_them() {
    // v1 and latest are on one image.
    let mut inventory = registry();
    let app = inventory.repositories.get_mut(&repository_name("web/app")).expect("there");
    app.manifests.remove(&digest("i"));
    app.tags.remove(&tag_name("v2"));
    let check = |tags: &[&str], can_untag, expected: &[(&str, &str)]| {
        let target = Target {
            repository: repository_name("web/app"),
            digest: digest("a"),
            tags: tags.iter().map(|tag| tag_name(tag)).collect(),
        };
        let (analysis, does) = (Analysis::of(&inventory), RegistryKind::Oci.capabilities());
        let plan =
            Plan::delete_manifests(&inventory, &analysis, &[target], Along::default(), &does);
        let words = unasked_words(&plan, can_untag);
        let words: Vec<_> = words.iter().map(|(tags, why)| (&**tags, &**why)).collect();
        assert_eq!(words, expected);
    };
    let untag = "is the same image as v1, so it is deleted, too. To keep it, untag v1 instead.";
    check(&["v1"], true, &[("latest", untag)]);
    let leave = "is the same image as v1, so it is deleted, too. To keep it, leave v1 out.";
    check(&["v1"], false, &[("latest", leave)]);
    check(&["v1", "latest"], true, &[]);
}
