//! The tables of a comparison: the growth of each repository, and the tags that are new, gone or moved.

use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::model::Inventory;
use plimsoll::present::{
    COMPARED_COLUMNS, Column, Difference, MOVED_TAG_COLUMNS, Row, compared_rows, grouped,
    moved_tag_rows,
};

use crate::ui::components::{Arranged, DataTable, Empty, Links, dynamic};
use crate::ui::memo::Memo;
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

#[component]
pub(super) fn Tables(session: Session, difference: Whole) -> impl IntoView {
    let tab = query_of("tab");
    let is_tags = Memo::new(move |_| tab.get().as_deref() == Some("tags"));
    let here = paths::compare(&session.slug());
    let link = move |title, of_tags, href: String, count: fn(&Difference) -> usize| {
        let count = move || Some(grouped(count(&*difference.get()?) as u64));
        view! {
            <a role="tab" href=href aria-selected=move || (is_tags.get() == of_tags).to_string()>
                {title} " " <span class="count">{dynamic(count)}</span>
            </a>
        }
    };
    let table = move || {
        let table = if is_tags.get() { TAGS } else { REPOSITORIES };
        view! { <div role="tabpanel" aria-label=table.caption>{drawn(session, difference, table)}</div> }
    };
    view! {
        <section class="panel compared" aria-label="Changes">
            <div class="tabs" role="tablist" aria-label="Changes">
                {link("Repositories", false, here.clone(), |all| all.repositories.len())}
                {link("Tags", true, format!("{here}?tab=tags"), |all| all.tags.len())}
            </div>
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
