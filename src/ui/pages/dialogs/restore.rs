//! The dialog that restores: the choice before, the progress during, each result after.

use leptos::prelude::*;
use plimsoll::cleanup::Restoration;
use plimsoll::model::{Digest, MediaType, RepositoryName, TagName};
use plimsoll::present::{restore_ending, restore_title};
use plimsoll::registry::bin::DeletedContent;

use crate::ui::bin::Deleted;
use crate::ui::components::{DigestText, Notice, NoticeTone, dynamic, long_list};
use crate::ui::job::{Along, Ledger, RestoreJob, Stage};
use crate::ui::pages::dialogs::job_dialog::{Begin, JobDialog};
use crate::ui::pages::dialogs::job_line::JobLine;
use crate::ui::request::RestoreChoice;
use crate::ui::session::Session;
use crate::ui::signal::{RwSignal, Signal};

/// The nouns of manifests.
const NOUNS: (&str, &str) = ("manifest", "manifests");

/// A manifest that was chosen, with the tags that it had.
#[derive(Clone)]
struct Chosen {
    repository: RepositoryName,
    digest: Digest,
    tags: Vec<TagName>,
}

#[component]
pub(crate) fn RestoreDialog(
    session: Session,
    choice: RestoreChoice,
    /// Called when the dialog is closed.
    on_close: Callback<()>,
) -> impl IntoView {
    let RestoreChoice { keys, deleted, on_close: tell_page } = choice;
    let restoring = RestoreJob::new();
    let RestoreJob { job, along } = restoring;
    let (children, force) = (RwSignal::new(true), RwSignal::new(false));
    let chosen: Vec<Chosen> = keys.iter().filter_map(|key| read_key(key, &deleted)).collect();
    let count = chosen.len();
    let title =
        restore_title(chosen.iter().map(|one| (&one.repository, &one.digest, one.tags.as_slice())));
    let has_tags = chosen.iter().any(|one| !one.tags.is_empty());
    let has_index = chosen.iter().any(|one| may_be_index(one, &deleted));
    let lines = chosen.clone();
    let run = Callback::new(move |()| {
        let (children, force) = (children.get_untracked(), force.get_untracked());
        let all = restorations(&chosen, &deleted, children, force);
        let chosen = chosen.iter().map(|one| (one.repository.clone(), one.digest.clone()));
        restoring.run(session, chosen.collect(), all);
    });
    let choices = move || {
        let options = || {
            view! {
                <fieldset aria-label="How">
                    {has_index.then(|| option(children, "Also restore the platform images of indexes, if they are in the bin"))}
                    {has_tags.then(|| option(force, "Move back tags that now point to another manifest"))}
                </fieldset>
            }
        };
        let of_index = "The registry restores an index without its platform images. The index cannot be pulled until they are restored, too. ";
        job.is_planned().then(|| {
            view! {
                {(has_index || has_tags).then(options)}
                <Notice tone=NoticeTone::Info title="Restores">
                    "Each manifest is restored with the tags that it had. "
                    {has_index.then_some(of_index)}
                    "A signature or another referrer can be restored only after its image."
                </Notice>
            }
        })
    };
    let begin = Begin {
        title: Signal::stored(title),
        class: "primary",
        note: "Restoring uses no more space: the bin already stores the manifests.",
        is_any: Signal::stored(true),
        may: Signal::stored(true),
        run,
    };
    let ending = Signal::derive(move || {
        (job.stage() == Stage::Ended).then(|| job.ledger.with(restore_ending))
    });
    // Manifests that came along with an index stand below the chosen ones.
    let rows = Signal::derive(move || count + along.with(Vec::len));
    let line = move |place: usize| {
        if let Some(one) = lines.get(place) {
            return chosen_line(place, one.clone(), job.ledger);
        }
        let one = along.with_untracked(|along| along.get(place - count).cloned());
        one.map(|one| along_line(place, one, job.ledger)).into_any()
    };
    let list = long_list("Restored manifests".to_owned(), "", rows, line);
    let on_close = Callback::new(move |()| {
        tell_page.run(!untrack(|| job.is_planned()));
        on_close.run(());
    });
    view! {
        <JobDialog job session place=("to", None) begin label="Restore" nouns=Signal::stored(NOUNS) ending on_close>
            <div class="items" role="group" aria-label="Plan" tabindex="0">{list}</div>
            {dynamic(choices)}
        </JobDialog>
    }
}

fn option(on: RwSignal<bool>, title: &'static str) -> impl IntoView {
    view! {
        <label class="choice">
            <input type="checkbox" prop:checked=move || on.get() on:change=move |event| on.set(event_target_checked(&event))/>
            <span>{title}</span>
        </label>
    }
}

/// A manifest that was chosen.
fn chosen_line(place: usize, one: Chosen, ledger: Ledger) -> AnyView {
    let Chosen { repository, digest, tags } = one;
    let tags: Vec<&str> = tags.iter().map(TagName::as_str).collect();
    let tags = if tags.is_empty() { "untagged".to_owned() } else { tags.join(", ") };
    let name = repository.to_string();
    let name = view! { <DigestText digest/><span class="names"><b>{name}</b>" · "{tags}</span> };
    JobLine::named(place, name.into_any()).view(ledger)
}

/// A manifest that came along with an index that was chosen.
fn along_line(place: usize, one: Along, ledger: Ledger) -> AnyView {
    let Along { repository, digest, index } = one;
    let index = format!(" with its index {}", index.short());
    let name = repository.to_string();
    let name = view! { <DigestText digest/><span class="names"><b>{name}</b>{index}</span> };
    JobLine::named(place, name.into_any()).view(ledger)
}

/// The manifest that a row's key names.
fn read_key(key: &str, deleted: &Deleted) -> Option<Chosen> {
    let (name, digest) = key.split_once(' ')?;
    let (repository, digest): (RepositoryName, Digest) = (name.parse().ok()?, digest.parse().ok()?);
    let (_, content) = deleted.iter().find(|(own, _)| *own == repository)?;
    let tags = content.tags_of(&digest).into_iter().cloned().collect();
    Some(Chosen { repository, digest, tags })
}

/// Whether the manifest is an index, or its kind is not listed.
fn may_be_index(one: &Chosen, deleted: &Deleted) -> bool {
    let own = deleted.iter().find(|(name, _)| *name == one.repository);
    let mut all = own.into_iter().flat_map(|(_, content)| &content.manifests);
    let media_type = all.find(|manifest| manifest.digest == one.digest);
    let media_type = media_type.and_then(|manifest| manifest.entry.media_type.as_ref());
    media_type.is_none_or(MediaType::is_index)
}

/// The chosen manifests, by repository.
fn restorations(
    chosen: &[Chosen],
    deleted: &Deleted,
    children: bool,
    force: bool,
) -> Vec<(Restoration, DeletedContent)> {
    let restoration = |(name, content): &(RepositoryName, DeletedContent)| {
        let items: Vec<_> = chosen
            .iter()
            .filter(|one| one.repository == *name)
            .map(|one| (one.digest.clone(), one.tags.clone()))
            .collect();
        let restoration = Restoration { repository: name.clone(), items, children, force };
        (!restoration.items.is_empty()).then(|| (restoration, content.clone()))
    };
    deleted.iter().filter_map(restoration).collect()
}
