//! The largest layers of a registry, and the page with the table of all of them.

use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::present::{ALL_LAYER_COLUMNS, LayerLine, all_layer_rows, grouped, largest_layers};

use crate::ui::browser;
use crate::ui::components::{Arranged, Bytes, DataTable, Empty, dynamic};
use crate::ui::memo::Memo;
use crate::ui::pages::query::table_query;
use crate::ui::paths;
use crate::ui::session::Session;
use crate::ui::signal::Signal;

/// The most layers in the panel.
const LINES: usize = 5;

/// The largest layers, with the images that use them.
#[component]
pub(crate) fn BiggestLayers(session: Session) -> impl IntoView {
    let found = Memo::new(move |_| {
        session.picture.read(|all, analysis| largest_layers(all, analysis, LINES))
    });
    let slug = session.slug();
    let all = paths::layers(&slug);
    let row = move |line: LayerLine| {
        let href = paths::layer(&slug, &line.digest);
        let title = line.step.clone();
        view! {
            <tr>
                <th scope="row" class="cut" title=title>{line.step}</th>
                <td class="small"><a href=href>{line.used}</a></td>
                <td class="number"><Bytes text=line.size/></td>
            </tr>
        }
    };
    let panel = move || {
        let (lines, count) = found.get().filter(|(lines, _)| !lines.is_empty())?;
        Some(view! {
            <section class="panel" aria-labelledby="layers">
                <header>
                    <h2 id="layers">"Biggest layers"</h2>
                    <a class="all" href=all.clone()>"All " {grouped(count as u64)}</a>
                </header>
                <table class="split">
                    <caption class="visually-hidden">"Biggest layers"</caption>
                    <thead><tr>
                        <th scope="col">"Made by"</th><th scope="col">"Used by"</th><th scope="col" class="number">"Size"</th>
                    </tr></thead>
                    <tbody>{lines.into_iter().map(row.clone()).collect_view()}</tbody>
                </table>
            </section>
        })
    };
    dynamic(panel)
}

/// The page with the table of all layers.
#[component]
pub(crate) fn LayersPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let registry = session.registry();
    browser::set_title(&format!("Layers · {} · Plimsoll", registry.title));
    let found = Memo::new(move |_| session.picture.read(all_layer_rows).map(Arc::new));
    let rows =
        Memo::new(move |_| Arc::new(found.get().map(|found| found.0.clone()).unwrap_or_default()));
    let arranged = Arranged::new(ALL_LAYER_COLUMNS, rows, "-size", table_query(), [None, None]);
    let running = Signal::derive(move || session.scan.is_running());
    let empty = move || {
        let title = match running.get() {
            true => "Reading the first images…",
            false => "No layers were read in this registry.",
        };
        view! { <Empty title>""</Empty> }.into_any()
    };
    let note = move || {
        let note = found.get()?.1.clone()?;
        Some(view! { <p class="muted small foot">{note}</p> })
    };
    let slug = registry.slug.clone();
    view! {
        <div>
            <nav class="crumbs" aria-label="Breadcrumbs">
                <a href=paths::overview(&registry.slug)>{registry.title}</a>" / "
                <a href=paths::space(&registry.slug)>"What uses the space"</a>" / "
            </nav>
            <div class="title"><h1>"Layers"</h1></div>
        </div>
        <section class="panel" aria-label="Layers">
            <DataTable caption="Layers" columns=ALL_LAYER_COLUMNS arranged nouns=("layer", "layers") filling=running empty
                links=Arc::new(move |target: &_| paths::target(&slug, target))/>
            {dynamic(note)}
        </section>
    }
}
