//! The tapes of scans in this browser: the last one of each registry and user shows its picture on the next visit.
//!
//! A tape's chunks lie beside the packs, under a repository's name that no repository can have, and the user's name
//! hashed.

use std::cell::Cell;
use std::rc::Rc;

use leptos::task::spawn_local;
use plimsoll::registry::{Playing, Recording, Take, TapeSink};

use crate::ui::browser;
use crate::ui::kept::{Kept, within};

/// The tapes of one registry, for one user.
#[derive(Clone)]
pub(crate) struct Tapes {
    kept: Kept,
    /// The beginning of the keys of all chunks.
    prefix: String,
}

/// A tape being recorded. Dropped before its end, it leaves nothing behind.
pub(crate) struct Recorded {
    pub(crate) tape: Rc<Recording>,
    tapes: Tapes,
    /// The beginning of the keys of its chunks.
    prefix: String,
    is_ended: bool,
}

struct Sink {
    kept: Kept,
    prefix: String,
    chunks: Cell<u32>,
}

impl Kept {
    /// The tapes of the registry at this address for `user`; `None` where nothing is kept of that user alone.
    pub(crate) fn tapes(self, registry: &str, user: Option<&str>) -> Option<Tapes> {
        Some(Tapes { kept: self, prefix: self.own_prefix(registry, user, " ")? })
    }
}

impl Tapes {
    /// The last tape, and the scan that it is of.
    pub(crate) async fn last(&self) -> Option<(Playing, Take)> {
        let database = self.kept.database().await?;
        let mut keys = within(database.notes()).await?.into_iter().map(|(key, _)| key);
        // A scan that was not ended may have left a later tape without an end.
        let mut starts: Vec<String> = Vec::new();
        for key in keys.by_ref().filter(|key| key.starts_with(&self.prefix)) {
            let start = key.rsplit_once(' ')?.0;
            if starts.last().is_none_or(|last| last != start) {
                starts.push(start.to_owned());
            }
        }
        for start in starts.into_iter().rev() {
            let chunks = within(database.packs(&format!("{start} "))).await?;
            if let Some(found) = Playing::of(chunks) {
                return Some(found);
            }
        }
        None
    }

    /// A new tape, for a scan that begins now.
    pub(crate) fn record(&self) -> Recorded {
        let prefix = format!("{}{} ", self.prefix, browser::now().millis());
        let sink = Sink { kept: self.kept, prefix: prefix.clone(), chunks: Cell::new(0) };
        let tape = Rc::new(Recording::to(Box::new(sink)));
        Recorded { tape, tapes: self.clone(), prefix, is_ended: false }
    }

    /// Removes all tapes.
    pub(crate) fn clear(&self) {
        self.remove(self.prefix.clone(), true);
    }

    /// Removes the chunks whose keys begin with `prefix`, or all others.
    fn remove(&self, prefix: String, is_own: bool) {
        let (kept, all) = (self.kept, self.prefix.clone());
        spawn_local(async move { kept.remove(&all, &prefix, is_own).await });
    }
}

impl Recorded {
    /// Ends the tape of a scan that ended now, in the place of all earlier ones.
    pub(crate) fn end(mut self, is_whole: bool) {
        self.is_ended = true;
        self.tape.end(browser::now(), is_whole);
        self.tapes.remove(self.prefix.clone(), false);
    }
}

impl Drop for Recorded {
    fn drop(&mut self) {
        if !self.is_ended {
            self.tapes.remove(self.prefix.clone(), true);
        }
    }
}

impl TapeSink for Sink {
    fn add(&self, chunk: Vec<u8>) {
        let number = self.chunks.get() + 1;
        self.chunks.set(number);
        let key = format!("{}{number:06}", self.prefix);
        self.kept.write(key, chunk, None);
    }
}
