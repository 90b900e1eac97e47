//! A token server on another host gets no request until somebody confirmed the host.

use std::rc::Rc;

use futures::executor::block_on;

use super::script::{Answer, Script, header, refuse, reply};
use crate::registry::{Client, Credentials, Endpoint, ErrorKind, RegistryKind, TrustedRealm};

/// The value of `Authorization`: `Basic` and base64("user:secret-password").
const BASIC: &str = "Basic dXNlcjpzZWNyZXQtcGFzc3dvcmQ=";

fn user() -> Credentials {
    Credentials::basic("user", "secret-password").expect("fit")
}

fn kind_of_check(client: &Client) -> Result<(), ErrorKind> {
    block_on(client.check()).map_err(|error| error.kind)
}

fn challenge(header: &str) -> Answer {
    refuse(401, "UNAUTHORIZED").with("WWW-Authenticate", header)
}

/// A registry whose tokens come from `https://auth.test/token`; each brings a token that renews
/// others along.
fn script() -> Rc<Script> {
    Script::new(|request, before| {
        if request.url.contains("/token") {
            let token = format!("t{}", before + 1);
            let body = format!(r#"{{"token":"{token}","refresh_token":"renewing-secret"}}"#);
            return reply(200, body);
        }
        match header(request, "authorization") {
            Some(value) if value.starts_with("Bearer t") => reply(200, r#"{"tags":["a"]}"#),
            _ => challenge(r#"Bearer realm="https://auth.test/token",service="r.test""#),
        }
    })
}

fn client(script: &Rc<Script>, base: &str, realm: &str, through: Option<&str>) -> Client {
    let endpoint = Endpoint::new(base, "r.test", RegistryKind::Oci).expect("an endpoint");
    let realm = TrustedRealm::new(realm, through).expect("a realm");
    Client::new(script.clone(), endpoint.trusting([realm]), user())
}

#[test]
fn a_realm_elsewhere_gets_nothing_at_all() {
    let elsewhere = |host: &str| ErrorKind::RealmElsewhere { host: host.to_owned() };
    let check = |realm: &str, expected: ErrorKind| {
        for credentials in [user(), Credentials::None] {
            let text = format!(r#"Bearer realm="{realm}",service="r.test""#);
            let script = Script::new(move |_, _| challenge(&text));
            let client = script.client(RegistryKind::Oci, credentials);
            assert_eq!(kind_of_check(&client), Err(expected.clone()), "{realm}");
            assert_eq!(script.told(), "GET https://r.test/v2/\n", "{realm}");
        }
    };
    check("https://evil.test/token", elsewhere("evil.test"));
    check("https://r.test.evil.test/token", elsewhere("r.test.evil.test"));
    check("https://r.test@evil.test/token", ErrorKind::RealmInsecure);
    let inside = |host: &str| ErrorKind::RealmInside { host: host.to_owned() };
    check("https://10.0.0.1/token", inside("10.0.0.1"));
    check("https://localhost/token", inside("localhost"));
    check("http://r.test/token", ErrorKind::RealmInsecure);
    check("http://localhost/token", ErrorKind::RealmInsecure);
    check("https://r.test\\@evil.test/token", ErrorKind::RealmInsecure);
    check("", ErrorKind::RealmInsecure);
}

#[test]
fn a_confirmed_realm_gets_the_password_and_the_registry_its_tokens() {
    let script = script();
    let client = client(&script, "https://r.test", "auth.test", None);
    assert_eq!(kind_of_check(&client), Ok(()));
    let name = "a".parse().expect("a name");
    block_on(client.tags(&name)).expect("tags");
    // Both tokens have ended. The refresh token that came along was not kept, and is sent nowhere.
    script.pass_seconds(60);
    block_on(client.tags(&name)).expect("tags");
    let token = "https://auth.test/token?service=r.test";
    let list = "https://r.test/v2/a/tags/list?n=1000";
    let scope = "&scope=repository%3Aa%3Apull";
    assert_eq!(
        script.told(),
        format!(
            "GET https://r.test/v2/\nGET {token} [{BASIC}]\nGET https://r.test/v2/ [Bearer t1]\n\
             GET {token}{scope} [{BASIC}]\nGET {list} [Bearer t1]\n\
             GET {token}{scope} [{BASIC}]\nGET {list} [Bearer t2]\n"
        )
    );
    let asked = format!("{:?}", script.log.borrow().iter().map(|r| &r.body).collect::<Vec<_>>());
    assert!(!asked.contains("renewing-secret") && !script.told().contains("renewing-secret"));
}

#[test]
fn another_host_than_the_confirmed_one_still_gets_nothing() {
    let script = script();
    let client = client(&script, "https://r.test", "other.test", None);
    let elsewhere = ErrorKind::RealmElsewhere { host: "auth.test".to_owned() };
    assert_eq!(kind_of_check(&client), Err(elsewhere));
    assert_eq!(script.told(), "GET https://r.test/v2/\n");
}

#[test]
fn a_realm_that_the_page_s_server_stands_for_is_asked_there() {
    let script = script();
    let through = "https://page.test/registry/auth";
    let client = client(&script, "https://page.test/registry/r", "auth.test", Some(through));
    assert_eq!(kind_of_check(&client), Ok(()));
    assert_eq!(
        script.told(),
        format!(
            "GET https://page.test/registry/r/v2/\nGET {through}/token?service=r.test [{BASIC}]\n\
             GET https://page.test/registry/r/v2/ [Bearer t1]\n"
        )
    );
}

#[test]
fn a_registry_that_is_open_but_for_one_list_names_that_host_once() {
    let script = Script::new(|request, _| match request.url.contains("/tags/") {
        true => challenge(r#"Bearer realm="https://auth.test/token",service="r.test""#),
        false => reply(200, "{}"),
    });
    let client = script.client(RegistryKind::Oci, Credentials::None);
    assert_eq!((kind_of_check(&client), client.take_realm_elsewhere()), (Ok(()), None));
    block_on(client.tags(&"a".parse().expect("a name"))).expect_err("closed");
    let told = [client.take_realm_elsewhere(), client.take_realm_elsewhere()];
    assert_eq!(told, [Some("auth.test".to_owned()), None]);
}
