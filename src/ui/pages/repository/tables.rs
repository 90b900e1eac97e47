//! The tables of a repository, each with the bar for its selected rows.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::model::order::set_of;
use plimsoll::model::{Digest, RepositoryName, TagName};
use plimsoll::present::{MANIFEST_COLUMNS, manifest_rows, tag_columns, tag_rows, tells_pulls};

use crate::ui::components::{DataTable, Empty, Legend, Links, dynamic};
use crate::ui::pages::choice::Choice;
use crate::ui::pages::query::table_query;
use crate::ui::pages::repository::locked_filter::locked_filter;
use crate::ui::pages::repository::selection_bar::SelectionBar;
use crate::ui::paths;
use crate::ui::session::Session;

#[component]
pub(crate) fn TagsTable(
    session: Session,
    name: RepositoryName,
    /// Whether the list of tags could not be read.
    unread: Memo<bool>,
) -> impl IntoView {
    let own = name.clone();
    let rows = Memo::new(move |_| {
        let does = session.identity.capabilities();
        Arc::new(
            session
                .picture
                .read(|inventory, analysis| {
                    inventory
                        .repositories
                        .get(&own)
                        .map(|repository| tag_rows(&own, repository, analysis, &does))
                })
                .flatten()
                .unwrap_or_default(),
        )
    });
    let own = name.clone();
    // A column of pulls that was shown once stays: a new scan must not take it away.
    let tells_pulls = Memo::new(move |before: Option<&bool>| {
        let is_told = session
            .picture
            .read(|inventory, _| inventory.repositories.get(&own).is_some_and(tells_pulls));
        before == Some(&true) || is_told == Some(true)
    });
    let selection = RwSignal::new(BTreeSet::new());
    let own = name.clone();
    let tags = Memo::new(move |_| {
        selection.with(|keys: &BTreeSet<String>| {
            keys.iter().filter_map(|key| key.parse::<TagName>().ok()).collect::<Vec<_>>()
        })
    });
    let repository = own.clone();
    let delete = Signal::derive(move || Choice::Tagged(repository.clone(), tags.get()));
    let untag = Signal::derive(move || Choice::Untag(own.clone(), tags.get()));
    let (filling, filter) = (filling(session), locked_filter(session));
    let table = move || {
        let columns = tag_columns(tells_pulls.get());
        view! {
        <DataTable caption="Tags" columns rows=filter.rows(rows) nouns=("tag", "tags") query=table_query()
            default_sort="-updated" links=links(session) selection filling
            empty=move || filter.empty("tags").or_else(|| not_read(unread, "Tags")).unwrap_or_else(|| view! { <Empty title="No tags">"Untagged manifests, if there are any, are under Manifests."</Empty> }.into_any())>
            {filter.button()}
            <Legend unread=filling/>
        </DataTable>
        }
    };
    view! {
        {dynamic(table)}
        <SelectionBar session delete untag selection rows nouns=("tag", "tags")/>
    }
}

#[component]
pub(crate) fn ManifestsTable(
    session: Session,
    name: RepositoryName,
    /// Whether the list of manifests could not be read.
    unread: Memo<bool>,
) -> impl IntoView {
    let own = name.clone();
    let rows = Memo::new(move |_| {
        let does = session.identity.capabilities();
        Arc::new(
            session
                .picture
                .read(|inventory, analysis| {
                    inventory
                        .repositories
                        .get(&own)
                        .map(|repository| manifest_rows(&own, repository, analysis, &does))
                })
                .flatten()
                .unwrap_or_default(),
        )
    });
    let selection = RwSignal::new(BTreeSet::new());
    let delete = Signal::derive(move || {
        let digests = selection.with(|keys: &BTreeSet<String>| {
            set_of(keys.iter().filter_map(|key| key.parse::<Digest>().ok()))
        });
        Choice::Manifests(name.clone(), digests)
    });
    let (filling, filter) = (filling(session), locked_filter(session));
    view! {
        <DataTable caption="Manifests" columns=MANIFEST_COLUMNS rows=filter.rows(rows) nouns=("manifest", "manifests") query=table_query()
            default_sort="-updated" links=links(session) selection filling
            empty=move || filter.empty("manifests").or_else(|| not_read(unread, "Manifests")).unwrap_or_else(|| view! { <Empty title="No manifests">"This repository is empty."</Empty> }.into_any())>
            {filter.button()}
            <Legend unread=filling/>
        </DataTable>
        <SelectionBar session delete selection rows nouns=("manifest", "manifests")/>
    }
}

/// The message for a list that could not be read, so that no rows do not mean that there are none.
fn not_read(unread: Memo<bool>, what: &str) -> Option<AnyView> {
    unread.get().then(|| {
        view! { <Empty title=format!("{what} could not be read")>"See the reason above."</Empty> }
            .into_any()
    })
}

fn filling(session: Session) -> Signal<bool> {
    Signal::derive(move || session.scan.is_running())
}

fn links(session: Session) -> Links {
    let slug = session.slug();
    Arc::new(move |target| paths::target(&slug, target))
}
