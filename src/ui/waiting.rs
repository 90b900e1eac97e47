//! The notice that a registry asks to slow down, with the seconds for which nothing is sent.

use std::time::Duration;

use leptos::prelude::*;

use crate::ui::components::text;
use crate::ui::session::Session;
use crate::ui::signal::RwSignal;

/// The time between two looks at the pause.
const EVERY: Duration = Duration::from_millis(250);

/// The seconds until requests are sent again; hidden while there is no pause. Show it only while something runs: it
/// looks several times a second.
#[component]
pub(crate) fn Waiting(session: Session) -> impl IntoView {
    let seconds = RwSignal::new(None::<u64>);
    let look = move || {
        let now = session.waits_seconds();
        if seconds.get_untracked() != now {
            seconds.set(now);
        }
        if now.is_some() && !session.scan.was_slowed.get_untracked() {
            session.scan.was_slowed.set(true);
        }
    };
    // An error means that the browser has no timers.
    if let Ok(handle) = set_interval_with_handle(look, EVERY) {
        on_cleanup(move || handle.clear());
    }
    let words = move || {
        seconds.get().map_or_else(String::new, |seconds| {
            format!("Registry asks to slow down: waiting {seconds} s")
        })
    };
    view! { <span class="waiting" hidden=move || seconds.get().is_none()>{text(words)}</span> }
}
