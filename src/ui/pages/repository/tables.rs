//! The tables of a repository, each with the bar for its selected rows.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::model::order::set_of;
use plimsoll::model::{Digest, Repository, RepositoryName, TagName};
use plimsoll::present::{
    Column, MANIFEST_COLUMNS, REPOSITORY_LAYER_COLUMNS, Row, TAG_COLUMNS, grouped, manifest_rows,
    repository_layer_rows, tag_columns, tag_rows, tells_pulls,
};
use plimsoll::registry::Capabilities;
use plimsoll::storage::Analysis;

use crate::ui::components::{
    Arranged, DataTable, Empty, Legend, Links, Switch, SwitchButton, dynamic,
};
use crate::ui::memo::Memo;
use crate::ui::pages::choice::Choice;
use crate::ui::pages::query::{query_switch, table_query};
use crate::ui::pages::repository::locked_filter::{locked_button, locked_filter, none_locked};
use crate::ui::pages::repository::selection_bar::SelectionBar;
use crate::ui::paths;
use crate::ui::session::Session;
use crate::ui::signal::{RwSignal, Signal};

#[component]
pub(crate) fn TagsTable(
    session: Session,
    name: RepositoryName,
    /// Whether the list of tags could not be read.
    unread: Memo<bool>,
) -> impl IntoView {
    let rows = rows(session, name.clone(), tag_rows);
    let own = name.clone();
    // A column of pulls that was shown once stays: a new scan must not take it away.
    let tells_pulls = Memo::new(move |before: Option<&bool>| {
        let is_told = session
            .picture
            .read(|inventory, _| inventory.repositories.get(&own).is_some_and(tells_pulls));
        before == Some(&true) || is_told == Some(true)
    });
    let selection = RwSignal::new(BTreeSet::new());
    let tags = Memo::new(move |_| {
        selection.with(|keys: &BTreeSet<String>| {
            keys.iter().filter_map(|key| key.parse::<TagName>().ok()).collect::<Vec<_>>()
        })
    });
    let own = name.clone();
    let delete = Signal::derive(move || Choice::Tagged(own.clone(), tags.get()));
    let untag = Signal::derive(move || Choice::Untag(name.clone(), tags.get()));
    let (filling, filter) = (filling(session), locked_filter());
    let arranged = arranged(TAG_COLUMNS, rows, filter);
    let table = move || {
        let columns = tag_columns(tells_pulls.get());
        view! {
        <DataTable caption="Tags" columns arranged nouns=("tag", "tags") links=links(session) selection filling
            empty=move || empty(filter, unread, ("Tags", "tags"), "Untagged manifests, if there are any, are under Manifests.")>
            {locked_button(session, filter)}
            {parts_button(arranged, "signature tags")}
            <Legend unread=filling/>
        </DataTable>
        }
    };
    view! {
        {dynamic(table)}
        <SelectionBar session delete untag selection arranged nouns=("tag", "tags")/>
    }
}

#[component]
pub(crate) fn ManifestsTable(
    session: Session,
    name: RepositoryName,
    /// Whether the list of manifests could not be read.
    unread: Memo<bool>,
) -> impl IntoView {
    let rows = rows(session, name.clone(), manifest_rows);
    let selection = RwSignal::new(BTreeSet::new());
    let delete = Signal::derive(move || {
        let digests = selection.with(|keys: &BTreeSet<String>| {
            set_of(keys.iter().filter_map(|key| key.parse::<Digest>().ok()))
        });
        Choice::manifests_of(name.clone(), digests)
    });
    let (filling, filter) = (filling(session), locked_filter());
    let arranged = arranged(MANIFEST_COLUMNS, rows, filter);
    view! {
        <DataTable caption="Manifests" columns=MANIFEST_COLUMNS arranged nouns=("manifest", "manifests") links=links(session) selection filling
            empty=move || empty(filter, unread, ("Manifests", "manifests"), "This repository is empty.") folds=true>
            {locked_button(session, filter)}
            {parts_button(arranged, "parts of indexes")}
            <Legend unread=filling/>
        </DataTable>
        <SelectionBar session delete selection arranged nouns=("manifest", "manifests")/>
    }
}

#[component]
pub(crate) fn LayersTable(
    session: Session,
    name: RepositoryName,
    /// Whether the list of manifests could not be read.
    unread: Memo<bool>,
) -> impl IntoView {
    let columns = REPOSITORY_LAYER_COLUMNS;
    let rows = rows(session, name, repository_layer_rows);
    let arranged = Arranged::new(columns, rows, "-size", table_query(), [None, None]);
    let empty = move || {
        let (title, why) = match unread.get() {
            true => ("Manifests could not be read", "See the reason above."),
            false => ("No layers", "No manifest that was read here has a layer."),
        };
        view! { <Empty title>{why}</Empty> }.into_any()
    };
    view! {
        <DataTable caption="Layers" columns arranged nouns=("layer", "layers") links=links(session) filling=filling(session) empty/>
    }
}

fn arranged(columns: &'static [Column], rows: Memo<Arc<Vec<Row>>>, filter: Switch) -> Arranged {
    let unfold = query_switch("unfold", "all");
    Arranged::new(columns, rows, "-updated", table_query(), [Some(filter), Some(unfold)])
}

/// The button that shows all parts: "Show signature tags (32)". It is there if there are any.
fn parts_button(arranged: Arranged, what: &'static str) -> AnyView {
    let count = Memo::new(move |_| {
        arranged.rows.with(|rows| rows.iter().filter(|row| row.part_of.is_some()).count())
    });
    let label = Signal::derive(move || format!("Show {what} ({})", grouped(count.get() as u64)));
    let is_any = Memo::new(move |_| count.get() > 0);
    dynamic(move || {
        arranged
            .parts()
            .filter(|_| is_any.get())
            .map(|switch| view! { <SwitchButton switch label/> })
    })
}

/// The rows of a table, as `list` makes them of the repository.
fn rows(
    session: Session,
    name: RepositoryName,
    list: fn(&RepositoryName, &Repository, &Analysis, &Capabilities) -> Vec<Row>,
) -> Memo<Arc<Vec<Row>>> {
    Memo::new(move |_| {
        let does = session.identity.capabilities();
        let rows = session.picture.read(|inventory, analysis| {
            let repository = inventory.repositories.get(&name)?;
            Some(list(&name, repository, analysis, &does))
        });
        Arc::new(rows.flatten().unwrap_or_default())
    })
}

/// The message of a table without rows: the filter hides them, their list could not be read, or there are none.
fn empty(
    filter: Switch,
    unread: Memo<bool>,
    (caption, what): (&str, &'static str),
    none: &'static str,
) -> AnyView {
    none_locked(filter, what).unwrap_or_else(|| {
        let (title, why) = match unread.get() {
            true => (format!("{caption} could not be read"), "See the reason above."),
            false => (format!("No {what}"), none),
        };
        view! { <Empty title>{why}</Empty> }.into_any()
    })
}

fn filling(session: Session) -> Signal<bool> {
    Signal::derive(move || session.scan.is_running())
}

fn links(session: Session) -> Links {
    let slug = session.slug();
    Arc::new(move |target| paths::target(&slug, target))
}
