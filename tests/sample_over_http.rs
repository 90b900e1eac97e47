//! The sample registry over a real socket: what `tests/stand_in/server` serves.
#![allow(clippy::disallowed_methods, reason = "a server needs a thread")]

#[path = "stand_in/server/service/mod.rs"]
mod service;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use service::Service;
use stand_in::Config;

/// Starts a server and returns its address.
fn start(config: &str, cors: Option<&str>) -> String {
    start_as(config, cors, None)
}

/// The same, known under a public address.
fn start_as(config: &str, cors: Option<&str>, public: Option<&str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let config = Config::from_json(config).expect("a configuration");
    let service =
        Service::new(&listener, config, cors.map(str::to_owned), public).expect("an address");
    let address = listener.local_addr().expect("an address").to_string();
    std::thread::spawn(move || service.run(&listener));
    address
}

/// The bytes of all answers on one connection, until the server ends it.
fn ask(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.write_all(request.as_bytes()).expect("sent");
    // No more requests come: the server answers what it has and ends.
    stream.shutdown(std::net::Shutdown::Write).expect("half closed");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

fn get(address: &str, path: &str) -> String {
    ask(address, &format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"))
}

fn parts(answer: &str) -> (&str, &str) {
    answer.split_once("\r\n\r\n").expect("a head and a body")
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let lines = parts(answer).0.lines();
    lines.filter_map(|line| line.split_once(": ")).find(|(n, _)| *n == name).map(|(_, value)| value)
}

#[test]
fn it_answers_over_one_connection_again_and_again() {
    let address = start("{}", None);
    let two = ask(
        &address,
        "GET /v2/ HTTP/1.1\r\n\r\nGET /v2/sandbox/scratchpad/tags/list HTTP/1.1\r\n\r\n",
    );
    assert_eq!(two.matches("HTTP/1.1 200").count(), 2, "{two}");
    assert!(two.ends_with(r#"{"name":"sandbox/scratchpad","tags":null}"#), "{two}");

    let head = ask(&address, "HEAD /v2/_catalog HTTP/1.1\r\n\r\n");
    let full = get(&address, "/v2/_catalog");
    assert_eq!(parts(&head).1, "");
    assert_eq!(header(&head, "Content-Length"), Some(&*parts(&full).1.len().to_string()));
    assert_eq!(header(&full, "Access-Control-Allow-Origin"), None);
    assert!(ask(&address, "OPTIONS /v2/ HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405"));
}

#[test]
fn a_page_of_another_origin_may_ask_where_that_is_allowed() {
    let config = r#"{"authentication":{"basic":{"user":"u","password":"p"}}}"#;
    let address = start(config, Some("https://dash.example"));
    let preflight = ask(&address, "OPTIONS /v2/ HTTP/1.1\r\nOrigin: x\r\n\r\n");
    assert!(preflight.starts_with("HTTP/1.1 204"), "without authentication: {preflight}");
    let refused = get(&address, "/v2/");
    assert!(refused.starts_with("HTTP/1.1 401"), "{refused}");
    for answer in [&preflight, &refused] {
        assert_eq!(header(answer, "Access-Control-Allow-Origin"), Some("https://dash.example"));
        let exposed = header(answer, "Access-Control-Expose-Headers").unwrap_or_default();
        assert!(exposed.contains("Docker-Content-Digest") && exposed.contains("WWW-Authenticate"));
    }
    let allowed = ask(&address, "GET /v2/ HTTP/1.1\r\nAUTHORIZATION: Basic dTpw\r\n\r\n");
    assert!(allowed.starts_with("HTTP/1.1 200"), "{allowed}");
}

#[test]
fn what_goes_wrong_goes_wrong_on_the_wire() {
    let address = start(
        r#"{"faults":[{"path":"base/jdk","answer":"drop"},{"path":"base/node","answer":"cut_body"},
                      {"path":"base/python","answer":{"huge":10485760}}]}"#,
        None,
    );
    assert_eq!(get(&address, "/v2/base/jdk/tags/list"), "", "the connection ends");
    let cut = get(&address, "/v2/base/node/tags/list");
    let stated: usize =
        header(&cut, "Content-Length").and_then(|n| n.parse().ok()).expect("a length");
    let sent = parts(&cut).1.len();
    assert!(0 < sent && sent < stated, "{sent} of {stated}");
    assert_eq!(parts(&get(&address, "/v2/base/python/tags/list")).1.len(), 10 * 1024 * 1024);
}

#[test]
fn tests_can_reset_reconfigure_and_look_at_what_was_asked() {
    let address = start("{}", None);
    let post = |path: &str, body: &str| {
        let length = body.len();
        ask(&address, &format!("POST {path} HTTP/1.1\r\nContent-Length: {length}\r\n\r\n{body}"))
    };
    let untag = "DELETE /acr/v1/web/search/_tags/latest HTTP/1.1\r\n\r\n";
    assert!(ask(&address, untag).starts_with("HTTP/1.1 202"));
    assert!(ask(&address, untag).starts_with("HTTP/1.1 404"));
    let asked = get(&address, "/_sample/requests");
    assert!(parts(&asked).1.contains(r#"["DELETE","/acr/v1/web/search/_tags/latest"]"#), "{asked}");
    assert!(post("/_sample/reset", "").starts_with("HTTP/1.1 204"));
    assert_eq!(parts(&get(&address, "/_sample/requests")).1, "[]");
    assert!(post("/_sample/config", r#"{"deletes_disabled":true}"#).starts_with("HTTP/1.1 204"));
    assert!(ask(&address, untag).starts_with("HTTP/1.1 405"));
    assert!(post("/_sample/config", "nonsense").starts_with("HTTP/1.1 400"));
}

#[test]
fn large_blobs_come_in_by_length_and_in_chunks() {
    let address = start("{}", None);
    let text = "0123456789abcdef".repeat(512 * 1024);
    let digest = plimsoll::model::Digest::of(text.as_bytes());
    let begin = || {
        let started = ask(&address, "POST /v2/sandbox/new/blobs/uploads/ HTTP/1.1\r\n\r\n");
        header(&started, "Location").expect("a location").to_owned()
    };
    let path = begin();
    let (head, tail) = text.split_at(5_000_000);
    let whole = format!(
        "PUT {path}&digest={digest} HTTP/1.1\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n{text}",
        text.len()
    );
    let done = ask(&address, &whole);
    assert!(done.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201"), "{done}");

    let path = begin();
    let chunked = format!(
        "PATCH {path} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{:x};x=y\r\n{head}\r\n{:x}\r\n{tail}\r\n0\r\n\r\n",
        head.len(),
        tail.len()
    );
    let done = ask(&address, &chunked);
    assert_eq!(header(&done, "Range"), Some("0-8388607"), "{done}");
    assert!(
        ask(&address, &format!("PUT {path}&digest={digest} HTTP/1.1\r\n\r\n"))
            .starts_with("HTTP/1.1 201")
    );

    let blob = format!("/v2/sandbox/new/blobs/{digest}");
    let head = ask(&address, &format!("HEAD {blob} HTTP/1.1\r\n\r\n"));
    assert_eq!((header(&head, "Content-Length"), parts(&head).1), (Some("8388608"), ""));
    assert_eq!(parts(&get(&address, &blob)).1, text);
    let part = ask(&address, &format!("GET {blob} HTTP/1.1\r\nRange: bytes=16-17\r\n\r\n"));
    assert!(part.starts_with("HTTP/1.1 206") && parts(&part).1 == "01", "{part}");
}

#[test]
fn locks_are_changed_and_nothing_has_no_length() {
    let address = start("{}", None);
    let body = r#"{"deleteEnabled":false}"#;
    let path = "/acr/v1/web/search/_tags/latest";
    let changed = ask(
        &address,
        &format!("PATCH {path} HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}", body.len()),
    );
    assert!(changed.starts_with("HTTP/1.1 200"), "{changed}");
    let refused = ask(&address, &format!("DELETE {path} HTTP/1.1\r\n\r\n"));
    assert!(refused.starts_with("HTTP/1.1 405"), "{refused}");
    let started = ask(&address, "POST /v2/sandbox/new/blobs/uploads/ HTTP/1.1\r\n\r\n");
    let upload = header(&started, "Location").expect("a location");
    let given_up = ask(&address, &format!("DELETE {upload} HTTP/1.1\r\n\r\n"));
    assert!(given_up.starts_with("HTTP/1.1 204"), "{given_up}");
    assert_eq!(header(&given_up, "Content-Length"), None);
}

#[test]
fn behind_something_else_it_calls_itself_what_others_call_it() {
    let config =
        r#"{"authentication":{"acr":{"identities":[{"kind":"admin","user":"u","password":"p"}]}}}"#;
    let address = start_as(config, None, Some("https://localhost:8443"));
    let refused = get(&address, "/v2/");
    assert_eq!(
        header(&refused, "WWW-Authenticate"),
        Some("Bearer realm=\"https://localhost:8443/oauth2/token\",service=\"localhost:8443\"")
    );
    // dTpw: u:p. The token's clock is the machine's.
    let path = "/oauth2/token?service=localhost:8443&scope=registry:catalog:*";
    let answer =
        ask(&address, &format!("GET {path} HTTP/1.1\r\nAuthorization: Basic dTpw\r\n\r\n"));
    let token = parts(&answer).1.split('.').nth(1).expect("a token").to_owned();
    let claims = URL_SAFE_NO_PAD.decode(token).expect("base64url");
    let claims: serde_json::Value = serde_json::from_slice(&claims).expect("JSON");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let left = claims["exp"].as_u64().expect("a date") - now;
    assert!((3500..=3600).contains(&left), "{left} s");
}
