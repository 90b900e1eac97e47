//! Pages of a list: the next one is found by `Link`, or by `last` where there is no `Link`, or where the page that it
//! names is refused. Every list comes to an end.
//!
//! Reference: OCI distribution-spec, "Listing Tags".

mod refused;
mod turn;

use std::collections::{BTreeSet, VecDeque};

use percent_encoding::percent_decode_str;

use crate::registry::address::endpoint::Endpoint;
use crate::registry::address::url::push_query;
use crate::registry::answer::limit;
use crate::registry::error::Error;
use crate::registry::line::api::Api;
use crate::registry::line::entry::Entries;
use crate::registry::line::transport::{Method, Request, Response};

/// Most pages of one list.
const MAX_PAGES: u32 = 10_000;
/// Most pages in a row that list nothing new. A registry that filters by rights may send an empty
/// page and go on; one that goes round in circles never stops.
const MAX_STALE: u32 = 3;
/// The page sizes to ask for, in turn, while the registry calls the size invalid. `None`: none.
const SIZES: [Option<usize>; 3] = [Some(1000), Some(100), None];

/// A page of a list that can be asked for, with all that was seen of the list before it.
pub struct Page {
    /// The list without page parameters.
    list: String,
    url: String,
    /// The page after this one, where the dialect knows it and no `Link` can be read.
    after: Option<String>,
    /// Entries that the registry counted in this list when the page before was read, where it counts them.
    total: Option<u32>,
    /// The API that the list is of.
    api: Api,
    /// Other lists, which go on where this one ends.
    rest: VecDeque<(String, Api)>,
    /// The place in [`SIZES`] of the page size that is asked for.
    size: usize,
    pages: u32,
    stale: u32,
    saw_link: bool,
    /// The reason to ask for this page.
    way: Way,
    /// Whether a page of the list can be asked for by `last`.
    takes_last: bool,
    /// Whether the registry counts the entries of the list elsewhere, so that a list cut short is noticed.
    is_counted: bool,
    /// The last entry of the page before.
    last: Option<String>,
    urls: BTreeSet<String>,
    keys: BTreeSet<String>,
}

/// Reasons to ask for a page.
#[derive(Debug, PartialEq, Eq)]
enum Way {
    /// The first page of a list.
    First,
    /// The page before named it, or was full.
    Named,
    /// The page before has a round number of entries, so it may have been cut short without saying so.
    Guessed,
    /// The page that a `Link` named was refused with this error; this is the same page asked for by `last`.
    Instead(Box<Error>),
    /// The page before was reached by `last` instead of a refused `Link`, and so is this one.
    ByLast,
}

/// A page of a list, read, and the way to the next.
#[derive(Debug)]
pub struct Listing<T> {
    /// The items of the page, in its order, without items of an earlier page.
    pub items: Vec<T>,
    /// Entries that cannot be used, cut short: a server's text.
    pub invalid: Vec<String>,
    /// Parts of the list that could not be read: the name of each, and the failure.
    pub unread: Vec<(String, Error)>,
    /// The next page; `None` at the end.
    pub next: Option<Page>,
    /// The reason why there is no next page although the list has not ended; `None` where it has.
    pub gap: Option<Error>,
}

impl<T> Listing<T> {
    /// The listing, unless its list breaks off or a part of it is missing.
    pub(crate) fn whole(mut self) -> Result<Self, Error> {
        let unread = self.unread.pop().map(|(_, why)| why);
        match self.gap.take().or(unread) {
            Some(gap) => Err(gap),
            None => Ok(self),
        }
    }

    /// A last page without entries.
    pub(crate) const EMPTY: Self =
        Self { items: Vec::new(), invalid: Vec::new(), unread: Vec::new(), next: None, gap: None };
}

impl Page {
    /// The first page of the list at `list`.
    pub(crate) fn first(list: String) -> Self {
        Self::sized(list, 0)
    }

    /// The first page of a list that is asked for without a page size and goes on by `Link` only.
    pub(crate) fn by_link(list: String) -> Self {
        Self { saw_link: true, takes_last: false, ..Self::sized(list, SIZES.len() - 1) }
    }

    /// The same page of a list whose entries the registry counts elsewhere.
    pub(crate) fn counted(self) -> Self {
        Self { is_counted: true, ..self }
    }

    /// The same page, asked of this API.
    pub(crate) fn asked_of(self, api: Api) -> Self {
        Self { api, ..self }
    }

    /// The same page of a list that goes on with another list at its end. Of that, only items that were not
    /// listed before are new. A list that follows already is not added again.
    pub(crate) fn and_then(mut self, list: String, api: Api) -> Self {
        let is_waiting = self.rest.iter().any(|(url, _)| *url == list);
        if self.url != list && !is_waiting && !self.urls.contains(&list) {
            self.rest.push_back((list, api));
        }
        self
    }

    /// The same page, with the page `after` as its next one where no `Link` can be read.
    pub(crate) fn before(self, after: Option<String>) -> Self {
        Self { after, ..self }
    }

    /// Takes in the number of entries that the registry counts in this list now. Returns whether it has
    /// changed since the page before. Where pages are found by number, an entry that is deleted meanwhile
    /// moves others to a page that was read already.
    pub(crate) fn counts_anew(&mut self, total: Option<u32>) -> bool {
        let before = std::mem::replace(&mut self.total, total);
        before.zip(total).is_some_and(|(before, now)| before != now)
    }

    /// Entries listed so far whose key begins with `name` and a slash.
    pub(crate) fn seen_below(&self, name: &str) -> usize {
        // In ASCII the zero follows the slash.
        self.keys.range(format!("{name}/")..format!("{name}0")).count()
    }

    fn sized(list: String, size: usize) -> Self {
        let mut page = Self {
            url: String::new(),
            after: None,
            total: None,
            api: Api::V2,
            rest: VecDeque::new(),
            list,
            size,
            pages: 0,
            stale: 0,
            saw_link: false,
            way: Way::First,
            takes_last: true,
            is_counted: false,
            last: None,
            urls: BTreeSet::new(),
            keys: BTreeSet::new(),
        };
        page.url = page.url_after(None);
        page
    }

    /// The URL of this page.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The API that this page is asked of.
    pub(crate) fn api(&self) -> Api {
        self.api
    }

    /// `GET` of this page.
    pub(crate) fn request(&self) -> Request {
        Request::new(Method::Get, self.url.clone(), limit::LIST)
    }

    /// The page as `response` lists it, with its entries taken apart by `read`. A page that cannot be read comes
    /// back with the failure.
    pub(crate) fn read<T>(
        self,
        response: &Response,
        endpoint: &Endpoint,
        read: fn(&str, &Response) -> Entries<T>,
    ) -> Result<Listing<T>, Box<(Self, Error)>> {
        match read(&self.url, response) {
            Ok(entries) => Ok(self.turn(entries, response, endpoint)),
            Err(error) => Err(Box::new((self, error))),
        }
    }

    /// Whether `error` complains about the page's size, and there is a smaller one.
    pub(crate) fn may_be_smaller(&self, error: &Error) -> bool {
        error.status == Some(400)
            && error.code.as_deref() == Some("PAGINATION_NUMBER_INVALID")
            && self.pages == 0
            && self.size + 1 < SIZES.len()
    }

    /// An empty page at the end of this list, with the first page of the list that follows, if any.
    pub(crate) fn end<T>(mut self) -> Listing<T> {
        let next = self.other_list().map(|url| Self { url, ..self });
        Listing { next, ..Listing::EMPTY }
    }

    /// The same page with a smaller size.
    pub(crate) fn smaller(mut self) -> Self {
        self.size += 1;
        self.url = self.url_after(None);
        self
    }

    /// Passes over this page, which could not be read. The rest of its list is reported as unread under the
    /// name `what`, and the lists that follow are read.
    pub(crate) fn pass_over<T>(mut self, what: String, why: Error) -> Listing<T> {
        self.urls.insert(self.url.clone());
        self.after = None;
        Listing { unread: vec![(what, why)], ..self.end() }
    }

    /// The URL of the list that follows; `None` where this was the last. Stale pages are counted anew,
    /// because it may begin with items that were listed already.
    fn other_list(&mut self) -> Option<String> {
        (self.stale, self.total, self.last) = (0, None, None);
        let (url, api) = self.rest.pop_front()?;
        (self.api, self.way) = (api, Way::First);
        Some(url)
    }

    fn url_after(&self, last: Option<&str>) -> String {
        let mut url = self.list.clone();
        if let Some(size) = SIZES[self.size] {
            push_query(&mut url, "n", &size.to_string());
        }
        if let Some(last) = last {
            push_query(&mut url, "last", last);
        }
        url
    }
}

/// Whether both URLs are of a page with the same beginning, however their queries are written.
fn is_same_page(one: &str, other: &str) -> bool {
    let parts = |url: &str| {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let pairs = query.split('&').filter(|pair| !pair.starts_with("n="));
        let mut query: Vec<Vec<u8>> =
            pairs.map(|pair| percent_decode_str(pair).collect()).collect();
        query.sort();
        (path.to_owned(), query)
    };
    parts(one) == parts(other)
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Page({})", self.url)
    }
}
