//! A registry that asks to slow down, and for how long nothing is sent.

use std::time::Duration;

use leptos::prelude::*;

use crate::ui::components::text;
use crate::ui::session::Session;

/// How often the pause is looked at.
const EVERY: Duration = Duration::from_millis(250);

/// Says how long the registry makes us wait; nothing while it does not. For as long as something
/// runs: it looks several times a second.
#[component]
pub(crate) fn Waiting(
    /// The registry.
    session: Session,
) -> impl IntoView {
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
    // Fails only where a browser has no timers.
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
