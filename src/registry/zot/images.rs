//! What is behind the tags of a repository?
//!
//! Reference: `ExpandedRepoInfo`. Sizes are texts, for GraphQL's integers end at 2 GiB; a failure has
//! status 200, too.

use serde_json::{Value, json};

use crate::model::{ManifestEntry, MediaType, RepositoryName, Timestamp};
use crate::registry::endpoint::Endpoint;
use crate::registry::error::Error;
use crate::registry::json;
use crate::registry::limit;
use crate::registry::listing::{ListedManifest, Listing};
use crate::registry::transport::{Method, Request, Response};

const QUERY: &str = "query($r:String!){ExpandedRepoInfo(repo:$r){Images{Digest MediaType Size \
     LastPullTimestamp PushTimestamp}}}";

/// `POST /v2/_zot/ext/search`
pub(crate) fn request(endpoint: &Endpoint, repository: &RepositoryName) -> Request {
    let url = endpoint.url("/v2/_zot/ext/search");
    let body = json!({ "query": QUERY, "variables": { "r": repository.as_str() } });
    let request = Request::new(Method::Post, url, limit::LIST);
    let request = request.with_header("content-type", "application/json");
    Request { body: body.to_string().into_bytes(), ..request }
}

/// `{"data":{"ExpandedRepoInfo":{"Images":[{"Digest":…,"Size":"123",…}]}}}`. An entry that cannot be
/// used is left out: these are hints, the lists are elsewhere.
pub(crate) fn read(url: &str, response: &Response) -> Result<Listing<ListedManifest>, Error> {
    let answer = Value::Object(json::object(url, response)?);
    let images = answer.pointer("/data/ExpandedRepoInfo/Images").and_then(Value::as_array);
    let Some(images) = images else {
        return Err(Error::malformed(url, "zot's search did not find out."));
    };
    let items = images.iter().filter_map(image).collect();
    Ok(Listing { items, invalid: Vec::new(), next: None, gap: None })
}

fn image(image: &Value) -> Option<ListedManifest> {
    let text = |key| image.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    // Never pulled is 1970.
    let moment = |key| text(key).and_then(Timestamp::parse);
    Some(ListedManifest {
        digest: text("Digest")?.parse().ok()?,
        entry: ManifestEntry {
            size: text("Size").and_then(|size| size.parse().ok()),
            created: moment("PushTimestamp"),
            last_updated: moment("PushTimestamp"),
            last_pulled: moment("LastPullTimestamp"),
            media_type: text("MediaType").map(MediaType::from),
            ..ManifestEntry::default()
        },
        tags: Vec::new(),
    })
}
