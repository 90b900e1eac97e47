//! The scan in the header: its progress, its end, and the button that cancels it or begins another.

use leptos::prelude::*;
use plimsoll::present::{counted, grouped};

use crate::ui::components::{dynamic, text};
use crate::ui::scan_job::ScanState;
use crate::ui::session::{Phase, Session};
use crate::ui::waiting::Waiting;

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
    let bar = move || {
        running().then(|| {
            view! {
                <progress aria-label="Scan" max="1" value=move || thousandths(scan.progress.get().fraction)></progress>
            }
        })
    };
    // Counts change many times a second, so they stand outside the `status` that screen readers read out.
    view! {
        <div class="scan" hidden=move || !is_open()>
            {dynamic(bar)}
            {dynamic(move || running().then(|| view! { <Waiting session/> }))}
            <span class="detail">{text(move || reading(session))}</span>
            <span role="status" title=move || words(session)>{text(move || verdict(session))}</span>
            {dynamic(button)}
        </div>
    }
}

/// `1 204 of 12 190 manifests`, while the scan runs.
fn reading(session: Session) -> String {
    let progress = session.scan.progress.get();
    if !session.scan.is_running() || progress.manifests_known == 0 {
        return String::new();
    }
    let (read, known) = (progress.manifests_read as u64, progress.manifests_known as u64);
    format!("{} of {} manifests", grouped(read), grouped(known))
}

/// `12 190 manifests · Scan complete`
fn verdict(session: Session) -> String {
    let verdict = match session.scan.state.get() {
        ScanState::Idle => return String::new(),
        // Read out once: the seconds that it waits stand outside the `status`.
        ScanState::Running if session.scan.was_slowed.get() => {
            return "Reading slowly, as the registry asks…".to_owned();
        }
        ScanState::Running => return "Reading…".to_owned(),
        ScanState::Complete => "Scan complete",
        ScanState::Incomplete(_) | ScanState::Cancelled => "Scan incomplete",
    };
    let manifests = session.picture.read(|_, analysis| analysis.totals.manifests).unwrap_or(0);
    format!("{} · {verdict}", counted(manifests, "manifest", "manifests"))
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
