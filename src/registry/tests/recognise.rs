//! The kind of a registry, recognised by a few questions that change nothing.

use futures::executor::block_on;

use crate::registry::line::transport::{Request, TransportError};
use crate::registry::tests::script::{Answer, Script, refuse, reply};
use crate::registry::{Credentials, Deletes, ErrorKind, Recognition, RegistryKind, Sign};

const PAGE_SIZE: &str = "GET https://r.test/v2/plimsoll/which-registry-is-this/tags/list?n=x\n";

/// The recognition of the registry at `https://r.test`, and the requests that it took.
fn recognised(
    answer: impl Fn(&Request, usize) -> Answer + 'static,
) -> (Option<Recognition>, String) {
    let script = Script::new(answer);
    let credentials = Credentials::basic("ada", "secret").expect("credentials");
    let found = block_on(script.client(RegistryKind::Oci, credentials).recognise());
    (found, script.told())
}

fn is(kind: RegistryKind, sign: Sign) -> Option<Recognition> {
    Some(Recognition { kind, sign })
}

fn path(request: &Request) -> &str {
    request.url.trim_start_matches("https://r.test")
}

/// The answer of distribution to `GET /v2/`, by version, to those it lets in or not.
fn distribution(version: u8, lets_in: bool) -> Answer {
    let kind = if version == 2 { "application/json; charset=utf-8" } else { "application/json" };
    let (status, body) = match lets_in {
        true => (200, "{}"),
        false => (
            401,
            r#"{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":null}]}"#,
        ),
    };
    let answer = reply(status, body).with("Content-Type", kind);
    if lets_in { answer } else { answer.with("WWW-Authenticate", r#"Basic realm="p""#) }
}

/// The answer of distribution 2.8.2 or 3.1.2 to a page size that is no number.
fn page_size(version: u8) -> Answer {
    match version {
        2 => reply(
            404,
            r#"{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry","detail":{"name":"plimsoll/which-registry-is-this"}}]}"#,
        ),
        _ => reply(
            400,
            r#"{"errors":[{"code":"PAGINATION_NUMBER_INVALID","message":"invalid number of results requested","detail":{"n":0}}]}"#,
        ),
    }
}

#[test]
fn the_versions_of_distribution_differ_in_a_page_size_that_is_no_number() {
    let kinds = [(2, RegistryKind::Distribution2), (3, RegistryKind::Distribution3)];
    for (version, kind) in kinds {
        let (found, told) = recognised(move |request, _| match path(request) {
            // The form of the first answer is that of the other version.
            "/v2/" => distribution(5 - version, true),
            _ => page_size(version),
        });
        assert_eq!(found, is(kind, Sign::PageSize));
        assert_eq!(told, format!("GET https://r.test/v2/\n{PAGE_SIZE}"));
    }
}

#[test]
fn before_sign_in_the_form_is_a_guess_and_after_it_one_question_settles_it() {
    let kinds = [(2, RegistryKind::Distribution2), (3, RegistryKind::Distribution3)];
    for (version, kind) in kinds {
        let script = Script::new(move |request, _| {
            let signed = request.headers.iter().any(|(name, _)| *name == "authorization");
            match path(request) {
                _ if !signed => distribution(version, false),
                "/v2/" => distribution(version, true),
                _ => page_size(version),
            }
        });
        let credentials = Credentials::basic("ada", "secret").expect("credentials");
        let client = script.client(RegistryKind::Oci, credentials);
        let first = block_on(client.recognise());
        assert_eq!(first, is(kind, Sign::Form));
        assert_eq!(script.told(), "GET https://r.test/v2/\n");
        let second = block_on(client.recognise_signed(first.expect("a guess")));
        assert_eq!(Some(second), is(kind, Sign::PageSize));
    }
}

#[test]
fn a_guess_stays_one_where_rights_do_not_reach_and_falls_where_the_answer_is_another() {
    let guess = Recognition { kind: RegistryKind::Distribution2, sign: Sign::Form };
    let check = |answer: fn() -> Answer, expected: Recognition| {
        let script = Script::new(move |_, _| answer());
        let client = script.client(RegistryKind::Distribution2, Credentials::None);
        assert_eq!(block_on(client.recognise_signed(guess)), expected);
    };
    check(|| refuse(403, "DENIED"), guess);
    check(|| reply(401, ""), guess);
    check(|| reply(200, r#"{"name":"a","tags":[]}"#), Recognition::UNKNOWN);
    check(|| refuse(404, "NAME_UNKNOWN"), Recognition::UNKNOWN);
    check(|| refuse(400, "BAD_REQUEST"), Recognition::UNKNOWN);
}

#[test]
fn a_guess_is_settled_in_a_repository_that_is_there() {
    let check = |guess, answer: fn() -> Answer, expected: Option<Recognition>| {
        let script = Script::new(move |_, _| answer());
        let client = script.client(guess, Credentials::None);
        let first = Recognition { kind: guess, sign: Sign::Form };
        let app = "team/app".parse().expect("a name");
        assert_eq!(Some(block_on(client.recognise_in(first, &app))), expected);
        assert_eq!(script.told(), "GET https://r.test/v2/team/app/tags/list?n=x\n");
    };
    let (two, three) = (RegistryKind::Distribution2, RegistryKind::Distribution3);
    let tags = || reply(200, r#"{"name":"team/app","tags":["v1"]}"#);
    check(two, tags, is(two, Sign::PageSize));
    // A proxy on the way may have changed the form of the first answer.
    check(three, tags, is(two, Sign::PageSize));
    check(two, || page_size(3), is(three, Sign::PageSize));
    check(two, || reply(200, "{}"), Some(Recognition::UNKNOWN));
    check(two, || refuse(400, "BAD_REQUEST"), Some(Recognition::UNKNOWN));
    check(three, || refuse(403, "DENIED"), is(three, Sign::Form));

    // A registry whose kind is known is not asked again.
    let script = Script::new(|_, _| reply(500, ""));
    let known = Recognition { kind: two, sign: Sign::PageSize };
    let (client, app) = (script.client(two, Credentials::None), "app".parse().expect("a name"));
    assert_eq!(block_on(client.recognise_in(known, &app)), known);
    assert_eq!(script.told(), "");
}

#[test]
fn azure_by_its_realm_or_its_name() {
    let realm = |realm: &'static str, service: &'static str| {
        let offer = format!(r#"Bearer realm="{realm}",service="{service}""#);
        recognised(move |_, _| reply(401, "").with("WWW-Authenticate", offer.clone()))
    };
    let azure = is(RegistryKind::Acr, Sign::Realm);
    assert_eq!(realm("https://a.test/oauth2/token", "a.test").0, azure);
    assert_eq!(realm("https://proxy.test/oauth2/token", "r.test").0, azure);
    let unknown = Some(Recognition::UNKNOWN);
    assert_eq!(realm("https://a.test/oauth2/token", "b.test").0, unknown);
    assert_eq!(realm("https://a.test/token", "a.test").0, unknown);
    assert_eq!(realm("/oauth2/token", "r.test").0, unknown);

    let script = Script::new(|_, _| reply(500, ""));
    let named = script.client_at(
        "https://page.test/registry/team",
        "team.azurecr.io",
        RegistryKind::Oci,
        Credentials::None,
    );
    assert_eq!(block_on(named.recognise()), is(RegistryKind::Acr, Sign::Host));
    assert_eq!(script.told(), "");
}

#[test]
fn harbor_by_its_service_where_its_api_is_behind_the_page_too() {
    let harbor = |ping: fn() -> Answer, offer: &'static str| {
        recognised(move |request, _| match path(request) {
            "/v2/" if offer.is_empty() => reply(401, ""),
            "/v2/" => reply(401, "").with("WWW-Authenticate", offer),
            "/api/v2.0/ping" => ping(),
            _ => reply(404, ""),
        })
    };
    let offer = r#"Bearer realm="https://r.test/service/token",service="harbor-registry""#;
    let (found, told) = harbor(|| reply(200, "Pong"), offer);
    assert_eq!(found, is(RegistryKind::Harbor, Sign::Service));
    assert_eq!(told, "GET https://r.test/v2/\nGET https://r.test/api/v2.0/ping\n");
    assert_eq!(harbor(|| reply(200, "Pong"), "").0, is(RegistryKind::Harbor, Sign::Ping));
    let alone = is(RegistryKind::Oci, Sign::ServiceOnly);
    assert_eq!(harbor(|| reply(404, "404 page not found"), offer).0, alone);
    assert_eq!(harbor(|| reply(200, "<html>Pong"), offer).0, alone);
    assert_eq!(harbor(|| reply(200, "<html>Pong"), "").0, Some(Recognition::UNKNOWN));
}

#[test]
fn zot_describes_itself_or_lists_its_extensions() {
    let zot = |first: fn() -> Answer, management: fn() -> Answer, extensions: fn() -> Answer| {
        let (found, told) = recognised(move |request, _| match path(request) {
            "/v2/" => first(),
            "/v2/_zot/ext/mgmt" => management(),
            "/v2/_oci/ext/discover" => extensions(),
            _ => Answer::Never,
        });
        (found.map(|found| (found.kind, found.sign)), told.lines().count())
    };
    let open = || reply(200, "").with("WWW-Authenticate", "basic realm=zot");
    let closed = || reply(401, r#"{"code":"UNAUTHORIZED","message":"no","detail":{}}"#);
    let management =
        || reply(200, r#"{"distSpecVersion":"1.1.1","binaryType":"-search","http":{}}"#);
    let none = || reply(404, "404 page not found");
    let search =
        || reply(200, r#"{"extensions":[{"name":"_zot","endpoints":["/v2/_zot/ext/search"]}]}"#);
    let foreign =
        || reply(200, r#"{"extensions":[{"name":"_x","endpoints":["/v2/_x/ext/y",7]},{},1]}"#);
    let managed = Some((RegistryKind::Zot, Sign::Management));
    assert_eq!(zot(open, management, none), (managed, 2));
    assert_eq!(zot(closed, management, none), (managed, 2));
    let listed = Some((RegistryKind::Zot, Sign::Extensions));
    assert_eq!(zot(open, none, search), (listed, 3));
    // A zot built without extensions, or with none switched on.
    assert_eq!(zot(open, none, || reply(200, r#"{"extensions":[]}"#)), (listed, 3));
    let unknown = Some((RegistryKind::Oci, Sign::Nothing));
    assert_eq!(zot(open, none, || reply(200, r#"{"extensions":{}}"#)), (unknown, 3));
    assert_eq!(zot(open, none, || reply(404, r#"{"extensions":[]}"#)), (unknown, 3));
    assert_eq!(zot(open, none, foreign), (unknown, 3));
    assert_eq!(zot(open, || reply(200, r#"{"binaryType":7}"#), none), (unknown, 3));
    assert_eq!(zot(open, none, || reply(200, "[]")), (unknown, 3));
}

#[test]
fn nothing_that_is_answered_ends_in_more_than_nothing_known() {
    let unknown = Some(Recognition::UNKNOWN);
    assert_eq!(recognised(|_, _| reply(200, "<html>")).0, unknown);
    assert_eq!(recognised(|_, _| reply(500, "{}")).0, unknown);
    assert_eq!(recognised(|_, _| reply(429, "")).0, unknown);
    assert_eq!(recognised(|_, _| reply(401, "[[[")).0, unknown);
    assert_eq!(recognised(|_, _| reply(200, "{}")).0, unknown);
    let gone = |_: &Request, _| Answer::Fails(TransportError::Unreachable);
    assert_eq!(recognised(gone), (None, "GET https://r.test/v2/\n".to_owned()));
    // A registry that never answers is not waited for.
    assert_eq!(recognised(|_, _| Answer::Never).0, None);
    // A registry that answers the first question only is not waited for, either.
    let (found, told) = recognised(|request, _| match path(request) {
        "/v2/" => reply(200, ""),
        _ => Answer::Never,
    });
    assert_eq!((found, told.lines().count()), (unknown, 3));
}

#[test]
fn credentials_are_not_sent_to_be_told_what_it_is() {
    for first in [200, 401] {
        let (_, told) = recognised(move |request, _| match path(request) {
            "/v2/" => reply(first, "").with("WWW-Authenticate", "Basic realm=x"),
            _ => reply(401, "").with("WWW-Authenticate", "Basic realm=x"),
        });
        assert!(!told.contains('['), "{told}");
    }
}

#[test]
fn the_same_registry_is_asked_in_another_way_with_the_same_rights() {
    let script = Script::new(|request, _| match request.headers.is_empty() {
        true => distribution(2, false),
        false => distribution(2, true),
    });
    let credentials = Credentials::basic("ada", "secret").expect("credentials");
    let client = script.client(RegistryKind::Oci, credentials);
    assert!(block_on(client.check()).is_ok());
    let other = client.speaking_to(client.endpoint().clone().with_kind(RegistryKind::Zot));
    assert_eq!(other.endpoint().kind(), RegistryKind::Zot);
    assert_eq!(*other.endpoint().capabilities(), RegistryKind::Zot.capabilities());
    // The first request is unsigned and then signed; from then on requests are signed at once.
    assert!(block_on(other.check()).is_ok());
    assert_eq!((client.requests_sent(), other.requests_sent()), (3, 3));
}

#[test]
fn whether_it_deletes_is_tried_on_what_cannot_be_there() {
    let zeros = "0".repeat(64);
    let check = |answer: fn() -> Answer, expected: Result<Deletes, ErrorKind>| {
        let script = Script::new(move |_, _| answer());
        let client = script.client(RegistryKind::Distribution2, Credentials::None);
        let found = block_on(client.check_deletes(&"team/app".parse().expect("a name")));
        assert_eq!(found.map_err(|error| error.kind), expected);
        let asked = format!("DELETE https://r.test/v2/team/app/manifests/sha256:{zeros}\n");
        assert_eq!(script.told(), asked);
    };
    check(|| refuse(405, "UNSUPPORTED"), Ok(Deletes::Off));
    check(|| reply(405, "Method not allowed\n"), Ok(Deletes::ReadOnly));
    check(|| refuse(404, "MANIFEST_UNKNOWN"), Ok(Deletes::Allowed));
    check(|| refuse(404, "NAME_UNKNOWN"), Ok(Deletes::Allowed));
    // A proxy's 404 says nothing, nor does a missing right.
    check(|| reply(404, "404 page not found"), Err(ErrorKind::NotFound));
    check(|| refuse(403, "DENIED"), Err(ErrorKind::Forbidden));
    check(|| refuse(405, "DENIED"), Err(ErrorKind::PartOfIndex));
}
