//! Repositories: the table of all repositories of a registry.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::model::RepositoryName;
use plimsoll::present::{REPOSITORY_COLUMNS, grouped, repository_rows};

use crate::ui::browser;
use crate::ui::components::{Arranged, DataTable, Empty, Legend, dynamic};
use crate::ui::memo::Memo;
use crate::ui::pages::choice::Choice;
use crate::ui::pages::query::table_query;
use crate::ui::pages::registry::export::Export;
use crate::ui::pages::repository::locked_filter::{locked_button, locked_filter, none_locked};
use crate::ui::pages::repository::selection_bar::SelectionBar;
use crate::ui::paths;
use crate::ui::scan_job::ScanState;
use crate::ui::session::Session;
use crate::ui::signal::{RwSignal, Signal};

#[component]
pub(crate) fn Repositories() -> impl IntoView {
    let session = expect_context::<Session>();
    let registry = session.registry();
    browser::set_title(&format!("Repositories · {} · Plimsoll", registry.title));
    let running = Signal::derive(move || session.scan.is_running());
    let known = Memo::new(move |_| session.picture.read(|all, _| all.repositories.len()));
    let count = move || {
        let count = known.get().unwrap_or(0);
        (count > 0 || !running.get())
            .then(|| view! { <span class="badge">{grouped(count as u64)}</span> })
    };
    view! {
        <div class="title">
            <h1>"Repositories"</h1>
            {dynamic(count)}
            <div class="actions"><Export session/></div>
        </div>
        <RepositoriesTable session within=String::new()/>
    }
}

/// The table of repositories, with the bar for its selected rows.
#[component]
pub(crate) fn RepositoriesTable(
    session: Session,
    /// The beginning of the names of repositories to show.
    within: String,
) -> impl IntoView {
    let rows = Memo::new(move |_| {
        let rows = session.picture.read(|all, analysis| repository_rows(all, analysis, &within));
        Arc::new(rows.unwrap_or_default())
    });
    let running = Signal::derive(move || session.scan.is_running());
    let selection = RwSignal::new(BTreeSet::new());
    let delete = Signal::derive(move || {
        Choice::Repositories(selection.with(|keys: &BTreeSet<String>| {
            keys.iter().filter_map(|key| key.parse::<RepositoryName>().ok()).collect()
        }))
    });
    let slug = session.slug();
    let filter = locked_filter();
    let arranged =
        Arranged::new(REPOSITORY_COLUMNS, rows, "-stored", table_query(), [Some(filter), None]);
    let empty = move || {
        if let Some(none) = none_locked(filter, "repositories") {
            return none;
        }
        let (title, why) = match session.scan.state.get() {
            ScanState::Running => ("Reading the list of repositories…", ""),
            ScanState::Complete => (
                "No repositories",
                "The registry lists none: nothing was pushed yet, or this sign-in may not see any.",
            ),
            _ => ("No repository was read", "The overview says why. Then scan again."),
        };
        view! { <Empty title=title>{why}</Empty> }.into_any()
    };
    view! {
        <section class="panel" aria-label="Repositories">
            <DataTable caption="Repositories" columns=REPOSITORY_COLUMNS arranged nouns=("repository", "repositories")
                selection filling=running empty
                links=Arc::new(move |target: &_| paths::target(&slug, target))>
                {locked_button(session, filter)}
                <Legend reclaimable=true unread=running/>
            </DataTable>
            <SelectionBar session delete selection arranged nouns=("repository", "repositories")/>
        </section>
    }
}
