//! Restoring: what comes back with what before, the progress during, each result after.

use leptos::prelude::*;
use plimsoll::model::{Digest, RepositoryName, TagName};
use plimsoll::present::counted;
use plimsoll::registry::bin::{DeletedContent, Restoration, Restored};

use crate::ui::bin::Deleted;
use crate::ui::browser;
use crate::ui::components::{Dialog, DigestText, Notice, NoticeTone, dynamic, text};
use crate::ui::restore_job::{RestoreJob, RestoreState};
use crate::ui::session::Session;

/// Ids of the buttons that come up during and after a run.
const STOP: &str = "restore-stop";
const CLOSE: &str = "restore-close";

/// The dialog.
#[component]
pub(crate) fn RestoreDialog(
    /// In which registry.
    session: Session,
    /// What was chosen: keys of rows of the table.
    keys: Vec<String>,
    /// What is in the bin.
    deleted: Deleted,
    /// Called when the dialog is closed: whether anything was asked for.
    on_close: Callback<bool>,
) -> impl IntoView {
    let job = RestoreJob::new();
    let (closing, children, force) =
        (RwSignal::new(false), RwSignal::new(true), RwSignal::new(false));
    let is_running = Memo::new(move |_| job.state.get() == RestoreState::Running);
    let is_planned = Memo::new(move |_| job.state.get() == RestoreState::Planned);
    let count = keys.len();
    let title = format!("Restore {}", counted(count, "manifest", "manifests"));
    let has_tags = keys.iter().any(|key| !tags_of(&deleted, key).is_empty());
    let chosen = keys.clone();
    let run = move |_| {
        let all = restorations(&chosen, &deleted, children.get_untracked(), force.get_untracked());
        job.run(session, all);
    };
    let close = move |_| closing.set(true);
    Effect::new(move |_| {
        let next = match job.state.get() {
            RestoreState::Planned => return,
            RestoreState::Running => STOP,
            RestoreState::Ended => CLOSE,
        };
        request_animation_frame(move || browser::focus_by_id(next));
    });
    let own = title.clone();
    let buttons = move || match job.state.get() {
        RestoreState::Planned => view! {
            <button type="button" on:click=close>"Cancel"</button>
            <button type="button" class="primary" on:click=run.clone()>{own.clone()}</button>
        }
        .into_any(),
        RestoreState::Running => {
            view! { <button type="button" id=STOP on:click=move |_| job.cancel()>"Stop"</button> }
                .into_any()
        }
        RestoreState::Ended => {
            view! { <button type="button" id=CLOSE class="primary" on:click=close>"Close"</button> }
                .into_any()
        }
    };
    let choices = move || {
        is_planned.get().then(|| view! {
            <fieldset aria-label="How">
                {choice(children, "Also restore the platform manifests of indexes, as far as they are in the bin")}
                {has_tags.then(|| choice(force, "Move tags that point elsewhere by now"))}
            </fieldset>
            <Notice tone=NoticeTone::Info title="Comes back">
                "Each manifest with the tags that it had. The registry restores an index without its platform manifests; until those are back it cannot be pulled. A signature or another referrer comes back only after what it is about."
            </Notice>
        })
    };
    let on_close = Callback::new(move |()| on_close.run(!is_planned.get_untracked()));
    view! {
        <Dialog labelled_by="restore" may_close=Signal::derive(move || !is_running.get()) on_close closing>
            <div class="body">
                <div>
                    <h1 id="restore">{title}</h1>
                    <p class="muted">"to " <b>{session.registry().host}</b></p>
                </div>
                {dynamic(choices)}
                <Results job count/>
            </div>
            <footer>{dynamic(buttons)}</footer>
        </Dialog>
    }
}

fn choice(on: RwSignal<bool>, title: &'static str) -> impl IntoView {
    view! {
        <label class="choice">
            <input type="checkbox" prop:checked=on on:change=move |event| on.set(event_target_checked(&event))/>
            <span>{title}</span>
        </label>
    }
}

/// How it goes, and how it ended.
#[component]
fn Results(job: RestoreJob, count: usize) -> impl IntoView {
    let line = |(name, end): (RepositoryName, Restored)| {
        let (class, word) = match end.failed {
            None => ("result done", "restored"),
            Some(_) => ("result failed", "not restored"),
        };
        let along = end.child_of.map(|index| format!(" with its index {}", index.short()));
        view! {
            <li>
                <DigestText digest=end.digest/>
                <span class="names"><b>{name.to_string()}</b>{along}</span>
                <span class=class>{word}</span>
                {end.failed.map(|why| view! { <span class="why">{why}</span> })}
            </li>
        }
    };
    let list = move || {
        let ends = job.ends.get();
        (!ends.is_empty()).then(|| view! {
            <ul class="goes" aria-label="What came back" tabindex="0">{ends.into_iter().map(line).collect_view()}</ul>
        })
    };
    let done =
        move || job.ends.with(|ends| ends.iter().filter(|(_, end)| end.failed.is_none()).count());
    let outcome = move || match job.state.get() {
        RestoreState::Planned => ().into_any(),
        RestoreState::Running => view! {
            <p role="status">{text(move || format!("{} restored", done()))}</p>
        }
        .into_any(),
        RestoreState::Ended => {
            let (done, all) = (done(), job.ends.with(Vec::len));
            // A stop leaves out what never had its turn.
            let (tone, title) = if done == all && all >= count {
                (NoticeTone::Info, "Done")
            } else {
                (NoticeTone::Failed, "Not all")
            };
            let words = format!(
                "{} restored. The registry is being read again.",
                counted(done, "manifest", "manifests")
            );
            view! { <div role="status"><Notice tone title>{words}</Notice></div> }.into_any()
        }
    };
    view! { {dynamic(list)}{dynamic(outcome)} }
}

/// Repository and digest of a row's key.
fn read_key(key: &str) -> Option<(RepositoryName, Digest)> {
    let (name, digest) = key.split_once(' ')?;
    Some((name.parse().ok()?, digest.parse().ok()?))
}

fn tags_of(deleted: &Deleted, key: &str) -> Vec<TagName> {
    let Some((name, digest)) = read_key(key) else { return Vec::new() };
    let content = deleted.iter().find(|(own, _)| *own == name);
    content
        .map(|(_, content)| content.tags_of(&digest).into_iter().cloned().collect())
        .unwrap_or_default()
}

/// What was chosen, repository by repository.
fn restorations(
    keys: &[String],
    deleted: &Deleted,
    children: bool,
    force: bool,
) -> Vec<(Restoration, DeletedContent)> {
    let of = |(name, content): &(RepositoryName, DeletedContent)| {
        let items: Vec<_> = keys
            .iter()
            .filter_map(|key| Some((key, read_key(key)?)))
            .filter(|(_, (own, _))| own == name)
            .map(|(key, (_, digest))| (digest, tags_of(deleted, key)))
            .collect();
        let restoration = Restoration { repository: name.clone(), items, children, force };
        (!restoration.items.is_empty()).then(|| (restoration, content.clone()))
    };
    deleted.iter().filter_map(of).collect()
}
