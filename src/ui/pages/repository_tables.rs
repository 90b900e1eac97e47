//! The tables of a repository, with what a selection can do.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::model::order::set_of;
use plimsoll::model::{Digest, RepositoryName, TagName};
use plimsoll::present::{
    BytesText, MANIFEST_COLUMNS, Row, TAG_COLUMNS, counted, manifest_rows, tag_rows,
};
use plimsoll::registry::LockTarget;

use crate::ui::components::{DataTable, Empty, Legend, Links, dynamic, text};
use crate::ui::pages::deletion::{Choice, Deletion};
use crate::ui::pages::lock_dialog::LockButtons;
use crate::ui::pages::locked_filter::locked_filter;
use crate::ui::pages::query::table_query;
use crate::ui::paths;
use crate::ui::session::Session;

/// The table of tags.
#[component]
pub(crate) fn TagsTable(
    /// Of which registry.
    session: Session,
    /// Of which repository.
    name: RepositoryName,
) -> impl IntoView {
    let own = name.clone();
    let rows = Memo::new(move |_| {
        Arc::new(
            session
                .with_known(|inventory, analysis| {
                    inventory
                        .repositories
                        .get(&own)
                        .map(|repository| tag_rows(&own, repository, analysis))
                })
                .flatten()
                .unwrap_or_default(),
        )
    });
    let selection = RwSignal::new(BTreeSet::new());
    let own = name.clone();
    let choice = Memo::new(move |_| choice_of_tags(session, &own, &selection.get()));
    let (filling, filter) = (filling(session), locked_filter(session));
    view! {
        <DataTable caption="Tags" columns=&TAG_COLUMNS rows=filter.rows(rows) nouns=("tag", "tags") query=table_query()
            default_sort="-updated" links=links(session) selection filling
            empty=move || filter.empty("tags").unwrap_or_else(|| view! { <Empty title="No tags">"Nothing in this repository has a name; its manifests, if it has any, are in the other tab."</Empty> }.into_any())>
            {filter.button()}
            <Legend unread=filling/>
        </DataTable>
        <SelectionBar session choice selection rows nouns=("tag", "tags")/>
    }
}

/// The table of manifests.
#[component]
pub(crate) fn ManifestsTable(
    /// Of which registry.
    session: Session,
    /// Of which repository.
    name: RepositoryName,
) -> impl IntoView {
    let own = name.clone();
    let rows = Memo::new(move |_| {
        Arc::new(
            session
                .with_known(|inventory, analysis| {
                    inventory
                        .repositories
                        .get(&own)
                        .map(|repository| manifest_rows(&own, repository, analysis))
                })
                .flatten()
                .unwrap_or_default(),
        )
    });
    let selection = RwSignal::new(BTreeSet::new());
    let choice = Memo::new(move |_| {
        let digests = selection.with(|keys: &BTreeSet<String>| {
            set_of(keys.iter().filter_map(|key| key.parse::<Digest>().ok()))
        });
        Choice { repository: name.clone(), digests, tags: None }
    });
    let (filling, filter) = (filling(session), locked_filter(session));
    view! {
        <DataTable caption="Manifests" columns=&MANIFEST_COLUMNS rows=filter.rows(rows) nouns=("manifest", "manifests") query=table_query()
            default_sort="-updated" links=links(session) selection filling
            empty=move || filter.empty("manifests").unwrap_or_else(|| view! { <Empty title="No manifests">"This repository is empty."</Empty> }.into_any())>
            {filter.button()}
            <Legend unread=filling/>
        </DataTable>
        <SelectionBar session choice selection rows nouns=("manifest", "manifests")/>
    }
}

/// What is selected, what deleting it frees, and the button that leads to the plan.
#[component]
fn SelectionBar(
    session: Session,
    choice: Memo<Choice>,
    selection: RwSignal<BTreeSet<String>>,
    rows: Memo<Arc<Vec<Row>>>,
    nouns: (&'static str, &'static str),
) -> impl IntoView {
    // A row that is gone (deleted, or by a new scan) is not selected any more.
    Effect::new(move |_| {
        rows.with(|rows| {
            let stale = selection.with_untracked(|keys| {
                !keys.is_empty() && {
                    let known = set_of(rows.iter().map(|row| &row.key));
                    keys.iter().any(|key| !known.contains(key))
                }
            });
            if stale {
                let known = set_of(rows.iter().map(|row| &row.key));
                selection.update(|keys| keys.retain(|key| known.contains(key)));
            }
        });
    });
    let open = RwSignal::new(None::<Choice>);
    let frees = Memo::new(move |_| frees_words(session, &choice.get()));
    let is_some = Memo::new(move |_| selection.with(|keys| !keys.is_empty()));
    let repository = Memo::new(move |_| choice.with(|choice| choice.repository.clone()));
    let lock_targets = Signal::derive(move || choice.with(lock_targets_of));
    view! {
        <Show when=move || is_some.get()>
            <div class="selection" role="region" aria-label="Selection">
                <span><b>{text(move || counted(selection.with(BTreeSet::len), nouns.0, nouns.1))}</b> " · " {frees}</span>
                {dynamic(move || session.refusal().map(|why| view! { <small>{why}</small> }))}
                <button type="button" class="danger" title=move || session.refusal() disabled=move || session.refusal().is_some()
                    on:click=move |_| open.set(Some(choice.get_untracked()))>"Delete…"</button>
                <LockButtons session repository=repository.get_untracked() targets=lock_targets/>
                <button type="button" class="quiet" on:click=move |_| selection.set(BTreeSet::new())>"Clear"</button>
            </div>
        </Show>
        {dynamic(move || open.get().map(|choice| view! { <Deletion session choice on_close=Callback::new(move |()| open.set(None))/> }))}
    }
}

/// The manifests that the selected tags point to.
fn choice_of_tags(session: Session, name: &RepositoryName, keys: &BTreeSet<String>) -> Choice {
    let tags: Vec<TagName> = keys.iter().filter_map(|key| key.parse().ok()).collect();
    let digests = session.with_known(|inventory, _| {
        let repository = inventory.repositories.get(name)?;
        let digest = |tag| repository.tags.get(tag)?.digest().cloned();
        Some(set_of(tags.iter().filter_map(digest)))
    });
    Choice {
        repository: name.clone(),
        digests: digests.flatten().unwrap_or_default(),
        tags: Some(tags),
    }
}

/// Where tags were chosen the tags, and else the manifests: locks stand on either.
fn lock_targets_of(choice: &Choice) -> Vec<LockTarget> {
    match &choice.tags {
        Some(tags) => tags.iter().cloned().map(LockTarget::Tag).collect(),
        None => choice.digests.iter().cloned().map(LockTarget::Manifest).collect(),
    }
}

/// `frees 124 MiB`, and what the platform manifests would add.
fn frees_words(session: Session, choice: &Choice) -> Option<String> {
    session.with_known(|_, analysis| {
        let name = &choice.repository;
        let alone = analysis.exclusive_of(choice.digests.iter().map(|digest| (name, digest)));
        let mut all = choice.digests.clone();
        for digest in &choice.digests {
            all.extend(analysis.companions(name, digest));
        }
        let alone = BytesText::of_freed(alone).plain();
        if all.len() == choice.digests.len() {
            return format!("frees {alone}");
        }
        let along = analysis.exclusive_of(all.iter().map(|digest| (name, digest)));
        format!("frees {alone}, with platform manifests {}", BytesText::of_freed(along).plain())
    })
}

fn filling(session: Session) -> Signal<bool> {
    Signal::derive(move || session.scan.is_running())
}

fn links(session: Session) -> Links {
    let slug = session.slug();
    Arc::new(move |target| paths::target(&slug, target))
}
