//! Ways to the next page of a list, where the registry names it not at all, oddly or wrongly.

use futures::executor::block_on;

use super::script::{Answer, Script, refuse, reply};
use crate::registry::line::transport::Request;
use crate::registry::{Client, Credentials, Error, ErrorKind, RegistryKind};

/// The number of tags on all pages, the requests for them, and the end of the list.
fn tags(client: &Client, script: &Script) -> (usize, usize, Option<Error>) {
    let name = "app".parse().expect("a name");
    let (mut count, mut next) = (0, None);
    loop {
        let page = match block_on(client.tags_page(&name, next)) {
            Ok(page) => page,
            Err(lost) => return (count, script.log.borrow().len(), Some(lost.why)),
        };
        count += page.items.len();
        next = page.next;
        if next.is_none() {
            return (count, script.log.borrow().len(), page.gap);
        }
    }
}

fn all(
    kind: RegistryKind,
    answer: impl Fn(&str) -> Answer + 'static,
) -> (usize, usize, Option<Error>) {
    let script = Script::new(move |request: &Request, _| {
        answer(request.url.strip_prefix("https://r.test").expect("at home"))
    });
    tags(&script.client(kind, Credentials::None), &script)
}

/// A value of a query.
fn value<'a>(target: &'a str, key: &str) -> Option<&'a str> {
    let pairs = target.split_once('?')?.1.split('&');
    pairs.filter_map(|pair| pair.split_once('=')).find(|(found, _)| *found == key).map(|(_, v)| v)
}

/// Tags `t000`, … up to `end`: those after `last`, at most `most`.
fn after(target: &str, end: usize, most: usize) -> (String, Option<String>) {
    let last = value(target, "last").unwrap_or_default();
    let names: Vec<_> = (0..end).map(|n| format!("t{n:03}")).filter(|n| **n > *last).collect();
    let page = &names[..names.len().min(most)];
    let listed: Vec<_> = page.iter().map(|name| format!(r#""{name}""#)).collect();
    (format!(r#"{{"name":"app","tags":[{}]}}"#, listed.join(",")), page.last().cloned())
}

#[test]
fn a_list_cut_short_without_a_word_is_asked_on() {
    let check = |tags: usize, cap: usize, requests: usize| {
        let read = all(RegistryKind::Oci, move |target| reply(200, after(target, tags, cap).0));
        assert_eq!(read, (tags, requests, None), "{tags} {cap}");
    };
    // Pages of 50, 50 and 21 where 1000 were asked for.
    check(121, 50, 3);
    check(90, 25, 4);
    check(64 + 3, 64, 2);
    check(10, 10, 2);
    // The list is whole; its round length costs one request more.
    check(100, 1000, 2);
    // These lengths count as whole.
    for tags in [0, 1, 3, 9, 11, 49, 51, 121] {
        check(tags, 1000, 1);
    }
}

#[test]
fn a_list_of_round_length_that_does_not_go_on_is_whole() {
    // The same list once more, as distribution 2.8 answers.
    let same = || after("", 50, 50).0;
    assert_eq!(all(RegistryKind::Oci, move |_| reply(200, same())), (50, 2, None));
    // A registry that knows no pages.
    for status in [400, 404, 405, 501] {
        let read = all(RegistryKind::Oci, move |target| match value(target, "last") {
            None => reply(200, same()),
            Some(_) => refuse(status, "UNSUPPORTED"),
        });
        assert_eq!(read, (50, 2, None), "{status}");
    }
    // A refused right does not mean that the list ends.
    let (count, _, end) = all(RegistryKind::Oci, move |target| match value(target, "last") {
        None => reply(200, same()),
        Some(_) => reply(403, ""),
    });
    assert_eq!((count, end.map(|end| end.kind)), (50, Some(ErrorKind::Forbidden)));
    // Azure counts its tags, so a list cut short would be noticed without asking on.
    let listed: Vec<_> = (0..50).map(|n| format!(r#"{{"name":"t{n}"}}"#)).collect();
    let body = format!(r#"{{"tags":[{}]}}"#, listed.join(","));
    assert_eq!(all(RegistryKind::Acr, move |_| reply(200, body.clone())).1, 1);
}

#[test]
fn a_link_that_cannot_be_read_is_a_gap() {
    for link in ["/v2/app/tags/list?last=t001; rel=next", "</v2/app/tags/list?last=t001>", "next"] {
        let read = all(RegistryKind::Oci, move |target| {
            reply(200, after(target, 4, 2).0).with("Link", link)
        });
        assert_eq!(
            (read.0, read.2.map(|gap| gap.kind)),
            (2, Some(ErrorKind::LinkUnclear)),
            "{link}"
        );
    }
}

#[test]
fn a_relative_link_is_the_registrys_own() {
    for path in ["", "list", "./list", "../tags/list"] {
        let read = all(RegistryKind::Oci, move |target| match after(target, 5, 2) {
            (body, Some(last)) if last != "t004" => {
                reply(200, body).with("Link", format!("<{path}?last={last}&n=2>; rel=next"))
            }
            (body, _) => reply(200, body),
        });
        assert_eq!(read, (5, 3, None), "{path}");
    }
}

#[test]
fn an_empty_page_whose_link_names_itself_is_the_end() {
    // With each answer a link, its query in the order of the registry.
    for link in ["last=$&n=2", "n=2&last=$"] {
        let read = all(RegistryKind::Oci, move |target| {
            let (body, last) = after(target, 3, 2);
            let last = last.unwrap_or_else(|| value(target, "last").unwrap_or_default().to_owned());
            let query = if value(target, "last") == Some(last.as_str()) {
                "last=$&n=2".replace('$', &last)
            } else {
                link.replace('$', &last)
            };
            reply(200, body).with("Link", format!("</v2/app/tags/list?{query}>; rel=next"))
        });
        assert_eq!(read, (3, 3, None), "{link}");
    }
    // A link back to the first page is a gap.
    let read = all(RegistryKind::Oci, |target| {
        let last = if value(target, "last").is_some() { "" } else { "last=t001" };
        reply(200, after(target, 2, 2).0)
            .with("Link", format!("</v2/app/tags/list?{last}>; rel=next"))
    });
    assert_eq!(read.2.map(|gap| gap.kind), Some(ErrorKind::TooManyPages));
}

#[test]
fn a_next_page_that_is_refused_is_tried_once_at_the_known_address() {
    // The path of another port of the same server.
    let elsewhere = |status: u16, body: &'static str, last_too: bool| {
        all(RegistryKind::Oci, move |target| match after(target, 5, 2) {
            _ if target.starts_with("/repository/") => reply(status, body),
            (page, Some(last)) if last_too || last != "t004" => reply(200, page)
                .with("Link", format!("</repository/p/v2/app/tags/list?last={last}>; rel=next")),
            (page, _) => reply(200, page),
        })
    };
    for (status, body) in [(400, "Not a docker request"), (404, ""), (401, ""), (200, "<html>")] {
        // Three pages, and one refusal; an answer that is none is asked for twice.
        let refusals = if status == 200 { 2 } else { 1 };
        assert_eq!(elsewhere(status, body, false), (5, 3 + refusals, None), "{status}");
        assert_eq!(elsewhere(status, body, true), (5, 4 + refusals, None), "{status}");
    }

    // The registry ignores `last` and sends the same page again, though its link said that the list goes
    // on.
    let lost = |first: u16, second: fn() -> Answer| {
        all(RegistryKind::Oci, move |target| match value(target, "last") {
            None => reply(200, after("", 2, 2).0)
                .with("Link", "</repository/p/v2/app/tags/list?last=t001>; rel=next"),
            Some(_) if target.starts_with("/repository/") => reply(first, "no"),
            Some(_) => second(),
        })
    };
    for second in [|| reply(200, after("", 2, 2).0), || reply(403, "")] {
        let (count, requests, end) = lost(400, second);
        let end = end.expect("a gap");
        assert_eq!((count, requests, end.kind.clone()), (2, 3, ErrorKind::BadRequest));
        let sentence = end.sentence();
        assert!(sentence.contains("400") && sentence.contains("next page of a list"), "{sentence}");
    }
    // The page that `last` would name, too, is not asked for twice; neither is a password sent again.
    for (link, status, requests) in [
        ("/v2/app/tags/list?n=2&last=t001", 403, 2),
        ("/v2/app/tags/list?after=t001", 403, 3),
        // Without the password, and with it.
        ("/repository/p/v2/app/tags/list?last=t001", 401, 3),
    ] {
        let script = Script::new(move |request: &Request, _| {
            match request.url == "https://r.test/v2/app/tags/list?n=1000" {
                true => reply(200, after("", 2, 2).0).with("Link", format!("<{link}>; rel=next")),
                false => reply(status, "no").with("WWW-Authenticate", "Basic realm=x"),
            }
        });
        let credentials = Credentials::basic("u", "p").expect("fit");
        let (_, _, end) = tags(&script.client(RegistryKind::Oci, credentials), &script);
        let told = script.told();
        let asked = told.lines().filter(|line| line.contains("/tags/list")).count();
        assert_eq!((asked, end.is_some()), (requests, true), "{link}: {told}");
    }
    // A fault may pass: it is not a refusal.
    let (_, _, end) = lost(503, || reply(200, after("t?last=t001", 4, 9).0));
    let end = end.expect("a fault");
    assert!(end.kind == ErrorKind::ServerFault && end.sentence().contains("next page"), "{end}");
}
