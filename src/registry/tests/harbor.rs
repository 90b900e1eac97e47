//! Harbor, by answers of a core of version 2.15.2.

use futures::executor::block_on;

use super::script::{Answer, Script, refuse, reply};
use super::shelf::{Shelf, image, index, scanned};
use crate::model::{Digest, MissingWhat, RepositoryName, TagName};
use crate::registry::scan::{ScanEnd, ScanOptions};
use crate::registry::{Credentials, Deletion, ErrorKind, Project, ProjectQuota, RegistryKind};

const ARTIFACTS: &str = "/api/v2.0/projects/team/repositories/app%252Fweb/artifacts";

/// The list of artifacts with tags, from which tags are read.
fn tagged() -> String {
    format!("{ARTIFACTS}?q=tags%3D*&with_tag=true&with_immutable_status=true&page=1&page_size=100")
}

fn listed() -> String {
    format!(
        "{ARTIFACTS}?q=base%3D*&with_tag=true&with_accessory=true&with_immutable_status=true&page=1&page_size=100"
    )
}

/// An artifact as `listArtifacts` describes it, with these `tags` and further fields in JSON.
fn artifact(digest: &Digest, tags: &str, rest: &str) -> String {
    format!(
        r#"{{"id":1,"type":"IMAGE","media_type":"application/vnd.oci.image.config.v1+json","manifest_media_type":"application/vnd.oci.image.manifest.v1+json","digest":"{digest}","size":2048,"push_time":"2024-05-01T10:00:00.000Z","pull_time":"0001-01-01T00:00:00.000Z","extra_attrs":{{"architecture":"amd64","os":"linux"}},"tags":{tags},"references":null{rest}}}"#
    )
}

fn tag(name: &str, immutable: bool) -> String {
    format!(
        r#"{{"id":1,"name":"{name}","push_time":"2025-06-01T10:00:00.000Z","pull_time":"2026-01-01T00:00:00.000Z","immutable":{immutable}}}"#
    )
}

fn options() -> ScanOptions {
    ScanOptions { concurrency: 1, ..ScanOptions::default() }
}

fn name(text: &str) -> RepositoryName {
    text.parse().expect("a name")
}

/// A repository with a tagged image, an untagged index with its child, a signature of the image by
/// its tag alone, and a tagged report about that signature, which no list of artifacts shows.
struct Yard {
    shelf: Shelf,
    names: Vec<(&'static str, Digest)>,
}

fn yard() -> Yard {
    let shelf = Shelf::default();
    let at = "team/app/web";
    let config = shelf.config(at, "{}");
    let signature_of = |subject: &Digest, mark| {
        let body = image(&config, mark);
        format!(
            r#"{},"subject":{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{subject}","size":9}}}}"#,
            &body[..body.len() - 1]
        )
    };
    let web = shelf.manifest(at, &image(&config, "web"), &[]);
    let child = shelf.manifest(at, &image(&config, "child"), &[]);
    let old = shelf.manifest(at, &index(&[&child]), &[]);
    let by_tag = format!("sha256-{}.sig", web.hex());
    let signature = shelf.manifest(at, &image(&config, "signature"), &[&by_tag]);
    let second = shelf.manifest(at, &signature_of(&signature, "second"), &["report"]);
    shelf.tags(at, &["latest", "report", &by_tag, "v1"]);
    shelf.tags("team/empty", &[]);
    shelf.put(
        &format!("/v2/{at}/referrers/{signature}"),
        200,
        &format!(r#"{{"schemaVersion":2,"manifests":[{{"digest":"{second}","size":9}}]}}"#),
    );
    shelf.put(
        &format!("/v2/{at}/referrers/{second}"),
        200,
        r#"{"schemaVersion":2,"manifests":[]}"#,
    );
    shelf.put(
        "/api/v2.0/repositories",
        200,
        r#"[{"id":1,"name":"team/app/web","artifact_count":3},{"id":2,"name":"team/empty","artifact_count":0}]"#,
    );
    shelf.put("/api/v2.0/projects", 200, r#"[{"name":"team","repo_count":2}]"#);
    let empty = "/api/v2.0/projects/team/repositories/empty/artifacts";
    shelf.put(empty, 200, "[]");
    let tags = format!("[{},{}]", tag("v1", true), tag("latest", false));
    let accessories = format!(
        r#","accessories":[{{"id":1,"artifact_id":4,"subject_artifact_digest":"{web}","type":"signature.cosign","digest":"{signature}","size":300,"creation_time":"2024-05-02T10:00:00.000Z"}}]"#
    );
    shelf.put(&tagged(), 200, &format!("[{}]", artifact(&web, &tags, &accessories)));
    // The list comes in two pages.
    let second_page = format!("{ARTIFACTS}?page=2&page_size=100");
    shelf.put(
        &listed(),
        200,
        &format!("[{}]\nLink: <{second_page}>; rel=\"next\"", artifact(&web, &tags, &accessories)),
    );
    shelf.put(&second_page, 200, &format!("[{}]", artifact(&old, "null", "")));
    let names =
        vec![("web", web), ("child", child), ("old", old), ("sig", signature), ("sig2", second)];
    Yard { shelf, names }
}

#[test]
fn its_lists_show_what_is_untagged_what_hangs_on_it_and_what_is_immutable() {
    let yard = yard();
    let scanned = scanned(&yard.shelf.script(), RegistryKind::Harbor, &options());
    let names: Vec<_> = yard.names.iter().map(|(name, digest)| (*name, digest)).collect();
    assert_eq!(
        scanned.told(&names),
        [
            "Complete",
            &format!(
                "team/app/web Complete: latest=web report=sig2 sha256-{}.sig=sig v1=web! \
                 [child old@2024 sig2 sig@2024 web@2024]",
                yard.names[0].1.hex()
            ),
            "team/empty Complete: []",
        ]
    );
    assert_eq!(scanned.end, ScanEnd::Complete);
    let repository = &scanned.inventory.repositories[&name("team/app/web")];
    assert!(repository.lists_untagged);
    assert_eq!(
        repository.tags[&"latest".parse().expect("a tag")]
            .last_updated
            .expect("a date")
            .to_string(),
        "2025-06-01T10:00:00Z"
    );
    let entry = &repository.listed[&yard.names[0].1];
    assert_eq!((entry.size, entry.last_pulled, entry.tagged), (Some(2048), None, true));
    assert_eq!(entry.platform.as_ref().map(|platform| &*platform.architecture), Some("amd64"));
    assert!(!repository.listed[&yard.names[2].1].tagged);
    assert_eq!(repository.listed[&yard.names[3].1].size, Some(300));
    // Harbor lists both for a subject, so both are deleted along, even the signature that names no subject.
    let subject = |name: usize| repository.manifests[&yard.names[name].1].manifest.subject.as_ref();
    assert_eq!(subject(3), Some(&yard.names[0].1));
    assert_eq!(subject(4), Some(&yard.names[3].1));
}

#[test]
fn a_push_in_the_future_is_no_date() {
    let yard = yard();
    let inner = yard.shelf.script();
    let script = Script::new(move |request, before| match inner.answer(request, before) {
        Answer::Is(mut response) => {
            let body = String::from_utf8_lossy(&response.body).replace("2024-05", "2199-05");
            let body = body.replace("2026-01-01", "2199-01-01").replace("2025-06", "1970-01");
            response.body = body.into_bytes();
            Answer::Is(response)
        }
        other => other,
    });
    let scanned = scanned(&script, RegistryKind::Harbor, &options());
    let repository = &scanned.inventory.repositories[&name("team/app/web")];
    assert_eq!((repository.tags.len(), repository.last_updated()), (4, None));
    let pulls = repository.listed.keys().filter_map(|digest| repository.last_pulled(digest));
    assert_eq!(pulls.count(), 0);
}

#[test]
fn a_list_that_is_cut_is_no_list() {
    let script = Script::new(|request, _| match request.url.contains("/repositories?") {
        true => reply(200, r#"[{"name":"team/a"}]"#).with("X-Total-Count", "2"),
        false => reply(200, "[]"),
    });
    let cut = scanned(&script, RegistryKind::Harbor, &options());
    assert_eq!(cut.end, ScanEnd::Incomplete);
    let missing = cut.inventory.all_missing().find(|gap| gap.what == MissingWhat::Catalog);
    let reference = missing.and_then(|gap| gap.reference.clone());
    assert_eq!(reference.as_deref(), Some("\"1 more that are counted and not listed\""));
    assert!(cut.inventory.repositories.contains_key(&name("team/a")));
    for (list, gap) in [("q=tags", MissingWhat::Tags), ("with_accessory", MissingWhat::Manifests)] {
        let whole = yard().shelf.script();
        let script = Script::new(move |request, before| {
            let answer = whole.answer(request, before);
            if request.url.contains(list) && request.url.contains("app%252Fweb") {
                reply(200, "[]").with("X-Total-Count", "7")
            } else {
                answer
            }
        });
        let scanned = scanned(&script, RegistryKind::Harbor, &options());
        assert_eq!(scanned.end, ScanEnd::Incomplete, "{list}");
        assert!(!scanned.why(gap).is_empty(), "{list}");
    }

    let shelf = yard().shelf;
    shelf.put(&listed(), 500, "");
    let scanned = scanned(&shelf.script(), RegistryKind::Harbor, &options());
    let repository = &scanned.inventory.repositories[&name("team/app/web")];
    assert!(!repository.lists_untagged);
}

#[test]
fn a_repository_that_is_gone_meanwhile_is_empty() {
    let shelf = yard().shelf;
    for list in [tagged(), listed()] {
        shelf.put(
            &list,
            404,
            r#"{"errors":[{"code":"NOT_FOUND","message":"repository team/app/web not found"}]}"#,
        );
    }
    let whole = scanned(&shelf.script(), RegistryKind::Harbor, &options());
    assert_eq!(whole.end, ScanEnd::Complete);
    // A proxy's 404 does not mean "gone".
    shelf.put(&listed(), 404, "404 page not found");
    let part = scanned(&shelf.script(), RegistryKind::Harbor, &options());
    assert_eq!(part.end, ScanEnd::Incomplete);
}

#[test]
fn its_own_api_gets_the_password_and_manifests_are_read_with_tokens() {
    let script = Script::new(|request, _| {
        let signed = request.headers.iter().find(|(name, _)| *name == "authorization");
        let is_api = request.url.contains("/api/v2.0/");
        match signed.map(|(_, value)| value.as_str()) {
            Some("Basic YWRhOnNlY3JldA==") if is_api => reply(200, "[]"),
            // Harbor's answer has both fields, the second one empty.
            _ if request.url.contains("/service/token") => {
                reply(200, r#"{"token":"t","access_token":"","expires_in":1800,"issued_at":""}"#)
            }
            Some("Bearer t") if request.url.ends_with("/tags/list") => {
                reply(200, r#"{"name":"team/a","tags":[]}"#)
            }
            Some("Bearer t") if !is_api => reply(200, "{}"),
            _ => refuse(401, "UNAUTHORIZED").with(
                "WWW-Authenticate",
                r#"Bearer realm="https://r.test/service/token",service="harbor-registry""#,
            ),
        }
    });
    let credentials = Credentials::basic("ada", "secret").expect("credentials");
    let client = script.client(RegistryKind::Harbor, credentials);
    assert!(block_on(client.check()).is_ok());
    assert!(block_on(client.catalog_page(None)).is_ok());
    assert!(block_on(client.tags(&name("team/a"))).is_ok());
    assert!(script.told().contains(
        "GET https://r.test/api/v2.0/repositories?page=1&page_size=100 [Basic YWRhOnNlY3JldA==]\n\
         GET https://r.test/api/v2.0/projects/team/repositories/a/artifacts?q=tags%3D*&with_tag=true&with_immutable_status=true&page=1&page_size=100 [Basic YWRhOnNlY3JldA==]\n"
    ));
    assert!(script.told().ends_with("GET https://r.test/v2/team/a/tags/list [Bearer t]\n"));
    let other = script.client(RegistryKind::Harbor, Credentials::basic("x", "y").expect("fit"));
    let refused = block_on(other.catalog_page(None)).map(|_| ()).map_err(|lost| lost.why.kind);
    assert_eq!(refused, Err(ErrorKind::CredentialsRefused));
}

#[test]
fn what_it_does_not_hold_it_says_in_its_own_words() {
    let script = Script::new(|_, _| refuse(404, "NOT_FOUND"));
    let tag = crate::model::Reference::Tag("v1".parse().expect("a tag"));
    for (kind, is_absent) in [(RegistryKind::Harbor, true), (RegistryKind::Oci, false)] {
        let client = script.client(kind, Credentials::None);
        let error = block_on(client.manifest(&name("team/a"), &tag)).expect_err("refused");
        assert_eq!(error.is_absent(), is_absent, "{kind:?}");
    }
}

/// The answer of Harbor's router to a path whose `%252F` a proxy on the way has decoded.
fn no_such_path() -> Answer {
    let path = "/projects/team/repositories/app/web";
    reply(
        404,
        format!(r#"{{"errors":[{{"code":"NOT_FOUND","message":"path {path} was not found"}}]}}"#),
    )
}

#[test]
fn a_path_that_its_router_does_not_know_says_nothing_about_what_it_holds() {
    let script = Script::new(|_, _| no_such_path());
    let client = script.client(RegistryKind::Harbor, Credentials::None);
    let error = block_on(client.tags(&name("team/app/web"))).expect_err("no list");
    assert!(!error.is_absent());
    assert!(error.sentence().contains("pass on %252F unchanged"), "{error}");
    let tag = crate::model::Reference::Tag("v1".parse().expect("a tag"));
    let error = block_on(client.manifest(&name("team/app/web"), &tag)).expect_err("refused");
    assert!(!error.is_absent());
}

#[test]
fn what_hangs_on_what_hangs_is_asked_for_or_missing() {
    let shelf = yard().shelf;
    let signature = yard().names[3].1.clone();
    shelf.put(&format!("/v2/team/app/web/referrers/{signature}"), 404, "404 page not found");
    let part = scanned(&shelf.script(), RegistryKind::Harbor, &options());
    assert_eq!(part.end, ScanEnd::Incomplete);
    assert!(!part.why(MissingWhat::Referrers).is_empty());
}

#[test]
fn its_own_calls_delete() {
    let digest = Digest::of(b"");
    let tag: TagName = "v1".parse().expect("a tag");
    let web = name("team/app/web");
    let base = "https://r.test/api/v2.0/projects/team/repositories/app%252Fweb";
    let check = |answer: fn() -> Answer, expected: Result<Deletion, ErrorKind>| {
        let script = Script::new(move |_, _| answer());
        let client = script.client(RegistryKind::Harbor, Credentials::None);
        let kind = |error: crate::registry::Error| error.kind;
        assert_eq!(
            block_on(client.repeating().delete_manifest(&web, &digest)).map_err(kind),
            expected
        );
        assert_eq!(
            block_on(client.repeating().untag(&web, &tag, Some(&digest))).map_err(kind),
            expected
        );
        let repository = block_on(client.repeating().delete_repository(&web));
        assert_eq!(repository.map(|gone| gone.deletion).map_err(kind), expected);
        assert_eq!(
            script.told(),
            format!(
                "DELETE {base}/artifacts/{digest}\nDELETE {base}/artifacts/{digest}/tags/v1\nDELETE {base}\n"
            )
        );
    };
    // A tag that points to no artifact is named by itself.
    let script = Script::new(|_, _| reply(200, ""));
    let client = script.client(RegistryKind::Harbor, Credentials::None);
    assert_eq!(block_on(client.repeating().untag(&web, &tag, None)).ok(), Some(Deletion::Accepted));
    assert_eq!(script.told(), format!("DELETE {base}/artifacts/v1/tags/v1\n"));
    let said = |status, code: &str, message: &str| {
        reply(status, format!(r#"{{"errors":[{{"code":"{code}","message":"{message}"}}]}}"#))
    };
    check(|| reply(200, ""), Ok(Deletion::Accepted));
    check(|| refuse(404, "NOT_FOUND"), Ok(Deletion::AlreadyGone));
    check(|| reply(404, "404 page not found"), Err(ErrorKind::NotFound));
    check(no_such_path, Err(ErrorKind::NotFound));
    check(|| refuse(403, "FORBIDDEN"), Err(ErrorKind::Forbidden));
    check(|| refuse(412, "VIOLATE_FOREIGN_KEY_CONSTRAINT"), Err(ErrorKind::PartOfIndex));
    check(|| refuse(412, "PRECONDITION"), Err(ErrorKind::Precondition));
    let referenced = said(412, "PRECONDITION", "the deleting artifact is referenced by others");
    let immutable = said(412, "PRECONDITION", "the tag v1 matches an immutable rule");
    for (answer, sentence) in
        [(referenced, "Delete the index first"), (immutable, "makes a tag here immutable")]
    {
        let answer = std::cell::RefCell::new(Some(answer));
        let script = Script::new(move |_, _| answer.take().expect("asked once"));
        let client = script.client(RegistryKind::Harbor, Credentials::None);
        let error =
            block_on(client.repeating().delete_manifest(&web, &digest)).expect_err("refused");
        assert!(error.sentence().contains(sentence), "{error}");
    }
}

#[test]
fn the_right_that_is_missing_is_named_where_that_is_what_403_means() {
    let check = |code: &'static str, message: &'static str, expected: ErrorKind| {
        let script = Script::new(move |_, _| {
            reply(403, format!(r#"{{"errors":[{{"code":"{code}","message":"{message}"}}]}}"#))
        });
        let robot = Credentials::basic("robot$team+reader", "secret").expect("fit");
        let client = script.client(RegistryKind::Harbor, robot);
        let refused =
            block_on(client.repeating().delete_manifest(&name("team/a"), &Digest::of(b"")));
        let error = refused.expect_err("refused");
        assert_eq!(error.kind, expected, "{message}");
        let listed = block_on(client.tags(&name("team/a"))).expect_err("refused");
        [error.sentence(), listed.sentence()]
    };
    let [delete, list] = check("FORBIDDEN", "forbidden", ErrorKind::InsufficientScope);
    assert!(delete.contains("may not delete in team/a") && delete.contains("Delete Artifact"));
    assert!(list.contains("may not read in team/a") && list.contains("List Artifact"), "{list}");
    check("DENIED", "The system is in read only mode.", ErrorKind::Forbidden);
    check("FORBIDDEN", "CSRF token not found in request", ErrorKind::Forbidden);
}

#[test]
fn a_name_without_a_project_is_asked_for_nowhere() {
    let script = Script::new(|_, _| reply(200, "[]"));
    let client = script.client(RegistryKind::Harbor, Credentials::None);
    let (alone, tag) = (name("alone"), "v1".parse().expect("a tag"));
    assert!(block_on(client.repeating().delete_repository(&alone)).is_err());
    assert!(block_on(client.repeating().delete_manifest(&alone, &Digest::of(b""))).is_err());
    assert!(block_on(client.repeating().untag(&alone, &tag, Some(&Digest::of(b"x")))).is_err());
    assert!(block_on(client.tags(&alone)).is_err());
    assert_eq!(script.told(), "");
}

#[test]
fn a_project_says_what_it_stores_and_may_store() {
    let quota = |hard: &str| {
        let body = format!(
            r#"{{"repo_count":2,"quota":{{"hard":{{"storage":{hard}}},"used":{{"storage":1024}}}}}}"#
        );
        let script = Script::new(move |_, _| reply(200, body.as_bytes()));
        let client = script.client(RegistryKind::Harbor, Credentials::None);
        let team = Project { name: "team".to_owned(), repositories: None };
        let quota = block_on(client.project_quota(&team)).expect("a quota");
        assert_eq!(script.told(), "GET https://r.test/api/v2.0/projects/team/summary\n");
        quota
    };
    let expected = |limit, used| ProjectQuota { project: "team".to_owned(), limit, used };
    assert_eq!(quota("4096"), expected(Some(4096), Some(1024)));
    assert_eq!(quota("-1"), expected(None, Some(1024)));
    assert_eq!(quota("\"much\""), expected(None, None));
}
