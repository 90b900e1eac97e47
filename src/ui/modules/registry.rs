//! The module of an opened registry, which is fetched before every other one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::wasm_split;
use plimsoll::registry::Credentials;

use crate::ui::address::{self, Page};
use crate::ui::browser;
use crate::ui::later::{Loaded, later_in};
use crate::ui::modules::{pages, sample};
use crate::ui::pages::registry::frame::RegistryFrame;
use crate::ui::registries::{RegistryRef, SAMPLE};
use crate::ui::session::Session;
use crate::ui::shell::Header;
use crate::ui::state::AppState;

/// An opened registry: protocol, scan, figures, the frame around its pages, and the overview.
#[derive(Clone, Copy)]
struct RegistryParts {
    /// The frame around a page.
    frame: fn(Page) -> AnyView,
    /// Opens a registry and connects to it. The credentials are kept in memory only.
    connect: fn(AppState, &RegistryRef, Credentials) -> Session,
}

#[wasm_split(registry, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_registry))]
fn registry_parts() -> Loaded<RegistryParts> {
    Ok(RegistryParts {
        frame: |page| view! { <RegistryFrame page/> }.into_any(),
        connect: |app, registry, credentials| {
            let session = app.session(registry);
            session.account.keep(false);
            session.connect(credentials);
            session
        },
    })
}

/// A registry's page in its frame.
pub(crate) fn framed(page: Page) -> AnyView {
    // The address names everything that is needed: all of it is fetched at once.
    pages::fetch(page);
    if address::registry().with_untracked(|registry| registry == SAMPLE) {
        sample::fetch();
    }
    // Until the module is there, the header has no registry in it. The frame brings its own header.
    let plain = |part| view! { <Header/><main id="main" tabindex="-1">{part}</main> }.into_any();
    later_in(|| Box::pin(registry_parts()), plain, move |parts| (parts.frame)(page))
}

/// Opens a registry at a typed address.
pub(crate) async fn connect(
    app: AppState,
    registry: &RegistryRef,
    credentials: Credentials,
) -> Loaded<Session> {
    Ok((registry_parts().await?.connect)(app, registry, credentials))
}

/// Fetches the module of an opened registry while the first page is shown.
pub(crate) fn fetch_ahead() {
    browser::when_idle(|| {
        spawn_local(async {
            // A module that does not arrive now is fetched again when it is needed.
            let _ = fetch_registry().await;
        });
    });
}
