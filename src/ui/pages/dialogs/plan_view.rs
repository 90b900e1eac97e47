//! The parts around the list of a plan: the figures before and after it runs, and remarks.

use leptos::prelude::*;
use plimsoll::cleanup::{Aim, Plan};
use plimsoll::model::FreedRange;
use plimsoll::present::{
    BytesText, WayOn, leftovers, plan_goes, plan_limit, plan_notes, plan_space, skipped_words,
    step_words, unasked_words, ways_on,
};
use plimsoll::registry::bin::Keeps;

use crate::ui::components::{Bytes, Notice, NoticeTone, text};
use crate::ui::pages::choice::{Choice, cannot_untag};
use crate::ui::paths;
use crate::ui::request::{Dialogs, Request};
use crate::ui::session::Session;
use crate::ui::signal::RwSignal;

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
    let left_out = |skipped| {
        let (name, why) = skipped_words(skipped);
        let ways = ways_on(skipped).into_iter().map(|(way, words)| way_on(session, way, words));
        view! { <li><b>{name}</b> ": " {why} {ways.collect_view()}</li> }
    };
    let skipped: Vec<_> = plan.skipped.iter().map(left_out).collect();
    let skipped = (!skipped.is_empty()).then(|| {
        view! {
            <Notice tone=NoticeTone::Warning title="Left out"><ul>{skipped}</ul></Notice>
        }
    });
    view! { {also}{stays}{skipped}{notes} }
}

/// A way on: a link, or a button that opens another plan in place of this one.
fn way_on(session: Session, way: WayOn, words: &'static str) -> AnyView {
    let slug = session.slug();
    let link = |href: String| view! { " " <a href=href>{words}</a> }.into_any();
    let choice = match way {
        WayOn::Manifest(name, digest) => return link(paths::manifest(&slug, &name, &digest)),
        WayOn::Repository(name) => return link(paths::repository(&slug, &name)),
        WayOn::Locked { repository, manifests } => {
            return link(paths::locked(&slug, &repository, manifests));
        }
        WayOn::DeleteRest(name) => untrack(|| Choice::all_of(session, &name)),
        WayOn::Untag(name, tag) => {
            let can = untrack(|| cannot_untag(session)).is_none();
            can.then(|| Choice::Untag(name, vec![tag]))
        }
    };
    let dialogs = Dialogs::here();
    let button = choice.map(|choice| {
        let open = move |_| dialogs.open(Request::Delete(choice.clone()));
        view! { " " <button type="button" class="link" on:click=open>{words}</button> }
    });
    button.into_any()
}
