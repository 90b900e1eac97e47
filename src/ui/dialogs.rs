//! The host of the dialogs that change a registry. A page asks for a dialog (`ui/request.rs`); the host fetches its
//! module and shows it over the page. One dialog is open at a time, and it closes when the page is left.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::ui::components::dynamic;
use crate::ui::modules;
use crate::ui::request::{Dialogs, Request};
use crate::ui::session::Session;

/// The dialogs of `session`, over `page`.
pub(crate) fn host(session: Session, page: impl FnOnce() -> AnyView) -> AnyView {
    let Dialogs(open) = Dialogs::here();
    // A dialog that is open when the registry is closed does not come back with it.
    on_cleanup(move || open.set(None));
    // A change of the page closes the dialog, and that stops its job.
    let location = use_location();
    Effect::new(move |before: Option<()>| {
        location.pathname.track();
        location.search.track();
        if before.is_some() {
            open.set(None);
        }
    });
    let close = Callback::new(move |()| open.set(None));
    let dialog = move || {
        Some(match open.get()? {
            Request::Delete(choice) => modules::deletion(session, choice, close),
            Request::Report(run) => modules::report(session, run, close),
            Request::Lock(choice) => modules::lock(session, choice, close),
            Request::Restore(choice) => modules::restore(session, choice, close),
        })
    };
    view! { {page()} {dynamic(dialog)} }.into_any()
}
