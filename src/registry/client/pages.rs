//! Lists, read page by page or to their end.

use crate::registry::auth::need::Need;
use crate::registry::client::Client;
use crate::registry::dialect::call::Question;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::list::{BrokenOff, Collected, List, PageLost, Pages, Turned};
use crate::registry::line::paging::{Listing, Page};
use crate::registry::line::transport::Method;

/// Most answers that are asked for again because they may have been cut or altered on their way.
const MAX_SPOILED: u32 = 500;

impl Client {
    /// The page `next` of `list`; the first where that is `None`.
    pub(super) async fn next_page<T>(
        &self,
        list: List<T>,
        next: Option<Page>,
        need: Need<'_>,
    ) -> Result<Listing<T>, PageLost> {
        let is_first = next.is_none();
        let page = next.unwrap_or(list.first);
        let lost = match self.page(page, &list.pages, need).await {
            Ok(listing) => return Ok(listing),
            Err(lost) => *lost,
        };
        Err(PageLost { page: (!is_first).then_some(lost.0), why: lost.1 })
    }

    /// The page `next` of `list`. An empty page where the registry does not know the repository: it may
    /// have been emptied just now.
    pub(super) async fn next_page_if_any<T>(
        &self,
        list: List<T>,
        next: Option<Page>,
        need: Need<'_>,
    ) -> Result<Listing<T>, PageLost> {
        match self.next_page(list, next, need).await {
            Err(lost) if lost.page.is_none() && lost.why.is_absent() => Ok(Listing::EMPTY),
            listing => listing,
        }
    }

    /// Every page of `list`, to its end. A page that cannot be read, or a list that breaks off, is an error
    /// that holds the entries of the pages before.
    pub(super) async fn collect<T>(
        &self,
        list: List<T>,
        need: Need<'_>,
    ) -> Result<Collected<T>, Box<BrokenOff<T>>> {
        let List { first, pages } = list;
        let mut all = Collected::EMPTY;
        let mut next = Some(first);
        let mut is_first = true;
        while let Some(page) = next {
            let page = self.page(page, &pages, need).await.map_err(|lost| lost.1);
            let listing = match page.and_then(Listing::whole) {
                Ok(listing) => listing,
                Err(why) => return Err(Box::new(BrokenOff { before: all, is_first, why })),
            };
            all.items.extend(listing.items);
            all.invalid.extend(listing.invalid);
            next = listing.next;
            is_first = false;
        }
        Ok(all)
    }

    /// Asks for `page`: once more where its answer may have been cut, with smaller sizes while the registry calls the
    /// size invalid, and once by `last` where the registry refuses the page that it named itself. A page of a part
    /// that the list can do without is passed over where it cannot be read.
    async fn page<T>(&self, mut page: Page, pages: &Pages<T>, need: Need<'_>) -> Turned<T> {
        let endpoint = self.endpoint();
        let mut is_second = false;
        loop {
            let answer = self.send(&page.request(), page.api(), need, pages.patience).await;
            let (failed, error) = match answer {
                Err(error) if page.may_be_smaller(&error) => {
                    page = page.smaller();
                    continue;
                }
                Err(error) => (page, error),
                Ok(response) => match pages.turn(page, &response, endpoint) {
                    Ok(listing) => return Ok(listing),
                    Err(failed) => *failed,
                },
            };
            if !is_second && self.may_come_whole(&error) {
                (page, is_second) = (failed, true);
                continue;
            }
            if failed.is_not_there(&error) {
                return Ok(failed.end());
            }
            let (failed, error) = match failed.instead(error) {
                Ok(instead) => {
                    page = instead;
                    continue;
                }
                Err(failed) => *failed,
            };
            return match pages.part(endpoint, &failed) {
                Some(part) if error.kind != ErrorKind::Stopped => Ok(failed.pass_over(part, error)),
                _ => Err(Box::new((failed, error))),
            };
        }
    }

    /// Asks `question`, and returns its answer, read.
    pub(super) async fn answer<T>(
        &self,
        question: Question<T>,
        need: Need<'_>,
    ) -> Result<T, Error> {
        let call = &question.call;
        let answer = question.read(&self.call(call, need).await?);
        match answer {
            // A change is not made twice.
            Err(error) if call.request.method == Method::Get && self.may_come_whole(&error) => {
                question.read(&self.call(call, need).await?)
            }
            answer => answer,
        }
    }

    /// Whether an answer that failed with `error` may be whole when it is asked for once more. So many answers are
    /// asked for again, and no more: then it is not the way that spoils them.
    pub(super) fn may_come_whole(&self, error: &Error) -> bool {
        let spoiled = self.shared.spoiled.get();
        let again = error.may_be_cut() && spoiled < MAX_SPOILED && self.standstill().is_none();
        self.shared.spoiled.set(spoiled + u32::from(again));
        again
    }
}
