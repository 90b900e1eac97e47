//! Repository: its tags and its manifests, and what uses the space in it.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use plimsoll::model::{Attributes, ReadState, RepositoryName};
use plimsoll::present::{
    BytesText, attribute_badges, counted, grouped, listed_counts, listed_size, may_be_incomplete,
};
use plimsoll::registry::LockTarget;

use crate::ui::browser;
use crate::ui::components::{ActionButton, Bytes, Empty, Notice, NoticeTone, badge, dynamic};
use crate::ui::pages::choice::Choice;
use crate::ui::pages::deletion::Deletion;
use crate::ui::pages::export::Export;
use crate::ui::pages::lock_dialog::LockButtons;
use crate::ui::pages::repository_tables::{ManifestsTable, TagsTable};
use crate::ui::paths;
use crate::ui::session::Session;

/// Which tab is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Tags,
    Manifests,
}

/// What the head of the page says.
#[derive(Clone, PartialEq)]
struct Summary {
    state: ReadState,
    tags: usize,
    manifests: usize,
    orphans: usize,
    reclaimable: BytesText,
    stored: BytesText,
    exclusive: BytesText,
    shared: BytesText,
    logical: BytesText,
    missing: usize,
    /// What its lists say while it is being read, and the most that its tags add up to.
    listed: Option<(String, Option<BytesText>)>,
    /// Why its lists may not be whole, where that is all that is missing.
    may_be_incomplete: Option<String>,
    attributes: Option<Attributes>,
}

/// The page.
#[component]
pub(crate) fn RepositoryPage() -> impl IntoView {
    let params = use_params_map();
    let session = expect_context::<Session>();
    let name = Memo::new(move |_| params.with(|params| params.get("name")).unwrap_or_default());
    dynamic(move || match name.get().parse::<RepositoryName>() {
        Ok(name) => view! { <Named name/> }.into_any(),
        Err(_) => view! {
            <h1 class="visually-hidden">"No such repository"</h1>
            <Empty title="That is not a repository's name">
                <a href=paths::repositories(&session.slug())>"All repositories"</a>
            </Empty>
        }
        .into_any(),
    })
}

#[component]
fn Named(name: RepositoryName) -> impl IntoView {
    let session = expect_context::<Session>();
    browser::set_title(&format!("{name} · {} · Plimsoll", session.registry().title));
    let query = use_query_map();
    let tab = Memo::new(move |_| match query.with(|query| query.get("tab")).as_deref() {
        Some("manifests") => Tab::Manifests,
        _ => Tab::Tags,
    });
    let own = name.clone();
    let summary = Memo::new(move |_| summary_of(session, &own));
    let is_known = Memo::new(move |_| summary.with(Option::is_some));
    let here = paths::repository(&session.slug(), &name);
    let shown = name.clone();
    let table = move || match tab.get() {
        Tab::Tags => view! { <TagsTable session name=shown.clone()/> }.into_any(),
        Tab::Manifests => view! { <ManifestsTable session name=shown.clone()/> }.into_any(),
    };
    let contents = move || {
        if !is_known.get() {
            return view! { <Unknown session/> }.into_any();
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
        <Head session name summary/>
        {dynamic(move || summary.get().filter(|summary| summary.missing > 0).map(|summary| view! { <Gaps summary/> }))}
        {dynamic(contents)}
    }
}

fn summary_of(session: Session, name: &RepositoryName) -> Option<Summary> {
    session.with_known(|inventory, analysis| {
        let repository = inventory.repositories.get(name)?;
        let figures = analysis.repositories.get(name)?;
        Some(Summary {
            state: repository.state,
            tags: figures.tags,
            manifests: figures.listed.map_or(figures.manifests, |listed| listed.manifests),
            orphans: figures.orphans,
            reclaimable: BytesText::of_freed(figures.reclaimable),
            stored: BytesText::of_amount(figures.stored),
            exclusive: BytesText::of_freed(figures.exclusive),
            shared: BytesText::of_amount(figures.shared),
            logical: BytesText::of_amount(figures.logical),
            listed: figures.listed.map(|listed| (listed_counts(&listed), listed_size(&listed))),
            may_be_incomplete: may_be_incomplete(repository).map(str::to_owned),
            attributes: repository.entry.map(|entry| entry.attributes),
            missing: repository.missing.iter().filter(|gap| gap.what.affects_figures()).count(),
        })
    })?
}

/// Name, counts, and the answer in one sentence.
#[component]
fn Head(session: Session, name: RepositoryName, summary: Memo<Option<Summary>>) -> impl IntoView {
    let registry = session.registry();
    let all = paths::repositories(&registry.slug);
    let orphans_at = format!("{}?tab=manifests&q=orphan", paths::repository(&registry.slug, &name));
    let open = RwSignal::new(false);
    let choice = Choice::Repositories(vec![name.clone()]);
    let delete = Callback::new(move |()| open.set(true));
    let may_not = Signal::derive(move || {
        let unread = || summary.with(Option::is_none).then_some("It has not been read.");
        session.refusal().or_else(unread)
    });
    let before = name.namespace().map(|namespace| format!("{namespace} / "));
    let badges = move || {
        summary.get().map(|summary| {
        let orphans = (summary.orphans > 0).then(|| view! {
            <a class="badge warning" href=orphans_at.clone()>{counted(summary.orphans, "orphan", "orphans")} " · " {summary.reclaimable.plain()}</a>
        });
        view! {
            <span class="badge">{counted(summary.tags, "tag", "tags")}</span>
            <span class="badge">{counted(summary.manifests, "manifest", "manifests")}</span>
            {orphans}
            {summary.attributes.map(|attributes| attribute_badges("repository", attributes).into_iter().map(badge).collect_view())}
        }
    })
    };
    let is_locked = Signal::derive(move || {
        summary.with(|summary| {
            let attributes = summary.as_ref().and_then(|summary| summary.attributes);
            attributes.is_some_and(Attributes::is_locked)
        })
    });
    let own = name.clone();
    let answer = move || {
        summary.get().map(|summary| if summary.state < ReadState::Incomplete {
        let listed = summary.listed.map(|(counts, size)| {
            let size = size.map(|text| view! { "; by the lists the tags add up to " <Bytes text/> });
            view! { {counts} {size} ". " }
        });
        view! { {listed} "Being read: " <Bytes text=summary.stored/> " so far." }.into_any()
    } else {
        view! {
            "Stored " <b><Bytes text=summary.stored/></b> ", of which " <b><Bytes text=summary.exclusive/></b>
            " only here and " <Bytes text=summary.shared/> " shared with other repositories. Tags add up to "
            <Bytes text=summary.logical/> "."
        }.into_any()
    })
    };
    view! {
        <div>
            <nav class="crumbs" aria-label="Where this is"><a href=all>{registry.title}</a>" / "{before}</nav>
            <div class="title">
                <h1>{name.leaf().to_owned()}</h1>
                {dynamic(badges)}
                <div class="actions">
                    <LockButtons session repository=own targets=Signal::stored(vec![LockTarget::Repository])
                        only=Signal::derive(move || !is_locked.get())/>
                    <Export session/>
                    <ActionButton label="Delete repository…" class="danger-line" refusal=may_not on_press=delete/>
                </div>
            </div>
            <p class="answer">{dynamic(answer)}</p>
        </div>
        {dynamic(move || open.get().then(|| view! {
            <Deletion session choice=choice.clone() on_close=Callback::new(move |()| open.set(false))/>
        }))}
    }
}

#[component]
fn Gaps(summary: Summary) -> impl IntoView {
    if let Some(why) = summary.may_be_incomplete {
        return view! {
            <Notice tone=NoticeTone::Warning title="May be incomplete">
                {why} " Nothing here is called an orphan and nothing can be deleted until a scan finds the counts equal."
            </Notice>
        }
        .into_any();
    }
    view! {
        <Notice tone=NoticeTone::Warning title="Not read whole">
            {counted(summary.missing, "thing", "things")}
            " in this repository could not be read (the overview lists them). Nothing here is called an orphan and nothing can be deleted until a scan reads it whole: what is unread may need what would go."
        </Notice>
    }
    .into_any()
}

#[component]
fn Tabs(here: String, tab: Memo<Tab>, summary: Memo<Option<Summary>>) -> impl IntoView {
    let link = move |own: Tab, href: String, count: fn(&Summary) -> usize| {
        let number = move || {
            summary.with(|summary| summary.as_ref().map(|summary| grouped(count(summary) as u64)))
        };
        view! {
            <a role="tab" href=href aria-selected=move || (tab.get() == own).to_string()>
                {own.title()} " " <span class="count">{dynamic(number)}</span>
            </a>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label="Contents">
            {link(Tab::Tags, here.clone(), |summary| summary.tags)}
            {link(Tab::Manifests, format!("{here}?tab=manifests"), |summary| summary.manifests)}
        </div>
    }
}

/// A repository that the scan has not named: not yet, or there is none.
#[component]
fn Unknown(session: Session) -> impl IntoView {
    dynamic(move || {
        if session.scan.is_running() {
            view! { <Empty title="Looking for this repository…">"The scan has not come to it yet."</Empty> }.into_any()
        } else {
            view! {
                <Empty title="The registry does not list this repository">
                    <a href=paths::repositories(&session.slug())>"All repositories"</a>
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
        }
    }
}
