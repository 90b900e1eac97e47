//! Deleting and untagging: the plan before, the progress during, the outcome after.

use leptos::prelude::*;
use plimsoll::cleanup::{Action, Along, Order, Plan, UntagWay};
use plimsoll::present::{plan_title, step_words};

use crate::ui::browser;
use crate::ui::components::{Dialog, dynamic};
use crate::ui::deletion_job::{DeletionJob, DeletionState};
use crate::ui::pages::bin_notice::BinNotice;
use crate::ui::pages::choice::Choice;
use crate::ui::pages::deletion_parts::{
    AlongChoice, Confirm, Offers, PlaceholderConsent, Progress,
};
use crate::ui::pages::plan_view::{PlanFacts, PlanList, PlanRemarks};
use crate::ui::session::Session;

/// Ids of the buttons that come up during and after a run.
const STOP: &str = "deletion-stop";
const CLOSE: &str = "deletion-close";

/// The dialog.
#[component]
pub(crate) fn Deletion(
    /// In which registry.
    session: Session,
    /// What to do.
    choice: Choice,
    /// Called when the dialog is closed.
    on_close: Callback<()>,
) -> impl IntoView {
    let job = DeletionJob::new();
    let along = RwSignal::new(Along::default());
    let agreed = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let closing = RwSignal::new(false);
    let host = session.registry().host;
    let place = choice.repository().map_or_else(|| host.clone(), |name| format!("{host}/{name}"));
    let is_planned = Memo::new(move |_| job.state.with(|state| *state == DeletionState::Planned));
    let is_running = Memo::new(move |_| job.state.with(|state| *state == DeletionState::Running));
    // Once it runs, the plan is what was confirmed, whatever the tables say meanwhile.
    let own = choice.clone();
    let plan = Memo::new(move |last: Option<&Option<Plan>>| {
        if is_planned.get() { own.plan(session, along.get()) } else { last.cloned().flatten() }
    });
    let offers = Memo::new(move |_| {
        let all = choice.plan(session, Along { children: true, referrers: true });
        let none = choice.plan(session, Along::default());
        Offers::between(none.as_ref(), all.as_ref())
    });
    let expected = Memo::new(move |_| {
        let has_steps = |plan: &&Plan| !plan.steps.is_empty();
        plan.with(|plan| plan.as_ref().filter(has_steps).and_then(Plan::confirmation))
    });
    let is_empty = Memo::new(move |_| {
        plan.with(|plan| plan.as_ref().is_none_or(|plan| plan.steps.is_empty()))
    });
    // Where nothing comes back, nothing waits.
    let waits_in_bin = Memo::new(move |_| {
        let frees = |plan: &Plan| plan.freed.at_most != Some(0);
        is_planned.get() && plan.with(|plan| plan.as_ref().is_some_and(frees))
    });
    let asks = Memo::new(move |_| plan.with(|plan| plan.as_ref().is_some_and(by_placeholder)));
    let words =
        Memo::new(move |_| plan.with(|plan| plan.as_ref().map(step_words)).unwrap_or_default());
    let may_run = move || {
        let is_typed = expected.with(|expected| {
            expected.as_ref().is_none_or(|text| typed.with(|typed| typed.trim() == text))
        });
        !is_empty.get() && is_typed && (!asks.get() || agreed.get())
    };
    let title = move || plan.with(|plan| plan.as_ref().map(plan_title));
    let run = move |_| {
        let order = plan.get_untracked().map(|plan| Order::confirm(plan, &typed.get_untracked()));
        if let Some(Ok(order)) = order {
            job.run(session, order);
        }
    };
    let close = move |_| closing.set(true);
    // The button that was pressed is gone: the focus goes on to the one that stands there now.
    Effect::new(move |_| {
        let next = match job.state.get() {
            DeletionState::Planned => return,
            DeletionState::Running => STOP,
            DeletionState::Ended { .. } => CLOSE,
        };
        request_animation_frame(move || browser::focus_by_id(next));
    });
    let buttons = move || {
        match job.state.get() {
        DeletionState::Planned if is_empty.get() => {
            view! { <button type="button" on:click=close>"Close"</button> }.into_any()
        }
        DeletionState::Planned => view! {
            <small>"Everything is read again right before it is changed."</small>
            <button type="button" on:click=close>"Cancel"</button>
            <button type="button" class="danger" disabled=move || !may_run() on:click=run>{title}</button>
        }
        .into_any(),
        DeletionState::Running => view! {
            <small>"Stopping lets the requests that are under way finish."</small>
            <button type="button" id=STOP on:click=move |_| job.cancel()>"Stop"</button>
        }
        .into_any(),
        DeletionState::Ended { .. } => {
            view! { <button type="button" id=CLOSE class="primary" on:click=close>"Close"</button> }.into_any()
        }
    }
    };
    view! {
        <Dialog labelled_by="deletion" may_close=Signal::derive(move || !is_running.get()) on_close closing>
            <div class="body">
                <div>
                    <h1 id="deletion">{title}</h1>
                    <p class="muted">"from " <b>{place}</b></p>
                </div>
                {dynamic(move || plan.get().filter(|_| !is_empty.get()).map(|plan| view! { <PlanFacts plan/> }))}
                {dynamic(move || waits_in_bin.get().then(|| view! { <BinNotice session/> }))}
                {dynamic(move || is_planned.get().then(|| view! { <AlongChoice offers along/> }))}
                <PlanList plan ends=job.ends/>
                {dynamic(move || is_planned.get().then(|| plan.get().map(|plan| view! { <PlanRemarks session plan/> })))}
                {dynamic(move || (is_planned.get() && asks.get()).then(|| view! { <PlaceholderConsent agreed/> }))}
                {dynamic(move || is_planned.get().then(|| view! { <Confirm expected typed/> }))}
                <Progress job session words/>
            </div>
            <footer>{dynamic(buttons)}</footer>
        </Dialog>
    }
}

/// Whether it takes tags off in a way that nobody gets unasked.
fn by_placeholder(plan: &Plan) -> bool {
    plan.steps.iter().any(|step| {
        matches!(&step.action, Action::Untag(untagging) if untagging.way == UntagWay::Placeholder)
    })
}
