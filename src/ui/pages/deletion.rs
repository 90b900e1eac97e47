//! Deleting: the plan before, the progress during, the outcome after.

use std::collections::BTreeSet;

use leptos::prelude::*;
use plimsoll::cleanup::{Along, Order, Plan, Target};
use plimsoll::model::{Digest, RepositoryName, TagName};
use plimsoll::present::{counted, plan_title};

use crate::ui::browser;
use crate::ui::components::{Dialog, Notice, NoticeTone, dynamic, text};
use crate::ui::deletion_job::{DeletionJob, DeletionState};
use crate::ui::pages::bin_notice::BinNotice;
use crate::ui::pages::plan_view::{PlanFacts, PlanList, PlanRemarks};
use crate::ui::session::Session;

/// Ids of the buttons that come up during and after a run.
const STOP: &str = "deletion-stop";
const CLOSE: &str = "deletion-close";

/// What the user chose.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choice {
    /// Where.
    pub(crate) repository: RepositoryName,
    /// Which manifests.
    pub(crate) digests: BTreeSet<Digest>,
    /// Which tags, where tags were chosen rather than manifests.
    pub(crate) tags: Option<Vec<TagName>>,
}

/// The dialog.
#[component]
pub(crate) fn Deletion(
    /// In which registry.
    session: Session,
    /// What to delete.
    choice: Choice,
    /// Called when the dialog is closed.
    on_close: Callback<()>,
) -> impl IntoView {
    let job = DeletionJob::new();
    let along = RwSignal::new(Along::default());
    let typed = RwSignal::new(String::new());
    let closing = RwSignal::new(false);
    let place = format!("{}/{}", session.registry().host, choice.repository);
    let is_planned = Memo::new(move |_| job.state.with(|state| *state == DeletionState::Planned));
    let is_running = Memo::new(move |_| job.state.with(|state| *state == DeletionState::Running));
    // Once it runs, the plan is what was confirmed, whatever the tables say meanwhile.
    let own = choice.clone();
    let plan = Memo::new(move |last: Option<&Option<Plan>>| {
        if is_planned.get() { plan_of(session, &own, along.get()) } else { last.cloned().flatten() }
    });
    let offers = Memo::new(move |_| {
        let all = plan_of(session, &choice, Along { children: true, referrers: true });
        let none = plan_of(session, &choice, Along::default());
        Offers::between(none.as_ref(), all.as_ref())
    });
    let expected = Memo::new(move |_| plan.with(|plan| plan.as_ref().and_then(Plan::confirmation)));
    let may_run = move || {
        plan.with(|plan| plan.as_ref().is_some_and(|plan| !plan.steps.is_empty()))
            && expected.with(|expected| {
                expected.as_ref().is_none_or(|text| typed.with(|typed| typed.trim() == text))
            })
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
        DeletionState::Planned => view! {
            <small>"Every digest is read again right before it is deleted."</small>
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
                {dynamic(move || plan.get().map(|plan| view! { <PlanFacts plan/> }))}
                {dynamic(move || is_planned.get().then(|| view! { <BinNotice session/> }))}
                {dynamic(move || is_planned.get().then(|| view! { <AlongChoice offers along/> }))}
                <PlanList plan ends=job.ends/>
                {dynamic(move || is_planned.get().then(|| plan.get().map(|plan| view! { <PlanRemarks plan/> })))}
                {dynamic(move || is_planned.get().then(|| view! { <Confirm expected typed/> }))}
                <Progress job/>
            </div>
            <footer>{dynamic(buttons)}</footer>
        </Dialog>
    }
}

/// What could be taken along.
#[derive(Clone, Copy, PartialEq, Default)]
struct Offers {
    children: usize,
    referrers: usize,
}

impl Offers {
    fn between(none: Option<&Plan>, all: Option<&Plan>) -> Self {
        use plimsoll::cleanup::Why;
        let count = |plan: Option<&Plan>, is_kind: fn(&Why) -> bool| {
            plan.map_or(0, |plan| plan.steps.iter().filter(|step| is_kind(&step.why)).count())
        };
        let added = |is_kind| count(all, is_kind).saturating_sub(count(none, is_kind));
        Self {
            children: added(|why| matches!(why, Why::ChildOf(_))),
            referrers: added(|why| matches!(why, Why::ReferrerOf(_) | Why::AttachedTo(_))),
        }
    }
}

/// Children and referrers stay unless they are chosen along.
#[component]
fn AlongChoice(offers: Memo<Offers>, along: RwSignal<Along>) -> impl IntoView {
    let children = move || {
        let count = offers.get().children;
        (count > 0).then(|| view! {
            <label class="choice">
                <input type="checkbox" prop:checked=move || along.get().children
                    on:change=move |event| along.update(|along| along.children = event_target_checked(&event))/>
                <span>"Also delete " {counted(count, "platform manifest", "platform manifests")} " that nothing else needs"</span>
            </label>
        })
    };
    let referrers = move || {
        let count = offers.get().referrers;
        (count > 0).then(|| view! {
            <label class="choice">
                <input type="checkbox" prop:checked=move || along.get().referrers
                    on:change=move |event| along.update(|along| along.referrers = event_target_checked(&event))/>
                <span>"Also delete " {counted(count, "signature or referrer", "signatures and referrers")} " of what goes"</span>
            </label>
        })
    };
    let is_any = Memo::new(move |_| offers.get() != Offers::default());
    dynamic(move || {
        is_any
            .get()
            .then(|| view! { <fieldset aria-label="Take along">{children}{referrers}</fieldset> })
    })
}

/// For more than one manifest: type how many.
#[component]
fn Confirm(expected: Memo<Option<String>>, typed: RwSignal<String>) -> impl IntoView {
    dynamic(move || {
        expected.get().map(|expected| {
            view! {
                <label class="confirm">
                    <span>"Type " <b>{expected}</b> " to confirm"</span>
                    <input type="text" inputmode="numeric" autocomplete="off" prop:value=typed
                        on:input=move |event| typed.set(event_target_value(&event))/>
                </label>
            }
        })
    })
}

/// How far it is, and how it ended.
#[component]
fn Progress(job: DeletionJob) -> impl IntoView {
    let done = move || job.ends.with(|ends| ends.iter().flatten().count());
    let all = move || job.ends.with(Vec::len);
    dynamic(move || {
        match job.state.get() {
        DeletionState::Planned => ().into_any(),
        DeletionState::Running => view! {
            <div class="confirm">
                <progress aria-label="Deletion" max=all value=done></progress>
                <span role="status">{text(move || format!("{} of {}", done(), counted(all(), "manifest", "manifests")))}</span>
            </div>
        }
        .into_any(),
        DeletionState::Ended { gone, of, stopped } => {
            let all_gone = gone == of;
            let (tone, title) = if all_gone { (NoticeTone::Info, "Done") } else { (NoticeTone::Failed, "Not all") };
            let sum = if all_gone {
                format!("{} deleted.", counted(gone, "manifest", "manifests"))
            } else {
                format!("{gone} of {} deleted. The others are still there: each says why above.", counted(of, "manifest", "manifests"))
            };
            view! { <div role="status"><Notice tone title>{sum} " " {stopped}</Notice></div> }.into_any()
        }
    }
    })
}

fn plan_of(session: Session, choice: &Choice, along: Along) -> Option<Plan> {
    let capabilities = *session.client()?.endpoint().capabilities();
    session.with_known(|inventory, analysis| {
        let repository = inventory.repositories.get(&choice.repository);
        let chosen: Vec<Target> = choice
            .digests
            .iter()
            .map(|digest| {
                let on_it = |tag: &&TagName| {
                    repository.and_then(|repo| repo.tags.get(*tag)?.digest()) == Some(digest)
                };
                // A manifest that was chosen itself was chosen with all its tags.
                let tags = match (&choice.tags, repository) {
                    (Some(tags), _) => tags.iter().filter(on_it).cloned().collect(),
                    (None, Some(repository)) => repository.tags_of(digest).cloned().collect(),
                    (None, None) => Vec::new(),
                };
                Target { repository: choice.repository.clone(), digest: digest.clone(), tags }
            })
            .collect();
        Plan::delete_manifests(inventory, analysis, &chosen, along, &capabilities)
    })
}
