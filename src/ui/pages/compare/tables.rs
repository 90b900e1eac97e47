//! The tables of the page: the growth of each repository, the tags that are new, gone or moved, and the history.

use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::model::Inventory;
use plimsoll::present::{
    COMPARED_COLUMNS, Column, Difference, MOVED_TAG_COLUMNS, Row, compared_rows, grouped,
    moved_tag_rows,
};

use crate::ui::components::{Arranged, DataTable, Empty, Links, dynamic};
use crate::ui::memo::Memo;
use crate::ui::pages::compare::history::{HistoryTable, entries};
use crate::ui::pages::query::{query_of, table_query};
use crate::ui::paths;
use crate::ui::session::Session;
use crate::ui::signal::Signal;

/// The difference between the open report and now; `None` before anything of now is known.
pub(super) type Whole = Memo<Option<Arc<Difference>>>;

/// A table of the page.
#[derive(Clone, Copy)]
struct Table {
    caption: &'static str,
    nouns: (&'static str, &'static str),
    columns: &'static [Column],
    rows: fn(&Difference, &Inventory) -> Vec<Row>,
    sort: &'static str,
    /// The title without rows.
    empty: &'static str,
}

const REPOSITORIES: Table = Table {
    caption: "Growth by repository",
    nouns: ("repository", "repositories"),
    columns: COMPARED_COLUMNS,
    rows: compared_rows,
    sort: "-change",
    empty: "No repositories, neither then nor now",
};

const TAGS: Table = Table {
    caption: "Changed tags",
    nouns: ("tag", "tags"),
    columns: MOVED_TAG_COLUMNS,
    rows: moved_tag_rows,
    sort: "repository",
    empty: "No tag is known to be new, gone or moved",
};

/// The table that is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Repositories,
    Tags,
    History,
}

#[component]
pub(super) fn Tables(session: Session, difference: Whole) -> impl IntoView {
    let entries = entries(session);
    let tab = query_of("tab");
    // Without a report there is nothing but the history.
    let is_compared = Memo::new(move |_| difference.with(Option::is_some));
    let tab = Memo::new(move |_| match tab.get().as_deref() {
        _ if !is_compared.get() => Tab::History,
        Some("tags") => Tab::Tags,
        Some("history") => Tab::History,
        _ => Tab::Repositories,
    });
    let here = StoredValue::new(paths::compare(&session.slug()));
    let link = move |title, own, query: &str, count: fn(&Difference) -> usize| {
        let count = move || match own {
            Tab::History => Some(entries.with(|all| all.as_ref().map_or(0, |all| all.0.len()))),
            _ => difference.get().map(|all| count(&all)),
        };
        let href = here.with_value(|here| format!("{here}{query}"));
        view! {
            <a role="tab" href=href aria-selected=move || (tab.get() == own).to_string()>
                {title} " " <span class="count">{dynamic(move || count().map(|count| grouped(count as u64)))}</span>
            </a>
        }
    };
    let table = move || {
        let (label, table) = match tab.get() {
            Tab::Repositories => (REPOSITORIES.caption, drawn(session, difference, REPOSITORIES)),
            Tab::Tags => (TAGS.caption, drawn(session, difference, TAGS)),
            Tab::History => ("History", view! { <HistoryTable session entries/> }.into_any()),
        };
        match is_compared.get() {
            true => view! { <div role="tabpanel" aria-label=label>{table}</div> }.into_any(),
            false => table,
        }
    };
    let head = move || {
        match is_compared.get() {
        true => view! {
            <div class="tabs" role="tablist" aria-label="Changes">
                {link("Repositories", Tab::Repositories, "", |all| all.repositories.len())}
                {link("Tags", Tab::Tags, "?tab=tags", |all| all.tags.len())}
                {link("History", Tab::History, "?tab=history", |_| 0)}
            </div>
        }
        .into_any(),
        false => view! {
            <header>
                <h2>"History"</h2>
                <span class="muted small">"Totals after each complete scan, kept in this browser"</span>
            </header>
        }
        .into_any(),
    }
    };
    view! {
        <section class="panel compared" aria-label=move || if is_compared.get() { "Changes" } else { "History" }>
            {dynamic(head)}
            {dynamic(table)}
        </section>
    }
}

fn drawn(session: Session, difference: Whole, table: Table) -> AnyView {
    let Table { caption, nouns, columns, rows, sort, empty } = table;
    let rows = Memo::new(move |_| {
        let rows = difference
            .get()
            .and_then(|all| session.picture.read(|inventory, _| rows(&all, inventory)));
        Arc::new(rows.unwrap_or_default())
    });
    let arranged = Arranged::new(columns, rows, sort, table_query(), [None, None]);
    let slug = session.slug();
    let links: Links = Arc::new(move |target| paths::target(&slug, target));
    let filling = Signal::derive(move || session.scan.is_running());
    view! {
        <DataTable caption columns arranged nouns links filling
            empty=move || view! { <Empty title=empty>""</Empty> }.into_any()/>
    }
    .into_any()
}
