//! The largest repositories, as bars of several parts, with links to their pages.

use leptos::prelude::*;
use plimsoll::present::{Bar, common_bound, grouped, largest_repositories};
use plimsoll::storage::Analysis;

use crate::ui::components::{Bytes, Empty, Legend, MeterParts, dynamic, parted_name, text};
use crate::ui::memo::Memo;
use crate::ui::paths;
use crate::ui::scan_job::ScanState;
use crate::ui::session::Session;
use crate::ui::signal::Signal;

/// The most repositories that have a bar.
const BARS: usize = 12;

#[component]
pub(crate) fn Largest(session: Session) -> impl IntoView {
    let slug = session.slug();
    let all = paths::repositories(&slug);
    let bars = Memo::new(move |_| {
        session.picture.read(|inventory, analysis: &Analysis| {
            (largest_repositories(inventory, analysis, BARS), analysis.repositories.len())
        })
    });
    let running = Memo::new(move |_| session.scan.is_running());
    // A bound of all bars is said once, in the heading.
    let bound = Memo::new(move |_| {
        bars.with(|bars| {
            let shown = bars.iter().flat_map(|(bars, _)| bars);
            common_bound(shown.map(|bar| bar.stored.bound()))
        })
    });
    let by = move || match bound.get() {
        "" => "by stored size".to_owned(),
        bound => format!("by stored size, {bound}"),
    };
    let has_reclaimable = Signal::derive(move || {
        bars.with(|bars| {
            bars.iter().flat_map(|(bars, _)| bars).any(|bar| bar.meter.reclaimable > 0)
        })
    });
    let list = move || {
        let (bars, known) = bars.get().unwrap_or_default();
        // Empty places for repositories that are still being read, so that nothing below moves when they come.
        let places =
            if running.get() { known.clamp(1, BARS).saturating_sub(bars.len()) } else { 0 };
        if bars.is_empty() {
            let text = match session.scan.state.get() {
                ScanState::Running | ScanState::Idle => "Reading the first repositories…",
                ScanState::Complete => "This registry is empty.",
                // Repositories that were not read may hold something.
                _ => "No repository was read.",
            };
            return view! { <Empty title=text>""</Empty> }.into_any();
        }
        let slug = slug.clone();
        let row = move |bar: Bar| {
            let name = &bar.repository;
            let namespace = name.namespace().map(|namespace| paths::namespace(&slug, namespace));
            let name = parted_name(name, namespace, paths::repository(&slug, name));
            view! {
                <li>
                    <span class="name">{name}</span>
                    <MeterParts meter=bar.meter/>
                    <Bytes text=bar.stored.without(bound.get())/>
                </li>
            }
        };
        let place = |_| view! { <li class="place" aria-hidden="true"></li> };
        view! {
            <ul class="bars">
                {bars.into_iter().map(row).collect_view()}
                {(0..places).map(place).collect_view()}
            </ul>
        }
        .into_any()
    };
    view! {
        <section class="panel largest" aria-labelledby="largest">
            <header>
                <h2 id="largest">"Largest repositories"</h2>
                <span class="muted small">{text(by)}</span>
                <Legend reclaimable=has_reclaimable unread=Signal::stored(false)/>
                <a class="all" href=all>{dynamic(move || bars.get().map(|(_, count)| format!("All {}", grouped(count as u64))))}</a>
            </header>
            <div class="body">{dynamic(list)}</div>
        </section>
    }
}
