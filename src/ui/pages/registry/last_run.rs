//! The way back to the report of the last deletion, in the header.

use leptos::prelude::*;

use crate::ui::components::dynamic;
use crate::ui::request::{Dialogs, Request};
use crate::ui::session::{Phase, Session};

/// The button that shows the last run's report; nothing before the first run.
#[component]
pub(crate) fn LastRunButton(session: Session) -> impl IntoView {
    let dialogs = Dialogs::here();
    dynamic(move || {
        let is_open = session.phase.get() == Phase::Open;
        session.last_run.get().filter(|_| is_open).map(|run| {
            let brief = run.sum.words.brief.clone();
            let title = format!("Last run: {brief} · Show");
            let show = move |_| dialogs.open(Request::Report(run.clone()));
            view! {
                <button type="button" class="quiet last-run" title=title on:click=show>
                    <span class="sign" aria-hidden="true">"▤"</span><span class="name">"Last run"</span><span class="word">": " {brief} " · Show"</span>
                </button>
            }
        })
    })
}
