//! The bin of a session's registry: what was deleted, read when somebody wants to see it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::model::RepositoryName;
use plimsoll::registry::Client;
use plimsoll::registry::bin::DeletedContent;

use crate::ui::session::Session;

/// What was deleted, by repository.
pub(crate) type Deleted = Vec<(RepositoryName, DeletedContent)>;

/// The bin, as far as it was read.
#[derive(Clone, Copy)]
pub(crate) struct Bin {
    /// Where it stands.
    pub(crate) state: RwSignal<BinState>,
}

/// Where reading the bin stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum BinState {
    /// Under way: so much was read.
    Reading(Deleted),
    /// Read whole.
    Read(Deleted),
    /// The registry keeps nothing that was deleted.
    None,
    /// It could not be read: why.
    Failed(String),
}

impl Bin {
    /// A bin, being read.
    pub(crate) fn of(session: Session) -> Self {
        let bin = Self { state: RwSignal::new(BinState::Reading(Vec::new())) };
        bin.read(session);
        bin
    }

    /// What was read of it.
    pub(crate) fn content(self) -> Deleted {
        match self.state.get() {
            BinState::Reading(all) | BinState::Read(all) => all,
            BinState::None | BinState::Failed(_) => Vec::new(),
        }
    }

    /// Reads it anew.
    pub(crate) fn read(self, session: Session) {
        let Some(client) = session.client() else { return };
        self.state.set(BinState::Reading(Vec::new()));
        spawn_local(async move {
            let end = self.fill(&client).await;
            // The page may be gone by now.
            self.state.try_set(end);
        });
    }

    async fn fill(self, client: &Client) -> BinState {
        let names = match client.deleted_repositories().await {
            Ok(Some(names)) => names,
            Ok(None) => return BinState::None,
            Err(error) => return BinState::Failed(error.sentence()),
        };
        let mut all = Vec::new();
        for name in names {
            match client.deleted_content(&name).await {
                Ok(content) => all.push((name, content)),
                // Purged or restored since it was listed.
                Err(error) if error.is_absent() => continue,
                Err(error) => return BinState::Failed(error.sentence()),
            }
            if self.state.try_set(BinState::Reading(all.clone())).is_some() {
                break;
            }
        }
        BinState::Read(all)
    }
}
