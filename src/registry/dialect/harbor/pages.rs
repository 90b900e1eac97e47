//! Pages of Harbor's lists. Each is a JSON array; the next is found by `Link`, or by its number where no
//! `Link` can be read.
//!
//! Reference: goharbor/harbor, `Links` in `src/server/v2.0/handler/base.go`; `page_size` is 100 at most.

use serde_json::Value;

use crate::model::lenient_json;
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::error::Error;
use crate::registry::line::entry::{Entries, Entry};
use crate::registry::line::list::Turned;
use crate::registry::line::paging::{Listing, Page};
use crate::registry::line::transport::Response;

/// Most entries of a page.
pub(super) const SIZE: usize = 100;

/// The invalid entry that stands for those that may have moved to a page that was read already.
const MOVED: &str = "something that moved while it was listed";

/// A page of one of Harbor's own lists, its entries taken apart by `read`.
pub(super) fn turn<T>(
    page: Page,
    response: &Response,
    at: &Endpoint,
    read: fn(&str, &Response) -> Entries<T>,
) -> Turned<T> {
    match read(page.url(), response) {
        Ok(entries) => Ok(turn_to(page, entries, response, at)),
        Err(error) => Err(Box::new((page, error))),
    }
}

/// A page whose entries were read already. The next page may be found by its number, and a count that changed
/// since the page before is a gap.
pub(super) fn turn_to<T>(
    page: Page,
    entries: Vec<Entry<T>>,
    response: &Response,
    at: &Endpoint,
) -> Listing<T> {
    let next = next(page.url(), response);
    let mut page = page.before(next);
    let is_moved = page.counts_anew(total(response));
    let mut listing = page.turn(entries, response, at);
    listing.invalid.extend(is_moved.then(|| MOVED.to_owned()));
    listing
}

/// The entries of a page. Where Harbor counts more entries than it has listed, and offers no other page,
/// one invalid entry at the end stands for the rest: the list has a gap.
pub(super) fn entries(url: &str, response: &Response) -> Result<Vec<Value>, Error> {
    let Some(Value::Array(mut entries)) = lenient_json::read(&response.body) else {
        return Err(Error::malformed(url, json::not_json(&response.body)));
    };
    let listed = number(url).saturating_sub(1).saturating_mul(SIZE).saturating_add(entries.len());
    let missing = (total(response).unwrap_or(0) as usize).saturating_sub(listed);
    // After a full page the next one is asked for, even if no `Link` offers it.
    if missing > 0 && entries.len() < SIZE && response.headers.get("link").is_none() {
        entries.push(Value::String(format!("{missing} more that are counted and not listed")));
    }
    Ok(entries)
}

/// The URL of the page after the one at `url`, where no `Link` can be read. Only a full page is followed by
/// another, and only where Harbor's count does not end with it.
fn next(url: &str, response: &Response) -> Option<String> {
    let number = number(url);
    let is_last =
        total(response).is_some_and(|total| total as usize <= number.saturating_mul(SIZE));
    if is_last || response.headers.get("link").is_some() {
        return None;
    }
    let is_full = match lenient_json::read(&response.body) {
        Some(Value::Array(entries)) => entries.len() >= SIZE,
        _ => false,
    };
    let (before, after) = around(url)?;
    is_full.then(|| format!("{before}{}{after}", number.saturating_add(1)))
}

/// The number of entries in the whole list, by Harbor's count; `None` where it is not stated.
fn total(response: &Response) -> Option<u32> {
    response.headers.get("x-total-count")?.trim().parse().ok()
}

/// The number of the page at `url`; the first without one.
fn number(url: &str) -> usize {
    let digits = around(url).map(|(before, after)| &url[before.len()..url.len() - after.len()]);
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(1)
}

/// The parts of the URL before and after the number of the page.
fn around(url: &str) -> Option<(&str, &str)> {
    let key = ["?page=", "&page="].into_iter().find_map(|key| Some(url.find(key)? + key.len()))?;
    let end = url[key..].find('&').map_or(url.len(), |end| key + end);
    Some((&url[..key], &url[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_page_without_a_link_is_followed_by_its_number() {
        let check = |url: &str, count: usize, header: (&str, &str), expected: Option<&str>| {
            let body = format!("[{}]", vec!["1"; count].join(","));
            let headers = [header].into_iter().collect();
            let response = Response { status: 200, headers, body: body.into_bytes() };
            assert_eq!(next(url, &response).as_deref(), expected, "{url} {count} {header:?}");
        };
        let (first, second) = ("/r?page=1&page_size=100", "/r?page=2&page_size=100");
        let none = ("date", "now");
        check(first, 100, none, Some(second));
        check(second, 100, none, Some("/r?page=3&page_size=100"));
        check("/r?q=x&page=9", 100, none, Some("/r?q=x&page=10"));
        check(first, 99, none, None);
        check(first, 100, ("x-total-count", "100"), None);
        check(first, 100, ("x-total-count", "101"), Some(second));
        check(second, 100, ("x-total-count", "200"), None);
        check(first, 100, ("link", "</r?page=2&page_size=100>; rel=\"next\""), None);
        check("/r", 100, none, None);
    }

    #[test]
    fn what_is_counted_and_not_listed_is_an_entry_that_nobody_can_use() {
        let check = |url: &str, count: usize, total: &str, expected: usize| {
            let body = format!("[{}]", vec!["1"; count].join(","));
            let headers = [("x-total-count", total)].into_iter().collect();
            let response = Response { status: 200, headers, body: body.into_bytes() };
            let entries = entries(url, &response).expect("a page");
            assert_eq!(entries.len(), expected, "{url} {count} of {total}");
        };
        check("/r?page=1&page_size=100", 2, "2", 2);
        check("/r?page=1&page_size=100", 2, "3", 3);
        check("/r?page=1&page_size=100", 100, "150", 100);
        check("/r?page=2&page_size=100", 50, "150", 50);
        check("/r?page=2&page_size=100", 49, "150", 50);
    }
}
