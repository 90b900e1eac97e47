//! The page "Compare": what changed since a saved report.

use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::present::{BytesText, Change, Compared, Difference, Side, compared_words};

use crate::ui::browser;
use crate::ui::components::{Bytes, Notice, NoticeTone, dynamic};
use crate::ui::memo::Memo;
use crate::ui::pages::compare::opening::{Opened, Opening, reopened};
use crate::ui::pages::compare::tables::{Tables, Whole};
use crate::ui::paths;
use crate::ui::session::Session;
use crate::ui::signal::RwSignal;

#[component]
pub(crate) fn ComparePage() -> impl IntoView {
    let session = expect_context::<Session>();
    let registry = session.registry();
    let home = paths::overview(&registry.slug);
    browser::set_title(&format!("Compare · {} · Plimsoll", registry.title));
    let open = reopened(session);
    let contents = move || {
        open.get().map(|opened| match opened.is_foreign {
            true => view! { <Foreign session opened/> }.into_any(),
            false => view! { <Comparison session opened/> }.into_any(),
        })
    };
    view! {
        <div>
            <nav class="crumbs" aria-label="Breadcrumbs"><a href=home>{registry.title}</a>" / "</nav>
            <div class="title"><h1>"Compare"</h1></div>
            <p class="answer">"What grew, what is new and what is gone since a report was saved."</p>
        </div>
        <Opening session open/>
        {dynamic(contents)}
    }
}

/// The question before a report of another registry is compared.
#[component]
fn Foreign(session: Session, opened: Arc<Opened>) -> impl IntoView {
    let is_wanted = RwSignal::new(false);
    let (host, of) = (session.registry().host, opened.report.host.clone());
    dynamic(move || match is_wanted.get() {
        true => view! { <Comparison session opened=Arc::clone(&opened)/> }.into_any(),
        false => {
            let (host, of) = (host.clone(), of.clone());
            view! {
                <Notice tone=NoticeTone::Warning title="Another registry">
                    "This is a report of " <b>{of}</b> ". This page shows " <b>{host}</b> ". "
                    <button type="button" on:click=move |_| is_wanted.set(true)>"Compare all the same"</button>
                </Notice>
            }
            .into_any()
        }
    })
}

#[component]
fn Comparison(session: Session, opened: Arc<Opened>) -> impl IntoView {
    let own = Arc::clone(&opened);
    let difference: Whole = Memo::new(move |_| {
        session
            .picture
            .read(|inventory, analysis| Arc::new(Difference::of(&own.report, inventory, analysis)))
    });
    let words = Memo::new(move |_| {
        difference.get().map(|all| compared_words(&opened.report, &all, browser::now()))
    });
    let notes = move || {
        let notes = words.get()?.notes.join(" ");
        (!notes.is_empty()).then(|| {
            view! { <Notice tone=NoticeTone::Warning title="An odd report">{notes}</Notice> }
        })
    };
    let answer = move || {
        let Compared { says, more, hedge, .. } = words.get()?;
        Some(view! {
            <p class="verdict" role="status">{says}</p>
            <p class="answer">{more}{(!hedge.is_empty()).then(|| format!(" {hedge}"))}</p>
        })
    };
    view! {
        {dynamic(notes)}
        {dynamic(answer)}
        {dynamic(move || difference.get().map(figures))}
        <Tables session difference/>
    }
}

/// The bytes of the whole registry then and now.
fn figures(difference: Arc<Difference>) -> AnyView {
    let side = |name, side| {
        let bytes = match side {
            Side::Known(amount) => BytesText::of_amount(amount),
            Side::Absent | Side::Unknown => BytesText::unknown(),
        };
        view! { <div><dt>{name}</dt><dd class="large"><Bytes text=bytes/></dd></div> }
    };
    let change = difference.stored.change();
    let bytes = |change: Change| BytesText { prefix: change.bound, ..BytesText::of(change.bytes) };
    let change = change.map(|change| {
        view! { <Bytes text=bytes(change)/>" "<span class="unit">{change.word()}</span> }.into_any()
    });
    let change = change.unwrap_or_else(|| "not known".into_any());
    view! {
        <section class="panel" aria-label="Stored">
            <dl class="facts body">
                {side("Stored then", difference.stored.then)}
                {side("Stored now", difference.stored.now)}
                <div><dt>"Change"</dt><dd class="large">{change}</dd></div>
            </dl>
        </section>
    }
    .into_any()
}
