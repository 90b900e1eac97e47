//! The page of a repository: its head, and a tab each for its tags, its manifests and its layers.

use leptos::prelude::*;
use plimsoll::model::RepositoryName;
use plimsoll::present::grouped;

use crate::ui::address;
use crate::ui::browser;
use crate::ui::components::{Empty, dynamic};
use crate::ui::memo::Memo;
use crate::ui::pages::query::query_of;
use crate::ui::pages::repository::head::{DELETED, Gaps, Head, deleted_link};
use crate::ui::pages::repository::summary::{Summary, summary_of};
use crate::ui::pages::repository::tables::{LayersTable, ManifestsTable, TagsTable};
use crate::ui::paths;
use crate::ui::scan_job::ScanState;
use crate::ui::session::Session;
use crate::ui::signal::Signal;

/// The title for an unknown repository, if the registry's list was not read to its end.
const UNREAD: &str = "This repository has not been read";

/// The tab that is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Tags,
    Manifests,
    Layers,
}

#[component]
pub(crate) fn RepositoryPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let name = address::repository();
    dynamic(move || match name.get().parse::<RepositoryName>() {
        Ok(name) => view! { <Contents name/> }.into_any(),
        Err(_) => view! {
            <h1 class="visually-hidden">"No such repository"</h1>
            <Empty title="This is not a repository's name">
                <a href=paths::repositories(&session.slug())>"All repositories"</a>
            </Empty>
        }
        .into_any(),
    })
}

#[component]
fn Contents(name: RepositoryName) -> impl IntoView {
    let session = expect_context::<Session>();
    browser::set_title(&format!("{name} · {} · Plimsoll", session.registry().title));
    let tab = query_of("tab");
    let tab = Memo::new(move |_| match tab.get().as_deref() {
        Some("manifests") => Tab::Manifests,
        Some("layers") => Tab::Layers,
        _ => Tab::Tags,
    });
    let own = name.clone();
    let summary = Memo::new(move |_| summary_of(session, &own));
    let is_known = Memo::new(move |_| summary.with(Option::is_some));
    let sought = name.clone();
    let is_deleted =
        Signal::derive(move || !is_known.get() && session.picture.was_deleted(&sought));
    let here = paths::repository(&session.slug(), &name);
    let (shown, sought) = (name.clone(), name.clone());
    let unread = Memo::new(move |_| {
        summary.with(|summary| {
            summary.as_ref().is_some_and(|summary| match tab.get() {
                Tab::Tags => summary.unread.0,
                Tab::Manifests | Tab::Layers => summary.unread.1,
            })
        })
    });
    let table = move || match tab.get() {
        Tab::Tags => view! { <TagsTable session name=shown.clone() unread/> }.into_any(),
        Tab::Manifests => view! { <ManifestsTable session name=shown.clone() unread/> }.into_any(),
        Tab::Layers => view! { <LayersTable session name=shown.clone() unread/> }.into_any(),
    };
    let contents = move || {
        if !is_known.get() {
            return view! { <Unknown session name=sought.clone() is_deleted/> }.into_any();
        }
        view! {
            <section class="panel" aria-label="Contents">
                <Tabs here=here.clone() tab summary/>
                <div role="tabpanel" aria-label=move || tab.get().title()>{table.clone()}</div>
            </section>
        }
        .into_any()
    };
    view! {
        <Head session name summary is_deleted/>
        {dynamic(move || summary.get().filter(|summary| summary.missing > 0).map(|summary| view! { <Gaps summary/> }))}
        {dynamic(contents)}
    }
}

#[component]
fn Tabs(here: String, tab: Memo<Tab>, summary: Memo<Option<Summary>>) -> impl IntoView {
    let link = move |own: Tab, href: String, count: fn(&Summary) -> Option<usize>| {
        let number = move || {
            let count = summary.with(|summary| summary.as_ref().map(count))?;
            Some(count.map_or_else(|| "?".to_owned(), |count| grouped(count as u64)))
        };
        view! {
            <a role="tab" href=href aria-selected=move || (tab.get() == own).to_string()>
                {own.title()} " " <span class="count">{dynamic(number)}</span>
            </a>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label="Contents">
            {link(Tab::Tags, here.clone(), |summary| (!summary.unread.0).then_some(summary.tags))}
            {link(Tab::Manifests, format!("{here}?tab=manifests"), |summary| (!summary.unread.1).then_some(summary.manifests))}
            {link(Tab::Layers, format!("{here}?tab=layers"), |summary| (!summary.unread.1).then_some(summary.layers))}
        </div>
    }
}

/// The message for a repository that is not in the picture: not read yet, deleted, or not there.
#[component]
fn Unknown(
    session: Session,
    name: RepositoryName,
    /// Whether it was deleted in this page.
    is_deleted: Signal<bool>,
) -> impl IntoView {
    dynamic(move || {
        if session.scan.is_running() && !is_deleted.get() {
            view! { <Empty title="Looking for this repository…">"The scan has not reached it yet."</Empty> }.into_any()
        } else {
            let deleted = deleted_link(session, &name, "Deleted from this repository");
            // Only a list that was read to its end proves that a repository is not on it.
            let (title, why) = match session.scan.state.get() {
                _ if is_deleted.get() => (DELETED.to_owned(), None),
                ScanState::Complete => {
                    (format!("The registry lists no repository \"{name}\""), None)
                }
                ScanState::Incomplete(why) => (UNREAD.to_owned(), why),
                _ => (UNREAD.to_owned(), None),
            };
            view! {
                <Empty title>
                    {why.map(|why| format!("{why} "))}
                    <span class="ways-out">
                        <a href=paths::repositories(&session.slug())>"All repositories"</a>
                        {deleted}
                    </span>
                </Empty>
            }
            .into_any()
        }
    })
}

impl Tab {
    fn title(self) -> &'static str {
        match self {
            Self::Tags => "Tags",
            Self::Manifests => "Manifests",
            Self::Layers => "Layers",
        }
    }
}
