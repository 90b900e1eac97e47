//! The map of the stored bytes.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::{html, prelude::*};
use plimsoll::present::{
    Direction, MapBlock, MapLevel, MapScope, Place, WHOLE, map_level, neighbour,
};

use crate::ui::browser;
use crate::ui::components::{Bytes, Empty, SwitchButton, dynamic, percent};
use crate::ui::memo::Memo;
use crate::ui::pages::query::{query_switch, query_value};
use crate::ui::pages::registry::map_table::{PARTIAL, as_table, class_of, href, unread_parts};
use crate::ui::paths;
use crate::ui::session::Session;
use crate::ui::signal::RwSignal;

/// The part of the query that names the level.
const KEY: &str = "map";

#[component]
pub(crate) fn Map(session: Session) -> impl IntoView {
    let (text, set_text) = query_value(KEY);
    let scope = Memo::new(move |_| MapScope::parse(&text.get().unwrap_or_default()));
    let level = Memo::new(move |_| {
        let scope = scope.get();
        let read =
            session.picture.read(|inventory, analysis| map_level(&scope, inventory, analysis));
        read.flatten().map(Arc::new)
    });
    let is_partial = Memo::new(move |_| {
        level.with(|level| {
            level.as_ref().is_some_and(|level| level.blocks.iter().any(|block| block.partial))
        })
    });
    let table = query_switch("view", "table");
    // The block with the Tab stop.
    let at = RwSignal::new(0_usize);
    let list = NodeRef::<html::Ul>::new();
    let is_used = StoredValue::new(false);
    // Blocks are drawn anew: the one that had the focus hands it on.
    Effect::new(move |before: Option<MapScope>| {
        let now = scope.get();
        level.with(|_| ());
        if before.as_ref().is_some_and(|before| *before != now) {
            at.set(0);
        }
        request_animation_frame(move || {
            if is_used.try_get_value() == Some(true) {
                browser::focus_if_lost(&id(at.get_untracked()));
            }
        });
        now
    });
    let pressed = move |event: KeyboardEvent| {
        let Some(level) = level.get_untracked() else { return };
        let towards = match event.key().as_str() {
            "ArrowLeft" => Direction::Left,
            "ArrowRight" => Direction::Right,
            "ArrowUp" => Direction::Up,
            "ArrowDown" => Direction::Down,
            "Escape" => {
                if let Some(around) = scope.get_untracked().around() {
                    event.prevent_default();
                    set_text.set(Some(around.text()).filter(|text| !text.is_empty()));
                }
                return;
            }
            _ => return,
        };
        // On a narrow screen the map stands upright.
        let is_narrow =
            list.get_untracked().is_some_and(|list| list.client_width() < list.client_height());
        let place = |block: &MapBlock| if is_narrow { block.narrow } else { block.wide };
        let places: Vec<Place> = level.blocks.iter().map(place).collect();
        event.prevent_default();
        if let Some(next) = neighbour(&places, at.get_untracked(), towards) {
            at.set(next);
            browser::focus_by_id(&id(next));
        }
    };
    let contents = move || {
        let Some(level) = level.get() else {
            let text = match session.scan.is_running() {
                true => "Not read yet…",
                false => "No such part of this registry was read.",
            };
            return view! { <Empty title=text>""</Empty> }.into_any();
        };
        let scope = scope.get_untracked();
        if table.on.get() {
            return as_table(session, &scope, &level);
        }
        let blocks = level.blocks.iter().enumerate();
        let block = |(number, one): (usize, &MapBlock)| block(session, &scope, number, one, at);
        view! {
            <ul class="map" aria-label="Map" hidden=level.blocks.is_empty() node_ref=list on:keydown=pressed
                on:focusin=move |_| is_used.set_value(true)
                on:focusout=move |event| if browser::focus_is_taken(&event) { is_used.set_value(false) }>
                {blocks.map(block).collect_view()}
            </ul>
            {unread_parts(session, &scope, &level)}
        }
        .into_any()
    };
    view! {
        <section class="panel" aria-labelledby="map">
            <header>
                <h2 id="map">"Map"</h2>
                {dynamic(move || level.get().map(|level| way(session, &level)))}
                <div class="legend">
                    <span><i class="own"></i>"used by one alone"</span>
                    <span><i class="shared"></i>"shared"</span>
                    {dynamic(move || is_partial.get().then(|| view! { <span><i class="unread"></i>{PARTIAL}</span> }))}
                </div>
                <SwitchButton switch=table label="As a table".to_owned()/>
            </header>
            {dynamic(contents)}
        </section>
    }
}

/// The way from the registry to the level, and the bytes of the level.
fn way(session: Session, level: &MapLevel) -> AnyView {
    let last = level.way.len();
    let step = |(number, (word, scope)): (usize, &(String, MapScope))| {
        let href = map_path(session, scope);
        let current = (number + 1 == last).then_some("page");
        view! { " / " <a href=href aria-current=current>{word.clone()}</a> }
    };
    let home = map_path(session, &MapScope::Namespace(String::new()));
    let current = (last == 0).then_some("page");
    let bound = (!level.bound.is_empty()).then(|| format!(", each block {}", level.bound));
    view! {
        <nav class="map-way" aria-label="Map level">
            <a href=home aria-current=current>{session.registry().title}</a>
            {level.way.iter().enumerate().map(step).collect_view()}
        </nav>
        <span class="muted small"><Bytes text=level.stored.clone()/>{bound}</span>
    }
    .into_any()
}

fn block(
    session: Session,
    scope: &MapScope,
    number: usize,
    block: &MapBlock,
    at: RwSignal<usize>,
) -> AnyView {
    let part = |part: u32| percent(u64::from(part), u64::from(WHOLE));
    let (wide, narrow) = (block.wide, block.narrow);
    if block.wide.width == 0 || block.wide.height == 0 {
        return ().into_any();
    }
    let class = class_of(block);
    let title = format!("{}: {}, {}", block.name, block.bytes.exact, block.share);
    let tabindex = move || if at.get() == number { "0" } else { "-1" };
    view! {
        <li class=class
            style=("--x", part(wide.left)) style=("--y", part(wide.top)) style=("--w", part(wide.width)) style=("--h", part(wide.height))
            style=("--nx", part(narrow.left)) style=("--ny", part(narrow.top)) style=("--nw", part(narrow.width)) style=("--nh", part(narrow.height))>
            <a id=id(number) href=href(session, scope, &block.leads) tabindex=tabindex title=title
                on:focus=move |_| at.set(number)>
                <b>{block.name.clone()}</b> " " <span>{block.bytes.plain()}</span>
            </a>
        </li>
    }
    .into_any()
}

fn id(place: usize) -> String {
    format!("block-{place}")
}

fn map_path(session: Session, scope: &MapScope) -> String {
    paths::map(&session.slug(), &scope.text())
}
