//! The page "Compare": what changed since a saved report, and the history of the registry's totals.

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
    // A report of another registry is compared only if the user wants that.
    let wanted = RwSignal::new(None::<Arc<Opened>>);
    let shown = Memo::new(move |_| {
        open.get().filter(|opened| !opened.is_foreign || wanted.get().as_ref() == Some(opened))
    });
    let difference: Whole = Memo::new(move |_| {
        let opened = shown.get()?;
        session.picture.read(|inventory, analysis| {
            Arc::new(Difference::of(&opened.report, inventory, analysis))
        })
    });
    let words = Memo::new(move |_| {
        let (opened, difference) = shown.get().zip(difference.get())?;
        Some(compared_words(&opened.report, &difference, browser::now()))
    });
    let question = move || {
        let opened = open.get().filter(|_| shown.with(Option::is_none))?;
        Some(foreign(session.registry().host, opened, wanted))
    };
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
        <div>
            <nav class="crumbs" aria-label="Breadcrumbs"><a href=home>{registry.title}</a>" / "</nav>
            <div class="title"><h1>"Compare"</h1></div>
            <p class="answer">"What grew, what is new and what is gone since a report was saved, and the totals of earlier scans."</p>
        </div>
        <Opening session open/>
        {dynamic(question)}
        {dynamic(notes)}
        {dynamic(answer)}
        {dynamic(move || difference.get().map(figures))}
        <Tables session difference/>
    }
}

/// The question before a report of another registry is compared.
fn foreign(host: String, opened: Arc<Opened>, wanted: RwSignal<Option<Arc<Opened>>>) -> AnyView {
    let of = opened.report.host.clone();
    let want = move |_| wanted.set(Some(Arc::clone(&opened)));
    view! {
        <Notice tone=NoticeTone::Warning title="Another registry">
            "This is a report of " <b>{of}</b> ". This page shows " <b>{host}</b> ". "
            <button type="button" on:click=want>"Compare all the same"</button>
        </Notice>
    }
    .into_any()
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
    let bytes = |change: Change| BytesText { prefix: change.bound, ..BytesText::of(change.bytes) };
    let change = match difference.stored.change() {
        None => "not known".into_any(),
        Some(Change { bytes: 0, bound: "", .. }) => "none".into_any(),
        Some(change) => view! {
            <span class="bytes"><Bytes text=bytes(change)/>" "<span class="unit">{change.word()}</span></span>
        }
        .into_any(),
    };
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
