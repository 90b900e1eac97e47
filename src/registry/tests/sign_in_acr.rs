//! Signing in to ACR: the tokens that each kind of credentials gets, and the sentence about a missing
//! right.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::executor::block_on;

use super::script::{Answer, Script, header, refuse, reply};
use crate::model::{Digest, RepositoryName};
use crate::registry::auth::need::{Need, Purpose};
use crate::registry::line::transport::{Method, Request};
use crate::registry::{Credentials, ErrorKind, RegistryKind, Right, TOKEN_USER};

const RENEWING: &str = "e30.eyJhYWRfaWRlbnRpdHkiOnt9fQ.c2lnbmF0dXJl";

fn name(text: &str) -> RepositoryName {
    text.parse().expect("a name")
}

/// The text of a form or query.
fn sent(request: &Request) -> String {
    let text = match request.method {
        Method::Post => String::from_utf8_lossy(&request.body).into_owned(),
        _ => request.url.clone(),
    };
    percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

/// A registry that gives JWTs in ACR's form. They grant the requested scopes that `grants` names; scopes
/// with wildcards grant nothing, as with rights by repository.
struct Azure {
    /// `repository:a:pull`, one action each.
    grants: &'static [&'static str],
    /// Whether tokens list their grants.
    tells: bool,
}

impl Azure {
    fn answer(&self, request: &Request, now: i64) -> Answer {
        if request.url.starts_with("https://r.test/oauth2/token") {
            return self.token(request, now);
        }
        let signed = header(request, "authorization").unwrap_or_default();
        let (needed, scope) = match request.url.as_str() {
            "https://r.test/v2/" => (None, String::new()),
            url if url.contains("_catalog") => {
                (Some("registry:catalog:*"), r#",scope="registry:catalog:*""#.to_owned())
            }
            _ if request.method == Method::Delete => {
                (Some("repository:a:delete"), r#",scope="repository:a:delete""#.to_owned())
            }
            _ => {
                let needed = "repository:a:metadata_read";
                (Some(needed), format!(r#",scope="{needed}""#))
            }
        };
        let granted = signed.strip_prefix("Bearer ").map(granted);
        let problem = match (&granted, needed) {
            (Some(_), None) => return reply(200, "{}"),
            (Some(granted), Some(needed)) if granted.iter().any(|g| g == needed) => {
                let status = if request.method == Method::Delete { 202 } else { 200 };
                return reply(status, r#"{"repositories":["a"],"tags":[],"manifests":[]}"#);
            }
            (Some(_), _) => r#",error="insufficient_scope""#,
            (None, _) => "",
        };
        let realm = "https://r.test/oauth2/token";
        let challenge = format!(r#"Bearer realm="{realm}",service="r.test"{scope}{problem}"#);
        refuse(401, "UNAUTHORIZED")
            .with("WWW-Authenticate", challenge)
            .with("X-Ms-Correlation-Request-Id", "0a1b2c3d-0000-4000-8000-123456789abc")
    }

    fn token(&self, request: &Request, now: i64) -> Answer {
        let asked = sent(request);
        let mut granted = Vec::new();
        for grant in self.grants {
            let (place, action) = grant.rsplit_once(':').expect("a scope");
            let scope = asked.split([' ', '&', '=']).find(|text| text.starts_with(place));
            let actions = scope.and_then(|scope| scope.rsplit_once(':'));
            if actions
                .is_some_and(|(at, actions)| at == place && actions.split(',').any(|a| a == action))
            {
                granted.push(*grant);
            }
        }
        let entries = granted.iter().map(|grant| {
            let (place, action) = grant.rsplit_once(':').expect("a scope");
            let (kind, name) = place.split_once(':').expect("a scope");
            format!(r#"{{"Type":"{kind}","Name":"{name}","Actions":["{action}"]}}"#)
        });
        let list = entries.collect::<Vec<_>>().join(",");
        let access = if self.tells { format!(r#","access":[{list}]"#) } else { String::new() };
        // As ACR: good for an hour, and said to have begun a quarter of an hour ago.
        let claims = format!(
            r#"{{"iat":{},"exp":{},"grants":"{}"{access}}}"#,
            now - 900,
            now + 3600,
            granted.join(" ")
        );
        reply(200, format!(r#"{{"access_token":"e30.{}.s"}}"#, URL_SAFE_NO_PAD.encode(claims)))
    }
}

/// The scopes that a token of this test's server grants.
fn granted(token: &str) -> Vec<String> {
    let payload = token.split('.').nth(1).expect("a JWT");
    let claims = URL_SAFE_NO_PAD.decode(payload).expect("base64");
    let claims: serde_json::Value = serde_json::from_slice(&claims).expect("JSON");
    claims["grants"].as_str().expect("a text").split(' ').map(str::to_owned).collect()
}

/// The script's clock begins here, in seconds.
const BEGIN: i64 = 1_800_000_000;

fn script(azure: Azure) -> std::rc::Rc<Script> {
    Script::new(move |request, _| azure.answer(request, BEGIN))
}

const EVERYTHING: &[&str] = &[
    "registry:catalog:*",
    "repository:a:pull",
    "repository:a:metadata_read",
    "repository:a:delete",
];

#[test]
fn a_refresh_token_is_exchanged_and_never_leaves_the_token_server() {
    let script = script(Azure { grants: EVERYTHING, tells: true });
    let credentials = Credentials::of_form(TOKEN_USER, RENEWING).expect("fit");
    let client = script.client(RegistryKind::Acr, credentials);
    block_on(client.check()).expect("let in");
    block_on(client.catalog_page(None)).expect("a list");
    block_on(client.tags(&name("a"))).expect("tags");
    block_on(client.repeating().delete_manifest(&name("a"), &Digest::of(b""))).expect("deleted");
    let asked: Vec<_> = script.log.borrow().iter().map(|r| (r.url.clone(), sent(r))).collect();
    let exchanges: Vec<_> =
        asked.iter().filter(|(url, _)| url == "https://r.test/oauth2/token").collect();
    let form = |scope: &str| {
        format!("grant_type=refresh_token&service=r.test{scope}&refresh_token={RENEWING}")
    };
    // Each token is asked for the least scope, one repository at a time, `delete` last.
    assert_eq!(
        exchanges.iter().map(|(_, form)| form.clone()).collect::<Vec<_>>(),
        [
            form(""),
            form("&scope=registry:catalog:*"),
            form("&scope=repository:a:pull,metadata_read"),
            form("&scope=repository:a:delete"),
        ]
    );
    for request in script.log.borrow().iter().filter(|r| !r.url.contains("/oauth2/")) {
        let signed = header(request, "authorization").unwrap_or_default();
        assert!(!signed.contains("Basic") && !signed.contains(RENEWING), "{signed}");
        assert!(request.body.is_empty() && !request.url.contains(RENEWING));
    }
}

#[test]
fn no_scope_has_a_wildcard_so_rights_by_repository_are_enough() {
    let script = script(Azure { grants: EVERYTHING, tells: true });
    let client = script.client(RegistryKind::Acr, Credentials::None);
    let repository = name("a");
    block_on(client.catalog_page(None)).expect("a list");
    block_on(client.tags(&repository)).expect("tags");
    block_on(client.manifests(&repository)).expect("manifests");
    block_on(client.repeating().delete_manifest(&repository, &Digest::of(b""))).expect("deleted");
    for request in script.log.borrow().iter() {
        assert!(!sent(request).contains("repository:*"), "{}", sent(request));
    }
}

#[test]
fn without_credentials_acr_is_asked_as_its_own_clients_do() {
    let script = script(Azure { grants: EVERYTHING, tells: true });
    let client = script.client(RegistryKind::Acr, Credentials::None);
    block_on(client.check()).expect("anonymous pull");
    block_on(client.tags(&name("a"))).expect("tags");
    let forms: Vec<_> =
        script.log.borrow().iter().filter(|r| !r.body.is_empty()).map(sent).collect();
    assert_eq!(
        forms,
        [
            "grant_type=password&service=r.test",
            "grant_type=password&service=r.test&scope=repository:a:pull,metadata_read"
        ]
    );
}

#[test]
fn tokens_without_expires_in_are_renewed_five_minutes_before_their_end() {
    let azure = Azure { grants: EVERYTHING, tells: true };
    let script = script(azure);
    let client = script.client(RegistryKind::Acr, Credentials::basic("u", "p").expect("fit"));
    let ask = |tokens: usize| {
        block_on(client.tags(&name("a"))).expect("tags");
        assert_eq!(script.told().matches("/oauth2/token").count(), tokens);
    };
    ask(1);
    // 3600 s left, less 300.
    script.pass_seconds(3299);
    ask(1);
    script.pass_seconds(1);
    ask(2);
}

#[test]
fn a_missing_right_is_told_by_the_token_itself_without_asking() {
    let reader = &["registry:catalog:*", "repository:a:pull", "repository:a:metadata_read"];
    let script = script(Azure { grants: reader, tells: true });
    let client = script.client(RegistryKind::Acr, Credentials::basic("u", "p").expect("fit"));
    block_on(client.tags(&name("a"))).expect("tags");
    let before = script.log.borrow().len();
    let delete = || {
        block_on(client.repeating().delete_manifest(&name("a"), &Digest::of(b""))).expect_err("no")
    };
    let error = delete();
    assert_eq!(error.kind, ErrorKind::InsufficientScope);
    assert!(error.sentence().contains("may not delete in a"), "{}", error.sentence());
    assert!(error.sentence().contains("AcrDelete"), "{}", error.sentence());
    // One token was asked for, and no DELETE was sent. A second step sends nothing at all.
    assert_eq!(script.log.borrow().len(), before + 1);
    delete();
    assert_eq!(script.log.borrow().len(), before + 1);
    // The right may be given at any time: a minute later it is asked for again.
    script.pass_seconds(60);
    delete();
    assert_eq!(script.log.borrow().len(), before + 2);
}

#[test]
fn a_missing_right_that_only_the_registry_knows_of_is_named_after_its_refusal() {
    let reader = &["repository:a:pull"];
    let script = script(Azure { grants: reader, tells: false });
    let client = script.client(RegistryKind::Acr, Credentials::basic("u", "p").expect("fit"));
    let error = block_on(client.tags(&name("a"))).expect_err("no");
    assert_eq!(error.kind, ErrorKind::InsufficientScope);
    let sentence = error.sentence();
    // Two rights were asked for; the challenge names the missing one.
    let lacking = error.detail.as_ref().and_then(|detail| detail.lacking.clone());
    assert_eq!(lacking.map(|lacking| lacking.rights), Some(vec![Right::ReadMetadata]));
    assert!(sentence.contains("metadata/read in its scope map"), "{sentence}");
    assert!(
        sentence.ends_with("Correlation ID: 0a1b2c3d-0000-4000-8000-123456789abc."),
        "{sentence}"
    );
    assert_eq!(script.log.borrow().len(), 3, "{}", script.told());
}

#[test]
fn who_may_not_list_repositories_is_not_asked_to_sign_in() {
    for credentials in [Credentials::None, Credentials::basic("u", "p").expect("fit")] {
        for tells in [true, false] {
            let script = script(Azure { grants: &["repository:a:metadata_read"], tells });
            let client = script.client(RegistryKind::Acr, credentials.clone());
            block_on(client.check()).expect("let in");
            let error = block_on(client.catalog_page(None)).expect_err("no").why;
            assert_eq!(error.kind, ErrorKind::InsufficientScope);
            assert!(!error.asks_to_sign_in());
            assert!(error.sentence().contains("Catalog Lister"), "{error}");
            block_on(client.tags(&name("a"))).expect("what may be read");
        }
    }
}

#[test]
fn a_refresh_token_that_is_too_old_says_what_to_do() {
    let check = |status: u16| {
        let script = Script::new(move |request, _| match request.url.as_str() {
            "https://r.test/oauth2/token" => {
                refuse(status, "UNAUTHORIZED").with("X-Echo", RENEWING)
            }
            _ => refuse(401, "UNAUTHORIZED").with(
                "WWW-Authenticate",
                r#"Bearer realm="https://r.test/oauth2/token",service="r.test""#,
            ),
        });
        let credentials = Credentials::refresh_token(RENEWING).expect("fit");
        let error =
            block_on(script.client(RegistryKind::Acr, credentials).check()).expect_err("no");
        assert_eq!(error.kind, ErrorKind::TokenRefused);
        assert!(error.asks_to_sign_in() && error.sentence().contains("az acr login"), "{error}");
        assert_eq!(script.log.borrow().len(), 2);
    };
    check(401);
    check(400);
}

#[test]
fn a_refresh_token_is_no_password() {
    let script = Script::new(|_, _| {
        refuse(401, "UNAUTHORIZED").with("WWW-Authenticate", r#"Basic realm="x""#)
    });
    let credentials = Credentials::refresh_token(RENEWING).expect("fit");
    let error = block_on(script.client(RegistryKind::Acr, credentials).check()).expect_err("no");
    assert_eq!(error.kind, ErrorKind::TokenRefused);
    assert_eq!(script.told(), "GET https://r.test/v2/\n");
}

#[test]
fn an_echoed_refresh_token_is_not_quoted() {
    let script = Script::new(|request, _| match request.url.as_str() {
        "https://r.test/oauth2/token" => reply(403, format!("you sent {RENEWING}")),
        _ => refuse(401, "UNAUTHORIZED").with(
            "WWW-Authenticate",
            r#"Bearer realm="https://r.test/oauth2/token",service="r.test""#,
        ),
    });
    let credentials = Credentials::refresh_token(RENEWING).expect("fit");
    let error = block_on(script.client(RegistryKind::Acr, credentials).check()).expect_err("no");
    let printed = format!("{error:?} {error}");
    assert!(!printed.contains("e30.eyJ") && !printed.contains("c2lnbmF0"), "{printed}");
}

#[test]
fn a_403_of_acr_is_its_network_and_of_others_may_be_a_right() {
    let sentence = |kind| {
        let script = Script::new(|_, _| refuse(403, "DENIED"));
        let client = script.client(kind, Credentials::None);
        block_on(client.check()).expect_err("no").sentence()
    };
    let acr = sentence(RegistryKind::Acr);
    assert!(acr.contains("network rules do not admit") && acr.contains("Networking"), "{acr}");
    assert!(sentence(RegistryKind::Oci).contains("may lack the right"));
}

#[test]
fn locks_and_the_bin_are_asked_for_by_their_own_scopes() {
    // Only the requested scopes are tested here; other tests read the answers.
    let repository = name("a");
    for (need, right) in [
        (Need::to(Purpose::SetLocks, &repository), Right::WriteMetadata),
        (Need::to(Purpose::Untag, &repository), Right::Delete),
        (Need::DELETED_CATALOG, Right::DeletedCatalog),
        (Need::to(Purpose::ReadDeleted, &repository), Right::ReadDeleted),
        (Need::to(Purpose::Restore, &repository), Right::Restore),
    ] {
        let lacking = need.lacking(RegistryKind::Acr, None, None);
        assert_eq!(lacking.rights.first(), Some(&right), "{need:?}");
    }
}
