//! zot's dialect for changes.

use crate::registry::answer::listing::Deletion;
use crate::registry::dialect::changing::ChangingDialect;
use crate::registry::dialect::zot::{Zot, delete};
use crate::registry::error::Error;

impl ChangingDialect for Zot {
    fn deletion(&self, answer: Result<(), Error>) -> Result<Deletion, Error> {
        delete::read(answer)
    }
}
