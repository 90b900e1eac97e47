//! The app: the page of each address. Pages of a registry come in wasm modules of their own.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::ui::browser::{self, Fetch};
use crate::ui::modules::{self, Page};
use crate::ui::pages::not_found::NotFound;
use crate::ui::pages::registries::RegistriesPage;
use crate::ui::paths;
use crate::ui::site;
use crate::ui::state::AppState;

/// The root of the page: fetches `config.json`, and shows the page that belongs to the address.
#[component]
pub(crate) fn App() -> impl IntoView {
    browser::apply_theme(browser::stored_theme());
    let state = AppState::new();
    provide_context(state);
    spawn_local(async move {
        state.site.set(Some(site::load(Rc::new(Fetch)).await));
    });
    view! {
        <Router base=paths::base()>
            // Flat routes take less wasm than nested ones. Sessions keep the state that nested routes would keep.
            <FlatRoutes fallback=NotFound>
                <Route path=path!("/") view=RegistriesPage/>
                <Route path=path!("/r/:registry") view=|| modules::framed(Page::Overview)/>
                <Route path=path!("/r/:registry/about") view=|| modules::framed(Page::About)/>
                <Route path=path!("/r/:registry/deleted") view=|| modules::framed(Page::Deleted)/>
                <Route path=path!("/r/:registry/repositories") view=|| modules::framed(Page::Repositories)/>
                <Route path=path!("/r/:registry/repositories/:name") view=|| modules::framed(Page::Repository)/>
                <Route path=path!("/r/:registry/repositories/:name/manifests/:digest")
                    view=|| modules::framed(Page::Manifest)/>
            </FlatRoutes>
        </Router>
    }
}
