//! The dialog that deletes and untags: the plan before, the progress during, the ending after.

use leptos::prelude::*;
use plimsoll::cleanup::{Along, Order, Plan, Step};
use plimsoll::model::FreedRange;
use plimsoll::present::{confirm_words, plan_title, run_title, step_words};
use plimsoll::registry::bin::Keeps;

use crate::ui::components::dynamic;
use crate::ui::job::{DeletionJob, Stage};
use crate::ui::memo::Memo;
use crate::ui::pages::choice::Choice;
use crate::ui::pages::dialogs::bin_notice::BinNotice;
use crate::ui::pages::dialogs::deletion_parts::{AlongChoice, Confirm, Offers, PlaceholderConsent};
use crate::ui::pages::dialogs::job_dialog::{Begin, JobDialog};
use crate::ui::pages::dialogs::plan_list::PlanList;
use crate::ui::pages::dialogs::plan_view::{EndFacts, PlanFacts, PlanRemarks};
use crate::ui::session::Session;
use crate::ui::signal::{RwSignal, Signal};

#[component]
pub(crate) fn Deletion(
    session: Session,
    choice: Choice,
    /// Called when the dialog is closed.
    on_close: Callback<()>,
) -> impl IntoView {
    let deletion = DeletionJob::new();
    let DeletionJob { job, sum } = deletion;
    let along = RwSignal::new(untrack(|| Along::by_default(&session.identity.capabilities())));
    let agreed = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let place = choice.repository().cloned();
    let note = match choice {
        Choice::Untag(..) => "Each tag is checked again just before it is untagged.",
        _ => "Each item is checked again just before it is deleted.",
    };
    let is_planned = Memo::new(move |_| job.is_planned());
    // The plan that was confirmed stays as it is while it runs, although the tables change.
    let own = choice.clone();
    let plan = Memo::new(move |last: Option<&Option<Plan>>| {
        if is_planned.get() { own.plan(session, along.get()) } else { last.cloned().flatten() }
    });
    let offers = Memo::new(move |last: Option<&Offers>| match is_planned.get() {
        true => {
            let plan_for = |wanted| match along.get_untracked() == wanted {
                true => plan.get_untracked(),
                false => choice.plan(session, wanted),
            };
            Offers::of(plan_for, || along.get())
        }
        false => last.cloned().unwrap_or_default(),
    });
    let expected = Memo::new(move |_| plan.with(|plan| plan.as_ref().and_then(confirm_words)));
    let is_empty = Memo::new(move |_| {
        plan.with(|plan| plan.as_ref().is_none_or(|plan| plan.steps.is_empty()))
    });
    // A deletion that frees nothing has nothing that waits in the bin.
    let waits_in_bin = Memo::new(move |_| {
        let frees = |plan: &Plan| plan.freed != FreedRange::exact(0);
        is_planned.get() && plan.with(|plan| plan.as_ref().is_some_and(frees))
    });
    let keeps = RwSignal::new(Keeps::No);
    let asks = Memo::new(move |_| plan.with(|plan| plan.as_ref().is_some_and(by_placeholder)));
    let words =
        Memo::new(move |_| plan.with(|plan| plan.as_ref().map(step_words)).unwrap_or_default());
    let may = Signal::derive(move || {
        let is_typed = expected.with(|expected| {
            expected.as_ref().is_none_or(|own| typed.with(|typed| typed.trim() == own.text))
        });
        !is_empty.get() && is_typed && (!asks.get() || agreed.get())
    });
    let run = Callback::new(move |()| {
        let order = plan.get_untracked().map(|plan| Order::confirm(plan, &typed.get_untracked()));
        if let Some(Ok(order)) = order {
            deletion.run(session, order, keeps.get_untracked());
        }
    });
    let end = Memo::new(move |_| sum.get().filter(|_| job.stage() == Stage::Ended));
    let begin = Begin {
        title: Signal::derive(move || {
            let title = |plan: &Plan| {
                end.with(|end| match end {
                    Some(sum) => run_title(plan, &sum.words),
                    None => plan_title(plan),
                })
            };
            plan.with(|plan| plan.as_ref().map(title)).unwrap_or_default()
        }),
        class: "danger",
        note,
        is_any: Signal::derive(move || !is_empty.get()),
        may,
        run,
    };
    // The planned figures stand here until the real ones are known.
    let facts = move || {
        let plan = plan.get().filter(|_| !is_empty.get())?;
        Some(match end.get() {
            Some(sum) => {
                view! { <EndFacts plan count=sum.words.count freed=sum.freed keeps/> }.into_any()
            }
            None => view! { <PlanFacts plan keeps/> }.into_any(),
        })
    };
    let asks = view! {
        {dynamic(move || (is_planned.get() && asks.get()).then(|| view! { <PlaceholderConsent agreed/> }))}
        {dynamic(move || is_planned.get().then(|| view! { <Confirm expected typed/> }))}
    };
    view! {
        <JobDialog job session place=("from", place) begin label="Deletion" nouns=Signal::derive(move || words.get().0)
            ending=Signal::derive(move || end.get().map(|sum| sum.words.ending)) on_close asks=asks.into_any()>
            {dynamic(facts)}
            {dynamic(move || waits_in_bin.get().then(|| view! { <BinNotice session keeps/> }))}
            {dynamic(move || is_planned.get().then(|| view! { <AlongChoice session offers along/> }))}
            <PlanList plan ledger=job.ledger is_planned/>
            {dynamic(move || is_planned.get().then(|| plan.get().map(|plan| view! { <PlanRemarks session plan/> })))}
        </JobDialog>
    }
}

/// Whether the plan untags by way of a placeholder, to which the user has to agree.
fn by_placeholder(plan: &Plan) -> bool {
    plan.steps.iter().any(Step::is_by_placeholder)
}
