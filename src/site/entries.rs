//! The entries of the two lists of the file: the registries behind the page, and the token servers it trusts. An
//! entry that cannot be used is named and left out; the others count.

use crate::site::config::{Alias, TrustedRealm};
use crate::site::object::{ALIAS, HOST, NAME, Object};

/// The name that the sample registry has in addresses.
const SAMPLE: &str = "sample";

/// An entry of `registries`, after those `before` it.
pub(super) fn registry(entry: &mut Object<'_>, before: &[Alias]) -> Option<Alias> {
    let alias = entry.needed("alias", &ALIAS);
    let name = entry.text("name", &NAME);
    let host = entry.needed("host", &HOST);
    let kind = entry.kind("kind");
    let (alias, host) = (alias?, host?);
    if alias == SAMPLE {
        entry.say("alias", &format!("cannot be \"{SAMPLE}\": the sample registry is called so."));
        return None;
    }
    if before.iter().any(|other| other.alias == alias) {
        entry.say("alias", &format!("is \"{alias}\", as another one's: each needs its own."));
        return None;
    }
    Some(Alias { alias, name, host, kind })
}

/// An entry of `trusted_realms`.
pub(super) fn trusted_realm(entry: &mut Object<'_>, _: &[TrustedRealm]) -> Option<TrustedRealm> {
    let host = entry.needed("host", &HOST);
    let is_direct = !entry.has("through");
    let through = entry.text("through", &ALIAS);
    // A realm with an invalid `through` is left out: without it the realm would be asked directly, which
    // the file does not mean.
    (is_direct || through.is_some()).then_some(TrustedRealm { host: host?, through })
}

#[cfg(test)]
mod tests {
    use crate::registry::RegistryKind;
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
