//! Missing rights are found out before they are needed, and named.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::executor::block_on;

use super::script::{Answer, Script, header, refuse, reply};
use crate::model::{MediaType, RepositoryName, TagName};
use crate::registry::line::transport::{Method, Request};
use crate::registry::{Client, Credentials, Error, ErrorKind, Purpose, RegistryKind};

fn app() -> RepositoryName {
    "app".parse().expect("a name")
}

fn user() -> Credentials {
    Credentials::basic("user", "secret-password").expect("fit")
}

fn push(client: &Client) -> Result<(), Error> {
    let tag: TagName = "v1".parse().expect("a tag");
    block_on(client.repeating().put_manifest(&app(), &tag, &MediaType::OciIndex, b"{}"))
}

/// A token that says that it was granted these actions.
fn jwt(actions: &str) -> String {
    let access =
        format!(r#"{{"access":[{{"type":"repository","name":"app","actions":[{actions}]}}]}}"#);
    format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(access))
}

/// A registry whose token server gives `token`, which is good for reading only, to everybody.
fn read_only(token: String) -> impl Fn(&Request, usize) -> Answer {
    move |request, _| {
        if request.url.contains("/token") {
            return reply(200, format!(r#"{{"token":"{token}"}}"#));
        }
        let scope = match request.method {
            Method::Put => "pull,push",
            Method::Delete => "delete",
            _ => "pull",
        };
        match header(request, "authorization") {
            Some(_) if scope == "pull" => reply(200, r#"{"tags":["v1"]}"#),
            _ => refuse(401, "UNAUTHORIZED").with(
                "WWW-Authenticate",
                format!(r#"Bearer realm="https://r.test/token",service="s",scope="repository:app:{scope}""#),
            ),
        }
    }
}

#[test]
fn a_token_tells_before_anything_is_asked_of_the_registry() {
    let check = |granted: &str, purpose, missing: Option<&str>| {
        let script = Script::new(read_only(jwt(granted)));
        let client = script.client(RegistryKind::Distribution2, user());
        block_on(client.tags(&app())).expect("tags");
        let before = script.log.borrow().len();
        let told = block_on(client.check_right(&app(), purpose)).map_err(|error| error.sentence());
        match missing {
            None => assert_eq!(told, Ok(())),
            Some(right) => {
                let why = told.expect_err("missing");
                assert!(why.contains(&format!("in app: the right {right} is missing")), "{why}");
            }
        }
        let log = script.log.borrow();
        assert!(log[before..].iter().all(|request| request.url.contains("/token")));
    };
    check(r#""pull""#, Purpose::Push, Some("push"));
    check(r#""pull""#, Purpose::Delete, Some("delete"));
    check(r#""pull""#, Purpose::Untag, Some("delete"));
    check(r#""pull","push""#, Purpose::Push, None);
    check(r#""pull","delete""#, Purpose::Delete, None);
    check(r#""*""#, Purpose::Delete, None);
}

#[test]
fn a_token_that_cannot_be_read_is_tried_and_the_refusal_names_the_right() {
    let check = |token: &str| {
        let script = Script::new(read_only(token.to_owned()));
        let client = script.client(RegistryKind::Distribution2, user());
        assert_eq!(block_on(client.check_right(&app(), Purpose::Push)), Ok(()));
        let error = push(&client).expect_err("refused");
        assert_eq!(error.kind, ErrorKind::InsufficientScope);
        assert!(
            error.sentence().contains("may not push in app: the right push is missing"),
            "{error}"
        );
    };
    check("opaque");
    check("e30.e30.sig");
}

#[test]
fn who_did_not_sign_in_is_told_what_signing_in_would_take() {
    let check = |token: String| {
        let script = Script::new(read_only(token));
        let client = script.client(RegistryKind::Distribution2, Credentials::None);
        block_on(client.tags(&app())).expect("tags");
        let error = push(&client).expect_err("refused");
        assert_eq!(error.kind, ErrorKind::SignInRequired);
        let expected = "Nobody may push in app without signing in: the right push is missing.";
        assert!(error.sentence().starts_with(expected), "{error}");
    };
    check("opaque".to_owned());
    check(jwt(r#""pull""#));
}

#[test]
fn a_password_that_reads_and_does_not_push_is_not_called_wrong() {
    // With `is_closed`, reading takes the password, too, which proves the password right.
    let check = |is_closed: bool, expected: ErrorKind| {
        let script = Script::new(move |request, _| {
            let is_signed = header(request, "authorization").is_some();
            match request.method {
                Method::Get if is_signed || !is_closed => reply(200, r#"{"tags":["v1"]}"#),
                _ => refuse(401, "UNAUTHORIZED").with("WWW-Authenticate", "Basic realm=x"),
            }
        });
        let client = script.client(RegistryKind::Distribution2, user());
        block_on(client.tags(&app())).expect("tags");
        let error = push(&client).expect_err("refused");
        assert_eq!(error.kind, expected, "{error}");
        let names = error.sentence().contains("the right push is missing");
        assert_eq!(names, is_closed, "{error}");
    };
    check(true, ErrorKind::InsufficientScope);
    check(false, ErrorKind::CredentialsRefused);
}

/// A registry that wants `metadata_read`, which the token server grants from second `given` on.
fn granted_late(given: i64) -> std::rc::Rc<Script> {
    Script::by_time(move |request, now| {
        if request.url.contains("/token") {
            let actions =
                if now >= given * 1000 { r#""pull","metadata_read""# } else { r#""pull""# };
            let token = jwt(actions);
            return reply(200, format!(r#"{{"token":"{token}","expires_in":3600}}"#));
        }
        let signed = header(request, "authorization").unwrap_or_default();
        if signed.contains(&jwt(r#""pull","metadata_read""#)) {
            return reply(200, r#"{"tags":[]}"#);
        }
        let error = if signed.is_empty() { "" } else { r#",error="insufficient_scope""# };
        refuse(401, "UNAUTHORIZED").with(
            "WWW-Authenticate",
            format!(r#"Bearer realm="https://r.test/token",service="s",scope="repository:app:metadata_read"{error}"#),
        )
    })
}

#[test]
fn a_right_that_was_given_meanwhile_is_noticed_after_a_minute() {
    let script = granted_late(10);
    let client = script.client(RegistryKind::Acr, user());
    // Seconds that pass before the request; whether it is let in; tokens asked for so far.
    for (pass, is_let_in, tokens) in
        [(0, false, 1), (5, false, 1), (50, false, 1), (6, true, 2), (60, true, 2)]
    {
        script.pass_seconds(pass);
        let answer = block_on(client.tags(&app())).map(|_| ()).map_err(|error| error.kind);
        let expected = if is_let_in { Ok(()) } else { Err(ErrorKind::InsufficientScope) };
        assert_eq!(answer, expected, "at {} s", script.seconds());
        assert_eq!(script.told().matches("/token").count(), tokens, "at {} s", script.seconds());
    }
}

#[test]
fn a_right_that_is_never_given_costs_a_token_a_minute_at_most() {
    let script = granted_late(i64::MAX / 2000);
    let client = script.client(RegistryKind::Acr, user());
    for _ in 0..30 {
        let error = block_on(client.tags(&app())).expect_err("never given");
        assert_eq!(error.kind, ErrorKind::InsufficientScope);
        script.pass_seconds(20);
    }
    // Ten minutes.
    let tokens = script.told().matches("/token").count();
    assert!((5..=11).contains(&tokens), "{tokens}");
}

#[test]
fn a_token_that_tells_its_rights_in_another_form_is_sent_and_the_registry_decides() {
    for access in [
        r#"[{"type":"repository","name":"app","actions":"pull,metadata_read"}]"#,
        r#"["repository:app:pull"]"#,
        "[null]",
        r#"[{"type":"repository","name":"other","actions":["pull"]},7]"#,
        r#"{"a":1}"#,
        "null",
    ] {
        let token =
            format!(r#"e30.{}.sig"#, URL_SAFE_NO_PAD.encode(format!(r#"{{"access":{access}}}"#)));
        let script = Script::new(read_only(token));
        let client = script.client(RegistryKind::Acr, user());
        assert!(block_on(client.tags(&app())).is_ok(), "{access}");
    }
}
