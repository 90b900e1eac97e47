//! State that lives as long as the page: the site's configuration and the registries opened so far.

use leptos::prelude::*;

use crate::ui::kept::Kept;
use crate::ui::registries::RegistryRef;
use crate::ui::session::Session;
use crate::ui::signal::RwSignal;
use crate::ui::site::Site;

/// State of the page. Cheap to copy; its parts live as long as the app.
#[derive(Clone, Copy)]
pub(crate) struct AppState {
    /// The configuration, once it is read.
    pub(crate) site: RwSignal<Option<Site>>,
    kept: Kept,
    sessions: StoredValue<Vec<Session>>,
    owner: StoredValue<Owner>,
}

impl AppState {
    /// State without a configuration and without registries. Signals of sessions are made in the owner
    /// that is current here: call it in the app.
    pub(crate) fn new() -> Self {
        Self {
            site: RwSignal::new(None),
            kept: Kept::new(),
            sessions: StoredValue::new(Vec::new()),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        }
    }

    /// The registries that were opened, in that order.
    pub(crate) fn opened(self) -> Vec<Session> {
        self.sessions.get_value()
    }

    /// The session of a registry: the one opened before, or a new one.
    pub(crate) fn session(self, registry: &RegistryRef) -> Session {
        let known = self
            .sessions
            .with_value(|all| all.iter().find(|session| session.registry() == *registry).copied());
        known.unwrap_or_else(|| {
            // Made in the app's owner: the session outlives the page that asked for it.
            let session = self.owner.with_value(|owner| {
                owner.with(|| Session::new(registry.clone(), self.site, self.kept))
            });
            self.sessions.update_value(|all| all.push(session));
            session
        })
    }
}
