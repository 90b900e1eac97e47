//! The way back from the bin.

use std::collections::BTreeMap;
use std::rc::Rc;

use futures::executor::block_on;

use crate::cleanup::{Restoration, Restored, Unrestored, restore};
use crate::model::{Digest, ManifestEntry, MediaType, RepositoryName};
use crate::registry::Cancel;
use crate::registry::bin::{DeletedContent, DeletedManifest};
use crate::registry::tests::script::{Script, refuse, reply};
use crate::registry::tests::shelf::index;
use crate::registry::transport::Method;
use crate::registry::{Credentials, RegistryKind};

fn name() -> RepositoryName {
    "a".parse().expect("a name")
}

fn digest(text: &str) -> Digest {
    Digest::of(text.as_bytes())
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
    let Some(Unrestored::NotYet(error)) = &ends[0].failed else { panic!("{ends:?}") };
    assert_eq!(error.status, Some(409));
    // Asked once: nothing else was on its way back.
    assert_eq!(script.log.borrow().len(), 1);
    assert_eq!(restored(&only("list"), &script, &content).len(), 1);
    assert!(script.log.borrow()[1].url.ends_with("force=true"));
    assert_eq!(script.log.borrow().len(), 2);
}

#[test]
fn a_registry_that_refuses_for_minutes_is_not_asked_for_the_others() {
    let script = Script::new(|_, _| refuse(429, "TOOMANYREQUESTS").with("Retry-After", "60"));
    let items = (0..40).map(|at| (digest(&format!("image {at}")), Vec::new())).collect();
    let restoration = Restoration { repository: name(), items, children: true, force: false };
    let ends = restored(&restoration, &script, &DeletedContent::default());
    assert_eq!(ends.len(), 40);
    assert!(ends.iter().all(|end| matches!(end.failed, Some(Unrestored::Failed(_)))));
    assert!(script.log.borrow().len() <= 6, "{}", script.log.borrow().len());
    assert!(script.seconds() <= 400, "{}", script.seconds());
}
