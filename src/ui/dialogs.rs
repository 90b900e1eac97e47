//! The host of the dialogs that change a registry. A page asks for a dialog; the host fetches its module and
//! shows it over the page. One dialog is open at a time, and it goes with the page that asked for it.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use plimsoll::model::RepositoryName;
use plimsoll::registry::LockTarget;

use crate::ui::bin::Deleted;
use crate::ui::components::dynamic;
use crate::ui::modules;
use crate::ui::pages::choice::Choice;
use crate::ui::session::Session;

/// What a dialog is to do.
#[derive(Clone)]
pub(crate) enum Request {
    /// Delete or untag.
    Delete(Choice),
    /// Lock or unlock.
    Lock(LockChoice),
    /// Restore.
    Restore(RestoreChoice),
}

/// Tags, manifests or a repository to lock or unlock.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LockChoice {
    /// Where.
    pub(crate) repository: RepositoryName,
    /// What, all of one kind.
    pub(crate) targets: Vec<LockTarget>,
    /// Whether to lock.
    pub(crate) lock: bool,
}

/// Deleted manifests to restore.
#[derive(Clone)]
pub(crate) struct RestoreChoice {
    /// Keys of rows of the table.
    pub(crate) keys: Vec<String>,
    /// What is in the bin.
    pub(crate) deleted: Deleted,
    /// Called when the dialog is closed: whether anything was asked for.
    pub(crate) on_close: Callback<bool>,
}

/// Where pages ask for dialogs: a context below the registry's frame.
#[derive(Clone, Copy)]
pub(crate) struct Dialogs(RwSignal<Option<Request>>);

impl Dialogs {
    /// Those of the registry whose page asks.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    /// Opens a dialog.
    pub(crate) fn open(self, request: Request) {
        self.0.set(Some(request));
    }
}

/// The dialogs of `session`, over `page`.
pub(crate) fn host(session: Session, page: impl FnOnce() -> AnyView) -> AnyView {
    let open = RwSignal::new(None::<Request>);
    provide_context(Dialogs(open));
    // Who goes to another page leaves the dialog, and stops what it does.
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
            Request::Lock(choice) => modules::lock(session, choice, close),
            Request::Restore(choice) => modules::restore(session, choice, close),
        })
    };
    view! { {page()} {dynamic(dialog)} }.into_any()
}
