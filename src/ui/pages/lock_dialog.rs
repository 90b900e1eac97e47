//! Locking and unlocking: what a lock blocks before, the progress during, each result after.

use leptos::prelude::*;
use plimsoll::model::RepositoryName;
use plimsoll::present::{counted, lock_blocks, lock_title};
use plimsoll::registry::{LockChange, LockTarget};

use crate::ui::browser;
use crate::ui::components::{Dialog, Notice, NoticeTone, dynamic, text};
use crate::ui::lock_job::{LockJob, LockState};
use crate::ui::session::Session;

/// Ids of the buttons that come up during and after a run.
const STOP: &str = "lock-stop";
const CLOSE: &str = "lock-close";

/// What is to be locked or unlocked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LockChoice {
    /// Where.
    pub(crate) repository: RepositoryName,
    /// What, all of one kind.
    pub(crate) targets: Vec<LockTarget>,
    /// Whether to lock.
    pub(crate) lock: bool,
}

/// The buttons "Lock…" and "Unlock…", where the registry has locks.
#[component]
pub(crate) fn LockButtons(
    /// In which registry.
    session: Session,
    /// Where.
    repository: RepositoryName,
    /// What.
    #[prop(into)]
    targets: Signal<Vec<LockTarget>>,
    /// Whether only the fitting one of the two is offered, and which that is.
    #[prop(optional, into)]
    only: Option<Signal<bool>>,
) -> impl IntoView {
    let open = RwSignal::new(None::<LockChoice>);
    let offers = session.client().is_some_and(|client| client.endpoint().capabilities().locks);
    let button = move |lock: bool, title: &'static str| {
        let repository = repository.clone();
        let choose = move |_| {
            let (repository, targets) = (repository.clone(), targets.get_untracked());
            open.set(Some(LockChoice { repository, targets, lock }));
        };
        view! {
            <button type="button" hidden=move || only.is_some_and(|only| only.get() != lock)
                title=move || session.site_refusal() disabled=move || session.site_refusal().is_some() on:click=choose>{title}</button>
        }
    };
    let dialog = move || {
        open.get().map(|choice| view! { <LockDialog session choice on_close=Callback::new(move |()| open.set(None))/> })
    };
    offers.then(|| view! { {button(true, "Lock…")}{button(false, "Unlock…")}{dynamic(dialog)} })
}

/// The dialog.
#[component]
fn LockDialog(session: Session, choice: LockChoice, on_close: Callback<()>) -> impl IntoView {
    let job = LockJob::new();
    let closing = RwSignal::new(false);
    // Locked against overwriting, too, unless asked otherwise.
    let keeps_only = RwSignal::new(false);
    let LockChoice { repository, targets, lock } = choice;
    let place = format!("{}/{repository}", session.registry().host);
    let change = Memo::new(move |_| match (lock, keeps_only.get()) {
        (false, _) => LockChange::UNLOCK,
        (true, false) => LockChange::LOCK,
        (true, true) => LockChange::KEEP,
    });
    let is_running = Memo::new(move |_| job.state.get() == LockState::Running);
    let title = lock_title(lock, &targets);
    let count = targets.len();
    let first = targets.first().cloned();
    let blocks = move || {
        let words = first.as_ref().map(|target| lock_blocks(target, change.get()));
        view! { <Notice tone=NoticeTone::Info title=if lock { "Blocks" } else { "Allows" }>{words}</Notice> }
    };
    let goes = targets.clone();
    let run =
        move |_| job.run(session, repository.clone(), targets.clone(), change.get_untracked());
    let close = move |_| closing.set(true);
    Effect::new(move |_| {
        let next = match job.state.get() {
            LockState::Planned => return,
            LockState::Running => STOP,
            LockState::Ended => CLOSE,
        };
        request_animation_frame(move || browser::focus_by_id(next));
    });
    let own = title.clone();
    let buttons = move || {
        match job.state.get() {
        LockState::Planned => view! {
            <small>"Locks of the repository, of a manifest and of its tags stand apart: each is set by itself."</small>
            <button type="button" on:click=close>"Cancel"</button>
            <button type="button" class="primary" on:click=run.clone()>{own.clone()}</button>
        }
        .into_any(),
        LockState::Running => {
            view! { <button type="button" id=STOP on:click=move |_| job.cancel()>"Stop"</button> }.into_any()
        }
        LockState::Ended => {
            view! { <button type="button" id=CLOSE class="primary" on:click=close>"Close"</button> }.into_any()
        }
    }
    };
    let choose = move || {
        (lock && job.state.get() == LockState::Planned).then(|| view! { <Against keeps_only/> })
    };
    view! {
        <Dialog labelled_by="lock" may_close=Signal::derive(move || !is_running.get()) on_close closing>
            <div class="body">
                <div>
                    <h1 id="lock">{title}</h1>
                    <p class="muted">"in " <b>{place}</b></p>
                </div>
                {dynamic(choose)}
                {dynamic(blocks)}
                <Targets targets=goes job/>
                <Outcome job count/>
            </div>
            <footer>{dynamic(buttons)}</footer>
        </Dialog>
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
fn Targets(targets: Vec<LockTarget>, job: LockJob) -> impl IntoView {
    let line = move |(place, target): (usize, LockTarget)| {
        let end = Memo::new(move |_| job.ends.with(|ends| ends.get(place).cloned().flatten()));
        let name = match target {
            LockTarget::Repository => return None,
            LockTarget::Tag(tag) => tag.to_string(),
            LockTarget::Manifest(digest) => digest.short(),
        };
        Some(view! {
            <li>
                <b class="names">{name}</b>
                <span></span>
                {dynamic(move || end.get().map(|end| match end {
                    Ok(()) => view! { <span class="result done">"done"</span> },
                    Err(_) => view! { <span class="result failed">"failed"</span> },
                }))}
                {dynamic(move || end.get().and_then(Result::err).map(|why| view! { <span class="why">{why}</span> }))}
            </li>
        })
    };
    let lines: Vec<_> = targets.into_iter().enumerate().filter_map(line).collect();
    (!lines.is_empty())
        .then(|| view! { <ul class="goes" aria-label="What is changed" tabindex="0">{lines}</ul> })
}

/// How far it is, and how it ended.
#[component]
fn Outcome(job: LockJob, count: usize) -> impl IntoView {
    let ended = move || job.ends.with(|ends| ends.iter().flatten().count());
    dynamic(move || match job.state.get() {
        LockState::Planned => ().into_any(),
        LockState::Running => view! {
            <div class="confirm">
                <progress aria-label="Lock" max=count value=ended></progress>
                <span role="status">{text(move || format!("{} of {count}", ended()))}</span>
            </div>
        }
        .into_any(),
        LockState::Ended => {
            let done = job.done();
            // Of one repository there is no list that could say why.
            let why = job.ends.with(|ends| match ends.as_slice() {
                [Some(Err(why))] => format!(" {why}"),
                _ => String::new(),
            });
            let (tone, title, words) = if done == count {
                (NoticeTone::Info, "Done", "The registry says so.".to_owned())
            } else {
                let changed = counted(done, "lock was", "locks were");
                (NoticeTone::Failed, "Not all", format!("{changed} changed, of {count}.{why}"))
            };
            view! { <div role="status"><Notice tone title>{words}</Notice></div> }.into_any()
        }
    })
}
