//! The page "What uses the space": the stored bytes by kind, by platform and by age, and against a limit.

use leptos::prelude::*;
use plimsoll::present::{BytesText, Space, SpaceLine, SpaceTable, space};

use crate::ui::browser;
use crate::ui::components::{Bytes, Empty, dynamic, percent};
use crate::ui::memo::Memo;
use crate::ui::pages::registry::bases::CommonBases;
use crate::ui::pages::registry::layers::BiggestLayers;
use crate::ui::pages::registry::load_line::LoadLimit;
use crate::ui::pages::registry::map::Map;
use crate::ui::paths;
use crate::ui::session::Session;

#[component]
pub(crate) fn SpacePage() -> impl IntoView {
    let session = expect_context::<Session>();
    let registry = session.registry();
    let home = paths::overview(&registry.slug);
    browser::set_title(&format!("What uses the space · {} · Plimsoll", registry.title));
    let all = Memo::new(move |_| {
        let now = browser::now();
        session.picture.read(|inventory, analysis| space(inventory, analysis, now))
    });
    let answer = move || {
        all.get().map(|all| {
            view! { "Stored: " <Bytes text=all.stored/> ". Every byte counts once: the lines of each table add up to it." }
        })
    };
    let tables = move || {
        let Space { stored, full, tables } = all.get()?;
        if full == 0 {
            let text = match session.scan.is_running() {
                true => "Reading the first repositories…",
                false => "Nothing is stored, as far as it was read.",
            };
            return Some(view! { <Empty title=text>""</Empty> }.into_any());
        }
        let panels = tables.into_iter().map(|table| panel(table, &stored, full));
        Some(view! { <div class="splits">{panels.collect_view()}</div> }.into_any())
    };
    view! {
        <div>
            <nav class="crumbs" aria-label="Breadcrumbs"><a href=home>{registry.title}</a>" / "</nav>
            <div class="title"><h1>"What uses the space"</h1></div>
            <p class="answer">{dynamic(answer)}</p>
        </div>
        <Map session/>
        {dynamic(tables)}
        <BiggestLayers session/>
        <LoadLimit session/>
        <CommonBases session/>
    }
}

fn panel(table: SpaceTable, stored: &BytesText, full: u64) -> AnyView {
    let SpaceTable { caption, names, means, bound, lines } = table;
    let stored = stored.clone();
    let row = |line: SpaceLine| {
        let class = if line.between { "shared" } else { "own" };
        view! {
            <tr>
                <th scope="row">{line.name}</th>
                <td class="share"><span><i class=class style:width=percent(line.known, full)></i></span>{line.share}</td>
                <td class="number"><Bytes text=line.bytes/></td>
            </tr>
        }
    };
    let bound = (!bound.is_empty()).then(|| view! { <span class="muted small">{bound}</span> });
    view! {
        <section class="panel" aria-label=caption>
            <header><h2>{caption}</h2>{bound}</header>
            <p class="muted small">{means}</p>
            <table class="split">
                <caption class="visually-hidden">{caption}</caption>
                <thead><tr>
                    <th scope="col">{names}</th><th scope="col">"Share"</th><th scope="col" class="number">"Bytes"</th>
                </tr></thead>
                <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
                <tfoot><tr>
                    <th scope="row">"Stored"</th><td></td><td class="number"><Bytes text=stored/></td>
                </tr></tfoot>
            </table>
        </section>
    }
    .into_any()
}
