//! The app: the page of each address. Pages of a registry come in wasm modules of their own.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::ui::address::{self, Place};
use crate::ui::browser::{self, Fetch};
use crate::ui::modules;
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
            // One route for all: each further one brings some kilobytes of wasm.
            <FlatRoutes fallback=|| ()>
                <Route path=path!("/*any") view=|| address::routed(page)/>
            </FlatRoutes>
        </Router>
    }
}

fn page(place: Place) -> AnyView {
    match place {
        Place::Registries => view! { <RegistriesPage/> }.into_any(),
        Place::Inside(page) => modules::framed(page),
        Place::Nowhere => view! { <NotFound/> }.into_any(),
    }
}
