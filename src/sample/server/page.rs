//! Paging of lists by `n`, `last` and `Link`.
//!
//! Reference: OCI distribution-spec, "Listing Tags", also for `n=0`, which is an empty page (ACR's
//! answer is not verified). All lists page alike, as in ACR.

use std::ops::Range;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::registry::transport::Response;
use crate::sample::server::answer;
use crate::sample::server::route::Query;

/// Entries of a page for a client that states no `n`.
const DEFAULT_ENTRIES: usize = 100;

/// Letters that are percent-encoded in a path segment or query value.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// One page of a list.
pub struct Page {
    /// The places of its entries in the list.
    pub places: Range<usize>,
    /// The value of `Link`, if a page follows.
    pub link: Option<String>,
}

/// The order of a list of tags or manifests, as ACR's `orderby` states it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Names or digests, ascending.
    Name,
    /// The oldest update first (`timeasc`).
    OldestFirst,
    /// The newest update first (`timedesc`).
    NewestFirst,
}

impl Order {
    /// Reads `orderby`; by name without it.
    pub fn of(query: &Query) -> Self {
        match query.get("orderby") {
            Some("timeasc") => Self::OldestFirst,
            Some("timedesc") => Self::NewestFirst,
            _ => Self::Name,
        }
    }
}

impl Page {
    /// Cuts the page that `query` asks for out of a list. `last` names entries by `keys`. `Link`
    /// repeats `path`, with the pairs `keep` of the query.
    ///
    /// In a list by name, `last` may be absent. In a list by time it must be present, because only its
    /// place says where to go on: without it the answer is 400, not a list that lacks a part.
    pub fn cut(
        keys: &[String],
        order: Order,
        (path, keep): (&str, &[&'static str]),
        query: &Query,
        page_size: usize,
    ) -> Result<Self, Response> {
        let limit = match query.get("n").map(str::parse::<usize>) {
            None => DEFAULT_ENTRIES,
            Some(Ok(n)) => n,
            Some(Err(_)) => return Err(bad_number()),
        };
        let limit = limit.min(page_size);
        let start = match query.get("last") {
            None => 0,
            Some(last) if order == Order::Name => keys.partition_point(|key| key.as_str() <= last),
            Some(last) => match keys.iter().position(|key| key == last) {
                Some(position) => position + 1,
                None => return Err(bad_number()),
            },
        };
        let end = start.saturating_add(limit).min(keys.len());
        let last = keys[start..end].last().filter(|_| end < keys.len());
        let link = last.map(|last| {
            let mut link = format!("<{path}?last={}&n={limit}", encode(last));
            for name in keep {
                let value = encode(query.get(name).unwrap_or_default());
                link.push_str(&format!("&{name}={value}"));
            }
            link + ">; rel=\"next\""
        });
        Ok(Self { places: start..end, link })
    }

    /// 200 with the body and the `Link`.
    pub fn respond(self, body: &Value) -> Response {
        let mut response = answer::json(body);
        if let Some(link) = self.link {
            response.headers.push("Link", link);
        }
        response
    }
}

/// A path segment or query value; `/` and `:` are written `%2F` and `%3A`, as ACR does.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, VALUE).to_string()
}

fn bad_number() -> Response {
    let message = "invalid number of results requested";
    answer::error(400, "PAGINATION_NUMBER_INVALID", message, &json!({}))
}
