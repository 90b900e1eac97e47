//! A page, read: its new entries, and the way to the page after it.

use super::{Listing, MAX_PAGES, MAX_STALE, Page, SIZES, Way, is_same_page};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::entry::{Entry, MAX_INVALID};
use crate::registry::line::link::{self, NextLink};
use crate::registry::line::transport::{Headers, Response};

impl Page {
    /// The page as `response` lists it: its new `entries`, and the page after it.
    pub(crate) fn turn<T>(
        mut self,
        entries: Vec<Entry<T>>,
        response: &Response,
        endpoint: &Endpoint,
    ) -> Listing<T> {
        let count = entries.len();
        if let Some(entry) = entries.last() {
            self.last = Some(entry.key.clone());
        }
        let mut listing = Listing::EMPTY;
        for Entry { key, item } in entries {
            if self.keys.contains(&key) {
                continue;
            }
            match item {
                Some(item) => listing.items.push(item),
                None => listing.invalid.push(key.chars().take(MAX_INVALID).collect()),
            }
            self.keys.insert(key);
        }
        let is_stale = listing.items.is_empty() && listing.invalid.is_empty();
        self.stale = if is_stale { self.stale + 1 } else { 0 };
        self.pages += 1;

        let gap = |kind, url: &str| Some(Error::new(kind, url));
        let by_last = self.last.as_deref().map(|last| self.url_after(Some(last)));
        let after = self.after.take();
        let way = std::mem::replace(&mut self.way, Way::Named);
        let is_by_last = matches!(way, Way::Instead(_) | Way::ByLast);
        if let Way::Instead(refused) = way
            && is_stale
            && count > 0
        {
            // A `Link` said that the list goes on, and the registry ignores `last`: a gap.
            listing.gap = Some(refused.of_next_page());
            return listing;
        }
        let next_url = match link::next(&response.headers, &self.url, endpoint) {
            NextLink::Refused => {
                listing.gap = gap(ErrorKind::LinkRefused, &self.url);
                return listing;
            }
            NextLink::Unclear => {
                listing.gap = gap(ErrorKind::LinkUnclear, &self.url);
                return listing;
            }
            // An empty page is the end where its `Link` leads to itself, or where it was asked for by
            // `last`.
            NextLink::Url(url) if count == 0 && (is_by_last || is_same_page(&url, &self.url)) => {
                None
            }
            NextLink::Url(_) if is_by_last => {
                self.way = Way::ByLast;
                by_last
            }
            NextLink::Url(url) => {
                self.saw_link = true;
                Some(url)
            }
            NextLink::None if after.is_some() => after,
            // Without `Link`, a page with nothing new is the end.
            NextLink::None if self.saw_link || is_stale => None,
            NextLink::None if self.may_go_on(count, &response.headers) => by_last,
            NextLink::None if self.may_be_cut(count) => {
                self.way = Way::Guessed;
                by_last
            }
            NextLink::None => None,
        };
        let Some(url) = next_url.or_else(|| self.other_list()) else { return listing };
        self.urls.insert(self.url.clone());
        if self.urls.contains(&url) || self.pages >= MAX_PAGES || self.stale >= MAX_STALE {
            listing.gap = gap(ErrorKind::TooManyPages, &self.url);
            return listing;
        }
        self.url = url;
        listing.next = Some(self);
        listing
    }

    /// Whether another page may follow a page of `count` entries without a `Link`: the page is full, or a browser
    /// hides the `Link` of another origin and the registry may have a lower limit than the one asked for.
    fn may_go_on(&self, count: usize, headers: &Headers) -> bool {
        // Every registry sends the first header and every server the second. A browser that shows neither
        // shows no `Link` either.
        let seen = ["docker-distribution-api-version", "date"];
        let hidden = seen.iter().all(|name| headers.get(name).is_none());
        hidden || count >= SIZES[self.size].unwrap_or(100)
    }

    /// Whether a page of `count` entries, fewer than were asked for, may have been cut short without saying
    /// so: its length is a number that people choose for pages.
    fn may_be_cut(&self, count: usize) -> bool {
        let is_round = count > 0 && count.is_multiple_of(50)
            || matches!(count, 10 | 20 | 25 | 30 | 40 | 64 | 128 | 256 | 512);
        is_round && !self.is_counted
    }
}
