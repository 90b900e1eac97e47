//! A saved report beside the registry of now, in worked numbers; and files that are no proper reports.

use super::{registry, words};
use crate::by_hand::{image, repository, repository_name};
use plimsoll::model::{Inventory, KeptOnce, Missing, MissingWhat, ReadState, Timestamp};
use plimsoll::present::{
    Compared, Difference, Origin, SavedReport, compared_rows, compared_words, moved_tag_rows,
    report,
};
use plimsoll::storage::Analysis;
use serde_json::{Value, json};

/// The report of an inventory, taken at noon on 2026-11-20.
fn saved(inventory: &Inventory) -> String {
    let taken_at = Timestamp::parse("2026-11-20T12:00:00Z").expect("a moment");
    let origin = Origin { host: "registry.test", kind: "oci", taken_at };
    report(&origin, inventory, &Analysis::of(inventory))
}

fn compare(text: &str, now: &Inventory) -> (Difference, Compared) {
    let report = SavedReport::read(text.as_bytes()).expect("a report");
    let difference = Difference::of(&report, now, &Analysis::of(now));
    let noon = Timestamp::parse("2026-12-01T12:00:00Z").expect("a moment");
    let words = compared_words(&report, &difference, noon);
    (difference, words)
}

fn rows(difference: &Difference, now: &Inventory) -> [Vec<Vec<String>>; 2] {
    let texts = |rows: Vec<_>| rows.iter().map(words).collect();
    [texts(compared_rows(difference, now)), texts(moved_tag_rows(difference, now))]
}

/// `tools` is gone; `web/app` lost its orphan, moved `latest` to `b`, and has no `v1`; `web/new` has come.
fn later() -> Inventory {
    let app = repository(
        vec![
            image("a", 10, ("config-a", 5), &[("base", 100), ("app-a", 20)]),
            image("b", 11, ("config-b", 6), &[("base", 100), ("app-b", 30)]),
        ],
        &[("latest", "b"), ("v3", "a")],
    );
    let new = repository(vec![image("n", 10, ("config-n", 5), &[("big", 1000)])], &[("v1", "n")]);
    crate::by_hand::registry(vec![("web/app", app), ("web/new", new)])
}

#[test]
fn growth_is_exact_where_both_sides_are() {
    let (difference, says) = compare(&saved(&registry()), &later());
    // Then 265. Now a (10 + 5 + 100 + 20), b (11 + 6 + 30) and n (10 + 5 + 1000): 1197.
    assert_eq!(says.says, "The registry stores 932 B more than on 2026-11-20 (11 days ago).");
    let more = "Repositories: 1 new, 1 gone. Tags: 2 new, 3 gone, 1 moved.";
    assert_eq!((says.more.as_str(), says.hedge), (more, ""));
    assert!(says.notes.is_empty());
    let [repositories, tags] = rows(&difference, &later());
    // web/app then: 244 with the orphan's 12 + 7 + 40 and the index's 3.
    assert_eq!(
        repositories,
        [
            vec!["tools [gone]", "121 B", "–", "121 B less", "1 gone"],
            vec!["web/app", "244 B", "182 B", "62 B less", "1 new, 2 gone, 1 moved"],
            vec!["web/new [new]", "–", "1015 B", "1015 B more", "1 new"],
        ]
    );
    let tags: Vec<_> = tags.iter().map(|row| row[..3].join(" ")).collect();
    assert_eq!(
        tags,
        [
            "latest tools gone",
            "latest web/app moved",
            "v1 web/app gone",
            "v2 web/app gone",
            "v3 web/app new",
            "v1 web/new new",
        ]
    );
    let (_, same) = compare(&saved(&registry()), &registry());
    assert_eq!(same.says, "The registry stores as many bytes as on 2026-11-20 (11 days ago).");
    assert_eq!(same.more, "Repositories: the same. Tags: the same.");
}

#[test]
fn totals_that_count_copies_differently_are_not_compared() {
    let now = registry();
    let report = SavedReport::read(saved(&now).as_bytes()).expect("a report");
    let noon = Timestamp::parse("2026-12-01T12:00:00Z").expect("a moment");
    for kept_once in [KeptOnce::Namespace, KeptOnce::Repository] {
        let analysis = Analysis::kept(&now, kept_once);
        assert_eq!(analysis.totals.kept_once, kept_once);
        let difference = Difference::of(&report, &now, &analysis);
        assert_eq!(difference.stored.change(), None);
        let says = compared_words(&report, &difference, noon).says;
        assert!(
            says.starts_with("What was stored on 2026-11-20 (11 days ago) cannot be compared"),
            "{says}"
        );
        assert!(says.contains("once in the whole registry"), "{says}");
        let changes = difference.repositories.iter().map(|one| one.stored.change());
        assert!(changes.flatten().all(|change| (change.bytes, change.bound) == (0, "")));
    }
}

fn gap(repository: Option<&str>, what: MissingWhat) -> Missing {
    let repository = repository.map(repository_name);
    Missing { repository, reference: None, what, why: "The answer broke off.".to_owned() }
}

/// The inventory with a gap in `web/app`.
fn broken(mut inventory: Inventory, what: MissingWhat) -> Inventory {
    let app = inventory.repositories.get_mut(&repository_name("web/app")).expect("it is there");
    app.state = ReadState::Incomplete;
    app.missing.push(gap(Some("web/app"), what));
    inventory
}

#[test]
fn gaps_on_either_side_make_bounds() {
    let check = |then: &Inventory, now: &Inventory, row: &[&str], says: &str, more: &str| {
        let (difference, words) = compare(&saved(then), now);
        assert_eq!(rows(&difference, now)[0][1], row);
        assert_eq!((words.says.as_str(), words.more.as_str()), (says, more));
        assert!(!words.hedge.is_empty());
    };
    // There was more than is known: it shrank by more, or grew by less.
    check(
        &broken(registry(), MissingWhat::Tags),
        &later(),
        &[
            "web/app",
            "at least 244 B",
            "182 B",
            "at least 62 B less",
            "at least 2 gone, at least 1 moved",
        ],
        "The registry stores up to 932 B more than on 2026-11-20 (11 days ago).",
        "Repositories: 1 new, 1 gone. Tags: at least 1 new, at least 3 gone, at least 1 moved.",
    );
    // There is more than is known.
    check(
        &registry(),
        &broken(later(), MissingWhat::Tags),
        &[
            "web/app",
            "244 B",
            "at least 182 B",
            "up to 62 B less",
            "at least 1 new, at least 1 moved",
        ],
        "The registry stores at least 932 B more than on 2026-11-20 (11 days ago).",
        "Repositories: 1 new, 1 gone. Tags: at least 2 new, at least 1 gone, at least 1 moved.",
    );
    let both = broken(registry(), MissingWhat::Manifest);
    let says = compare(&saved(&both), &both).1.says;
    let expected = "The registry stores as many bytes as on 2026-11-20 (11 days ago), as far as they are known.";
    assert_eq!(says, expected);
    let both = broken(later(), MissingWhat::Manifest);
    check(
        &broken(registry(), MissingWhat::Manifest),
        &both,
        &[
            "web/app",
            "at least 244 B",
            "at least 182 B",
            "about 62 B less",
            "at least 1 new, at least 1 moved",
        ],
        "The registry stores about 932 B more than on 2026-11-20 (11 days ago).",
        "Repositories: 1 new, 1 gone. Tags: at least 2 new, at least 1 gone, at least 1 moved.",
    );
}

#[test]
fn a_list_with_gaps_proves_no_repository_new_or_gone() {
    let mut then = registry();
    then.missing.push(gap(None, MissingWhat::Catalog));
    let (difference, says) = compare(&saved(&then), &later());
    let [repositories, _] = rows(&difference, &later());
    assert_eq!(repositories[2], ["web/new [not in the report]", "?", "1015 B", "?", "?"]);
    assert_eq!(
        says.more,
        "Repositories: 1 gone, 1 not known then or now. Tags: at least 1 new, at least 3 gone, at least 1 moved."
    );
    let mut now = later();
    now.sees_part = true;
    let (difference, _) = compare(&saved(&registry()), &now);
    assert_eq!(rows(&difference, &now)[0][0], ["tools [not listed now]", "121 B", "?", "?", "?"]);
}

#[test]
fn what_the_registry_lacks_is_no_gap_of_a_report() {
    // A tag that points to nothing, and an index whose child is not there.
    let mut then = registry();
    let app = then.repositories.get_mut(&repository_name("web/app")).expect("it is there");
    app.manifests.remove(&crate::by_hand::digest("a"));
    app.absent.insert(crate::by_hand::digest("a"));
    let report = SavedReport::read(saved(&then).as_bytes()).expect("a report");
    let app = &report.repositories[&repository_name("web/app")];
    assert!(app.lists_tags && !app.stored.expect("known").has_gaps);
    assert_eq!(app.tags.len(), 3);
    assert!(!report.stored.expect("known").has_gaps);
    // `v1` and `latest` were there without a manifest: they are not new, and nobody moved them.
    let (_, says) = compare(&saved(&then), &registry());
    assert!(says.more.ends_with("Tags: the same."), "{}", says.more);
}

#[test]
fn files_that_are_no_reports_are_told_in_a_sentence() {
    let check = |bytes: &[u8], expected: &str| {
        let why = SavedReport::read(bytes).expect_err("no report");
        assert!(why.contains(expected), "{why}");
    };
    check(b"", "no report of Plimsoll");
    check(b"\xff\xfe\x00", "no report of Plimsoll");
    check(b"[1, 2]", "no report of Plimsoll");
    check(br#"{"schema": 7}"#, "no report of Plimsoll");
    check(br#"{"schema": "plimsoll.plan/1", "steps": []}"#, "its format is plimsoll.plan/1");
    check(br#"{"schema": "plimsoll.report/3", "totals": 9}"#, "does not know: plimsoll.report/3");
    check(br#"{"schema": "plimsoll.report/\u202e2"}"#, r"plimsoll.report/\u202e2");
    check(br#"{"schema": "plimsoll.report/2", "repositories": 7}"#, "damaged");
    let long = format!(r#"{{"schema": "plimsoll.report/{}"}}"#, "9".repeat(10_000));
    let why = SavedReport::read(long.as_bytes()).expect_err("no report");
    assert!(why.len() < 300);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    check(deep.as_bytes(), "no report of Plimsoll");
}

#[test]
fn odd_entries_are_left_out_and_counted_and_odd_numbers_are_not_known() {
    let mut json: Value = serde_json::from_str(&saved(&registry())).expect("JSON");
    json["schema"] = "plimsoll.report/1".into();
    json["registry"]["host"] = "<b>evil\u{202e}</b>".into();
    let twice = json["repositories"][0].clone();
    let all = json["repositories"].as_array_mut().expect("a list");
    all.push(twice);
    all.push(json!({ "name": "<img src=x>", "stored_bytes": 7 }));
    all.push(json!({ "name": 7 }));
    all.push(json!({}));
    all[0]["stored_bytes"] = json!(-5);
    all[1]["stored_bytes"] = json!(1.5);
    json["taken_at"] = "yesterday".into();
    json["totals"]["stored_bytes"] = u64::MAX.into();
    json["manifests"].as_array_mut().expect("a list").push(json!({ "repository": "no/such" }));
    let text = format!("\u{feff}{json}");
    let report = SavedReport::read(text.as_bytes()).expect("a report");
    assert_eq!(report.host, r"<b>evil\u202e</b>");
    assert_eq!((report.left_out, report.fits, report.taken_at), (5, false, None));
    let stored = report.repositories.values().map(|one| one.stored).collect::<Vec<_>>();
    assert_eq!(stored, [None, None]);
    let (difference, says) = compare(&text, &registry());
    assert_eq!(
        says.says,
        "The registry stores at least 16.0 EiB less than when the report was saved."
    );
    assert_eq!(says.notes.len(), 2);
    assert_eq!(
        rows(&difference, &registry())[0][0],
        ["tools [not in the report]", "?", "121 B", "?", "–"]
    );

    json["manifests"] = Value::Null;
    json["totals"] = json!({});
    let (difference, says) = compare(&json.to_string(), &registry());
    assert_eq!(says.says, "The report does not say how many bytes were stored.");
    assert!(says.more.ends_with("Tags: not in the report."));
    assert!(difference.tags.is_empty());
}
