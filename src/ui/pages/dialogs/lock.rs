//! Locking and unlocking: what a lock blocks before, the progress during, each result after.

use leptos::prelude::*;
use plimsoll::present::{lock_blocks, lock_ending, lock_title};
use plimsoll::registry::{Error, LockChange, LockTarget};

use crate::ui::components::{DigestText, Notice, NoticeTone, dynamic};
use crate::ui::dialogs::LockChoice;
use crate::ui::job::{LockJob, Stage};
use crate::ui::pages::dialogs::job_dialog::{AS_ABOVE, Begin, JobDialog, JobProgress, outcome};
use crate::ui::session::Session;

/// The dialog.
#[component]
pub(crate) fn LockDialog(
    /// In which registry.
    session: Session,
    /// Tags, manifests or a repository.
    choice: LockChoice,
    /// Called when the dialog is closed.
    on_close: Callback<()>,
) -> impl IntoView {
    let locking = LockJob::new();
    let LockJob { job, ends } = locking;
    // Locked against overwriting, too, unless asked otherwise.
    let keeps_only = RwSignal::new(false);
    let LockChoice { repository, targets, lock } = choice;
    let place = ("in", format!("{}/{repository}", session.registry().host));
    let change = Memo::new(move |_| match (lock, keeps_only.get()) {
        (false, _) => LockChange::UNLOCK,
        (true, false) => LockChange::LOCK,
        (true, true) => LockChange::KEEP,
    });
    let title = lock_title(lock, &targets);
    let count = targets.len();
    let nouns = match targets.first() {
        Some(LockTarget::Tag(_)) => ("tag", "tags"),
        Some(LockTarget::Manifest(_)) => ("manifest", "manifests"),
        Some(LockTarget::Repository) | None => ("repository", "repositories"),
    };
    let first = targets.first().cloned();
    // What was hoped for is no longer news once it has ended.
    let blocks = move || {
        (job.stage() != Stage::Ended).then(|| {
            let words = first.as_ref().map(|target| lock_blocks(target, change.get()));
            view! { <Notice tone=NoticeTone::Info title=if lock { "Blocks" } else { "Allows" }>{words}</Notice> }
        })
    };
    let goes = targets.clone();
    let run = Callback::new(move |()| {
        locking.run(session, repository.clone(), targets.clone(), change.get_untracked());
    });
    let choose = move || (lock && job.is_planned()).then(|| view! { <Against keeps_only/> });
    let done = move || ends.with(|ends| ends.iter().flatten().count());
    let begin = Begin {
        title: Signal::stored(title),
        class: "primary",
        note: "Repository, manifest and tag locks are independent.",
        is_any: Signal::stored(true),
        may: Signal::stored(true),
        run,
    };
    view! {
        <JobDialog job place begin on_close>
            {dynamic(choose)}
            {dynamic(blocks)}
            <Targets targets=goes ends/>
            <JobProgress job session label="Lock" count=Signal::derive(move || (done(), count)) nouns=Signal::stored(nouns)/>
            {dynamic(move || (job.stage() == Stage::Ended).then(|| outcome(ends.with(|ends| lock_ending(ends, nouns, lock)))))}
        </JobDialog>
    }
}

/// Against what it protects.
#[component]
fn Against(keeps_only: RwSignal<bool>) -> impl IntoView {
    let choice = move |value: bool, title: &'static str| {
        view! {
            <label class="choice">
                <input type="radio" name="against" prop:checked=move || keeps_only.get() == value
                    on:change=move |_| keeps_only.set(value)/>
                <span>{title}</span>
            </label>
        }
    };
    view! {
        <fieldset aria-label="Protect against">
            {choice(false, "Against deleting and overwriting")}
            {choice(true, "Against deleting only")}
        </fieldset>
    }
}

/// What is changed, by name; while it runs, how each ended.
#[component]
fn Targets(
    targets: Vec<LockTarget>,
    ends: RwSignal<Vec<Option<Result<(), Error>>>>,
) -> impl IntoView {
    let line = move |(place, target): (usize, LockTarget)| {
        let end = Memo::new(move |_| ends.with(|ends| ends.get(place).cloned().flatten()));
        let why = move || {
            let why = end.get()?.err()?.sentence();
            let is_same = place.checked_sub(1).is_some_and(|before| {
                ends.with(
                    |ends| matches!(&ends[before], Some(Err(above)) if above.sentence() == why),
                )
            });
            Some(if is_same { AS_ABOVE.to_owned() } else { why })
        };
        let name = match target {
            LockTarget::Repository => return None,
            LockTarget::Tag(tag) => view! { <b class="names">{tag.to_string()}</b> }.into_any(),
            LockTarget::Manifest(digest) => {
                view! { <span class="names"><DigestText digest/></span> }.into_any()
            }
        };
        Some(view! {
            <li>
                {name}
                {dynamic(move || end.get().map(|end| match end {
                    Ok(()) => view! { <span class="result done">"done"</span> },
                    Err(_) => view! { <span class="result failed">"failed"</span> },
                }))}
                {dynamic(move || why().map(|why| view! { <span class="why">{why}</span> }))}
            </li>
        })
    };
    let lines: Vec<_> = targets.into_iter().enumerate().filter_map(line).collect();
    (!lines.is_empty()).then(
        || view! { <ul class="goes two" aria-label="What is changed" tabindex="0">{lines}</ul> },
    )
}
