//! Restoring: what comes back with what before, the progress during, each result after.

use leptos::prelude::*;
use plimsoll::cleanup::{Restoration, Restored};
use plimsoll::model::{Digest, MediaType, RepositoryName, TagName};
use plimsoll::present::{counted, restore_ending, unrestored_words};
use plimsoll::registry::bin::DeletedContent;

use crate::ui::bin::Deleted;
use crate::ui::components::{DigestText, Notice, NoticeTone, dynamic};
use crate::ui::dialogs::RestoreChoice;
use crate::ui::job::{RestoreJob, Stage};
use crate::ui::pages::dialogs::job_dialog::{Begin, JobDialog, JobProgress, outcome};
use crate::ui::session::Session;

/// Manifests, as they are counted.
const NOUNS: (&str, &str) = ("manifest", "manifests");

/// How it went so far, with each.
type Ends = RwSignal<Vec<(RepositoryName, Restored)>>;

/// Something that was chosen to come back.
#[derive(Clone)]
struct Chosen {
    repository: RepositoryName,
    digest: Digest,
    tags: Vec<TagName>,
}

/// The dialog.
#[component]
pub(crate) fn RestoreDialog(
    /// In which registry.
    session: Session,
    /// What was chosen, and what is in the bin.
    choice: RestoreChoice,
    /// Called when the dialog is closed.
    on_close: Callback<()>,
) -> impl IntoView {
    let RestoreChoice { keys, deleted, on_close: told } = choice;
    let restoring = RestoreJob::new();
    let RestoreJob { job, ends } = restoring;
    let (children, force) = (RwSignal::new(true), RwSignal::new(false));
    let chosen: Vec<Chosen> = keys.iter().filter_map(|key| read_key(key, &deleted)).collect();
    let count = chosen.len();
    let has_tags = chosen.iter().any(|one| !one.tags.is_empty());
    let has_index = chosen.iter().any(|one| may_be_index(one, &deleted));
    let lines = chosen.clone();
    let run = Callback::new(move |()| {
        let (children, force) = (children.get_untracked(), force.get_untracked());
        restoring.run(session, restorations(&chosen, &deleted, children, force));
    });
    let choices = move || {
        let options = || {
            view! {
                <fieldset aria-label="How">
                    {has_index.then(|| option(children, "Also restore the platform manifests of indexes, as far as they are in the bin"))}
                    {has_tags.then(|| option(force, "Move tags that point elsewhere by now"))}
                </fieldset>
            }
        };
        let of_index = "The registry restores an index without its platform manifests; until those are back it cannot be pulled. ";
        job.is_planned().then(|| {
            view! {
                {(has_index || has_tags).then(options)}
                <Notice tone=NoticeTone::Info title="Comes back">
                    "Each manifest with the tags that it had. "
                    {has_index.then_some(of_index)}
                    "A signature or another referrer comes back only after what it is about."
                </Notice>
            }
        })
    };
    let begin = Begin {
        title: Signal::stored(format!("Restore {}", counted(count, NOUNS.0, NOUNS.1))),
        class: "primary",
        note: "It uses no more space: what waits in the bin is still stored.",
        is_any: Signal::stored(true),
        may: Signal::stored(true),
        run,
    };
    // Platform manifests come on top of what was chosen.
    let progress = move || ends.with(|ends| (ends.len(), count.max(ends.len())));
    let on_close = Callback::new(move |()| {
        told.run(!untrack(|| job.is_planned()));
        on_close.run(());
    });
    view! {
        <JobDialog job place=("to", session.registry().host) begin on_close>
            <ul class="goes" aria-label="What comes back" tabindex="0">
                {lines.into_iter().map(|one| chosen_line(one, ends)).collect_view()}
                {dynamic(move || ends.get().into_iter().filter_map(along_line).collect_view())}
            </ul>
            {dynamic(choices)}
            <JobProgress job session label="Restore" count=Signal::derive(progress) nouns=Signal::stored(NOUNS)/>
            {dynamic(move || (job.stage() == Stage::Ended).then(|| outcome(ends.with(|ends| restore_ending(ends.iter().map(|(_, end)| end), count)))))}
        </JobDialog>
    }
}

fn option(on: RwSignal<bool>, title: &'static str) -> impl IntoView {
    view! {
        <label class="choice">
            <input type="checkbox" prop:checked=on on:change=move |event| on.set(event_target_checked(&event))/>
            <span>{title}</span>
        </label>
    }
}

/// Something that was chosen, and how it went with it.
fn chosen_line(one: Chosen, ends: Ends) -> impl IntoView {
    let Chosen { repository, digest, tags } = one;
    let shown = digest.clone();
    let tags: Vec<&str> = tags.iter().map(TagName::as_str).collect();
    let tags = if tags.is_empty() { "untagged".to_owned() } else { tags.join(", ") };
    let name = repository.to_string();
    let end = Memo::new(move |_| {
        let is_it =
            |(name, end): &&(RepositoryName, Restored)| *name == repository && end.digest == digest;
        ends.with(|ends| {
            ends.iter().find(is_it).map(|(_, end)| end.failed.as_ref().map(unrestored_words))
        })
    });
    view! {
        <li>
            <DigestText digest=shown/>
            <span class="names"><b>{name}</b>" · "{tags}</span>
            {dynamic(move || end.get().map(result))}
        </li>
    }
}

/// A platform manifest that came along with an index that was chosen.
fn along_line((name, end): (RepositoryName, Restored)) -> Option<impl IntoView> {
    let index = end.child_of?;
    Some(view! {
        <li>
            <DigestText digest=end.digest/>
            <span class="names"><b>{name.to_string()}</b>{format!(" with its index {}", index.short())}</span>
            {result(end.failed.as_ref().map(unrestored_words))}
        </li>
    })
}

/// Whether it is back, and why not.
fn result(failed: Option<String>) -> impl IntoView {
    let (class, word) = match failed {
        None => ("result done", "restored"),
        Some(_) => ("result failed", "not restored"),
    };
    view! {
        <span class=class>{word}</span>
        {failed.map(|why| view! { <span class="why">{why}</span> })}
    }
}

/// Repository, digest and tags of a row's key.
fn read_key(key: &str, deleted: &Deleted) -> Option<Chosen> {
    let (name, digest) = key.split_once(' ')?;
    let (repository, digest): (RepositoryName, Digest) = (name.parse().ok()?, digest.parse().ok()?);
    let (_, content) = deleted.iter().find(|(own, _)| *own == repository)?;
    let tags = content.tags_of(&digest).into_iter().cloned().collect();
    Some(Chosen { repository, digest, tags })
}

/// Whether it is an index, or the list does not say what it is.
fn may_be_index(one: &Chosen, deleted: &Deleted) -> bool {
    let of = deleted.iter().find(|(name, _)| *name == one.repository);
    let mut all = of.into_iter().flat_map(|(_, content)| &content.manifests);
    let media_type = all.find(|manifest| manifest.digest == one.digest);
    let media_type = media_type.and_then(|manifest| manifest.entry.media_type.as_ref());
    media_type.is_none_or(MediaType::is_index)
}

/// What was chosen, repository by repository.
fn restorations(
    chosen: &[Chosen],
    deleted: &Deleted,
    children: bool,
    force: bool,
) -> Vec<(Restoration, DeletedContent)> {
    let of = |(name, content): &(RepositoryName, DeletedContent)| {
        let items: Vec<_> = chosen
            .iter()
            .filter(|one| one.repository == *name)
            .map(|one| (one.digest.clone(), one.tags.clone()))
            .collect();
        let restoration = Restoration { repository: name.clone(), items, children, force };
        (!restoration.items.is_empty()).then(|| (restoration, content.clone()))
    };
    deleted.iter().filter_map(of).collect()
}
