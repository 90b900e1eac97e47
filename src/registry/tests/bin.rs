//! The bin: what is in it, and how it comes back.

use std::collections::BTreeMap;
use std::rc::Rc;

use futures::executor::block_on;

use super::script::{Script, refuse, reply};
use super::shelf::index;
use crate::model::{Digest, ManifestEntry, MediaType, RepositoryName};
use crate::registry::Cancel;
use crate::registry::bin::{
    DeletedContent, DeletedManifest, Keeps, Restoration, Restored, restore,
};
use crate::registry::line::transport::Method;
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
    // The same name was deleted twice.
    let tags = format!(
        r#"{{"tags":[{{"tag":"v1","digest":"{two}","deletedAt":"2024-05-05T00:00:00Z"}},
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
    assert_eq!(content.tags.len(), 2);
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

/// A registry whose bin holds an index of `amd` and `gone`, `amd`, and a referrer of the index, which
/// it takes back only after the index.
fn bin() -> (Rc<Script>, DeletedContent, BTreeMap<&'static str, Digest>) {
    let (amd, gone, referrer) = (digest("amd"), digest("gone"), digest("referrer"));
    let body = index(&[&amd, &gone]);
    let list = digest(&body);
    let named =
        BTreeMap::from([("amd", amd.clone()), ("list", list.clone()), ("ref", referrer.clone())]);
    let of = |digest: &Digest, media_type| DeletedManifest {
        digest: digest.clone(),
        deleted: None,
        entry: ManifestEntry { media_type: Some(media_type), ..ManifestEntry::default() },
    };
    let content = DeletedContent {
        manifests: vec![
            of(&amd, MediaType::OciManifest),
            of(&list, MediaType::OciIndex),
            of(&referrer, MediaType::OciManifest),
        ],
        tags: Vec::new(),
    };
    let is_back = std::cell::Cell::new(false);
    let script = Script::new(move |request, _| {
        let of = |digest: &Digest| request.url.contains(&digest.to_string());
        match request.method {
            Method::Get => reply(200, body.clone()),
            _ if of(&referrer) && !is_back.get() => refuse(409, "CONFLICT"),
            _ => {
                is_back.set(is_back.get() || of(&list));
                reply(200, "{}")
            }
        }
    });
    (script, content, named)
}

fn restored(
    restoration: &Restoration,
    script: &Rc<Script>,
    content: &DeletedContent,
) -> Vec<Restored> {
    let client = script.client(RegistryKind::Acr, Credentials::None);
    let mut ends = Vec::new();
    let mut on_end = |end: Restored| ends.push(end);
    block_on(restore(&client, restoration, content, &Cancel::default(), &mut on_end));
    ends
}

#[test]
fn an_index_brings_its_children_and_a_referrer_waits_for_its_subject() {
    let (script, content, named) = bin();
    let v1 = "v1".parse().expect("a tag");
    let restoration = Restoration {
        repository: name(),
        items: vec![(named["ref"].clone(), Vec::new()), (named["list"].clone(), vec![v1])],
        children: true,
        force: false,
    };
    let ends = restored(&restoration, &script, &content);
    let told: Vec<_> = ends.iter().map(|end| (&end.digest, end.child_of.as_ref())).collect();
    // `gone` is not in the bin, and was not asked for.
    let list = &named["list"];
    assert_eq!(told, [(list, None), (&named["amd"], Some(list)), (&named["ref"], None)]);
    assert!(ends.iter().all(|end| end.failed.is_none()));
    let log = script.log.borrow();
    let tagged = log.iter().find(|request| request.url.contains(&list.to_string())).expect("asked");
    assert_eq!(
        tagged.url,
        format!("https://r.test/acr/v1/_deleted/a/_manifests/{list}?force=false")
    );
    assert_eq!((tagged.method, tagged.body.as_slice()), (Method::Post, &br#"{"tag":"v1"}"#[..]));
}

#[test]
fn what_stays_refused_says_why_and_children_stay_where_nobody_wants_them() {
    let (script, content, named) = bin();
    let only = |which: &str| Restoration {
        repository: name(),
        items: vec![(named[which].clone(), Vec::new())],
        children: false,
        force: true,
    };
    let ends = restored(&only("ref"), &script, &content);
    assert!(ends[0].failed.as_deref().is_some_and(|why| why.contains("409")), "{ends:?}");
    // Asked once: nothing else was on its way back.
    assert_eq!(script.log.borrow().len(), 1);
    assert_eq!(restored(&only("list"), &script, &content).len(), 1);
    assert!(script.log.borrow()[1].url.ends_with("force=true"));
    assert_eq!(script.log.borrow().len(), 2);
}
