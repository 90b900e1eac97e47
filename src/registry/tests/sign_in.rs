//! Signing in: the secrets that each server gets, and the tries after which it stops.

use futures::executor::block_on;
use futures::join;

use super::script::{Answer, Script, header, refuse, reply};
use crate::registry::line::transport::{Method, Request};
use crate::registry::{Client, Credentials, Error, ErrorKind, RegistryKind};

const BEARER: &str = r#"Bearer realm="https://r.test/token",service="r.test""#;

fn user() -> Credentials {
    Credentials::basic("user", "secret-password").expect("fit")
}

/// The value of `Authorization`: `Basic` and base64("user:secret-password").
const BASIC: &str = "Basic dXNlcjpzZWNyZXQtcGFzc3dvcmQ=";

fn kind_of_check(client: &Client) -> Result<(), ErrorKind> {
    block_on(client.check()).map_err(|error| error.kind)
}

fn challenge(header: &str) -> Answer {
    refuse(401, "UNAUTHORIZED").with("WWW-Authenticate", header)
}

/// A registry that takes tokens t1, t2, … each good for the scope it was asked for.
fn token_registry(request: &Request, before: usize) -> Answer {
    if request.url.starts_with("https://r.test/token") {
        return reply(200, format!(r#"{{"token":"t{}","expires_in":300}}"#, before + 1));
    }
    match header(request, "authorization") {
        Some(value) if value.starts_with("Bearer t") && request.method == Method::Delete => {
            reply(202, "")
        }
        Some(value) if value.starts_with("Bearer t") => reply(200, r#"{"tags":["a"]}"#),
        _ => challenge(BEARER),
    }
}

#[test]
fn an_open_registry_gets_no_credentials() {
    let script = Script::new(|_, _| reply(200, "{}"));
    assert_eq!(kind_of_check(&script.client(RegistryKind::Oci, user())), Ok(()));
    assert_eq!(script.told(), "GET https://r.test/v2/\n");
}

#[test]
fn basic_is_sent_when_asked_for_and_then_at_once() {
    let script = Script::new(|request, _| match header(request, "authorization") {
        Some(BASIC) => reply(200, "{}"),
        _ => challenge(r#"Basic realm="x""#),
    });
    let client = script.client(RegistryKind::Oci, user());
    assert_eq!(kind_of_check(&client), Ok(()));
    assert_eq!(kind_of_check(&client), Ok(()));
    assert_eq!(
        script.told(),
        format!(
            "GET https://r.test/v2/\nGET https://r.test/v2/ [{BASIC}]\nGET https://r.test/v2/ [{BASIC}]\n"
        )
    );
    let anonymous = script.client(RegistryKind::Oci, Credentials::None);
    assert_eq!(kind_of_check(&anonymous), Err(ErrorKind::SignInRequired));
}

#[test]
fn a_wrong_password_is_tried_once() {
    for header in ["Basic realm=zot", ""] {
        let script = Script::new(move |_, _| challenge(header));
        let client = script.client(RegistryKind::Oci, user());
        assert_eq!(kind_of_check(&client), Err(ErrorKind::CredentialsRefused), "{header}");
        assert_eq!(script.log.borrow().len(), 2, "{header}");
    }
}

#[test]
fn a_registry_that_shows_less_to_strangers_is_signed_in_to() {
    let script = Script::new(|_, _| reply(200, "{}").with("WWW-Authenticate", "basic realm=zot"));
    assert_eq!(kind_of_check(&script.client(RegistryKind::Oci, user())), Ok(()));
    assert!(script.told().ends_with(&format!("[{BASIC}]\n")), "{}", script.told());
    let anonymous =
        Script::new(|_, _| reply(200, "{}").with("WWW-Authenticate", "basic realm=zot"));
    assert_eq!(kind_of_check(&anonymous.client(RegistryKind::Oci, Credentials::None)), Ok(()));
    assert_eq!(anonymous.told(), "GET https://r.test/v2/\n");
}

#[test]
fn tokens_are_asked_for_with_least_rights_kept_and_renewed() {
    let script = Script::new(token_registry);
    let client = script.client(RegistryKind::Oci, user());
    let (a, b) = ("a".parse().expect("a name"), "b".parse().expect("a name"));
    block_on(client.tags(&a)).expect("tags");
    block_on(client.tags(&a)).expect("tags");
    block_on(client.tags(&b)).expect("tags");
    // 300 s less a sixth: renewed from second 250 on.
    script.pass_seconds(249);
    block_on(client.tags(&a)).expect("tags");
    script.pass_seconds(2);
    block_on(client.tags(&a)).expect("tags");
    let list = "https://r.test/v2/a/tags/list?n=1000";
    let token = "https://r.test/token?service=r.test&scope=repository%3A";
    assert_eq!(
        script.told(),
        format!(
            "GET {list}\nGET {token}a%3Apull [{BASIC}]\nGET {list} [Bearer t1]\nGET {list} [Bearer t1]\n\
             GET {token}b%3Apull [{BASIC}]\nGET https://r.test/v2/b/tags/list?n=1000 [Bearer t1]\n\
             GET {list} [Bearer t1]\nGET {token}a%3Apull [{BASIC}]\nGET {list} [Bearer t2]\n"
        )
    );
}

#[test]
fn many_requests_at_once_share_one_token() {
    let script = Script::new(token_registry);
    let client = script.client(RegistryKind::Oci, Credentials::None);
    let a = "a".parse().expect("a name");
    let all = block_on(async { join!(client.tags(&a), client.tags(&a), client.tags(&a)) });
    assert!(all.0.is_ok() && all.1.is_ok() && all.2.is_ok());
    assert_eq!(script.told().matches("/token?").count(), 1, "{}", script.told());
    assert!(!script.told().contains("Basic"), "{}", script.told());
}

#[test]
fn a_kept_token_that_is_refused_is_renewed_once() {
    // The registry forgets t1 after its first use.
    let script = Script::new(|request, before| {
        let is_old = header(request, "authorization") == Some("Bearer t1") && before > 1;
        if is_old { challenge(BEARER) } else { token_registry(request, before) }
    });
    let client = script.client(RegistryKind::Oci, user());
    let a = "a".parse().expect("a name");
    block_on(client.tags(&a)).expect("tags");
    block_on(client.tags(&a)).expect("tags");
    let told = script.told();
    assert_eq!(told.matches("/token?").count(), 2, "{told}");
    assert!(told.ends_with("[Bearer t2]\n"), "{told}");
}

fn error_of_a_list(client: &Client) -> Error {
    block_on(client.catalog_page(None)).expect_err("refused").why
}

#[test]
fn a_realm_that_is_only_a_path_is_at_the_registry() {
    let script = Script::new(|request, before| match header(request, "authorization") {
        None => challenge(r#"Bearer realm="/token",service="r.test""#),
        _ => token_registry(request, before),
    });
    assert_eq!(kind_of_check(&script.client(RegistryKind::Oci, user())), Ok(()));
    let token = format!("GET https://r.test/token?service=r.test [{BASIC}]");
    assert!(script.told().contains(&token), "{}", script.told());
}

#[test]
fn a_token_without_the_right_ends_it() {
    let check = |error: &str, credentials: Credentials, expected: ErrorKind| {
        let header_text = format!("{BEARER}{error}");
        let script = Script::new(move |request, before| {
            if request.url.contains("/token") {
                token_registry(request, before)
            } else {
                challenge(&header_text)
            }
        });
        let client = script.client(RegistryKind::Oci, credentials);
        assert_eq!(kind_of_check(&client), Err(expected), "{error}");
        assert_eq!(script.log.borrow().len(), 3, "{}", script.told());
        error_of_a_list(&client)
    };
    // To be let in takes no right, and to list does.
    let lists = check("", user(), ErrorKind::GrantRefused);
    assert_eq!(lists.kind, ErrorKind::InsufficientScope);
    check(r#",error="insufficient_scope""#, user(), ErrorKind::InsufficientScope);
    check(r#",error="invalid_token""#, user(), ErrorKind::GrantRefused);
    check(r#",error="malformed token""#, user(), ErrorKind::GrantRefused);
    check(r#",error="invalid_token""#, Credentials::None, ErrorKind::SignInRequired);
    check("", Credentials::None, ErrorKind::SignInRequired);
}

#[test]
fn deleting_asks_for_delete_only_when_it_deletes() {
    let script = Script::new(token_registry);
    let client = script.client(RegistryKind::Acr, user());
    let a = "a".parse().expect("a name");
    block_on(client.tags(&a)).expect("tags");
    block_on(client.repeating().delete_manifest(&a, &crate::model::Digest::of(b"")))
        .expect("deleted");
    let told = script.told();
    let scopes: Vec<_> =
        told.lines().filter_map(|line| line.split("scope=").nth(1)?.split(' ').next()).collect();
    assert_eq!(scopes, ["repository%3Aa%3Apull%2Cmetadata_read", "repository%3Aa%3Adelete"]);
}

#[test]
fn where_no_token_does_basic_is_tried() {
    // Harbor lists repositories for Basic only, and answers Basic to any refused request.
    let script = Script::new(|request, before| {
        let signed = header(request, "authorization").unwrap_or_default();
        match () {
            () if request.url.contains("/token") => token_registry(request, before),
            () if request.url.contains("_catalog") && signed != BASIC => {
                challenge(r#"Basic realm="harbor""#)
            }
            () if signed.is_empty() => challenge(BEARER),
            () => reply(200, r#"{"repositories":[]}"#),
        }
    });
    let client = script.client(RegistryKind::Oci, user());
    assert_eq!(kind_of_check(&client), Ok(()));
    assert!(block_on(client.catalog_page(None)).is_ok(), "{}", script.told());
}

#[test]
fn behind_a_proxy_tokens_come_through_the_proxy() {
    let script = Script::new(|request, before| match request.url.split('?').next() {
        Some("https://page.test/registry/a/oauth2/token") => token_registry(
            &Request { url: "https://r.test/token".to_owned(), ..request.clone() },
            before,
        ),
        _ if header(request, "authorization").is_some() => reply(200, "{}"),
        _ => {
            challenge(r#"Bearer realm="https://a.azurecr.io/oauth2/token",service="a.azurecr.io""#)
        }
    });
    let base = "https://page.test/registry/a";
    let client = script.client_at(base, "a.azurecr.io", RegistryKind::Acr, user());
    assert_eq!(kind_of_check(&client), Ok(()));
    assert!(script.told().lines().all(|line| line.contains(base)), "{}", script.told());
}

#[test]
fn a_token_server_that_refuses_is_not_asked_again() {
    let check =
        |answer: fn() -> Answer, credentials: Credentials, expected: ErrorKind| {
            let script = Script::new(move |request, _| {
                if request.url.contains("/token") { answer() } else { challenge(BEARER) }
            });
            let client = script.client(RegistryKind::Oci, credentials);
            assert_eq!(kind_of_check(&client), Err(expected));
            assert_eq!(script.log.borrow().len(), 2, "{}", script.told());
        };
    check(|| refuse(401, "UNAUTHORIZED"), user(), ErrorKind::CredentialsRefused);
    check(|| refuse(401, "UNAUTHORIZED"), Credentials::None, ErrorKind::SignInRequired);
    check(|| refuse(403, "DENIED"), user(), ErrorKind::Forbidden);
    check(|| reply(200, "<html>"), user(), ErrorKind::Malformed);
    check(|| reply(200, vec![b'x'; 10 << 20]), user(), ErrorKind::TooLarge);
}

#[test]
fn a_server_that_echoes_secrets_is_not_quoted() {
    let check = |registry: fn(&Request, usize) -> Answer| {
        let script = Script::new(registry);
        let client = script.client(RegistryKind::Oci, user());
        let error = block_on(client.check()).expect_err("refused");
        let printed = format!("{error:?} {error} {client:?}", client = client.endpoint());
        for secret in ["secret-password", "SECRET-PASSWORD", "dXNlcjpz", "t0ken-t0ken"] {
            assert!(!printed.contains(secret), "{printed}");
        }
    };
    fn echo(request: &Request, status: u16) -> Answer {
        let signed = header(request, "authorization").unwrap_or_default();
        reply(status, format!("you sent {signed} which is user:secret-password"))
    }
    check(|request, _| match header(request, "authorization") {
        None => challenge("Basic realm=x"),
        Some(_) => echo(request, 403),
    });
    check(|request, _| match header(request, "authorization") {
        None => challenge(BEARER),
        Some(_) if request.url.contains("/token") => reply(200, r#"{"token":"t0ken-t0ken-t0ken"}"#),
        Some(_) => echo(request, 400),
    });
    check(|request, _| match header(request, "authorization") {
        None => challenge(BEARER),
        Some(_) => echo(request, 401),
    });
    check(|request, _| match header(request, "authorization") {
        None => challenge("Basic realm=x"),
        Some(_) => refuse(403, "secret-password"),
    });
}
