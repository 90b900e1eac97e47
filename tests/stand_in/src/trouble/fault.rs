//! Faults: replaced and altered answers.

use serde_json::Value;

use crate::config::{Fault, FaultAnswer};
use crate::outcome::Outcome;
use plimsoll::registry::transport::{Method, Response};
use plimsoll::sample::server::answer;

/// Most bytes of a made-up body.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The place of the first fault that fits and is not used up (`used`, one number for each).
pub(crate) fn position(
    faults: &[Fault],
    used: &[u32],
    method: Method,
    path: &str,
) -> Option<usize> {
    faults.iter().zip(used).position(|(fault, &used)| {
        fault.method.as_ref().is_none_or(|name| name.eq_ignore_ascii_case(method.as_str()))
            && path.contains(&fault.path)
            && fault.times.is_none_or(|times| used < times)
    })
}

/// The answer of a fault that replaces; `None` for a fault that alters.
pub(crate) fn replace(fault: &FaultAnswer, host: &str) -> Option<Outcome> {
    let json = "application/json; charset=utf-8";
    let response = match fault {
        FaultAnswer::Status(status, body) => {
            let kind = if body.starts_with('{') { json } else { "text/plain; charset=utf-8" };
            answer::bytes(*status, kind, body.clone().into_bytes())
        }
        FaultAnswer::Html => {
            let page = "<!doctype html><html><head><title>Sign in</title></head><body>\
                        <script>document.title='owned'</script><h1>Gateway</h1></body></html>";
            answer::bytes(200, "text/html; charset=utf-8", page.as_bytes().to_vec())
        }
        FaultAnswer::Garbage => {
            let bytes = (0..512_u32).map(|n| (n.wrapping_mul(197) >> 3) as u8).collect();
            answer::bytes(200, json, bytes)
        }
        FaultAnswer::Huge(bytes) => {
            let frame = ("{\"padding\":\"", "\"}");
            let padding = (*bytes).min(MOST_BYTES).saturating_sub(frame.0.len() + frame.1.len());
            let mut body = Vec::with_capacity(padding + 16);
            body.extend_from_slice(frame.0.as_bytes());
            body.resize(frame.0.len() + padding, b'x');
            body.extend_from_slice(frame.1.as_bytes());
            answer::bytes(200, json, body)
        }
        FaultAnswer::RealmElsewhere(realm) => {
            let message = "authentication required";
            let mut response = answer::error(401, "UNAUTHORIZED", message, &Value::Null);
            let challenge = format!("Bearer realm=\"{realm}\",service=\"{host}\"");
            response.headers.push("WWW-Authenticate", challenge);
            response
        }
        FaultAnswer::Drop => return Some(Outcome::Nothing),
        _ => return None,
    };
    Some(Outcome::Answer(response))
}

/// The true response, altered. `path` is the request's; `count` differs between requests.
pub(crate) fn alter(
    fault: &FaultAnswer,
    mut response: Response,
    path: &str,
    count: u32,
) -> Outcome {
    match fault {
        FaultAnswer::TruncatedJson => response.body.truncate(response.body.len() / 2),
        FaultAnswer::WrongDigest => response.body.push(b' '),
        FaultAnswer::EndlessLink => {
            let (plain, _) = path.split_once('?').unwrap_or((path, ""));
            relink(&mut response, &format!("{plain}?n=1&last=&page={count}"));
        }
        FaultAnswer::LoopingLink => relink(&mut response, path),
        FaultAnswer::ForeignLink(url) => relink(&mut response, url),
        FaultAnswer::NullLists => rewrite(&mut response, |list| *list = Value::Null),
        FaultAnswer::MarkupNames => rewrite(&mut response, add_markup),
        FaultAnswer::CutBody => {
            let whole = response.body.len().to_string();
            response.headers.push("Content-Length", whole);
            response.body.truncate(response.body.len() / 2);
            return Outcome::Cut(response);
        }
        FaultAnswer::LoseAnswer => return Outcome::Nothing,
        _ => {}
    }
    Outcome::Answer(response)
}

fn relink(response: &mut Response, target: &str) {
    response.headers.remove("Link");
    response.headers.push("Link", format!("<{target}>; rel=\"next\""));
}

/// Changes the lists of a listing: the arrays in its outermost object.
fn rewrite(response: &mut Response, change: impl Fn(&mut Value)) {
    let Ok(Value::Object(mut body)) = serde_json::from_slice(&response.body) else { return };
    for name in ["repositories", "tags", "manifests", "layers"] {
        if let Some(list) = body.get_mut(name).filter(|list| list.is_array()) {
            change(list);
        }
    }
    response.body = Value::Object(body).to_string().into_bytes();
}

/// Adds names with markup to a list of names; to a list of objects, copies of the first object with
/// these names.
fn add_markup(list: &mut Value) {
    let Some(entries) = list.as_array_mut() else { return };
    let mut names =
        ["<img src=x onerror=alert(1)>", "\"><script>alert(1)</script>", "../../etc/passwd"]
            .map(Value::from);
    if let Some(Value::Object(first)) = entries.first() {
        for name in &mut names {
            let mut entry = first.clone();
            let key = if entry.contains_key("name") { "name" } else { "digest" };
            entry.insert(key.to_owned(), name.take());
            *name = Value::Object(entry);
        }
    }
    entries.extend(names);
}
