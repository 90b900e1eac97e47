//! The two lists of the file: the registries behind the page, and the token servers it trusts. An
//! entry that cannot be used is named and left out; the others count.

use serde_json::{Map, Value};

use crate::registry::Endpoint;
use crate::registry::RegistryKind;
use crate::site::config::{Alias, TrustedRealm};
use crate::site::notes::Notes;

/// The name that the sample registry has in addresses.
const SAMPLE: &str = "sample";

pub(super) fn registries(notes: &mut Notes, value: Option<&Value>) -> Vec<Alias> {
    let mut all: Vec<Alias> = Vec::new();
    for (place, entry) in objects(notes, "registries", value) {
        notes.unknown(&place, entry, &["alias", "name", "host", "kind"]);
        let name = notes.name(&place, entry, "name");
        let kind = kind(notes, &place, entry);
        let alias = alias(notes, &place, entry, "alias");
        let host = host(notes, &place, entry);
        let (Some(alias), Some(host)) = (alias, host) else { continue };
        if alias == SAMPLE {
            notes.say(format!(
                "{place}.alias cannot be \"{SAMPLE}\": the sample registry is called so."
            ));
        } else if all.iter().any(|other| other.alias == alias) {
            notes.say(format!(
                "{place}.alias is \"{alias}\", as another one's: each needs its own."
            ));
        } else {
            all.push(Alias { alias, name, host, kind });
        }
    }
    all
}

pub(super) fn trusted_realms(notes: &mut Notes, value: Option<&Value>) -> Vec<TrustedRealm> {
    let mut all = Vec::new();
    for (place, entry) in objects(notes, "trusted_realms", value) {
        notes.unknown(&place, entry, &["host", "through"]);
        let host = host(notes, &place, entry);
        let is_direct = !entry.contains_key("through");
        let through = if is_direct { None } else { alias(notes, &place, entry, "through") };
        // Without its way through the page's server it would be asked straight: not what was meant.
        if let Some(host) = host.filter(|_| is_direct || through.is_some()) {
            all.push(TrustedRealm { host, through });
        }
    }
    all
}

/// The objects of a list, with their places.
fn objects<'a>(
    notes: &mut Notes,
    field: &str,
    value: Option<&'a Value>,
) -> Vec<(String, &'a Map<String, Value>)> {
    let entries = match value {
        None => return Vec::new(),
        Some(Value::Array(entries)) => entries,
        Some(value) => {
            notes.wrong(field, "a list: [ … ]", value);
            return Vec::new();
        }
    };
    let mut objects = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let place = format!("{field}[{at}]");
        match entry {
            Value::Object(object) => objects.push((place, object)),
            value => notes.wrong(&place, "an object: { … }", value),
        }
    }
    objects
}

/// A name in addresses.
fn alias(
    notes: &mut Notes,
    place: &str,
    entry: &Map<String, Value>,
    field: &str,
) -> Option<String> {
    let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    needed(notes, place, entry, field, "a name of a-z, 0-9 and -, up to 63 characters", &|text| {
        (1..=63).contains(&text.len()) && text.bytes().all(is_plain)
    })
}

/// A host, perhaps with a port.
fn host(notes: &mut Notes, place: &str, entry: &Map<String, Value>) -> Option<String> {
    let expected = "a host name such as registry.example.com, without https:// and without a path";
    let host = needed(notes, place, entry, "host", expected, &|text| {
        let is_plain = |c: u8| c.is_ascii_alphanumeric() || b".-:[]".contains(&c);
        let url = format!("https://{text}");
        text.bytes().all(is_plain) && Endpoint::new(&url, "", RegistryKind::default()).is_ok()
    });
    host.map(|host| host.to_ascii_lowercase())
}

fn kind(notes: &mut Notes, place: &str, entry: &Map<String, Value>) -> Option<RegistryKind> {
    let value = entry.get("kind")?;
    let kind = value.as_str().and_then(RegistryKind::of_word);
    if kind.is_none() {
        let words = RegistryKind::ALL.map(RegistryKind::word).join(", ");
        notes.wrong(&format!("{place}.kind"), &format!("one of {words}"), value);
    }
    kind
}

fn needed(
    notes: &mut Notes,
    place: &str,
    entry: &Map<String, Value>,
    field: &str,
    expected: &str,
    is_right: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let place = format!("{place}.{field}");
    match entry.get(field) {
        None => {
            notes.say(format!("{place} is missing: it has to be {expected}."));
            None
        }
        Some(Value::String(text)) if is_right(text) => Some(text.clone()),
        Some(value) => {
            notes.wrong(&place, expected, value);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Site;

    /// The aliases and the problems of a list of registries.
    fn check(list: &str, aliases: &[&str], problem: &str) {
        let site = Site::read(format!(r#"{{"registries": {list}}}"#).as_bytes());
        let found: Vec<&str> = site.registries.iter().map(|entry| entry.alias.as_str()).collect();
        assert_eq!(found, aliases, "{list}");
        let problems = site.problems.join(" ");
        let is_as_said =
            if problem.is_empty() { problems.is_empty() } else { problems.contains(problem) };
        assert!(is_as_said, "{list}: {problems}");
        assert_eq!(site.read_only, !problem.is_empty(), "{list}");
    }

    #[test]
    fn entries_are_used_or_named() {
        check(
            r#"[{"alias":"a","host":"a.test"},{"alias":"b","host":"b.test:5000"}]"#,
            &["a", "b"],
            "",
        );
        check(r#"[{"alias":"a","host":"[::1]:5000"}]"#, &["a"], "");
        check("{}", &[], "registries has to be a list: [ … ]; it is {}.");
        check(r#"["a"]"#, &[], "registries[0] has to be an object: { … }; it is \"a\".");
        check(
            r#"[{"host":"a.test"}]"#,
            &[],
            "registries[0].alias is missing: it has to be a name of",
        );
        check(
            r#"[{"alias":"Team A","host":"a.test"}]"#,
            &[],
            "registries[0].alias has to be a name of",
        );
        check(r#"[{"alias":"..","host":"a.test"}]"#, &[], "registries[0].alias has to be");
        check(r#"[{"alias":"","host":"a.test"}]"#, &[], "registries[0].alias has to be");
        check(
            r#"[{"alias":"a","host":"https://a.test"}]"#,
            &[],
            "without https:// and without a path; it is",
        );
        check(r#"[{"alias":"a","host":"a.test/x"}]"#, &[], "registries[0].host has to be");
        check(r#"[{"alias":"a","host":"u@a.test"}]"#, &[], "registries[0].host has to be");
        check(r#"[{"alias":"a","host":""}]"#, &[], "registries[0].host has to be");
        check(
            r#"[{"alias":"sample","host":"a.test"}]"#,
            &[],
            "registries[0].alias cannot be \"sample\"",
        );
        let twice = r#"[{"alias":"a","host":"a.test"},{"alias":"a","host":"b.test"}]"#;
        check(twice, &["a"], "registries[1].alias is \"a\", as another one's");
        let one_of_two = r#"[{"alias":"a"},{"alias":"b","host":"b.test"}]"#;
        check(one_of_two, &["b"], "registries[0].host is missing");
        let misspelled = r#"[{"alias":"a","host":"a.test","Kind":"acr"}]"#;
        check(misspelled, &["a"], "registries[0]: \"Kind\" is no field: write \"kind\".");
    }

    #[test]
    fn kinds_have_names() {
        let kind_of = |word: &str| {
            let entry =
                format!(r#"{{"registries":[{{"alias":"a","host":"a.test","kind":{word}}}]}}"#);
            let site = Site::read(entry.as_bytes());
            (site.registries[0].kind, site.is_broken())
        };
        for kind in RegistryKind::ALL {
            assert_eq!(kind_of(&format!("\"{}\"", kind.word())), (Some(kind), false));
        }
        assert_eq!(kind_of("\"ACR\""), (None, true));
        assert_eq!(kind_of("1"), (None, true));
    }

    #[test]
    fn a_realm_is_trusted_only_as_it_was_meant() {
        let check = |entry: &str, expected: Option<(&str, Option<&str>)>| {
            let site = Site::read(format!(r#"{{"trusted_realms": [{entry}]}}"#).as_bytes());
            let realm = site.trusted_realms.first();
            let found = realm.map(|realm| (realm.host.as_str(), realm.through.as_deref()));
            assert_eq!(found, expected, "{entry}");
            assert_eq!(site.is_broken(), expected.is_none(), "{entry}");
        };
        check(r#"{"host":"Auth.test"}"#, Some(("auth.test", None)));
        check(
            r#"{"host":"auth.test:8443","through":"a-auth"}"#,
            Some(("auth.test:8443", Some("a-auth"))),
        );
        check(r#"{"host":"auth.test","through":"../x"}"#, None);
        check(r#"{"host":"auth.test","through":null}"#, None);
        check(r#"{"host":"*.test"}"#, None);
        check(r#"{"through":"a"}"#, None);
        check(r#""auth.test""#, None);
    }
}
