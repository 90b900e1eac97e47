//! Deleted: the manifests in the registry's bin, and the way to restore them.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::model::RepositoryName;
use plimsoll::present::{DELETED_COLUMNS, Target, deleted_rows};

use crate::ui::bin::{Bin, BinState};
use crate::ui::browser;
use crate::ui::components::{
    ActionButton, Arranged, DataTable, Empty, Links, Notice, NoticeTone, Selected, SelectionFrame,
    dynamic,
};
use crate::ui::memo::Memo;
use crate::ui::pages::query::table_query;
use crate::ui::paths;
use crate::ui::request::{Dialogs, Request, RestoreChoice};
use crate::ui::session::Session;
use crate::ui::signal::{RwSignal, Signal};
use crate::ui::waiting::Waiting;

#[component]
pub(crate) fn DeletedPage() -> impl IntoView {
    let session = expect_context::<Session>();
    browser::set_title(&format!("Deleted · {} · Plimsoll", session.registry().title));
    let bin = Bin::of(session);
    let has_soft_delete = session.identity.capabilities().restores;
    let is_none = Memo::new(move |_| bin.state.with(|state| *state == BinState::None));
    let content = move || {
        if is_none.get() {
            view! {
                <Empty title="Deletions are final">
                    {match has_soft_delete {
                        true => view! { "Soft delete is off. An owner can enable it for future deletions: " <code>"az acr config soft-delete update --status enabled"</code> }.into_any(),
                        false => "This registry has no soft delete.".into_any(),
                    }}
                </Empty>
            }
            .into_any()
        } else {
            view! { <Contents session bin/> }.into_any()
        }
    };
    let failed = move || match bin.state.get() {
        BinState::Failed(why) => Some(
            view! { <Notice tone=NoticeTone::Failed title="Not read">{why}</Notice> }.into_any(),
        ),
        BinState::Read(_, gaps) if !gaps.is_empty() => Some(some_unread(gaps)),
        _ => None,
    };
    view! {
        <div>
            <div class="title"><h1>"Deleted"</h1></div>
            {dynamic(move || (!is_none.get()).then(|| view! {
                <p class="answer">"Deleted manifests keep using space until the registry purges them, some days after their deletion. Nobody can purge them earlier."</p>
            }))}
        </div>
        {dynamic(failed)}
        {dynamic(content)}
    }
}

#[component]
fn Contents(session: Session, bin: Bin) -> impl IntoView {
    let rows = Memo::new(move |_| Arc::new(deleted_rows(&bin.content())));
    let arranged = Arranged::new(DELETED_COLUMNS, rows, "-deleted", table_query(), [None, None]);
    let slug = session.slug();
    let is_there = move |target: &Target| match target {
        Target::Repository(name) => session
            .picture
            .read(|inventory, _| inventory.repositories.contains_key(name))
            .unwrap_or(false),
        _ => false,
    };
    // A repository that was deleted as a whole has no page.
    let links: Links =
        Arc::new(move |target| paths::target(&slug, target).filter(|_| is_there(target)));
    let selection = RwSignal::new(BTreeSet::<String>::new());
    let dialogs = Dialogs::here();
    let is_some = Memo::new(move |_| selection.with(|keys| !keys.is_empty()));
    let filling =
        Signal::derive(move || bin.state.with(|state| matches!(state, BinState::Reading(_))));
    let empty = move || {
        let title = match bin.state.get() {
            BinState::Reading(_) => "Reading deleted manifests…",
            BinState::Read(_, gaps) if gaps.is_empty() => "The bin is empty",
            _ => "Nothing was read",
        };
        view! { <Empty title=title>""</Empty> }.into_any()
    };
    let close = Callback::new(move |did_run: bool| {
        if did_run {
            selection.set(BTreeSet::new());
            bin.read(session);
        }
    });
    let choose = Callback::new(move |()| {
        let keys = selection.get_untracked().into_iter().collect();
        let deleted = untrack(|| bin.content());
        dialogs.open(Request::Restore(RestoreChoice { keys, deleted, on_close: close }));
    });
    view! {
        <section class="panel" aria-label="Deleted">
            <DataTable caption="Deleted" columns=DELETED_COLUMNS arranged nouns=("manifest", "manifests")
                links selection filling empty>
                <button type="button" class="quiet" on:click=move |_| bin.read(session)>"Read again"</button>
                {dynamic(move || filling.get().then(|| view! { <Waiting session/> }))}
            </DataTable>
        </section>
        <Show when=move || is_some.get()>
            <SelectionFrame selection>
                <span class="about"><Selected arranged selection nouns=("manifest", "manifests")/></span>
                <div class="deeds">
                    <ActionButton label="Restore…" class="primary" refusal=Signal::derive(move || session.site_refusal()) on_press=choose/>
                </div>
            </SelectionFrame>
        </Show>
    }
}

/// Repositories whose deleted content could not be read, each with its reason.
fn some_unread(gaps: Vec<(RepositoryName, String)>) -> AnyView {
    let line = |(name, why): (RepositoryName, String)| view! { <li><b>{name.to_string()}</b> ": " {why}</li> };
    view! {
        <Notice tone=NoticeTone::Warning title="Not read whole">
            <ul>{gaps.into_iter().map(line).collect_view()}</ul>
        </Notice>
    }
    .into_any()
}
