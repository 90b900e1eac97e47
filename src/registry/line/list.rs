//! Lists that are read page by page: the first page, and the way to take a page apart.

use crate::registry::address::endpoint::Endpoint;
use crate::registry::error::Error;
use crate::registry::line::Patience;
use crate::registry::line::entry::Entries;
use crate::registry::line::paging::{Listing, Page};
use crate::registry::line::transport::Response;

/// A page taken apart. A page that cannot be read comes back with the failure.
pub(crate) type Turned<T> = Result<Listing<T>, Box<(Page, Error)>>;

/// A page of a list that could not be read.
#[derive(Debug)]
pub(crate) struct PageLost {
    /// The page, to be asked for again; `None` for the first one.
    pub(crate) page: Option<Page>,
    pub(crate) why: Error,
}

impl From<Error> for PageLost {
    fn from(why: Error) -> Self {
        Self { page: None, why }
    }
}

/// A list of a registry, before any page of it was asked for.
pub(crate) struct List<T> {
    pub(crate) first: Page,
    pub(crate) pages: Pages<T>,
}

/// The way to ask for the pages of a list and to take them apart.
pub(crate) struct Pages<T> {
    /// Patience with the request for each page.
    pub(crate) patience: Patience,
    reading: Reading<T>,
    part: fn(&Endpoint, &Page) -> Option<String>,
}

/// The way to take a page apart.
enum Reading<T> {
    /// The function reads the page's entries. The next page is found as the OCI specification says.
    Entries(fn(&str, &Response) -> Entries<T>),
    /// The function also finds the next page.
    Page(fn(Page, &Response, &Endpoint) -> Turned<T>),
}

/// A whole list, or its pages so far.
pub(crate) struct Collected<T> {
    pub(crate) items: Vec<T>,
    /// Entries that cannot be used, cut short: a server's text.
    pub(crate) invalid: Vec<String>,
}

/// A list that could not be read to its end.
pub(crate) struct BrokenOff<T> {
    /// The items and entries of the pages before the one that failed.
    pub(crate) before: Collected<T>,
    /// Whether not even the first page could be read.
    pub(crate) is_first: bool,
    pub(crate) why: Error,
}

impl<T> List<T> {
    /// A list whose pages are found as the OCI specification says; `read` reads the entries of a page.
    pub(crate) fn new(first: Page, read: fn(&str, &Response) -> Entries<T>) -> Self {
        Self::of(first, Reading::Entries(read))
    }

    /// A list whose pages `turn` takes apart.
    pub(crate) fn turned(first: Page, turn: fn(Page, &Response, &Endpoint) -> Turned<T>) -> Self {
        Self::of(first, Reading::Page(turn))
    }

    fn of(first: Page, reading: Reading<T>) -> Self {
        let pages = Pages { patience: Patience::Usual, reading, part: |_, _| None };
        Self { first, pages }
    }

    /// The same list with no second try where no answer comes.
    pub(crate) fn once_if_unreachable(mut self) -> Self {
        self.pages.patience = Patience::OnceIfUnreachable;
        self
    }

    /// The same list, made of parts: a part that cannot be read does not end it. `part` names the part
    /// that a page belongs to.
    pub(crate) fn with_parts(mut self, part: fn(&Endpoint, &Page) -> Option<String>) -> Self {
        self.pages.part = part;
        self
    }
}

impl<T> Pages<T> {
    /// The name of the part that `page` belongs to and that the list can do without.
    pub(crate) fn part(&self, endpoint: &Endpoint, page: &Page) -> Option<String> {
        (self.part)(endpoint, page)
    }

    /// Takes `response` to `page` apart.
    pub(crate) fn turn(&self, page: Page, response: &Response, endpoint: &Endpoint) -> Turned<T> {
        match self.reading {
            Reading::Entries(read) => page.read(response, endpoint, read),
            Reading::Page(turn) => turn(page, response, endpoint),
        }
    }
}

impl<T> Collected<T> {
    /// A list of which no page was read.
    pub(crate) const EMPTY: Self = Self { items: Vec::new(), invalid: Vec::new() };
}

impl<T> BrokenOff<T> {
    /// An empty list where the registry does not know the repository: it may have been emptied just now.
    /// Otherwise the failure.
    pub(crate) fn or_empty_if_absent(self) -> Result<Collected<T>, Error> {
        if self.is_first && self.why.is_absent() { Ok(Collected::EMPTY) } else { Err(self.why) }
    }
}
