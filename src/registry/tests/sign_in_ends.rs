//! A sign-in that ends while it is in use is noticed once, not tried again and again, and reported.

use std::cell::Cell;
use std::rc::Rc;

use futures::executor::block_on;

use super::script::{Answer, Script, header, refuse, reply};
use super::shelf::{Scanned, scanned_by};
use crate::model::{Digest, ReadState, RepositoryName};
use crate::registry::line::transport::{Method, Request};
use crate::registry::scan::{ScanEnd, ScanOptions};
use crate::registry::{Credentials, ErrorKind, Purpose, RegistryKind};

const CHALLENGE: &str = r#"Bearer realm="https://r.test/oauth2/token",service="r.test""#;

fn name(text: &str) -> RepositoryName {
    text.parse().expect("a name")
}

fn basic() -> Credentials {
    Credentials::basic("user", "secret-password").expect("fit")
}

fn renewing() -> Credentials {
    Credentials::refresh_token("e30.e30.c2ln").expect("fit")
}

/// The refusal of a token server after the sign-in ended; `None` for requests that it still answers.
type Ends = fn(&Request) -> Option<Answer>;

/// A registry with so many repositories, of 100 manifests each, whose tokens and sign-ins end with the
/// first manifest that is asked for; from then on `ends` answers for the token server.
fn ending(repositories: usize, takes_basic: bool, ends: Ends) -> Rc<Script> {
    let rows: Vec<_> = (0..100_usize)
        .map(|at| format!(r#"{{"digest":"{}"}}"#, Digest::of(&at.to_le_bytes())))
        .collect();
    let names: Vec<_> = (0..repositories).map(|at| format!(r#""r{at}""#)).collect();
    let lists = format!(
        r#"{{"repositories":[{}],"tags":[],"manifests":[{}]}}"#,
        names.join(","),
        rows.join(",")
    );
    let has_ended = Cell::new(false);
    Script::new(move |request, _| {
        if request.url.contains("/oauth2/token") {
            let refusal = if has_ended.get() { ends(request) } else { None };
            let granted = r#"{"access_token":"opaque","expires_in":3600}"#;
            return refusal.unwrap_or_else(|| reply(200, granted));
        }
        has_ended.set(has_ended.get() || request.url.contains("/manifests/"));
        if header(request, "authorization").is_none() || has_ended.get() {
            let challenge = if takes_basic { r#"Basic realm="r""# } else { CHALLENGE };
            return refuse(401, "UNAUTHORIZED").with("WWW-Authenticate", challenge);
        }
        reply(200, lists.clone())
    })
}

fn read(script: &Rc<Script>, credentials: Credentials, names: Option<&[&str]>) -> Scanned {
    let repositories = names.map(|names| names.iter().map(|text| name(text)).collect());
    let options = ScanOptions { repositories, ..ScanOptions::default() };
    scanned_by(&script.client(RegistryKind::Acr, credentials), &options)
}

#[test]
fn a_scan_ends_with_its_sign_in_after_few_more_questions() {
    let refused: Ends = |_| Some(refuse(401, "UNAUTHORIZED"));
    let bad: Ends = |_| Some(refuse(400, "BAD_REQUEST"));
    // `most`: the most requests after the end, to the token server or, with passwords, to the registry.
    for (repositories, takes_basic, credentials, ends, kind, most) in [
        (1, false, renewing(), refused, ErrorKind::TokenRefused, 2),
        (1, false, renewing(), bad, ErrorKind::TokenRefused, 2),
        (1, false, basic(), refused, ErrorKind::CredentialsRefused, 2),
        // Eight repositories are read at once, and one request more asks for no repository.
        (20, false, renewing(), refused, ErrorKind::TokenRefused, 9),
        (20, false, basic(), refused, ErrorKind::CredentialsRefused, 9),
        (20, true, basic(), refused, ErrorKind::CredentialsRefused, 17),
    ] {
        for by_name in [false, true] {
            let script = ending(repositories, takes_basic, ends);
            let names = ["r0", "r1"];
            let names = by_name.then_some(&names[..repositories.min(2)]);
            let scanned = read(&script, credentials.clone(), names);
            let case = format!("{repositories} {kind:?}, by name: {by_name}");
            let ScanEnd::Failed(error) = &scanned.end else { panic!("{case}: {:?}", scanned.end) };
            assert_eq!(error.kind, kind, "{case}");
            let asked = script.told();
            let refused = match takes_basic {
                true => asked.split_once("/manifests/").map_or(0, |(_, rest)| rest.lines().count()),
                false => {
                    let after = asked.split_once("/manifests/").map_or("", |(_, rest)| rest);
                    after.matches("/oauth2/token").count()
                }
            };
            assert!((1..=most).contains(&refused), "{case}: {refused}");
            let mut all = scanned.inventory.repositories.values();
            assert!(all.all(|read| read.state != ReadState::Reading), "{case}");
            assert_ne!(scanned.inventory.state, ReadState::Reading, "{case}");
        }
    }
}

#[test]
fn afterwards_nothing_is_asked_of_the_token_server() {
    let script = ending(1, false, |_| Some(refuse(401, "UNAUTHORIZED")));
    let client = script.client(RegistryKind::Acr, renewing());
    scanned_by(&client, &ScanOptions::default());
    let before = script.log.borrow().len();
    let error = block_on(client.check_right(&name("other"), Purpose::Delete)).expect_err("ended");
    assert_eq!(error.kind, ErrorKind::TokenRefused);
    assert!(!error.sentence().contains("e30"), "{error}");
    assert_eq!(script.log.borrow().len(), before);
}

#[test]
fn a_token_server_that_refuses_one_repository_alone_ends_nothing() {
    // Some token servers answer 401 where a user lacks a right; without a scope they still know the user.
    let only_named: Ends = |request| {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        (request.url.contains("scope=") || body.contains("scope="))
            .then(|| refuse(401, "UNAUTHORIZED"))
    };
    for credentials in [renewing(), basic()] {
        let scanned = read(&ending(3, false, only_named), credentials, None);
        assert_eq!(scanned.end, ScanEnd::Incomplete);
    }
}

#[test]
fn a_token_server_that_fails_ends_nothing() {
    for status in [403, 404, 503] {
        let script = Script::new(move |request, _| match request.url.contains("/oauth2/token") {
            true => refuse(status, "X"),
            false => refuse(401, "UNAUTHORIZED").with("WWW-Authenticate", CHALLENGE),
        });
        let scanned = read(&script, basic(), Some(&["a"]));
        assert_eq!(scanned.end, ScanEnd::Incomplete, "{status}");
    }
}

#[test]
fn nobody_in_particular_is_refused_by_repository() {
    let script = Script::new(|request, _| match request.url.contains("/oauth2/token") {
        true => refuse(401, "UNAUTHORIZED"),
        false => refuse(401, "UNAUTHORIZED").with("WWW-Authenticate", CHALLENGE),
    });
    let scanned = read(&script, Credentials::None, Some(&["a"]));
    assert_eq!(scanned.end, ScanEnd::Incomplete);
}

/// The refusals of a question, a deletion, a placeholder and another question, in this order, of a registry that
/// takes passwords. The password was good until then; `still` says whether `/v2/` takes it from then on.
fn refused_by_basic(still: bool, first_change: usize) -> Vec<ErrorKind> {
    let has_changed = Rc::new(Cell::new(false));
    let changed = Rc::clone(&has_changed);
    let script = Script::new(move |request, _| {
        let is_signed = header(request, "authorization").is_some();
        let is_entry = request.url == "https://r.test/v2/";
        let is_question = request.method == Method::Get;
        let is_taken = !changed.get() || still && (is_entry || is_question);
        match is_signed && is_taken {
            true if is_question => reply(200, r#"{"name":"a","tags":["v1"]}"#),
            true => reply(202, ""),
            false => refuse(401, "UNAUTHORIZED").with("WWW-Authenticate", r#"Basic realm="r""#),
        }
    });
    let client = script.client(RegistryKind::Oci, basic());
    let a = name("a");
    block_on(client.tags(&a)).expect("tags");
    has_changed.set(true);
    let question = || block_on(client.tags(&a)).map(drop);
    let deletion = || block_on(client.repeating().delete_manifest(&a, &Digest::of(b"x"))).map(drop);
    let tag = "v1".parse().expect("a tag");
    let untagging = || block_on(client.repeating().untag(&a, &tag, None)).map(drop);
    let all: [&dyn Fn() -> Result<(), crate::registry::Error>; 3] =
        [&deletion, &question, &untagging];
    let turned = (0..3).map(|at| all[(at + first_change) % 3]());
    turned.filter_map(Result::err).map(|error| error.kind).collect()
}

#[test]
fn a_password_that_changes_in_the_middle_is_told_in_one_way() {
    for first in 0..3 {
        let ended = ErrorKind::CredentialsRefused;
        assert_eq!(refused_by_basic(false, first), [ended.clone(), ended.clone(), ended]);
        // A password that is still good lacks the right, and questions are answered.
        let lacking = ErrorKind::InsufficientScope;
        assert_eq!(refused_by_basic(true, first), [lacking.clone(), lacking]);
    }
}
