//! The history of the registry's totals, which this browser keeps: a chart, and a table of the same entries.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::present::{Chart, HISTORY_COLUMNS, History, chart, history_rows};

use crate::ui::components::{Arranged, Bytes, DataTable, Empty, Links, dynamic};
use crate::ui::latest::Latest;
use crate::ui::memo::Memo;
use crate::ui::pages::query::table_query;
use crate::ui::session::Session;
use crate::ui::signal::{RwSignal, Signal};

/// The entries that are kept; `None` before they are read, or where none are kept.
pub(super) type Entries = RwSignal<Option<Arc<History>>>;

/// Reads the history, and reads it again whenever a scan was added.
pub(super) fn entries(session: Session) -> Entries {
    let entries: Entries = RwSignal::new(None);
    let tries = Latest::new();
    Effect::new(move |_| {
        session.kept.written.track();
        let Some(kept) = session.history() else { return };
        let attempt = tries.begin();
        spawn_local(async move {
            let read = kept.read().await;
            if attempt.is_latest() {
                entries.set(read.map(Arc::new));
            }
        });
    });
    entries
}

#[component]
pub(super) fn HistoryTable(session: Session, entries: Entries) -> impl IntoView {
    let rows = Memo::new(move |_| {
        entries.with(|all| Arc::new(all.as_deref().map(history_rows).unwrap_or_default()))
    });
    let arranged = Arranged::new(HISTORY_COLUMNS, rows, "-read", table_query(), [None, None]);
    let links: Links = Arc::new(|_| None);
    let empty = move || {
        let why = match session.history() {
            Some(_) => "Each complete scan of the whole registry adds an entry.",
            None => {
                "No history is kept of the sample, for sign-ins with a token, or where \"About this registry\" \
                 keeps nothing in this browser."
            }
        };
        view! { <Empty title="No history yet">{why}</Empty> }.into_any()
    };
    let drawn = move || entries.with(|all| chart(all.as_deref()?)).map(plot);
    view! {
        {dynamic(drawn)}
        <DataTable caption="History" columns=HISTORY_COLUMNS arranged nouns=("scan", "scans") links
            filling=Signal::stored(false) empty/>
    }
}

fn plot(chart: Chart) -> AnyView {
    let Chart { stored, reclaimable, top, dates: [from, to], says } = chart;
    let has_free = !reclaimable.is_empty();
    let line = |class, points: String| {
        let ends = |point: Option<&str>| {
            point.and_then(|at| at.split(',').next()).unwrap_or("0").to_owned()
        };
        let (first, last) = (ends(points.split(' ').next()), ends(points.split(' ').next_back()));
        let area = format!("{first},200 {points} {last},200");
        view! { <polygon class=class points=area/><polyline class=class points=points/> }
    };
    let free = has_free.then(|| line("free", reclaimable));
    view! {
        <div class="history">
            <div class="legend">
                <span><i class="own"></i>"stored"</span>
                {has_free.then(|| view! { <span><i class="free"></i>"reclaimable"</span> })}
            </div>
            <p class="muted small"><Bytes text=top/></p>
            <div class="plot" role="img" aria-label=says>
                <svg viewBox="0 0 1000 200" preserveAspectRatio="none" aria-hidden="true">{line("own", stored)}{free}</svg>
            </div>
            <p class="muted small dates"><span>{from}</span><span>{to}</span></p>
        </div>
    }
    .into_any()
}
