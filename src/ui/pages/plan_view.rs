//! Draws a plan: what goes, what comes back, what stays.

use leptos::prelude::*;
use plimsoll::cleanup::{Plan, StepEnd};
use plimsoll::present::{
    BytesText, PlanLine, leftovers, plan_goes, plan_limit, plan_lines, plan_notes, plan_space,
    skipped_words, step_words, unasked_tags,
};
use plimsoll::registry::bin::Keeps;

use crate::ui::components::{Bytes, DigestText, Notice, NoticeTone, dynamic, text};
use crate::ui::pages::job_dialog::AS_ABOVE;
use crate::ui::session::Session;

/// When space comes back that waits in a bin first.
const IN_BIN: (&str, &str) = ("after the purge", "until then what goes can be restored");
/// When it comes back where nobody may know whether it waits.
const PERHAPS_IN_BIN: (&str, &str) =
    ("by itself, or after a purge", "whether what goes waits in a bin first could not be seen");

/// Frees, goes, comes back.
#[component]
pub(crate) fn PlanFacts(
    /// The plan.
    plan: Plan,
    /// Whether what goes waits in a bin first.
    keeps: RwSignal<Keeps>,
) -> impl IntoView {
    let (tags, digests) = plan_goes(&plan);
    let limit = plan_limit(&plan).map(|text| view! { <p class="small muted">{text}</p> });
    let space = plan_space(&plan);
    let space = move || match keeps.get() {
        Keeps::No => space,
        Keeps::Yes => IN_BIN,
        Keeps::Unknown => PERHAPS_IN_BIN,
    };
    view! {
        <dl class="plan-facts">
            <div>
                <dt>"Frees"</dt>
                <dd class="large"><Bytes text=BytesText::of_freed(plan.freed)/></dd>
                <dd class="small"><Bytes text=BytesText::of_amount(plan.logical)/> " logical"</dd>
            </div>
            <div><dt>"Goes"</dt><dd class="large">{tags}</dd><dd class="small">{digests}</dd></div>
            <div><dt>"Space comes back"</dt><dd class="large">{text(move || space().0.to_owned())}</dd><dd class="small">{text(move || space().1.to_owned())}</dd></div>
        </dl>
        {limit}
    }
}

/// Every manifest that goes, by its digest and its tags; while it runs, how each ended.
#[component]
pub(crate) fn PlanList(
    /// The plan.
    plan: Memo<Option<Plan>>,
    /// How each step ended.
    ends: RwSignal<Vec<Option<StepEnd>>>,
) -> impl IntoView {
    let lines =
        Memo::new(move |_| plan.with(|plan| plan.as_ref().map(plan_lines).unwrap_or_default()));
    let verb = Memo::new(move |_| {
        plan.with(|plan| plan.as_ref().map(|plan| step_words(plan).1)).unwrap_or_default()
    });
    let line = move |(line, before): (PlanLine, Option<usize>)| {
        let step = line.step;
        // A reason that many share is told by the first of them.
        let why = move || {
            ends.with(|ends| {
                let why = |step: usize| ends.get(step)?.as_ref()?.why();
                let own = why(step)?;
                let is_same = before.and_then(why) == Some(own);
                Some(if is_same { AS_ABOVE } else { own }.to_owned())
            })
        };
        let end = Memo::new(move |_| ends.with(|ends| ends.get(step).cloned().flatten()));
        let names = if line.tags.is_empty() {
            view! { <span class="muted">{format!("untagged {}", line.kind)}</span> }.into_any()
        } else {
            view! { <b>{line.tags.join(", ")}</b> }.into_any()
        };
        let remarks = line
            .remarks
            .into_iter()
            .map(|text| view! { <span class="why">{text}</span> })
            .collect_view();
        let content = line.content;
        view! {
            <li>
                {line.digest.map(|digest| view! { <DigestText digest/> })}
                <span class="names">{names}</span>
                {dynamic(move || match end.get() {
                    None => view! { <Bytes text=content.clone()/> }.into_any(),
                    Some(end) => ended(&end, verb.get()),
                })}
                {remarks}
                {dynamic(move || why().map(|why| view! { <span class="why">{why}</span> }))}
            </li>
        }
    };
    dynamic(move || {
        let lines = lines.get();
        let before: Vec<_> =
            std::iter::once(None).chain(lines.iter().map(|line| Some(line.step))).collect();
        (!lines.is_empty()).then(|| view! {
            <ul class="goes" aria-label="What goes" tabindex="0">{lines.into_iter().zip(before).map(line).collect_view()}</ul>
        })
    })
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
    let unasked = unasked_tags(&plan);
    let also = (!unasked.is_empty()).then(|| {
        let (verb, points, them) =
            if unasked.len() == 1 { ("was", "points", "it") } else { ("were", "point", "them") };
        view! {
            <Notice tone=NoticeTone::Warning title="Also goes">
                <b>{unasked.join(", ")}</b>
                {format!(" {verb} not chosen, but {points} to a digest that goes. A digest cannot be deleted without every tag on it; to keep {them}, leave that digest out.")}
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

fn ended(end: &StepEnd, verb: &'static str) -> AnyView {
    let (class, word) = match end {
        StepEnd::Done => ("result done", verb),
        StepEnd::Differs(_) => ("result failed", verb),
        StepEnd::AlreadyGone => ("result done", "was already gone"),
        StepEnd::Refused(_) => ("result failed", "left alone"),
        StepEnd::Failed(_) => ("result failed", "failed"),
        StepEnd::NotReached(_) => ("result", "not reached"),
    };
    view! { <span class=class>{word}</span> }.into_any()
}
