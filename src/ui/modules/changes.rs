//! The module of the dialogs that change a registry.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::ui::last_run::EndedRun;
use crate::ui::later::{Loaded, later_dialog};
use crate::ui::pages::choice::Choice;
use crate::ui::pages::dialogs::deletion::Deletion;
use crate::ui::pages::dialogs::lock::LockDialog;
use crate::ui::pages::dialogs::report::Report;
use crate::ui::pages::dialogs::restore::RestoreDialog;
use crate::ui::request::{LockChoice, RestoreChoice};
use crate::ui::session::Session;

/// The dialogs that change a registry, with the planner and the executor. Each callback is called when its dialog
/// is closed.
#[derive(Clone, Copy)]
struct ChangesParts {
    delete: fn(Session, Choice, Callback<()>) -> AnyView,
    lock: fn(Session, LockChoice, Callback<()>) -> AnyView,
    restore: fn(Session, RestoreChoice, Callback<()>) -> AnyView,
    report: fn(Session, Arc<EndedRun>, Callback<()>) -> AnyView,
}

#[wasm_split(changes, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_changes))]
fn changes_parts() -> Loaded<ChangesParts> {
    Ok(ChangesParts {
        delete: |session, choice, on_close| {
            view! { <Deletion session choice on_close/> }.into_any()
        },
        lock: |session, choice, on_close| {
            view! { <LockDialog session choice on_close/> }.into_any()
        },
        restore: |session, choice, on_close| {
            view! { <RestoreDialog session choice on_close/> }.into_any()
        },
        report: |session, run, on_close| view! { <Report session run on_close/> }.into_any(),
    })
}

/// The dialog that deletes and untags.
pub(crate) fn deletion(session: Session, choice: Choice, on_close: Callback<()>) -> AnyView {
    change(on_close, move |parts| (parts.delete)(session, choice.clone(), on_close))
}

/// The dialog that locks and unlocks.
pub(crate) fn lock(session: Session, choice: LockChoice, on_close: Callback<()>) -> AnyView {
    change(on_close, move |parts| (parts.lock)(session, choice.clone(), on_close))
}

/// The dialog that restores.
pub(crate) fn restore(session: Session, choice: RestoreChoice, on_close: Callback<()>) -> AnyView {
    change(on_close, move |parts| (parts.restore)(session, choice.clone(), on_close))
}

/// The dialog that shows the report of a deletion.
pub(crate) fn report(session: Session, run: Arc<EndedRun>, on_close: Callback<()>) -> AnyView {
    change(on_close, move |parts| (parts.report)(session, run.clone(), on_close))
}

fn change(
    on_close: Callback<()>,
    show: impl Fn(ChangesParts) -> AnyView + Send + 'static,
) -> AnyView {
    later_dialog(|| Box::pin(changes_parts()), on_close, show)
}

/// Fetches the module before it is needed. Where it does not arrive, it is fetched again when it is needed.
pub(super) async fn fetch() {
    let _ = fetch_changes().await;
}
