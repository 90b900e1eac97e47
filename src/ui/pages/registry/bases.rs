//! The table of common bases, computed when it is shown.

use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::present::{BASE_COLUMNS, common_bases};

use crate::ui::components::{Arranged, DataTable, Empty, SwitchButton, dynamic};
use crate::ui::memo::Memo;
use crate::ui::pages::query::{query_switch, table_query};
use crate::ui::paths;
use crate::ui::session::Session;
use crate::ui::signal::Signal;

#[component]
pub(crate) fn CommonBases(session: Session) -> impl IntoView {
    let running = Signal::derive(move || session.scan.is_running());
    let within = query_switch("bases", "all");
    // A registry that is read for the first time is published several times a second.
    let bases = Memo::new(move |_| {
        let is_filling = running.get();
        let read = session.picture.read(|inventory, analysis| {
            let is_known = analysis.totals.complete || !is_filling;
            is_known.then(|| Arc::new(common_bases(inventory, analysis, !within.on.get())))
        });
        read.flatten()
    });
    let rows = Memo::new(move |_| {
        let rows = bases.with(|bases| bases.as_ref().map(|bases| bases.rows.clone()));
        Arc::new(rows.unwrap_or_default())
    });
    let arranged = Arranged::new(BASE_COLUMNS, rows, "-apart", table_query(), [None, None]);
    let empty = move || {
        let (title, why) = match bases.with(Option::is_some) {
            false => ("Common bases are known when the scan is done", ""),
            true => (
                "No common bases",
                "No images of several repositories begin with the same layers and differ after them.",
            ),
        };
        view! { <Empty title>{why}</Empty> }.into_any()
    };
    let note = move || bases.get().map(|bases| bases.note.clone());
    let slug = session.slug();
    view! {
        <section class="panel" aria-label="Common bases">
            <DataTable caption="Common bases" columns=BASE_COLUMNS arranged nouns=("base", "bases") filling=false empty
                links=Arc::new(move |target: &_| paths::target(&slug, target)) heading="Common bases">
                <SwitchButton switch=within label=Signal::stored("Also within one repository".to_owned())/>
            </DataTable>
            <p class="muted small foot">{dynamic(note)}</p>
        </section>
    }
}
