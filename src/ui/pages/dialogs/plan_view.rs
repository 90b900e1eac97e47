//! Around the list of a plan: what it frees and when, what stays, and what it came to.

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

/// When space comes back that waits in a bin first.
const IN_BIN: (&str, &str) = ("after the purge", "some days later");
/// When it comes back where nobody may know whether it waits.
const PERHAPS_IN_BIN: (&str, &str) = ("automatically, or after the purge", "soft delete may be on");

/// The freed size, the counts, and how space is freed.
#[component]
pub(crate) fn PlanFacts(
    /// The plan.
    plan: Plan,
    /// Whether what goes waits in a bin first.
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

/// When the space comes back.
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

/// What went, once it has ended, and what that frees.
#[component]
pub(crate) fn EndFacts(
    /// The plan that was run.
    plan: Plan,
    /// What was done, of how much: `4 of 6`.
    count: String,
    /// What that frees, where it is known.
    freed: Option<FreedRange>,
    /// Whether what went waits in a bin first.
    keeps: RwSignal<Keeps>,
) -> impl IntoView {
    let ((_, nouns), verb) = step_words(&plan);
    let (first, rest) = verb.split_at(1);
    let verb = first.to_uppercase() + rest;
    // Untagging frees nothing, however it ended.
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

/// Tags that go unasked, what stays behind, and what was chosen and stays.
#[component]
pub(crate) fn PlanRemarks(
    /// In which registry.
    session: Session,
    /// The plan.
    plan: Plan,
) -> impl IntoView {
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
