//! The buttons that lock and unlock.

use leptos::prelude::*;
use plimsoll::model::RepositoryName;
use plimsoll::registry::LockTarget;

use crate::ui::components::{ActionButton, dynamic};
use crate::ui::request::{Dialogs, LockChoice, Request};
use crate::ui::session::Session;
use crate::ui::signal::Signal;

/// The buttons "Lock…" and "Unlock…"; nothing if the registry has no locks.
#[component]
pub(crate) fn LockButtons(
    session: Session,
    repository: RepositoryName,
    /// The tags, the manifests or the repository to lock or unlock.
    #[prop(into)]
    targets: Signal<Vec<LockTarget>>,
    /// Whether the target is locked, for a page about one target. Only the button that fits is then shown. Its name
    /// changes after a change, and the focus stays on it.
    #[prop(optional, into)]
    is_locked: Option<Signal<bool>>,
    /// Whether any of several targets is locked: without one there is nothing to unlock.
    #[prop(optional, into)]
    any_locked: Option<Signal<bool>>,
    /// The reason why there is nothing to lock, if so.
    #[prop(optional, into)]
    refusal: Signal<Option<&'static str>>,
) -> impl IntoView {
    let dialogs = Dialogs::here();
    let offers = session.client().is_some_and(|client| client.endpoint().capabilities().locks);
    let refusal = Signal::derive(move || session.site_refusal().or_else(|| refusal.get()));
    let button = move |lock: Signal<bool>| {
        let repository = repository.clone();
        let choose = Callback::new(move |()| {
            let (repository, targets) = (repository.clone(), targets.get_untracked());
            let lock = lock.get_untracked();
            dialogs.open(Request::Lock(LockChoice { repository, targets, lock }));
        });
        let label = Signal::derive(move || if lock.get() { "Lock…" } else { "Unlock…" });
        view! { <ActionButton label class="" refusal on_press=choose/> }
    };
    let buttons = move || {
        match is_locked {
        Some(is_locked) => button(Signal::derive(move || !is_locked.get())).into_any(),
        None => view! { {button.clone()(Signal::stored(true))}{dynamic(move || any_locked.is_none_or(Signal::get).then(|| button.clone()(Signal::stored(false))))} }.into_any(),
    }
    };
    offers.then(buttons)
}
