//! The page of a manifest: its heading, its layers, and the buttons that change it.

use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::model::order::set_of;
use plimsoll::model::{Digest, RepositoryName, TagName};
use plimsoll::present::{LAYER_COLUMNS, attribute_badges, grouped, layer_rows};
use plimsoll::registry::LockTarget;
use plimsoll::storage::Role;

use crate::ui::address;
use crate::ui::browser;
use crate::ui::components::{
    ActionButton, Arranged, CopyButton, DataTable, Empty, Links, badge, breakable, dynamic,
};
use crate::ui::memo::Memo;
use crate::ui::pages::choice::{Choice, cannot_untag};
use crate::ui::pages::lock_buttons::LockButtons;
use crate::ui::pages::manifest::facts::{Facts, FactsPanel, PullCommand, facts_of};
use crate::ui::pages::manifest::parts::{
    BasesInCommon, RawManifest, Relations, Steps, Unasked, Why,
};
use crate::ui::pages::query::{query_of, table_query};
use crate::ui::pages::repository::head::UNKNOWN;
use crate::ui::paths::{self, TAG};
use crate::ui::request::{Dialogs, Request};
use crate::ui::session::Session;
use crate::ui::signal::Signal;

#[component]
pub(crate) fn ManifestPage() -> impl IntoView {
    let (name, digest) = (address::repository(), address::digest());
    let session = expect_context::<Session>();
    let place = Memo::new(move |_| {
        let name: RepositoryName = name.get().parse().ok()?;
        let digest: Digest = digest.get().parse().ok()?;
        Some((name, digest))
    });
    dynamic(move || match place.get() {
        Some((name, digest)) => view! { <Contents name digest/> }.into_any(),
        None => view! {
            <h1 class="visually-hidden">"No such manifest"</h1>
            <Empty title="This is not a manifest's address">
                <a href=paths::repositories(&session.slug())>"All repositories"</a>
            </Empty>
        }
        .into_any(),
    })
}

#[component]
fn Contents(name: RepositoryName, digest: Digest) -> impl IntoView {
    let session = expect_context::<Session>();
    let (own, which) = (name.clone(), digest.clone());
    let facts = Memo::new(move |_| facts_of(session, &own, &which));
    let is_known = Memo::new(move |_| facts.with(Option::is_some));
    let has_layers = Memo::new(move |_| {
        facts.with(|facts| facts.as_ref().is_some_and(|facts| facts.has_layers))
    });
    // A tag that was moved or taken off meanwhile does not name this manifest.
    let asked = query_of(TAG);
    let tag = Memo::new(move |_| {
        let asked: TagName = asked.get()?.parse().ok()?;
        let is_on = |facts: &Facts| facts.tags.contains(&asked);
        facts.with(|facts| facts.as_ref().is_none_or(is_on)).then(|| asked.to_string())
    });
    let (own, which) = (name.clone(), digest.clone());
    let contents = move || {
        if !is_known.get() {
            return view! { <Unknown session name=own.clone()/> }.into_any();
        }
        let (name, digest) = (own.clone(), which.clone());
        view! {
            <FactsPanel facts/>
            <PullCommand session name=name.clone() digest=digest.clone() facts tag/>
            <Unasked session name=name.clone() digest=digest.clone()/>
            <Relations session name=name.clone() digest=digest.clone()/>
            {dynamic(move || has_layers.get().then(|| view! { <Layers session name=name.clone() digest=digest.clone()/> }))}
            <BasesInCommon session name=own.clone() digest=which.clone()/>
            <Steps session name=own.clone() digest=which.clone()/>
            <RawManifest session name=own.clone() digest=which.clone()/>
        }
        .into_any()
    };
    view! { <Head session name digest facts tag/>{dynamic(contents)} }
}

/// The tag that the page was opened by, or the digest; the other tags, and the buttons that lock, untag and delete.
#[component]
fn Head(
    session: Session,
    name: RepositoryName,
    digest: Digest,
    facts: Memo<Option<Facts>>,
    /// The tag by which the page was opened.
    tag: Memo<Option<String>>,
) -> impl IntoView {
    let registry = session.registry();
    let dialogs = Dialogs::here();
    let home = paths::overview(&registry.slug);
    let up = paths::repository(&registry.slug, &name);
    let (full, short) = (digest.to_string(), digest.short());
    let (own, hex) = (name.clone(), short.clone());
    Effect::new(move |_| {
        let tag = tag.get().unwrap_or_else(|| hex.clone());
        browser::set_title(&format!("{tag} · {own} · Plimsoll"));
    });
    let (own, hex) = (name.clone(), short.clone());
    let heading = {
        let full = full.clone();
        move || match tag.get() {
            Some(tag) => {
                let whole = format!("{own}:{tag}");
                view! { <h1 title=whole.clone()>{breakable(&whole)}</h1> }.into_any()
            }
            None => view! {
                <h1 class="mono-title" title=full.clone()>{hex.clone()}</h1>
                <CopyButton text=full.clone() label=format!("Copy digest {hex}")/>
            }
            .into_any(),
        }
    };
    let below = move || {
        tag.get().map(|_| {
            let (text, label) = (full.clone(), format!("Copy digest {short}"));
            view! { <p class="digest">{text.clone()}<CopyButton text label/></p> }
        })
    };
    let (own_name, which) = (name.clone(), digest.clone());
    let (place, lock) = (name.clone(), vec![LockTarget::Manifest(digest.clone())]);
    let is_locked = move || {
        facts.with(|facts| facts.as_ref().is_some_and(|facts| facts.attributes.is_locked()))
    };
    let own = name.clone();
    let delete = Callback::new(move |()| {
        let choice = Choice::manifests_of(own.clone(), set_of([digest.clone()]));
        dialogs.open(Request::Delete(choice));
    });
    let own = name.clone();
    let untag = Callback::new(move |()| {
        let tags = facts.with_untracked(|facts| facts.as_ref().map(|facts| facts.tags.clone()));
        if let Some(tags) = tags {
            dialogs.open(Request::Delete(Choice::Untag(own.clone(), tags)));
        }
    });
    let unknown = Signal::derive(move || facts.with(Option::is_none).then_some(UNKNOWN));
    let may_not = Signal::derive(move || session.refusal().or_else(|| unknown.get()));
    let may_not_untag = Signal::derive(move || {
        let has_tags =
            facts.with(|facts| facts.as_ref().is_some_and(|facts| !facts.tags.is_empty()));
        let untagged = || (!has_tags).then_some("It has no tag.");
        may_not.get().or_else(|| cannot_untag(session)).or_else(untagged)
    });
    let badges = move || {
        facts.get().map(|facts| {
        let others: Vec<String> = facts.tags.iter().map(ToString::to_string).filter(|own| tag.with(|tag| tag.as_ref() != Some(own))).collect();
        let more = others.len().saturating_sub(12);
        let tags = others.into_iter().take(12).map(|tag| view! { <span class="badge">{tag}</span> }).collect_view();
        view! {
            {tags}
            {(more > 0).then(|| view! { <span class="badge">{format!("and {} more", grouped(more as u64))}</span> })}
            {facts.tags.is_empty().then(|| view! { <span class="badge">"untagged"</span> })}
            {(facts.role == Role::Orphan).then(|| view! { <span class="badge warning">"orphan"</span> })}
            {attribute_badges("manifest", facts.attributes).into_iter().map(badge).collect_view()}
        }
    })
    };
    view! {
        <div>
            <nav class="crumbs" aria-label="Breadcrumbs">
                <a href=home>{registry.title}</a>" / "<a href=up>{name.to_string()}</a>" / "
            </nav>
            <div class="title">
                {dynamic(heading)}
                {dynamic(badges)}
                <div class="actions">
                    <LockButtons session repository=place targets=Signal::stored(lock) is_locked=Signal::derive(is_locked) refusal=unknown/>
                    <ActionButton label="Untag…" class="" refusal=may_not_untag on_press=untag/>
                    <ActionButton label="Delete…" class="danger-line" refusal=may_not on_press=delete/>
                </div>
            </div>
            {dynamic(below)}
            <Why session name=own_name digest=which/>
        </div>
    }
}

#[component]
fn Layers(session: Session, name: RepositoryName, digest: Digest) -> impl IntoView {
    let rows = Memo::new(move |_| {
        Arc::new(
            session
                .picture
                .read(|inventory, analysis| {
                    let record = inventory.repositories.get(&name)?.manifests.get(&digest)?;
                    Some(layer_rows(record, analysis))
                })
                .flatten()
                .unwrap_or_default(),
        )
    });
    let arranged = Arranged::new(LAYER_COLUMNS, rows, "layer", table_query(), [None, None]);
    let slug = session.slug();
    let links: Links = Arc::new(move |target| paths::target(&slug, target));
    view! {
        <section class="panel" aria-label="Layers">
            <DataTable caption="Layers" columns=LAYER_COLUMNS arranged nouns=("layer", "layers") links filling=Signal::stored(false)
                empty=|| view! { <Empty title="No layers">""</Empty> }.into_any() heading="Layers"/>
        </section>
    }
}

/// The message for a manifest that is not in the picture: not read yet, or not there.
#[component]
fn Unknown(session: Session, name: RepositoryName) -> impl IntoView {
    dynamic(move || {
        if session.scan.is_running() {
            view! { <Empty title="Looking for this manifest…">"The scan has not reached it yet."</Empty> }.into_any()
        } else {
            let up = paths::repository(&session.slug(), &name);
            view! {
                <Empty title="The registry does not show this manifest">
                    "It was deleted, or has no tag. " <a href=up>"To its repository"</a>
                </Empty>
            }
            .into_any()
        }
    })
}
