//! The scan in the header: its progress, its end and age, and the button that cancels it or begins another.

use std::time::Duration;

use leptos::prelude::*;
use plimsoll::model::Timestamp;
use plimsoll::present::{ago, counted, grouped};

use crate::ui::browser;
use crate::ui::components::{dynamic, text};
use crate::ui::scan_job::ScanState;
use crate::ui::session::{Phase, Session};
use crate::ui::signal::RwSignal;
use crate::ui::time_left::time_left;
use crate::ui::waiting::Waiting;

/// The time between two looks at the clock.
const EVERY: Duration = Duration::from_secs(20);

#[component]
pub(crate) fn ScanStatus(session: Session) -> impl IntoView {
    let scan = session.scan;
    let is_open = move || session.phase.get() == Phase::Open;
    let running = move || scan.is_running();
    let button = move || {
        let (sign, title, run): (_, _, Callback<()>) = if running() {
            ("×", "Cancel", Callback::new(move |()| scan.cancel()))
        } else {
            ("↻", "Scan again", Callback::new(move |()| session.start_scan()))
        };
        view! {
            <button type="button" class="quiet" title=title on:click=move |_| run.run(())>
                <span class="sign" aria-hidden="true">{sign}</span><span class="word">{title}</span>
            </button>
        }
    };
    let hold = move || {
        running().then(|| {
            let (sign, title) = if scan.is_held.get() { ("▸", "Go on") } else { ("‖", "Pause") };
            let switch = move |_| scan.hold(!scan.is_held.get_untracked());
            view! {
                <button type="button" class="quiet hold" title=title on:click=switch>
                    <span class="sign" aria-hidden="true">{sign}</span><span class="word">{title}</span>
                </button>
            }
        })
    };
    let bar = move || {
        running().then(|| {
            view! {
                <progress aria-label="Scan" max="1" value=move || thousandths(scan.progress.get().fraction)></progress>
            }
        })
    };
    let left = move || {
        (running() && !scan.is_held.get())
            .then(|| time_left(move || (scan.progress.get().fraction * 1000.0) as u64))
    };
    let now = RwSignal::new(browser::now());
    // An error means that the browser has no timers.
    if let Ok(handle) = set_interval_with_handle(move || now.set(browser::now()), EVERY) {
        on_cleanup(move || handle.clear());
    }
    // Counts change many times a second, so they stand outside the `status` that screen readers read out.
    view! {
        <div class="scan" hidden=move || !is_open()>
            {dynamic(bar)}
            {dynamic(move || running().then(|| view! { <Waiting session/> }))}
            <span class="detail">{text(move || counts(session))}</span>
            {dynamic(left)}
            <span role="status" title=move || words(session)>{text(move || verdict(session).to_owned())}</span>
            <span class="age">{text(move || age(session, now.get()))}</span>
            {dynamic(hold)}
            {dynamic(button)}
        </div>
    }
}

/// `1 204 of 12 190 manifests` while the scan runs, `12 190 manifests` after it.
fn counts(session: Session) -> String {
    if !session.scan.is_running() {
        let count = session.picture.read(|_, analysis| analysis.totals.manifests).unwrap_or(0);
        return counted(count, "manifest", "manifests");
    }
    let progress = session.scan.progress.get();
    if progress.manifests_known == 0 {
        return String::new();
    }
    let (read, known) = (progress.manifests_read as u64, progress.manifests_known as u64);
    format!("{} of {} manifests", grouped(read), grouped(known))
}

/// The state of the scan, which is never cut.
fn verdict(session: Session) -> &'static str {
    match session.scan.state.get() {
        ScanState::Idle => "",
        // Read out once: the seconds that it waits stand outside the `status`.
        ScanState::Running if session.scan.is_held.get() => "Paused",
        ScanState::Running if session.scan.was_slowed.get() => {
            "Reading slowly, as the registry asks…"
        }
        ScanState::Running if session.scan.read_at.with(Option::is_some) => "Reading again…",
        ScanState::Running => "Reading…",
        ScanState::Complete => "Scan complete",
        ScanState::Incomplete(_) | ScanState::Cancelled => "Scan incomplete",
    }
}

/// `read 2 min ago`: the age of the figures that are shown, also while they are read again.
fn age(session: Session, now: Timestamp) -> String {
    let read = session.scan.read_at.get();
    // The clock is looked at less often than scans end.
    read.map_or_else(String::new, |read| format!("read {}", ago(read, now.max(read))))
}

fn words(session: Session) -> String {
    let why = match session.scan.state.get() {
        ScanState::Cancelled => ": cancelled",
        ScanState::Incomplete(None) => ": the overview lists what could not be read",
        _ => "",
    };
    format!("{}{why}", verdict(session))
}

/// A part of 1 as HTML reads it, such as `0.345`. Formatting the number itself would bring 12 KB of code for
/// floating-point numbers into the page.
fn thousandths(part: f64) -> String {
    let whole = (part * 1000.0) as u16;
    format!("{}.{:03}", whole / 1000, whole % 1000)
}
