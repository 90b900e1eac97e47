//! The page of a namespace: the figures of its repositories together, the namespaces in it, and its repositories.

use leptos::prelude::*;
use plimsoll::model::RepositoryName;
use plimsoll::present::{NamespaceFacts, NamespaceLine, grouped, namespace_facts};

use crate::ui::address;
use crate::ui::browser;
use crate::ui::components::{Bytes, Empty, MeterBar, dynamic};
use crate::ui::memo::Memo;
use crate::ui::pages::registry::export::Export;
use crate::ui::pages::registry::overview::figure;
use crate::ui::pages::registry::repositories::RepositoriesTable;
use crate::ui::paths;
use crate::ui::scan_job::ScanState;
use crate::ui::session::Session;

#[component]
pub(crate) fn NamespacePage() -> impl IntoView {
    let session = expect_context::<Session>();
    let name = address::namespace();
    dynamic(move || match name.get().trim_end_matches('/').parse::<RepositoryName>() {
        Ok(name) => view! { <Contents session name=name.to_string()/> }.into_any(),
        Err(_) => view! {
            <h1 class="visually-hidden">"No such namespace"</h1>
            <Empty title="This is not a namespace">
                <a href=paths::repositories(&session.slug())>"All repositories"</a>
            </Empty>
        }
        .into_any(),
    })
}

#[component]
fn Contents(
    session: Session,
    /// The name without the slash at its end: `team/web`.
    name: String,
) -> impl IntoView {
    let registry = session.registry();
    let whole = format!("{name}/");
    browser::set_title(&format!("{whole} · {} · Plimsoll", registry.title));
    let sought = whole.clone();
    let facts = Memo::new(move |_| {
        let read = |all: &_, analysis: &_| namespace_facts(&sought, all, analysis);
        session.picture.read(read).flatten()
    });
    let is_known = Memo::new(move |_| facts.with(Option::is_some));
    let slug = registry.slug.clone();
    let (images, map) = (paths::images_in(&slug, &name), paths::map(&slug, &whole));
    let counts = move || {
        facts.get().map(|NamespaceFacts { counts, hedge, .. }| {
            view! {
                {counts} " " {hedge} " "
                <a href=images.clone()>"Images in it"</a> " · " <a href=map.clone()>"On the map"</a>
            }
        })
    };
    let own = name.clone();
    let figures = move || facts.get().map(|facts| figures(&slug, &own, facts));
    let slug = registry.slug.clone();
    let inside = move || {
        let inside = facts.get()?.inside;
        (!inside.is_empty()).then(|| lines(&slug, inside))
    };
    let table = whole.clone();
    let contents = move || match is_known.get() {
        true => view! { <RepositoriesTable session within=table.clone()/> }.into_any(),
        false => view! { <Unknown session name=table.clone()/> }.into_any(),
    };
    let (above, leaf) = name.rsplit_once('/').map_or(("", &*name), |(above, leaf)| (above, leaf));
    let heading = format!("{leaf}/");
    view! {
        <div>
            <nav class="crumbs" aria-label="Breadcrumbs">
                <a href=paths::overview(&registry.slug)>{registry.title}</a>" / "
                {ways(&registry.slug, above)}
            </nav>
            <div class="title">
                <h1>{heading}</h1>
                <div class="actions"><Export session/></div>
            </div>
            <p class="answer">{dynamic(counts)}</p>
        </div>
        {dynamic(figures)}
        {dynamic(inside)}
        {dynamic(contents)}
    }
}

/// A link to each namespace of `team/web`: `team / web / `.
fn ways(slug: &str, name: &str) -> Vec<AnyView> {
    let ends = name.match_indices('/').map(|(end, _)| end).chain([name.len()]);
    let mut from = 0;
    let way = |end| {
        let word = name[from..end].to_owned();
        from = end + 1;
        let href = paths::namespace(slug, &name[..end]);
        view! { <a href=href>{word}</a> " / " }.into_any()
    };
    if name.is_empty() { Vec::new() } else { ends.map(way).collect() }
}

fn figures(slug: &str, name: &str, facts: NamespaceFacts) -> AnyView {
    let review = (facts.orphans > 0).then(|| {
        let href = format!("{}&{}=1", paths::images_in(slug, name), paths::ORPHANS);
        view! { " " <a href=href>"Review them"</a> }.into_any()
    });
    let [stored, only_here, shared, reclaimable] = facts.figures;
    view! {
        <dl class="figures">
            {figure(stored, None)} {figure(only_here, None)} {figure(shared, None)} {figure(reclaimable, review)}
        </dl>
    }
    .into_any()
}

/// The table of the namespaces inside.
fn lines(slug: &str, inside: Vec<NamespaceLine>) -> AnyView {
    let row = |line: NamespaceLine| {
        let href = paths::namespace(slug, line.whole.trim_end_matches('/'));
        view! {
            <tr>
                <th scope="row"><a href=href>{line.name}</a></th>
                <td class="number wide">{grouped(line.repositories as u64)}</td>
                <td class="bar wide"><MeterBar meter=line.meter/></td>
                <td class="number"><Bytes text=line.stored/></td>
                <td class="number"><Bytes text=line.only_here/></td>
            </tr>
        }
    };
    view! {
        <section class="panel" aria-label="Namespaces">
            <header><h2>"Namespaces"</h2></header>
            <table class="split">
                <caption class="visually-hidden">"Namespaces"</caption>
                <thead><tr>
                    <th scope="col">"Namespace"</th>
                    <th scope="col" class="number wide">"Repositories"</th>
                    <th scope="col" class="wide">"Only here · shared"</th>
                    <th scope="col" class="number">"Stored"</th>
                    <th scope="col" class="number">"Only here"</th>
                </tr></thead>
                <tbody>{inside.into_iter().map(row).collect_view()}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// The message for a namespace without repositories: not read yet, or not there.
#[component]
fn Unknown(session: Session, name: String) -> impl IntoView {
    dynamic(move || {
        let title = match session.scan.state.get() {
            ScanState::Running | ScanState::Idle => format!("Looking for repositories in {name}…"),
            ScanState::Complete => format!("The registry lists no repository in {name}"),
            _ => format!("No repository in {name} was read"),
        };
        let all = paths::repositories(&session.slug());
        view! { <Empty title=title><a href=all>"All repositories"</a></Empty> }
    })
}
