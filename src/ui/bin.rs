//! The bin of a registry: deleted manifests and tags, read when the page about them is opened.

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::model::RepositoryName;
use plimsoll::registry::Client;
use plimsoll::registry::bin::DeletedContent;

use crate::ui::latest::{Latest, Try};
use crate::ui::session::Session;
use crate::ui::signal::RwSignal;

/// The content of the bin, by repository.
pub(crate) type Deleted = Vec<(RepositoryName, DeletedContent)>;

/// The bin, as far as it was read.
#[derive(Clone, Copy)]
pub(crate) struct Bin {
    /// The state of the reading.
    pub(crate) state: RwSignal<BinState>,
    /// The count of readings. Only the latest may change the state.
    readings: Latest,
}

/// States of reading the bin.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum BinState {
    /// The bin is being read. A first reading shows its content as it grows, a later one the content from before.
    Reading(Deleted),
    /// The bin was read, but for these repositories, with the reasons.
    Read(Deleted, Vec<(RepositoryName, String)>),
    /// The registry has no bin.
    None,
    /// The bin could not be read, and why.
    Failed(String),
}

impl Bin {
    /// Begins to read the bin of this session's registry.
    pub(crate) fn of(session: Session) -> Self {
        let state = RwSignal::new(BinState::Reading(Vec::new()));
        let bin = Self { state, readings: Latest::new() };
        bin.read(session);
        bin
    }

    /// The content that was read.
    pub(crate) fn content(self) -> Deleted {
        match self.state.get() {
            BinState::Reading(all) | BinState::Read(all, _) => all,
            BinState::None | BinState::Failed(_) => Vec::new(),
        }
    }

    /// Reads the bin. Earlier content stays in view until the new one is whole, so that no row jumps.
    pub(crate) fn read(self, session: Session) {
        let Some(client) = session.client() else { return };
        let before = untrack(|| self.content());
        let is_first = before.is_empty();
        self.state.set(BinState::Reading(before));
        let reading = self.readings.begin();
        spawn_local(async move {
            let end = self.fill(&client, is_first, reading).await;
            if reading.is_latest() {
                session.identity.lacks_bin.set(end == BinState::None);
                self.state.set(end);
            }
        });
    }

    async fn fill(self, client: &Client, is_first: bool, reading: Try) -> BinState {
        let names = match client.deleted_repositories().await {
            Ok(Some(names)) => names,
            Ok(None) => return BinState::None,
            Err(error) => return BinState::Failed(error.sentence()),
        };
        let (mut all, mut gaps) = (Vec::new(), Vec::new());
        for name in names {
            match client.deleted_content(&name).await {
                Ok(content) => all.push((name, content)),
                // The content was purged or restored since it was listed.
                Err(error) if error.is_absent() => continue,
                // A sign-in may see the deleted content of one repository and not of another.
                Err(error) => gaps.push((name, error.sentence())),
            }
            if !reading.is_latest() {
                break;
            }
            if is_first {
                self.state.set(BinState::Reading(all.clone()));
            }
        }
        BinState::Read(all, gaps)
    }
}
