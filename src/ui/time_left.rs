//! The time that a scan or a run still takes.

use leptos::prelude::*;
use plimsoll::present::TimeLeft;

use crate::ui::browser;
use crate::ui::components::text;
use crate::ui::memo::Memo;

/// The time left, from the pace so far. `done` says how many thousandths are done. Show it only while something runs.
pub(crate) fn time_left(done: impl Fn() -> u64 + Send + Sync + 'static) -> AnyView {
    let left = Memo::new(move |before: Option<&TimeLeft>| {
        let now = browser::now().millis().unsigned_abs();
        before.copied().unwrap_or_default().after(now, done())
    });
    view! { <span class="muted">{text(move || left.get().words())}</span> }.into_any()
}
