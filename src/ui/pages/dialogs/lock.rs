//! The dialog that locks and unlocks: the effect of a lock before, the progress during, each result after.

use leptos::prelude::*;
use plimsoll::model::order::set_of;
use plimsoll::model::{Digest, RepositoryName};
use plimsoll::present::{lock_blocks, lock_ending, lock_title, still_locked_words};
use plimsoll::registry::{LockChange, LockTarget};

use crate::ui::components::{DigestText, Notice, NoticeTone, dynamic, long_list};
use crate::ui::job::{Job, Ledger, Stage};
use crate::ui::memo::Memo;
use crate::ui::pages::dialogs::job_dialog::{Begin, JobDialog};
use crate::ui::pages::dialogs::job_line::JobLine;
use crate::ui::paths;
use crate::ui::request::LockChoice;
use crate::ui::session::Session;
use crate::ui::signal::{RwSignal, Signal};

#[component]
pub(crate) fn LockDialog(
    session: Session,
    choice: LockChoice,
    /// Called when the dialog is closed.
    on_close: Callback<()>,
) -> impl IntoView {
    let job = Job::new();
    // A lock also protects against overwriting, unless the user chooses otherwise.
    let keeps_only = RwSignal::new(false);
    let LockChoice { repository, targets, lock } = choice;
    let place = ("in", Some(repository.clone()));
    let change = Memo::new(move |_| match (lock, keeps_only.get()) {
        (false, _) => LockChange::UNLOCK,
        (true, false) => LockChange::LOCK,
        (true, true) => LockChange::KEEP,
    });
    let title = lock_title(lock, &repository, &targets);
    let nouns = match targets.first() {
        Some(LockTarget::Tag(_)) => ("tag", "tags"),
        Some(LockTarget::Manifest(_)) => ("manifest", "manifests"),
        Some(LockTarget::Repository) | None => ("repository", "repositories"),
    };
    let first = targets.first().cloned();
    // The effect of the lock is told until the job has ended.
    let blocks = move || {
        (job.stage() != Stage::Ended).then(|| {
            let words = first.as_ref().map(|target| lock_blocks(target, change.get()));
            view! { <Notice tone=NoticeTone::Info title=if lock { "Blocks" } else { "Allows" }>{words}</Notice> }
        })
    };
    let still_locked = if lock { 0 } else { locked_manifests(session, &repository, &targets) };
    let locked_at = paths::locked(&session.slug(), &repository, true);
    let tags = targets.len();
    let stays = (still_locked > 0).then(|| view! {
        <Notice tone=NoticeTone::Warning title="Stays locked">
            {still_locked_words(tags, still_locked)} " "
            <a href=locked_at>{if still_locked == 1 { "Show the locked manifest" } else { "Show the locked manifests" }}</a>
        </Notice>
    });
    let listed = targets.clone();
    let run = Callback::new(move |()| {
        job.set_locks(session, repository.clone(), targets.clone(), change.get_untracked());
    });
    let choose = move || (lock && job.is_planned()).then(|| view! { <Against keeps_only/> });
    let ending = Signal::derive(move || {
        (job.stage() == Stage::Ended)
            .then(|| job.ledger.with(|ends| lock_ending(ends, nouns, lock)))
    });
    let begin = Begin {
        title: Signal::stored(title),
        class: "primary",
        note: "Repository, manifest and tag locks are independent.",
        is_any: Signal::stored(true),
        may: Signal::stored(true),
        run,
    };
    view! {
        <JobDialog job session place begin label="Lock" nouns=Signal::stored(nouns) ending on_close>
            {dynamic(choose)}
            {dynamic(blocks)}
            {stays}
            {targets_list(listed, job.ledger)}
        </JobDialog>
    }
}

/// The number of locked manifests that these tags are on: they stay locked when the tags are unlocked.
fn locked_manifests(session: Session, name: &RepositoryName, targets: &[LockTarget]) -> usize {
    let count = session.picture.read(|inventory, _| {
        let repository = inventory.repositories.get(name)?;
        let digests = set_of(targets.iter().filter_map(|target| match target {
            LockTarget::Tag(tag) => repository.tags.get(tag)?.digest().cloned(),
            _ => None,
        }));
        let record = |digest: &Digest| repository.manifests.get(digest);
        let is_locked =
            |digest: &&Digest| record(digest).is_some_and(|one| one.attributes.is_locked());
        Some(digests.iter().filter(is_locked).count())
    });
    count.flatten().unwrap_or(0)
}

/// The choice of what a lock protects against.
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

/// The list of the targets, each with its result once its turn is over. A repository is not listed: the line
/// below the dialog's title names it.
fn targets_list(targets: Vec<LockTarget>, ledger: Ledger) -> Option<AnyView> {
    if targets.contains(&LockTarget::Repository) {
        return None;
    }
    let count = Signal::stored(targets.len());
    let line = move |place: usize| {
        let name = match targets.get(place) {
            None | Some(LockTarget::Repository) => ().into_any(),
            Some(LockTarget::Tag(tag)) => {
                view! { <b class="names">{tag.to_string()}</b> }.into_any()
            }
            Some(LockTarget::Manifest(digest)) => {
                let digest = digest.clone();
                view! { <span class="names"><DigestText digest/></span> }.into_any()
            }
        };
        JobLine { above: place.checked_sub(1), ..JobLine::named(place, name) }.view(ledger)
    };
    let list = long_list("Planned items".to_owned(), "", count, line);
    Some(
        view! { <div class="items two" role="group" aria-label="Plan" tabindex="0">{list}</div> }
            .into_any(),
    )
}
