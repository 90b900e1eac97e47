//! Question: which digests, sizes and dates do the tags of a repository have?
//!
//! Reference: `ExpandedRepoInfo`. Sizes are texts, because GraphQL's integers end at 2 GiB. A failure has
//! status 200, too. The size of an index leaves out its own bytes.

use serde_json::{Value, json};

use crate::model::{Digest, Hint, ManifestEntry, RepositoryName, Timestamp};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::answer::limit;
use crate::registry::error::Error;
use crate::registry::line::transport::{Method, Request, Response};

/// The path of the search, as the list of extensions names it.
pub(crate) const PATH: &str = "/v2/_zot/ext/search";

const QUERY: &str = "query($r:String!){ExpandedRepoInfo(repo:$r){Summary{Size} \
     Images{Tag Digest Size LastPullTimestamp PushTimestamp}}}";

/// `POST /v2/_zot/ext/search`, a GraphQL query that changes nothing.
pub(crate) fn request(endpoint: &Endpoint, repository: &RepositoryName) -> Request {
    let body = json!({ "query": QUERY, "variables": { "r": repository.as_str() } });
    let request = Request::new(Method::Post, endpoint.url(PATH), limit::LIST);
    let request = request.with_header("content-type", "application/json");
    Request { body: body.to_string().into_bytes(), ..request }
}

/// `{"data":{"ExpandedRepoInfo":{"Summary":{"Size":"9"},"Images":[{"Tag":"a","Digest":…,"Size":"9",…}]}}}`.
/// Empty where the answer does not hold this repository, which may be empty or not indexed yet. Entries
/// that cannot be used are left out, because hints need not be complete.
pub(crate) fn read(url: &str, response: &Response) -> Result<Hint, Error> {
    let answer = Value::Object(json::object(url, response)?);
    let told = answer.pointer("/data/ExpandedRepoInfo").unwrap_or(&Value::Null);
    let mut hint = Hint { stored: size(&told["Summary"]), ..Hint::default() };
    for image in told["Images"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let Some(digest) = text(image, "Digest").and_then(|text| text.parse::<Digest>().ok())
        else {
            continue;
        };
        if let Some(tag) = text(image, "Tag").and_then(|text| text.parse().ok()) {
            hint.tags.insert(tag, digest.clone());
        }
        // A date in 1970 means "never pulled".
        let moment = |key| text(image, key).and_then(Timestamp::parse);
        let (pushed, last_pulled) = (moment("PushTimestamp"), moment("LastPullTimestamp"));
        let entry = ManifestEntry {
            size: size(image),
            created: pushed,
            last_updated: pushed,
            last_pulled,
            ..ManifestEntry::default()
        };
        hint.manifests.insert(digest, entry);
    }
    Ok(hint)
}

fn text<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object.get(key).and_then(Value::as_str)
}

fn size(object: &Value) -> Option<u64> {
    text(object, "Size")?.parse().ok()
}
