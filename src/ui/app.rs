//! The app: what lives as long as the page does, and which page stands at which address.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::ui::browser::{self, Fetch};
use crate::ui::pages::{
    AboutPage, DeletedPage, ManifestPage, NotFound, Overview, RegistriesPage, RegistryFrame,
    Repositories, RepositoryPage,
};
use crate::ui::paths;
use crate::ui::registries::RegistryRef;
use crate::ui::session::Session;
use crate::ui::site::{self, Site};

/// What lives as long as the page: the site's configuration and the registries opened so far.
#[derive(Clone, Copy)]
pub(crate) struct AppState {
    /// The configuration, once it is read.
    pub(crate) site: RwSignal<Option<Site>>,
    sessions: StoredValue<Vec<Session>>,
    owner: StoredValue<Owner>,
}

impl AppState {
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
            let session = self
                .owner
                .with_value(|owner| owner.with(|| Session::new(registry.clone(), self.site)));
            self.sessions.update_value(|all| all.push(session));
            session
        })
    }
}

/// The whole page.
#[component]
pub(crate) fn App() -> impl IntoView {
    browser::apply_theme(browser::stored_theme());
    let state = AppState {
        site: RwSignal::new(None),
        sessions: StoredValue::new(Vec::new()),
        owner: StoredValue::new(Owner::current().unwrap_or_default()),
    };
    provide_context(state);
    spawn_local(async move {
        state.site.set(Some(site::load(Rc::new(Fetch)).await));
    });
    view! {
        <Router base=paths::base()>
            // Flat: sessions keep what nested routes would, for less wasm.
            <FlatRoutes fallback=NotFound>
                <Route path=path!("/") view=RegistriesPage/>
                <Route path=path!("/r/:registry") view=|| framed(|| view! { <Overview/> }.into_any())/>
                <Route path=path!("/r/:registry/about") view=|| framed(|| view! { <AboutPage/> }.into_any())/>
                <Route path=path!("/r/:registry/deleted") view=|| framed(|| view! { <DeletedPage/> }.into_any())/>
                <Route path=path!("/r/:registry/repositories")
                    view=|| framed(|| view! { <Repositories/> }.into_any())/>
                <Route path=path!("/r/:registry/repositories/:name")
                    view=|| framed(|| view! { <RepositoryPage/> }.into_any())/>
                <Route path=path!("/r/:registry/repositories/:name/manifests/:digest")
                    view=|| framed(|| view! { <ManifestPage/> }.into_any())/>
            </FlatRoutes>
        </Router>
    }
}

fn framed(page: fn() -> AnyView) -> AnyView {
    view! { <RegistryFrame page/> }.into_any()
}
