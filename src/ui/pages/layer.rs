//! The page of a layer: its facts, what keeps it, and every manifest that uses it. A config has the same page.

use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::model::Digest;
use plimsoll::present::{LAYER_USER_COLUMNS, LayerFacts, Row, layer_facts, layer_user_rows};

use crate::ui::address;
use crate::ui::browser;
use crate::ui::components::{
    Arranged, Bytes, CopyButton, DataTable, Empty, Links, badge, breakable, dynamic, text,
};
use crate::ui::memo::Memo;
use crate::ui::pages::query::table_query;
use crate::ui::paths;
use crate::ui::scan_job::ScanState;
use crate::ui::session::Session;
use crate::ui::signal::Signal;

#[component]
pub(crate) fn LayerPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let digest = address::layer();
    dynamic(move || match digest.get().parse::<Digest>() {
        Ok(digest) => view! { <Contents session digest/> }.into_any(),
        Err(_) => view! {
            <h1 class="visually-hidden">"No such layer"</h1>
            <Empty title="This is not a layer's address">
                <a href=paths::repositories(&session.slug())>"All repositories"</a>
            </Empty>
        }
        .into_any(),
    })
}

#[component]
fn Contents(session: Session, digest: Digest) -> impl IntoView {
    let registry = session.registry();
    let home = paths::overview(&registry.slug);
    let (full, short) = (digest.to_string(), digest.short());
    let which = digest.clone();
    let facts = Memo::new(move |_| {
        session
            .picture
            .read(|inventory, analysis| layer_facts(&which, inventory, analysis))
            .flatten()
    });
    let title =
        Memo::new(move |_| facts.with(|facts| facts.as_ref().map_or("Layer", |it| it.title)));
    let nouns = Memo::new(move |_| facts.with(|facts| facts.as_ref().map(|it| it.nouns)));
    let (hex, of) = (short.clone(), registry.title.clone());
    Effect::new(move |_| browser::set_title(&format!("{} {hex} · {of} · Plimsoll", title.get())));
    let keepers = move || facts.with(|facts| facts.as_ref().map(|facts| facts.keepers.clone()));
    let hex = short.clone();
    let heading = text(move || format!("{} {hex}", title.get()));
    let badges = move || facts.with(|facts| facts.as_ref()?.badge.clone().map(badge));
    let contents = move || match nouns.get() {
        Some(nouns) => view! {
            <FactsPanel session facts/>
            <Users session digest=digest.clone() nouns/>
        }
        .into_any(),
        None => view! { <Unknown session/> }.into_any(),
    };
    view! {
        <div>
            <nav class="crumbs" aria-label="Breadcrumbs"><a href=home>{registry.title}</a>" / "</nav>
            <div class="title"><h1>{heading}</h1>{dynamic(badges)}</div>
            <p class="digest">{full.clone()}<CopyButton text=full label=format!("Copy digest {short}")/></p>
            <p class="answer">{dynamic(keepers)}</p>
        </div>
        {dynamic(contents)}
    }
}

#[component]
fn FactsPanel(session: Session, facts: Memo<Option<LayerFacts>>) -> impl IntoView {
    let list = move || {
        facts.get().map(|facts| {
            let step = facts.step.map(|(step, repository, image)| {
                let href = paths::manifest(&session.slug(), &repository, &image);
                view! {
                    <div class="wide">
                        <dt>"Made by"</dt>
                        <dd><code>{step}</code></dd>
                        <dd class="small muted">"as the config of " <a href=href>{format!("{repository}@{}", image.short())}</a> " says"</dd>
                    </div>
                }
            });
            view! {
                <div><dt>"Size"</dt><dd class="large"><Bytes text=facts.size/></dd></div>
                {facts.copies.map(|copies| view! { <div><dt>"Kept"</dt><dd>{copies}</dd></div> })}
                <div><dt>"Used by"</dt><dd class="large">{facts.users}</dd></div>
                <div><dt>"Media type"</dt><dd><code>{breakable(&facts.media_type)}</code></dd></div>
                {step}
            }
        })
    };
    view! { <section class="panel" aria-label="Facts"><dl class="facts body">{dynamic(list)}</dl></section> }
}

/// The table of the manifests that use the layer.
#[component]
fn Users(
    session: Session,
    digest: Digest,
    /// One user, and many.
    nouns: (&'static str, &'static str),
) -> impl IntoView {
    let rows = Memo::new(move |_| {
        let does = session.identity.capabilities();
        let rows: Option<Vec<Row>> = session
            .picture
            .read(|inventory, analysis| layer_user_rows(&digest, inventory, analysis, &does));
        Arc::new(rows.unwrap_or_default())
    });
    let arranged =
        Arranged::new(LAYER_USER_COLUMNS, rows, "repository", table_query(), [None, None]);
    let slug = session.slug();
    let links: Links = Arc::new(move |target| paths::target(&slug, target));
    let filling = Signal::derive(move || session.scan.is_running());
    view! {
        <section class="panel" aria-label="Used by">
            <DataTable caption="Used by" columns=LAYER_USER_COLUMNS arranged nouns links filling
                empty=|| view! { <Empty title="Nothing uses it">""</Empty> }.into_any() heading="Used by"/>
        </section>
    }
}

/// The message for a layer that no image has: not read yet, or not there.
#[component]
fn Unknown(session: Session) -> impl IntoView {
    dynamic(move || {
        if session.scan.is_running() {
            return view! { <Empty title="Looking for this layer…">"The scan has not reached an image that uses it yet."</Empty> }.into_any();
        }
        let (title, why) = match session.scan.state.get() {
            ScanState::Complete => (
                "No image uses this layer",
                "Its last image may have been deleted. The registry may still keep its bytes until it cleans up. ",
            ),
            _ => (
                "No image that was read uses this layer",
                "An image that was not read may use it. ",
            ),
        };
        view! {
            <Empty title>{why} <a href=paths::repositories(&session.slug())>"All repositories"</a></Empty>
        }
        .into_any()
    })
}
