//! The bin, as the client reads it.

use futures::executor::block_on;

use super::script::{Script, refuse, reply};
use crate::model::{Digest, RepositoryName};
use crate::registry::bin::Keeps;
use crate::registry::{Credentials, ErrorKind, RegistryKind};

fn name() -> RepositoryName {
    "a".parse().expect("a name")
}

fn digest(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}

#[test]
fn the_bin_is_listed_page_by_page() {
    let (one, two) = (digest("one"), digest("two"));
    let manifests = format!(
        r#"{{"manifests":[{{"digest":"{one}","deletedAt":"2024-05-06T07:08:09.1234567Z","imageSize":7,"tags":["v1"]}},
            {{"digest":"{two}"}}]}}"#
    );
    // The tag v1 was deleted twice.
    let tags = format!(
        r#"{{"tags":[{{"tag":"v1","digest":"{two}","deletedAt":"2199-05-05T00:00:00Z"}},
            {{"tag":"v1","digest":"{one}","deletedAt":"2024-05-06T00:00:00Z"}},{{"tag":"v1"}}]}}"#
    );
    let script = Script::new(move |request, _| match request.url.as_str() {
        "https://r.test/acr/v1/_deleted/_catalog?n=1000" => reply(200, r#"{"repositories":["a"]}"#)
            .with("Link", "</acr/v1/_deleted/_catalog?last=a>; rel=next"),
        "https://r.test/acr/v1/_deleted/_catalog?last=a" => {
            reply(200, r#"{"repositories":["b/c"]}"#)
        }
        "https://r.test/acr/v1/_deleted/a/_manifests?n=1000" => reply(200, manifests.clone()),
        "https://r.test/acr/v1/_deleted/a/_tags?n=1000" => reply(200, tags.clone()),
        other => panic!("{other}"),
    });
    let client = script.client(RegistryKind::Acr, Credentials::None);
    let found = block_on(client.deleted_repositories()).expect("a list").expect("a bin");
    assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), ["a", "b/c"]);
    let content = block_on(client.deleted_content(&name())).expect("content");
    let first = &content.manifests[0];
    assert_eq!((first.entry.size, first.entry.tagged), (Some(7), true));
    assert!(first.deleted.is_some_and(|when| when.to_string().starts_with("2024-05-06T07:08:09")));
    assert_eq!(content.manifests[1].deleted, None);
    // A time in the future is none.
    let times: Vec<bool> = content.tags.iter().map(|tag| tag.deleted.is_some()).collect();
    assert_eq!(times, [false, true]);
    assert_eq!(content.tags_of(&two).len(), 1);
}

#[test]
fn a_registry_without_a_bin_says_so_and_one_that_refuses_does_not() {
    let check = |status: u16, code: &'static str, expected: Result<(), ErrorKind>| {
        let script = Script::new(move |_, _| refuse(status, code));
        let client = script.client(RegistryKind::Acr, Credentials::None);
        let found = block_on(client.deleted_repositories());
        let found = found.map(|found| assert!(found.is_none())).map_err(|error| error.kind);
        assert_eq!(found, expected, "{status}");
    };
    check(404, "NAME_UNKNOWN", Ok(()));
    check(405, "UNSUPPORTED", Ok(()));
    check(403, "DENIED", Err(ErrorKind::Forbidden));
    check(401, "UNAUTHORIZED", Err(ErrorKind::SignInRequired));
}

#[test]
fn without_the_right_to_see_it_there_may_be_a_bin() {
    let check = |status: u16, code: &'static str, expected: Keeps| {
        let script = Script::new(move |_, _| match status {
            200 => reply(200, r#"{"repositories":[]}"#),
            _ => refuse(status, code),
        });
        let client = script.client(RegistryKind::Acr, Credentials::None);
        assert_eq!(block_on(client.keeps_deleted()), expected, "{status}");
    };
    check(200, "", Keeps::Yes);
    check(404, "NAME_UNKNOWN", Keeps::No);
    check(405, "UNSUPPORTED", Keeps::No);
    check(401, "UNAUTHORIZED", Keeps::Unknown);
    check(403, "DENIED", Keeps::Unknown);
    check(500, "", Keeps::Unknown);
}
