//! Deleted: what waits in the registry's bin, and how it comes back.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::present::{DELETED_COLUMNS, counted, deleted_rows};

use crate::ui::bin::{Bin, BinState};
use crate::ui::browser;
use crate::ui::components::{DataTable, Empty, Notice, NoticeTone, dynamic, text};
use crate::ui::pages::query::table_query;
use crate::ui::pages::restore_dialog::RestoreDialog;
use crate::ui::session::Session;

/// The page.
#[component]
pub(crate) fn DeletedPage() -> impl IntoView {
    let session = expect_context::<Session>();
    browser::set_title(&format!("Deleted · {} · Plimsoll", session.registry().title));
    let bin = Bin::of(session);
    let is_none = Memo::new(move |_| bin.state.with(|state| *state == BinState::None));
    let content = move || {
        if is_none.get() {
            view! {
                <Empty title="Nothing that was deleted can come back">
                    "This registry has no bin: soft delete is off, or it does not offer it. Whoever runs an Azure registry switches it on with az acr config soft-delete update."
                </Empty>
            }
            .into_any()
        } else {
            view! { <Contents session bin/> }.into_any()
        }
    };
    let failed = move || match bin.state.get() {
        BinState::Failed(why) => {
            Some(view! { <Notice tone=NoticeTone::Failed title="Not read">{why}</Notice> })
        }
        _ => None,
    };
    view! {
        <div>
            <div class="title"><h1>"Deleted"</h1></div>
            <p class="answer">"What is here keeps using space until the registry purges it, some days after its deletion; nobody can do that by hand."</p>
        </div>
        {dynamic(failed)}
        {dynamic(content)}
    }
}

#[component]
fn Contents(session: Session, bin: Bin) -> impl IntoView {
    let rows = Memo::new(move |_| Arc::new(deleted_rows(&bin.content())));
    let selection = RwSignal::new(BTreeSet::<String>::new());
    let open = RwSignal::new(None::<Vec<String>>);
    let is_some = Memo::new(move |_| selection.with(|keys| !keys.is_empty()));
    let filling =
        Signal::derive(move || bin.state.with(|state| matches!(state, BinState::Reading(_))));
    let empty = move || {
        let title = match bin.state.get() {
            BinState::Reading(_) => "Reading what was deleted…",
            BinState::Read(_) => "Nothing is in the bin",
            BinState::None | BinState::Failed(_) => "Nothing was read",
        };
        view! { <Empty title=title>""</Empty> }.into_any()
    };
    let close = Callback::new(move |did_run: bool| {
        open.set(None);
        if did_run {
            selection.set(BTreeSet::new());
            bin.read(session);
        }
    });
    let choose = move |_| open.set(Some(selection.get_untracked().into_iter().collect()));
    view! {
        <section class="panel" aria-label="Deleted">
            <DataTable caption="Deleted" columns=&DELETED_COLUMNS rows nouns=("manifest", "manifests") query=table_query()
                default_sort="-deleted" links=Arc::new(|_: &_| None) selection filling empty>
                <button type="button" class="quiet" on:click=move |_| bin.read(session)>"Read again"</button>
            </DataTable>
        </section>
        <Show when=move || is_some.get()>
            <div class="selection" role="region" aria-label="Selection">
                <b>{text(move || counted(selection.with(BTreeSet::len), "manifest", "manifests"))}</b>
                <button type="button" class="primary" title=move || session.refusal() disabled=move || session.refusal().is_some()
                    on:click=choose>"Restore…"</button>
                <button type="button" class="quiet" on:click=move |_| selection.set(BTreeSet::new())>"Clear"</button>
            </div>
        </Show>
        {dynamic(move || open.get().map(|keys| {
            let deleted = untrack(|| bin.content());
            view! { <RestoreDialog session keys deleted on_close=close/> }
        }))}
    }
}
