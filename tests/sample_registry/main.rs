//! The stand-in, and with it the sample, asked as any client asks: every route, paging, deletions,
//! sign-in, faults on purpose.
#![cfg(not(target_arch = "wasm32"))]

mod acr_objects;
mod authentication;
mod azure_recorded;
mod azure_sign_in;
mod behaviour;
mod bin;
mod deletions;
mod faults;
mod listings;
mod locks;
mod objects;
mod pushes;
mod uploads;

use serde_json::Value;

use plimsoll::registry::transport::{Method, Request, Response};
use stand_in::{Config, Outcome, StandIn};

/// Every type of manifest.
const ACCEPT: &str = "application/vnd.oci.image.index.v1+json,\
    application/vnd.oci.image.manifest.v1+json,\
    application/vnd.docker.distribution.manifest.list.v2+json,\
    application/vnd.docker.distribution.manifest.v2+json,\
    application/vnd.oci.artifact.manifest.v1+json,\
    application/vnd.cncf.oras.artifact.manifest.v1+json";

const BASE: &str = "https://sample.invalid";

/// A stand-in with this configuration, as JSON.
fn sample(config: &str) -> StandIn {
    StandIn::new(BASE, Config::from_json(config).expect("a configuration"))
}

fn request(method: Method, path: &str, headers: &[(&'static str, &str)]) -> Request {
    let headers = headers.iter().map(|&(name, value)| (name, value.to_owned())).collect();
    Request { headers, ..Request::new(method, format!("{BASE}{path}"), 1 << 20) }
}

/// The response to a request that accepts every type of manifest.
fn ask(sample: &StandIn, method: Method, path: &str) -> Response {
    answered(sample.answer(&request(method, path, &[("accept", ACCEPT)])))
}

fn get(sample: &StandIn, path: &str) -> Response {
    ask(sample, Method::Get, path)
}

fn delete(sample: &StandIn, path: &str) -> Response {
    ask(sample, Method::Delete, path)
}

/// The response to a request with a body.
fn send(sample: &StandIn, method: Method, path: &str, body: &str) -> Response {
    let mut request = request(method, path, &[("accept", ACCEPT)]);
    request.body = body.as_bytes().to_vec();
    answered(sample.answer(&request))
}

fn answered(outcome: Outcome) -> Response {
    match outcome {
        Outcome::Answer(response) => response,
        other => panic!("an answer was expected: {other:?}"),
    }
}

fn body(response: &Response) -> Value {
    serde_json::from_slice(&response.body).expect("JSON")
}

/// The code of an error in the registry's form.
fn code(response: &Response) -> String {
    body(response)["errors"][0]["code"].as_str().unwrap_or_default().to_owned()
}

/// The path in `Link`.
fn next(response: &Response) -> Option<String> {
    let link = response.headers.get("link")?;
    let (path, rest) = link.strip_prefix('<')?.split_once('>')?;
    assert_eq!(rest, "; rel=\"next\"");
    Some(path.to_owned())
}

/// The names in the list `what` on every page, from `path` on; counts the pages.
fn collect(sample: &StandIn, path: &str, what: &str) -> (Vec<Value>, usize) {
    let (mut entries, mut pages, mut path) = (Vec::new(), 0, Some(path.to_owned()));
    while let Some(here) = path {
        let response = get(sample, &here);
        assert_eq!(response.status, 200, "{here}");
        pages += 1;
        assert!(pages <= 2000, "the list never ends: {here}");
        if let Value::Array(list) = &body(&response)[what] {
            entries.extend(list.iter().cloned());
        }
        path = next(&response);
    }
    (entries, pages)
}

/// The digest that a tag points to.
fn digest_of(sample: &StandIn, name: &str, tag: &str) -> String {
    let response = ask(sample, Method::Head, &format!("/v2/{name}/manifests/{tag}"));
    assert_eq!(response.status, 200, "{name}:{tag}");
    response.headers.get("docker-content-digest").expect("a digest").to_owned()
}
