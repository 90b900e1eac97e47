//! JSON objects in answers, and the lists in them.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::model::lenient_json;
use crate::registry::error::Error;
use crate::registry::line::transport::Response;

/// Ends of the paths of lists whose answers name their repository.
const LISTS: [&str; 3] = ["/tags/list", "/_tags", "/_manifests"];
/// Beginnings of the same paths.
const APIS: [&str; 3] = ["/acr/v1/_deleted/", "/acr/v1/", "/v2/"];

/// The JSON object in the body of `response`; an error about `url` where the body is none.
pub(crate) fn object(url: &str, response: &Response) -> Result<Map<String, Value>, Error> {
    match lenient_json::read(&response.body) {
        Some(Value::Object(object)) => Ok(object),
        _ => Err(Error::malformed(url, not_json(&response.body))),
    }
}

/// The entries of the list `key` in the answer to `url`; none where the list is null, as for an emptied
/// repository. An answer without the list, or for another repository, is an error.
pub(crate) fn list(url: &str, response: &Response, key: &str) -> Result<Vec<Value>, Error> {
    let mut object = object(url, response)?;
    if is_of_another(url, &object) {
        return Err(Error::malformed(url, "The registry's list is of another repository."));
    }
    match object.remove(key) {
        Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(entries)) => Ok(entries),
        Some(_) => Err(Error::malformed(url, "The registry's list is not a list.")),
        None => Err(Error::malformed(url, "The registry's answer has no list in it.")),
    }
}

/// Whether the list at `url` names another repository than `url` does. A proxy on the way may have put a
/// prefix before the name, or taken one off.
fn is_of_another(url: &str, list: &Map<String, Value>) -> bool {
    let path = percent_decode_str(url.split('?').next().unwrap_or_default()).decode_utf8_lossy();
    let named = ["name", "imageName"].iter().find_map(|key| list.get(*key)?.as_str());
    let asked = LISTS.iter().find_map(|end| path.strip_suffix(end));
    let asked = asked.and_then(|path| APIS.iter().find_map(|api| path.split_once(api)));
    let ends_with = |long: &str, short: &str| {
        long.strip_suffix(short).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    };
    named.zip(asked).is_some_and(|(named, (_, asked))| {
        !named.is_empty() && !ends_with(asked, named) && !ends_with(named, asked)
    })
}

/// The fault of a body that is not a JSON object, in words.
pub(crate) fn not_json(body: &[u8]) -> &'static str {
    match body.trim_ascii_start().first() {
        Some(b'<') => {
            "The server sent a web page instead of a registry's answer. Check the address, and what \
             stands between this page and the registry."
        }
        None => "The server's answer is empty where a registry's would not be.",
        Some(_) => "The answer is not the JSON that the specification asks for.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::error::ErrorKind;

    fn of(path: &str, key: &str, body: &str) -> Result<usize, ErrorKind> {
        let response = Response { status: 200, body: body.into(), ..Response::default() };
        let url = format!("https://page.test/registry/a{path}?n=1000");
        list(&url, &response, key).map(|entries| entries.len()).map_err(|error| error.kind)
    }

    #[test]
    fn a_list_is_there_or_null_and_never_missing() {
        let check = |body: &str, expected: Result<usize, ErrorKind>| {
            assert_eq!(of("/v2/_catalog", "repositories", body), expected, "{body}");
        };
        check(r#"{"repositories":["a","b"]}"#, Ok(2));
        check(r#"{"repositories":[]}"#, Ok(0));
        check(r#"{"repositories":null}"#, Ok(0));
        check("{}", Err(ErrorKind::Malformed));
        check(r#"{"errors":[{"code":"UNKNOWN"}]}"#, Err(ErrorKind::Malformed));
        check(r#"{"tags":[]}"#, Err(ErrorKind::Malformed));
        check(r#"{"repositories":{}}"#, Err(ErrorKind::Malformed));
        check("[]", Err(ErrorKind::Malformed));
    }

    #[test]
    fn a_list_of_another_repository_is_not_taken() {
        let check = |path: &str, name: &str, is_taken: bool| {
            for key in ["name", "imageName"] {
                let body = format!(r#"{{"{key}":"{name}","tags":["v1"]}}"#);
                let expected = if is_taken { Ok(1) } else { Err(ErrorKind::Malformed) };
                assert_eq!(of(path, "tags", &body), expected, "{path} {body}");
            }
        };
        for path in ["/v2/team/app/tags/list", "/acr/v1/team%2Fapp/_tags"] {
            check(path, "team/app", true);
            check(path, "", true);
            // A proxy's prefix.
            check(path, "app", true);
            check(path, "mirror/team/app", true);
            check(path, "team/other", false);
            check(path, "other/app", false);
            check(path, "team", false);
            check(path, "p", false);
            check(path, "xapp", false);
        }
        check("/acr/v1/_deleted/app/_tags", "other", false);
        check("/acr/v1/_deleted/app/_tags", "app", true);
        assert_eq!(of("/v2/a/tags/list", "tags", r#"{"tags":null}"#), Ok(0));
    }
}
