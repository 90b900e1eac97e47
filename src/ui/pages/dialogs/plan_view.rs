//! The parts around the list of a plan: the figures before and after it runs, and remarks.

use leptos::prelude::*;
use plimsoll::cleanup::{Aim, Plan};
use plimsoll::model::FreedRange;
use plimsoll::present::{
    BytesText, leftovers, plan_goes, plan_limit, plan_notes, plan_space, skipped_words, step_words,
    unasked_words,
};
use plimsoll::registry::bin::Keeps;

use crate::ui::components::{Bytes, Notice, NoticeTone, text};
use crate::ui::pages::choice::cannot_untag;
use crate::ui::session::Session;

/// The moment when space is free that waits in a bin first.
const IN_BIN: (&str, &str) = ("after the purge", "some days later");
/// The moment when space is free if this sign-in may not see whether there is a bin.
const PERHAPS_IN_BIN: (&str, &str) = ("automatically, or after the purge", "soft delete may be on");

/// The freed size, the counts, and how space is freed.
#[component]
pub(crate) fn PlanFacts(
    plan: Plan,
    /// Whether deleted manifests wait in a bin first.
    keeps: RwSignal<Keeps>,
) -> impl IntoView {
    let (count, more) = plan_goes(&plan);
    let verb = if plan.aim == Aim::Untag { "Untags" } else { "Deletes" };
    let limit = plan_limit(&plan).map(|text| view! { <p class="small muted">{text}</p> });
    let space = space(&plan, keeps);
    view! {
        <dl class="plan-facts">
            <div>
                <dt>"Frees"</dt>
                <dd class="large"><Bytes text=BytesText::of_freed(plan.freed)/></dd>
                <dd class="small"><Bytes text=BytesText::of_amount(plan.logical)/> " logical"</dd>
            </div>
            <div><dt>{verb}</dt><dd class="large">{count}</dd><dd class="small">{more}</dd></div>
            {space}
        </dl>
        {limit}
    }
}

/// The moment when the space is free.
fn space(plan: &Plan, keeps: RwSignal<Keeps>) -> impl IntoView + use<> {
    let space = plan_space(plan);
    let space = move || match keeps.get() {
        Keeps::No => space,
        Keeps::Yes => IN_BIN,
        Keeps::Unknown => PERHAPS_IN_BIN,
    };
    view! {
        <div><dt>"Space is freed"</dt><dd class="large">{text(move || space().0.to_owned())}</dd><dd class="small">{text(move || space().1.to_owned())}</dd></div>
    }
}

/// The figures after a run: what was deleted, and the bytes that this frees.
#[component]
pub(crate) fn EndFacts(
    /// The plan that was run.
    plan: Plan,
    /// The share that was done: `4 of 6`.
    count: String,
    /// The bytes that were freed, if they are known.
    freed: Option<FreedRange>,
    /// Whether deleted manifests wait in a bin first.
    keeps: RwSignal<Keeps>,
) -> impl IntoView {
    let ((_, nouns), verb) = step_words(&plan);
    let (first, rest) = verb.split_at(1);
    let verb = first.to_uppercase() + rest;
    // Untagging frees nothing.
    let freed = freed.filter(|_| plan.aim != Aim::Untag).map(BytesText::of_freed);
    let freed = freed.map(|text| {
        view! {
            <div><dt>"Frees"</dt><dd class="large"><Bytes text/></dd></div>
            {space(&plan, keeps)}
        }
    });
    view! {
        <dl class="plan-facts">
            <div><dt>{verb}</dt><dd class="large">{count}</dd><dd class="small">{nouns}</dd></div>
            {freed}
        </dl>
    }
}

/// Remarks on a plan: tags that nobody chose, what stays behind, and what was left out.
#[component]
pub(crate) fn PlanRemarks(session: Session, plan: Plan) -> impl IntoView {
    let notes = session.client().map(|client| {
        let endpoint = client.endpoint();
        plan_notes(&plan, endpoint.kind(), endpoint.capabilities())
    });
    let notes = notes.filter(|notes| !notes.is_empty()).map(|notes| {
        view! {
            <Notice tone=NoticeTone::Info title="This registry">
                <ul>{notes.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
            </Notice>
        }
    });
    let unasked = unasked_words(&plan, cannot_untag(session).is_none());
    let also = (!unasked.is_empty()).then(|| {
        view! {
            <Notice tone=NoticeTone::Warning title="Also deleted">
                <ul>{unasked.into_iter().map(|(tags, why)| view! { <li><b>{tags}</b> " " {why}</li> }).collect_view()}</ul>
            </Notice>
        }
    });
    let stays = leftovers(&plan);
    let stays = (!stays.is_empty()).then(|| {
        view! {
            <Notice tone=NoticeTone::Info title="Stays">
                <ul>{stays.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
            </Notice>
        }
    });
    let skipped: Vec<_> = plan.skipped.iter().map(skipped_words).collect();
    let skipped = (!skipped.is_empty()).then(|| view! {
        <Notice tone=NoticeTone::Warning title="Left out">
            <ul>{skipped.into_iter().map(|(name, why)| view! { <li><b>{name}</b> ": " {why}</li> }).collect_view()}</ul>
        </Notice>
    });
    view! { {also}{stays}{skipped}{notes} }
}
