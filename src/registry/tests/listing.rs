//! Lists are read whole, in whatever way a registry pages them, and never without end.

use futures::executor::block_on;

use super::script::{Answer, Script, refuse, reply};
use crate::model::Digest;
use crate::registry::line::transport::{Response, TransportError};
use crate::registry::{Client, Credentials, ErrorKind, RegistryKind};

/// The names on all pages of the catalog, invalid ones after `!`, and the reason why it breaks off.
fn catalog(client: &Client) -> (Vec<String>, Option<ErrorKind>) {
    let mut names = Vec::new();
    let mut next = None;
    loop {
        match block_on(client.catalog_page(next)) {
            Ok(page) => {
                names.extend(page.items.iter().map(ToString::to_string));
                names.extend(page.invalid.iter().map(|name| format!("!{name}")));
                next = page.next;
                if next.is_none() {
                    return (names, page.gap.map(|gap| gap.kind));
                }
            }
            Err(lost) => return (names, Some(lost.why.kind)),
        }
    }
}

fn oci(answer: impl Fn(&str, usize) -> Answer + 'static) -> (Client, std::rc::Rc<Script>) {
    let script = Script::new(move |request, before| {
        answer(request.url.strip_prefix("https://r.test").expect("at home"), before)
    });
    (script.client(RegistryKind::Oci, Credentials::None), script)
}

/// An answer of another origin that exposes no header.
fn hidden(body: &str) -> Answer {
    Answer::Is(Response { status: 200, body: body.into(), ..Response::default() })
}

#[test]
fn ordinary_answers_are_read_and_odd_names_kept_apart() {
    let check = |body: &'static str, expected: &[&str]| {
        let (client, _) = oci(move |_, _| reply(200, body));
        assert_eq!(catalog(&client), (expected.iter().map(ToString::to_string).collect(), None));
    };
    check(r#"{"repositories":["a","library/b"]}"#, &["a", "library/b"]);
    check(r#"{"repositories":null}"#, &[]);
    check(r#"{"repositories":[]}"#, &[]);
    check(r#"{"repositories":["a","a"]}"#, &["a"]);
    check(
        r#"{"repositories":["a","<img src=x>","../../etc",7,null]}"#,
        &["a", "!<img src=x>", "!../../etc", "!7", "!null"],
    );
}

#[test]
fn what_is_no_list_is_an_error() {
    let none = ["", "<!doctype html><title>x</title>", "[]", "null", r#"{"repositories":{}}"#];
    let about_something_else = ["{}", r#"{"errors":[{"code":"UNKNOWN"}]}"#, r#"{"tags":["a"]}"#];
    for body in none.into_iter().chain(about_something_else) {
        let (client, _) = oci(move |_, _| reply(200, body));
        assert_eq!(catalog(&client), (vec![], Some(ErrorKind::Malformed)), "{body}");
    }
    for status in [401, 403, 404, 405] {
        let (client, _) = oci(move |_, _| refuse(status, "X"));
        assert!(catalog(&client).1.is_some(), "{status}");
    }
}

#[test]
fn links_are_followed_to_the_end() {
    let (client, script) = oci(|target, _| match target {
        "/v2/_catalog?n=1000" => reply(200, r#"{"repositories":["a","b"]}"#)
            .with("Link", r#"</v2/_catalog?last=b&n=2>; rel="next""#),
        "/v2/_catalog?last=b&n=2" => reply(200, r#"{"repositories":["c"]}"#)
            .with("Link", r#"<https://r.test/v2/_catalog?last=c>; rel="next""#),
        // zot sends a link on the last page, too.
        "/v2/_catalog?last=c" => reply(200, r#"{"repositories":[]}"#),
        _ => refuse(404, "X"),
    });
    assert_eq!(catalog(&client), (vec!["a".into(), "b".into(), "c".into()], None));
    assert_eq!(script.log.borrow().len(), 3);
}

#[test]
fn a_list_that_leaves_or_never_ends_is_broken_off() {
    let check = |link: fn(usize) -> String, new: bool, kind: ErrorKind, most: usize| {
        let count = std::cell::Cell::new(0);
        let (client, script) = oci(move |_, _| {
            count.set(count.get() + 1);
            let name = if new { format!("a{}", count.get()) } else { "a".to_owned() };
            reply(200, format!(r#"{{"repositories":["{name}"]}}"#)).with("Link", link(count.get()))
        });
        let (names, end) = catalog(&client);
        assert_eq!(
            (names.first().map(String::as_str), end),
            (Some(if new { "a1" } else { "a" }), Some(kind))
        );
        assert!(script.log.borrow().len() <= most, "{}", script.log.borrow().len());
    };
    let evil = |_| "<https://evil.test/v2/_catalog>; rel=next".to_owned();
    check(evil, true, ErrorKind::LinkRefused, 1);
    check(|_| "<//evil.test/v2/_catalog>; rel=next".to_owned(), true, ErrorKind::LinkRefused, 1);
    check(|_| "</v2/_catalog?n=1000>; rel=next".to_owned(), true, ErrorKind::TooManyPages, 1);
    check(|n| format!("</v2/_catalog?x={}>; rel=next", n % 3), true, ErrorKind::TooManyPages, 4);
    check(|n| format!("</v2/_catalog?x={n}>; rel=next"), false, ErrorKind::TooManyPages, 4);
    check(|n| format!("</v2/_catalog?x={n}>; rel=next"), true, ErrorKind::TooManyPages, 10_000);
}

#[test]
fn without_links_a_full_page_is_asked_on() {
    let page = |from: usize, to: usize| {
        let names: Vec<_> = (from..to).map(|n| format!(r#""r{n:04}""#)).collect();
        format!(r#"{{"repositories":[{}]}}"#, names.join(","))
    };
    // A full page of 1000, then a part.
    let (client, script) = oci(move |target, _| match target {
        "/v2/_catalog?n=1000" => reply(200, page(0, 1000)),
        "/v2/_catalog?n=1000&last=r0999" => reply(200, page(1000, 1003)),
        _ => refuse(404, "X"),
    });
    let (names, end) = catalog(&client);
    assert_eq!((names.len(), end, script.log.borrow().len()), (1003, None, 2));

    // Headers are hidden, and the registry may have a lower limit than 1000. So it is asked until a page
    // brings nothing new.
    let (client, script) = oci(move |target, _| match target {
        "/v2/_catalog?n=1000" => hidden(&page(0, 50)),
        "/v2/_catalog?n=1000&last=r0049" => hidden(&page(50, 60)),
        _ => hidden(&page(60, 60)),
    });
    let (names, end) = catalog(&client);
    assert_eq!((names.len(), end, script.log.borrow().len()), (60, None, 3));
}

#[test]
fn a_page_size_that_is_refused_is_lowered() {
    let (client, script) = oci(|target, _| match target {
        "/v2/_catalog?n=1000" | "/v2/_catalog?n=100" => refuse(400, "PAGINATION_NUMBER_INVALID"),
        "/v2/_catalog" => reply(200, r#"{"repositories":["a"]}"#),
        _ => refuse(404, "X"),
    });
    assert_eq!(catalog(&client), (vec!["a".into()], None));
    assert_eq!(script.log.borrow().len(), 3);

    let (client, _) = oci(|_, _| refuse(400, "PAGINATION_NUMBER_INVALID"));
    assert_eq!(catalog(&client), (vec![], Some(ErrorKind::BadRequest)));
}

#[test]
fn tags_are_whole_or_an_error() {
    let a = "a".parse().expect("a name");
    let check = |answer: fn(&str, usize) -> Answer, expected: Result<Vec<&str>, ErrorKind>| {
        let (client, _) = oci(answer);
        let tags = block_on(client.tags(&a)).map_err(|error| error.kind).map(|all| {
            let names = all.tags.iter().map(|tag| tag.name.to_string());
            names.chain(all.invalid.iter().map(|name| format!("!{name}"))).collect::<Vec<_>>()
        });
        assert_eq!(tags, expected.map(|names| names.into_iter().map(str::to_owned).collect()));
    };
    // Unsorted as distribution 2.8 sends them.
    check(|_, _| reply(200, r#"{"name":"a","tags":["b","a"]}"#), Ok(vec!["b", "a"]));
    check(|_, _| reply(200, r#"{"name":"a","tags":null}"#), Ok(vec![]));
    check(|_, _| reply(200, r#"{"tags":["ok","<b>","é"]}"#), Ok(vec!["ok", "!<b>", "!é"]));
    check(|_, _| reply(200, "{}"), Err(ErrorKind::Malformed));
    check(|_, _| reply(200, r#"{"errors":[{"code":"UNKNOWN"}]}"#), Err(ErrorKind::Malformed));
    check(|_, _| reply(200, r#"{"name":"b","tags":["v1"]}"#), Err(ErrorKind::Malformed));
    check(|_, _| refuse(404, "NAME_UNKNOWN"), Ok(vec![]));
    check(|_, _| reply(404, "404 page not found"), Err(ErrorKind::NotFound));
    check(|_, _| reply(404, "<html>NAME_UNKNOWN</html>"), Err(ErrorKind::NotFound));
    check(|_, _| Answer::Fails(TransportError::Truncated), Err(ErrorKind::Truncated));
    check(|_, _| reply(200, vec![b' '; 17 << 20]), Err(ErrorKind::TooLarge));
    // The repository is deleted while it is listed, or a page cannot be read.
    check(
        |target, _| match target {
            "/v2/a/tags/list?n=1000" => {
                reply(200, r#"{"tags":["x"]}"#).with("Link", "</v2/a/tags/list?last=x>; rel=next")
            }
            _ => refuse(404, "NAME_UNKNOWN"),
        },
        Err(ErrorKind::NotFound),
    );
    // The whole list again, because distribution 2.8 ignores `last`.
    check(|_, _| hidden(r#"{"tags":["b","a"]}"#), Ok(vec!["b", "a"]));
}

#[test]
fn acr_lists_digests_dates_and_locks() {
    let digest = Digest::of(b"");
    let body = format!(
        r#"{{"registry":"r","imageName":"team/app","tags":[
            {{"name":"v1","digest":"{digest}","lastUpdateTime":"2021-04-13T00:00:00.1234567Z",
              "changeableAttributes":{{"deleteEnabled":true,"writeEnabled":false}}}},
            {{"name":"v2","digest":"{digest}","changeableAttributes":{{"deleteEnabled":true}}}},
            {{"name":"v3","digest":"md5:00"}}, {{"digest":"{digest}"}}, 7],
           "manifests":[{{"digest":"{digest}","changeableAttributes":{{"deleteEnabled":false}},
                          "tags":["v1"]}}, {{"digest":"x"}}]}}"#
    );
    let script = Script::new(move |_, _| reply(200, body.clone()));
    let client = script.client(RegistryKind::Acr, Credentials::None);
    let name = "team/app".parse().expect("a name");
    let tags = block_on(client.tags(&name)).expect("tags");
    let told: Vec<_> = tags
        .tags
        .iter()
        .map(|tag| {
            let date = tag.last_updated.map(|date| date.to_string());
            (tag.name.to_string(), date, tag.attributes.is_locked())
        })
        .collect();
    let date = Some("2021-04-13T00:00:00Z".to_owned());
    assert_eq!(told, [("v1".to_owned(), date, true), ("v2".to_owned(), None, false)]);
    assert_eq!(tags.tags[0].digest.as_ref(), Some(&digest));
    assert_eq!((tags.invalid.len(), tags.invalid[0].as_str()), (3, "v3"));

    let manifests = block_on(client.manifests(&name)).expect("manifests");
    let told: Vec<_> = manifests
        .manifests
        .iter()
        .map(|row| (&row.digest, row.entry.attributes.is_locked()))
        .collect();
    assert_eq!((told, manifests.invalid), (vec![(&digest, true)], vec!["x".to_owned()]));
    assert_eq!(
        script.told(),
        "GET https://r.test/acr/v1/team/app/_tags?n=1000\n\
         GET https://r.test/acr/v1/team/app/_manifests?n=1000\n"
    );
}
