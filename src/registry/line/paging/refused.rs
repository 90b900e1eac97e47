//! A page that was refused: the other way to ask for it, or the failure to report.

use super::{Page, Way, is_same_page};
use crate::registry::error::{Error, ErrorKind};

impl Page {
    /// The page to ask for after this one was refused with `error`: the same page by `last`, where a `Link`
    /// had named it. Otherwise an error, with this page and the failure to report.
    pub(crate) fn instead(mut self, error: Error) -> Result<Self, Box<(Self, Error)>> {
        // A password that is refused is not sent again.
        let is_end = matches!(error.kind, ErrorKind::CredentialsRefused | ErrorKind::TokenRefused);
        let is_refused = error.status.is_some_and(|status| (400..500).contains(&status));
        let may_be_elsewhere = error.kind == ErrorKind::Malformed
            || is_refused && error.kind != ErrorKind::Throttled && !is_end;
        let url = self.last.as_deref().map(|last| self.url_after(Some(last)));
        match (&self.way, url) {
            (Way::Named, Some(url))
                if may_be_elsewhere
                    && self.takes_last
                    && !is_same_page(&url, &self.url)
                    && !self.urls.contains(&url) =>
            {
                self.urls.insert(std::mem::replace(&mut self.url, url));
                self.way = Way::Instead(Box::new(error));
                Ok(self)
            }
            _ => Err(Box::new(self.failed(error))),
        }
    }

    /// The page, with the failure to report: for a further page, that of the list.
    fn failed(mut self, error: Error) -> (Self, Error) {
        if self.way == Way::First {
            return (self, error);
        }
        match std::mem::replace(&mut self.way, Way::Named) {
            Way::Instead(refused) => (self, refused.of_next_page()),
            way => (Self { way, ..self }, error.of_next_page()),
        }
    }

    /// Whether `error` only means that there is no further page: this page was a guess.
    pub(crate) fn is_not_there(&self, error: &Error) -> bool {
        self.way == Way::Guessed && matches!(error.status, Some(400 | 404 | 405 | 501))
    }
}
