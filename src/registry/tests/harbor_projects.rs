//! Harbor's repositories by way of its projects, for sign-ins that parts of its API do not know. By the
//! source of 2.15.2: `oidc_cli.go`, `project.go`, `repository.go`, `manifest.go`.

use std::rc::Rc;

use futures::executor::block_on;

use super::script::{Answer, Script, header, refuse, reply};
use super::shelf::scanned;
use crate::model::{Digest, MissingWhat};
use crate::registry::line::transport::Request;
use crate::registry::scan::{ScanEnd, ScanOptions};
use crate::registry::{Client, Credentials, Deletion, ErrorKind, RegistryKind};

const API: &str = "https://r.test/api/v2.0";

/// The rest of a request's URL after Harbor's own API.
fn asked(request: &Request) -> &str {
    request.url.strip_prefix(API).unwrap_or_default()
}

fn objects(names: impl IntoIterator<Item = String>) -> String {
    let entries: Vec<_> = names.into_iter().map(|name| format!(r#"{{"name":"{name}"}}"#)).collect();
    format!("[{}]", entries.join(","))
}

/// The names in the list of repositories, its invalid entries, its unread parts, and the reason why it
/// breaks off.
fn catalog(client: &Client) -> (Vec<String>, Vec<String>, Vec<String>, Option<ErrorKind>) {
    let mut all = (Vec::new(), Vec::new(), Vec::new(), None);
    let mut next = None;
    loop {
        let page = block_on(client.catalog_page(next)).expect("a page");
        all.0.extend(page.items.iter().map(ToString::to_string));
        all.1.extend(page.invalid);
        all.2.extend(page.unread.into_iter().map(|(part, _)| part));
        all.3 = all.3.or(page.gap.map(|gap| gap.kind));
        next = page.next;
        if next.is_none() {
            return all;
        }
    }
}

fn client(script: &Rc<Script>) -> Client {
    let ada = Credentials::basic("ada", "cli-secret").expect("credentials");
    script.client(RegistryKind::Harbor, ada)
}

/// The requests to Harbor's own API, without the sizes of pages.
fn told(script: &Script) -> Vec<String> {
    let size = "page_size=100";
    let log = script.log.borrow();
    log.iter()
        .map(|request| asked(request).replace(size, "").replace("&with_detail=false", ""))
        .collect()
}

#[test]
fn what_the_list_of_all_hides_from_a_cli_secret_is_found_by_its_project() {
    let script = Script::new(|request, _| match asked(request) {
        path if path.starts_with("/repositories?") => reply(200, objects(["open/base".to_owned()])),
        path if path.starts_with("/projects?") => reply(
            200,
            r#"[{"name":"open","repo_count":1},{"name":"team","repo_count":2},{"name":"void","repo_count":0}]"#,
        ),
        path if path.starts_with("/projects/team/repositories?") => {
            reply(200, objects(["team/app/web".to_owned(), "team/empty".to_owned()]))
        }
        _ => reply(404, "404 page not found"),
    });
    let (names, ..) = catalog(&client(&script));
    assert_eq!(names, ["open/base", "team/app/web", "team/empty"]);
    // Only the project whose count differs is listed.
    assert_eq!(
        told(&script),
        ["/repositories?page=1&", "/projects?page=1&", "/projects/team/repositories?page=1&"]
    );
}

#[test]
fn nothing_is_asked_twice_of_somebody_who_sees_it_all() {
    // 350 projects of one repository each, with `Link`. Three pages of projects in a row bring no new
    // repository.
    let script = Script::new(|request, _| {
        let path = asked(request);
        let page: usize =
            match path.split_once("page=").and_then(|(_, rest)| rest.split('&').next()) {
                Some(number) => number.parse().expect("a number"),
                None => return reply(404, "404 page not found"),
            };
        let here = (page * 100 - 100..(page * 100).min(350)).map(|at| format!("p{at:03}"));
        let body = match path.starts_with("/projects?") {
            true => {
                let all: Vec<_> =
                    here.map(|name| format!(r#"{{"name":"{name}","repo_count":1}}"#)).collect();
                format!("[{}]", all.join(","))
            }
            false => objects(here.map(|name| format!("{name}/app"))),
        };
        let answer = reply(200, body).with("X-Total-Count", "350");
        let list = path.split('?').next().unwrap_or_default();
        let next = format!("</api/v2.0{list}?page={}&page_size=100>; rel=\"next\"", page + 1);
        let previous = format!("</api/v2.0{list}?page=1&page_size=100>; rel=\"prev\"");
        answer.with("Link", if page < 4 { next } else { previous })
    });
    let (names, invalid, unread, gap) = catalog(&client(&script));
    assert_eq!((names.len(), invalid.len(), unread.len(), gap), (350, 0, 0, None));
    assert_eq!(script.log.borrow().len(), 8);
}

#[test]
fn a_full_page_whose_link_is_hidden_is_gone_on_with_by_its_number() {
    let count = |total: usize, told_total: bool| {
        let script = Script::new(move |request, _| {
            let path = asked(request);
            if !path.starts_with("/repositories?") {
                return reply(200, "[]");
            }
            let page: usize =
                path[19..].split('&').next().and_then(|n| n.parse().ok()).expect("a page");
            let here = (page * 100 - 100).min(total)..(page * 100).min(total);
            let answer = reply(200, objects(here.map(|at| format!("team/r{at}"))));
            if told_total { answer.with("X-Total-Count", total.to_string()) } else { answer }
        });
        let (names, invalid, _, gap) = catalog(&client(&script));
        assert_eq!((invalid.len(), gap), (0, None), "{total}");
        (names.len(), script.log.borrow().len())
    };
    // The numbers of names and of requests, one of them for the projects.
    assert_eq!(count(99, false), (99, 2));
    assert_eq!(count(100, false), (100, 3));
    assert_eq!(count(203, false), (203, 4));
    assert_eq!(count(100, true), (100, 2));
    assert_eq!(count(203, true), (203, 4));
}

#[test]
fn a_project_that_cannot_be_listed_is_named_and_the_others_are_read() {
    let script = Script::new(|request, _| match asked(request) {
        path if path.starts_with("/repositories?") => reply(200, objects(["a/x".to_owned()])),
        path if path.starts_with("/projects?") => {
            reply(200, r#"[{"name":"a","repo_count":2},{"name":"b","repo_count":1},{"name":"c"}]"#)
        }
        path if path.starts_with("/projects/a/repositories?") => refuse(403, "FORBIDDEN"),
        path if path.starts_with("/projects/b/repositories?") => reply(200, "{}"),
        path if path.starts_with("/projects/c/repositories?") => {
            reply(200, objects(["c/y".to_owned()]))
        }
        _ => reply(200, "[]"),
    });
    let (names, _, unread, gap) = catalog(&client(&script));
    assert_eq!((names.join(" "), unread.join(" "), gap), ("a/x c/y".into(), "a b".into(), None));
    let options = ScanOptions { concurrency: 1, ..ScanOptions::default() };
    let part = scanned(&script, RegistryKind::Harbor, &options);
    assert_eq!(part.end, ScanEnd::Incomplete);
    let missing: Vec<_> = part
        .inventory
        .all_missing()
        .filter(|missing| missing.what == MissingWhat::Catalog)
        .map(|missing| missing.reference.clone().unwrap_or_default())
        .collect();
    assert_eq!(missing, ["a", "b"]);
}

#[test]
fn names_of_projects_are_a_servers_words() {
    let script = Script::new(|request, _| match asked(request) {
        path if path.starts_with("/projects?") => reply(
            200,
            r#"[{"name":"../team"},{"name":"a/b"},{"name":"c?d"},{"name":7},7,{"name":"team","repo_count":-1},{"name":"team"}]"#,
        ),
        _ => reply(200, "[]"),
    });
    let (names, invalid, unread, gap) = catalog(&client(&script));
    assert_eq!((names.len(), invalid.len(), unread.len(), gap), (0, 5, 0, None));
    assert_eq!(
        told(&script),
        ["/repositories?page=1&", "/projects?page=1&", "/projects/team/repositories?page=1&"]
    );
}

/// A Harbor that knows a CLI secret in the same parts of its API as Harbor does, and in no others.
fn knows_cli_secrets(delete: fn() -> Answer) -> Rc<Script> {
    Script::new(move |request, _| {
        let is_signed = header(request, "authorization").is_some();
        let path = request.url.trim_start_matches("https://r.test");
        let is_delete = request.method == crate::registry::line::transport::Method::Delete;
        if path.starts_with("/service/token") {
            return reply(200, r#"{"token":"t","access_token":"","expires_in":1800}"#);
        }
        match path.starts_with("/v2/") {
            false if path.contains("/tags/") => reply(200, ""),
            false => refuse(401, "UNAUTHORIZED"),
            true if !is_signed => refuse(401, "UNAUTHORIZED").with(
                "WWW-Authenticate",
                r#"Bearer realm="https://r.test/service/token",service="harbor-registry""#,
            ),
            true if is_delete => delete(),
            true => reply(200, "{}"),
        }
    })
}

#[test]
fn an_artifact_goes_by_v2_where_the_api_knows_no_cli_secret_and_a_repository_does_not() {
    let (web, digest) = ("team/app/web".parse().expect("a name"), Digest::of(b""));
    let check = |delete: fn() -> Answer, expected: Result<Deletion, ErrorKind>| {
        let script = knows_cli_secrets(delete);
        let client = client(&script);
        assert!(block_on(client.check()).is_ok());
        let answer = block_on(client.repeating().delete_manifest(&web, &digest));
        assert_eq!(answer.map_err(|error| error.kind), expected);
        let told = script.told();
        let by_api =
            format!("DELETE {API}/projects/team/repositories/app%252Fweb/artifacts/{digest}");
        let by_v2 = format!("DELETE https://r.test/v2/team/app/web/manifests/{digest} [Bearer t]");
        assert!(told.contains(&by_api) && told.contains(&by_v2), "{told}");
    };
    check(|| reply(202, ""), Ok(Deletion::Accepted));
    check(|| refuse(404, "NOT_FOUND"), Ok(Deletion::AlreadyGone));
    check(|| refuse(412, "VIOLATE_FOREIGN_KEY_CONSTRAINT"), Err(ErrorKind::PartOfIndex));
    // The sign-in may be known and lack the right, for which Harbor answers 401, too.
    let basic = || refuse(401, "UNAUTHORIZED").with("WWW-Authenticate", "Basic realm=\"harbor\"");
    check(basic, Err(ErrorKind::InsufficientScope));

    let client = client(&knows_cli_secrets(|| reply(202, "")));
    assert!(block_on(client.check()).is_ok());
    let error =
        block_on(client.repeating().delete_repository(&web)).expect_err("not with a CLI secret");
    assert_eq!(error.kind, ErrorKind::CliSecret);
    assert!(error.sentence().contains("CLI secret") && !error.asks_to_sign_in(), "{error}");
    assert!(error.is_about_rights());
    assert_eq!(
        block_on(client.repeating().untag(
            &web,
            &"v1".parse().expect("a tag"),
            Some(&Digest::of(b"x"))
        )),
        Ok(Deletion::Accepted)
    );
    // Without credentials no second request is tried.
    let script = knows_cli_secrets(|| reply(202, ""));
    let nobody = script.client(RegistryKind::Harbor, Credentials::None);
    let refused =
        block_on(nobody.repeating().delete_manifest(&web, &digest)).map_err(|error| error.kind);
    assert_eq!(refused, Err(ErrorKind::SignInRequired));
    assert_eq!(script.log.borrow().len(), 1);
}
