//! Tags that an interrupted untagging left on a placeholder: found by the scan, or noted by this tab.

use std::collections::BTreeSet;

use leptos::prelude::*;
use plimsoll::model::{Digest, Inventory, RepositoryName, TagName};

use crate::ui::components::{Notice, NoticeTone, dynamic};
use crate::ui::memo::Memo;
use crate::ui::pages::choice::Choice;
use crate::ui::paths;
use crate::ui::request::{Dialogs, Request};
use crate::ui::session::Session;
use crate::ui::untagging_note::UntaggingNote;

/// The placeholders of a repository that tags point to, with these tags.
#[derive(Debug, Clone, PartialEq)]
struct Left {
    repository: RepositoryName,
    placeholders: BTreeSet<Digest>,
    tags: Vec<TagName>,
}

/// The notices, with a way to finish each.
#[component]
pub(crate) fn Interrupted(session: Session) -> impl IntoView {
    let found = Memo::new(move |_| {
        session.picture.read(|inventory, _| left(inventory)).unwrap_or_default()
    });
    // The note of an earlier page of this tab.
    let note = StoredValue::new(UntaggingNote::kept(&session.slug()));
    let unread = Memo::new(move |_| note.get_value().filter(|note| !is_read(session, note)));
    Effect::new(move |_| {
        let is_told = note.with_value(Option::is_some) && unread.with(Option::is_none);
        // The scan tells by now where the tag points.
        if is_told {
            UntaggingNote::forget(&session.slug());
        }
    });
    let finish = move |left: Left| {
        let Left { repository, placeholders, tags } = left;
        let dialogs = Dialogs::here();
        let (is_one, names) = (tags.len() == 1, tags.iter().map(TagName::as_str));
        let names = names.collect::<Vec<_>>().join(", ");
        let (the_tag, was, points) = match is_one {
            true => ("the tag ", " was", "It points"),
            false => ("the tags ", " were", "They point"),
        };
        let choice = Choice::manifests_of(repository.clone(), placeholders);
        let open = move |_| dialogs.open(Request::Delete(choice.clone()));
        view! {
            <Notice tone=NoticeTone::Warning title="Untagging was interrupted">
                "In " <b>{repository.to_string()}</b> ", " {the_tag} <b>{names}</b> {was}
                " left behind by an interrupted untagging. " {points} " to a placeholder instead of the image. "
                <button type="button" class="link" on:click=open>"Finish"</button>
            </Notice>
        }
    };
    let found = move || found.get().into_iter().map(finish).collect_view();
    let unread = move || {
        let UntaggingNote { repository, tag } = unread.get()?;
        let href = paths::repository(&session.slug(), &repository);
        Some(view! {
            <Notice tone=NoticeTone::Warning title="Untagging was interrupted">
                "This page was left or reloaded while the tag " <b>{tag.to_string()}</b> " of "
                <a href=href>{repository.to_string()}</a>
                " was being untagged. It may point to a placeholder; the scan will tell."
            </Notice>
        })
    };
    view! { {dynamic(found)} {dynamic(unread)} }
}

fn left(inventory: &Inventory) -> Vec<Left> {
    let left = inventory.repositories.iter().map(|(name, repository)| {
        let records = repository.manifests.values().map(|record| &record.manifest);
        let placeholders = records.filter(|manifest| manifest.is_placeholder());
        let mut left =
            Left { repository: name.clone(), placeholders: BTreeSet::new(), tags: Vec::new() };
        for digest in placeholders.map(|manifest| &manifest.digest) {
            let before = left.tags.len();
            left.tags.extend(repository.tags_of(digest).cloned());
            if left.tags.len() > before {
                left.placeholders.insert(digest.clone());
            }
        }
        left
    });
    left.filter(|left| !left.placeholders.is_empty()).collect()
}

/// Whether the repository of a note was read whole since the page was opened.
fn is_read(session: Session, note: &UntaggingNote) -> bool {
    let is_whole = session.picture.read(|_, analysis| {
        let figures = analysis.repositories.get(&note.repository);
        figures.is_some_and(|figures| figures.read_whole)
    });
    is_whole == Some(true)
}
