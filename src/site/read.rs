//! The file as a whole: a line for each of its fields.

use serde_json::Value;

use crate::site::config::Site;
use crate::site::notes::{Notes, shown};
use crate::site::object::{NAME, Object};
use crate::site::{entries, repeats};

impl Site {
    /// Reads the text of a `config.json`. Never fails: everything that was understood counts, and the rest
    /// is among the problems.
    #[must_use]
    pub fn read(text: &[u8]) -> Self {
        site(text)
    }
}

/// The configuration, as far as the file is understood.
fn site(text: &[u8]) -> Site {
    // Some editors put a byte order mark before everything else.
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let object = match serde_json::from_slice(text) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return Site::unreadable("The file has to be an object: { … }."),
        Err(why) => return Site::unreadable(&format!("The file is not JSON: {why}.")),
    };
    let mut notes = Notes::default();
    let usual = Site::default();
    for place in repeats::repeated(text) {
        let place = shown(&Value::String(place));
        notes.say(format!(
            "{place} stands there more than once, and only the last one counts: keep one."
        ));
    }
    let mut file = Object::new(String::new(), &object, &mut notes);
    let mut site = Site {
        title: file.text("title", &NAME),
        registries: file.list("registries", entries::registry),
        read_only: file.switch("read_only", usual.read_only),
        other_addresses: file.switch("other_addresses", usual.other_addresses),
        sample: file.switch("sample", usual.sample),
        trusted_realms: file.list("trusted_realms", entries::trusted_realm),
        concurrency: file.number("concurrency", 32),
        problems: Vec::new(),
    };
    file.end();
    site.problems = notes.sentences();
    site.read_only |= site.is_broken();
    site
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::notes::MAX_PROBLEMS;

    fn problems(text: &str) -> String {
        Site::read(text.as_bytes()).problems.join(" ")
    }

    #[test]
    fn every_field_is_read() {
        let site = Site::read(
            br#"{ "title": "Contoso registries", "read_only": true, "other_addresses": false,
                  "sample": false, "concurrency": 16,
                  "registries": [{ "alias": "team", "name": "Team", "host": "team.azurecr.io", "kind": "acr" }],
                  "trusted_realms": [{ "host": "auth.example.com", "through": "team-auth" }] }"#,
        );
        assert_eq!(site.problems, [""; 0]);
        assert_eq!(site.title.as_deref(), Some("Contoso registries"));
        assert!(site.read_only && !site.other_addresses && !site.sample);
        assert_eq!(site.concurrency, Some(16));
        assert_eq!(site.registries[0].name.as_deref(), Some("Team"));
        assert_eq!(site.trusted_realms[0].through.as_deref(), Some("team-auth"));
        assert_eq!(site.refusal(), Some("This page is read-only."));
    }

    #[test]
    fn an_empty_file_forbids_nothing() {
        assert_eq!(Site::read(b"{}"), Site::default());
        assert_eq!(Site::read(b"\xef\xbb\xbf{}"), Site::default());
        assert_eq!(Site::default().refusal(), None);
    }

    #[test]
    fn what_is_no_json_says_where_and_leaves_the_page_read_only() {
        let site = Site::read(b"{\n  \"title\": \"a\"\n  \"read_only\": false }");
        let expected = "The file is not JSON: expected `,` or `}` at line 3 column 3.";
        assert_eq!(site.problems, [expected]);
        assert!(site.read_only && site.other_addresses);
        assert!(site.refusal().is_some_and(|why| why.contains("until its config.json is mended")));
        assert_eq!(problems("[]"), "The file has to be an object: { … }.");
        assert!(problems("").starts_with("The file is not JSON: EOF"));
    }

    #[test]
    fn a_wrong_field_is_named_with_what_is_expected() {
        let check = |text: &str, expected: &str| assert_eq!(problems(text), expected, "{text}");
        check(
            r#"{"read_only": "yes"}"#,
            "read_only has to be true or false, without quotes; it is \"yes\".",
        );
        check(
            r#"{"concurrency": "8"}"#,
            "concurrency has to be a whole number from 1 to 32; it is \"8\".",
        );
        check(r#"{"title": ""}"#, "title has to be a text of 1 to 80 characters; it is \"\".");
        check(r#"{"readOnly": true}"#, "\"readOnly\" is no field: write \"read_only\".");
        let long = format!(r#"{{"title": [{}]}}"#, "1,".repeat(50) + "1");
        assert!(problems(&long).ends_with("1,1,1…."), "{}", problems(&long));
        let known =
            "title, registries, read_only, other_addresses, sample, trusted_realms, concurrency";
        check(r#"{"colour": 1}"#, &format!("\"colour\" is no field: known are {known}."));
    }

    #[test]
    fn what_is_not_understood_is_taken_carefully_and_the_rest_counts() {
        let site = Site::read(
            br#"{"registries": [{"alias": "team", "host": "a.test"}], "read_only": 0, "other_addresses": "no"}"#,
        );
        assert_eq!(site.registries.len(), 1);
        assert!(site.read_only && !site.other_addresses);
        // A misspelled switch looks like one that was never set.
        assert!(Site::read(br#"{"read-only": true}"#).read_only);
        assert!(Site::read(br#"{"title": 1}"#).read_only);
    }

    #[test]
    fn concurrency_stays_within_its_bounds() {
        let check = |number: &str, expected: Option<usize>| {
            let site = Site::read(format!(r#"{{"concurrency": {number}}}"#).as_bytes());
            assert_eq!(
                (site.concurrency, site.is_broken()),
                (expected, expected.is_none()),
                "{number}"
            );
        };
        check("0", Some(1));
        check("1", Some(1));
        check("32", Some(32));
        check("33", Some(32));
        check("18446744073709551615", Some(32));
        check("-1", None);
        check("2.5", None);
        check("null", None);
    }

    #[test]
    fn a_thousand_mistakes_are_not_a_thousand_sentences() {
        let fields: Vec<String> = (0..1000).map(|at| format!("\"x{at}\": 1")).collect();
        let site = Site::read(format!("{{{}}}", fields.join(",")).as_bytes());
        assert_eq!(site.problems.len(), MAX_PROBLEMS + 1);
        assert_eq!(site.problems.last().map(String::as_str), Some("And 980 more."));
    }
}
