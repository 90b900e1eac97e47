//! The ledger of a job: the end of each item, and the ending of the whole job. Deletions, locks and
//! restorations share it.

use crate::present::{Ending, Went, counted, grouped};

/// The end of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemEnd {
    /// Whether the item was done.
    pub mark: Mark,
    /// The end in a word or two: `deleted`, `failed`.
    pub word: &'static str,
    /// The reason in a sentence, if the item did not simply do what was asked for.
    pub why: Option<String>,
}

/// Ways in which an item ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The item was done as asked.
    Done,
    /// The item was done, and something else happened, too.
    Differs,
    /// The item was not done, or nobody can tell.
    Failed,
    /// The job ended before the item's turn came.
    NotReached,
}

/// The items of a job, counted by their ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tally {
    /// The number of all items.
    pub(super) all: usize,
    /// Items that were done.
    pub(super) done: usize,
    /// Items that were not done.
    pub(super) failed: usize,
}

/// Sentences about the items that are not done.
pub(super) struct Others<'a> {
    /// Somebody stopped the job, and nothing failed.
    pub(super) stopped: &'a str,
    /// Something failed, and somebody stopped the job before the others had their turn.
    pub(super) stopped_and_failed: &'a str,
    /// Something failed, and every item had its turn.
    pub(super) failed: &'a str,
}

impl ItemEnd {
    /// An end that needs no reason.
    pub(super) fn done(word: &'static str) -> Self {
        Self { mark: Mark::Done, word, why: None }
    }

    /// A failure and its reason.
    pub(super) fn failed(word: &'static str, why: String) -> Self {
        Self { mark: Mark::Failed, word, why: Some(why) }
    }

    /// Whether the item was done, whatever else happened.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(self.mark, Mark::Done | Mark::Differs)
    }
}

impl Tally {
    /// Counts the items of a job; `None` had no turn.
    pub(super) fn of(ends: &[Option<ItemEnd>]) -> Self {
        let count =
            |is: &dyn Fn(&ItemEnd) -> bool| ends.iter().flatten().filter(|end| is(end)).count();
        let failed = count(&|end| end.mark == Mark::Failed);
        Self { all: ends.len(), done: count(&ItemEnd::is_done), failed }
    }

    /// The ending of a job whose items are called `nouns`, one and many; `verb` says what was done with each.
    pub(super) fn ending(self, nouns: (&str, &str), verb: &str, others: &Others<'_>) -> Ending {
        let Self { all, done, failed } = self;
        match (failed, done + failed < all) {
            _ if done == all => self.well(nouns, verb),
            (0, _) => self.partly(Went::Stopped, nouns, verb, others.stopped),
            (_, true) => self.partly(Went::Badly, nouns, verb, others.stopped_and_failed),
            (_, false) => self.partly(Went::Badly, nouns, verb, others.failed),
        }
    }

    /// The ending of a job that did everything.
    pub(super) fn well(self, (one, many): (&str, &str), verb: &str) -> Ending {
        let text = format!("{} {verb}.", counted(self.done, one, many));
        Ending::of(Went::Well, "Done", text)
    }

    /// The ending of a job that left something undone. `others` is a sentence about that.
    pub(super) fn partly(
        self,
        went: Went,
        (one, many): (&str, &str),
        verb: &str,
        others: &str,
    ) -> Ending {
        let text = format!(
            "{} of {} {verb}. {others}",
            grouped(self.done as u64),
            counted(self.all, one, many)
        );
        let title = if went == Went::Stopped { "Stopped" } else { "Not all" };
        Ending::of(went, title, text)
    }
}
