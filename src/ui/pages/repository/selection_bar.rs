//! The bar for the selected rows of a table: their number, the bytes that deleting them frees, and the buttons.

use std::collections::BTreeSet;

use leptos::prelude::*;
use plimsoll::cleanup::{Frees, is_locked_up};
use plimsoll::model::order::set_of;
use plimsoll::model::{Amount, Digest, FreedRange};
use plimsoll::present::{BytesText, Row, locked_words};

use crate::ui::components::{ActionButton, Arranged, Selected, SelectionFrame, dynamic};
use crate::ui::memo::Memo;
use crate::ui::pages::choice::{Choice, cannot_untag};
use crate::ui::pages::lock_buttons::LockButtons;
use crate::ui::request::{Dialogs, Request};
use crate::ui::session::Session;
use crate::ui::signal::{RwSignal, Signal};

/// The bar, shown while anything is selected.
#[component]
pub(crate) fn SelectionBar(
    session: Session,
    /// The choice that deletes the selected rows.
    #[prop(into)]
    delete: Signal<Choice>,
    /// The choice that untags the selected rows, for a table of tags.
    #[prop(optional, into)]
    untag: Option<Signal<Choice>>,
    /// The keys of the selected rows.
    selection: RwSignal<BTreeSet<String>>,
    /// The rows of the table, also those that a filter hides.
    arranged: Arranged,
    /// The nouns of the rows: one, and many.
    nouns: (&'static str, &'static str),
) -> impl IntoView {
    // A row that is gone (deleted, or by a new scan) is not selected any more.
    Effect::new(move |_| {
        arranged.rows.with(|rows| {
            let stale = selection.with_untracked(|keys| {
                !keys.is_empty() && {
                    let known = set_of(rows.iter().map(|row| &row.key));
                    keys.iter().any(|key| !known.contains(key))
                }
            });
            if stale {
                let known = set_of(rows.iter().map(|row| &row.key));
                selection.update(|keys| keys.retain(|key| known.contains(key)));
            }
        });
    });
    let dialogs = Dialogs::here();
    let frees = Memo::new(move |_| frees_words(session, &delete.get()));
    let is_some = Memo::new(move |_| selection.with(|keys| !keys.is_empty()));
    let may_not = Signal::derive(move || session.refusal());
    let may_not_untag = Signal::derive(move || session.refusal().or_else(|| cannot_untag(session)));
    // Locks stand on tags and manifests of one repository.
    let place = delete.with_untracked(Choice::of_one_repository);
    let lock_targets = Signal::derive(move || delete.with(Choice::lock_targets));
    let any_locked = Signal::derive(move || {
        let locked = |row: &Row| row.is_locked() && selection.with(|keys| keys.contains(&row.key));
        arranged.rows.with(|rows| rows.iter().any(locked))
    });
    let locks = move || {
        place.clone().map(|repository| {
            view! { <LockButtons session repository targets=lock_targets any_locked/> }
        })
    };
    // On a narrow screen a reason that floats over the rows would hide what was selected.
    let why_not = move || may_not.get().or_else(|| untag.and_then(|_| may_not_untag.get()));
    let press = move |choice: Signal<Choice>| {
        Callback::new(move |()| dialogs.open(Request::Delete(choice.get_untracked())))
    };
    view! {
        <Show when=move || is_some.get()>
            <SelectionFrame selection clone:locks>
                <span class="about"><Selected arranged selection nouns/> " · " {move || frees.get()}</span>
                <div class="deeds">
                    {locks}
                    {untag.map(|untag| view! { <ActionButton label="Untag…" class="" refusal=may_not_untag on_press=press(untag)/> })}
                    <ActionButton label="Delete…" class="danger" refusal=may_not on_press=press(delete)/>
                </div>
                {dynamic(move || why_not().map(|why| view! { <p class="why-not">{why}</p> }))}
            </SelectionFrame>
        </Show>
    }
}

/// The rows that a lock keeps, and `frees 124 MiB` for the others: the figure with which the dialog begins.
fn frees_words(session: Session, choice: &Choice) -> Option<String> {
    let does = session.identity.capabilities();
    session.picture.read(|inventory, analysis| {
        let repository = |name| inventory.repositories.get(name);
        let mut chosen = choice.manifests(inventory);
        if let Choice::Repositories(names) = choice {
            // Manifests that the registry deletes along are in the same repository, and so are counted already.
            let is_kept = |name| repository(name).is_some_and(|one| is_locked_up(one, &does));
            chosen.retain(|(name, _)| !is_kept(name));
            let locked = names.iter().filter(|name| is_kept(name)).count();
            let each =
                chosen.iter().flat_map(|(name, all)| all.iter().map(move |one| (*name, one)));
            let frees = analysis.exclusive_of(each);
            let figures = chosen.iter().filter_map(|(name, _)| analysis.repositories.get(name));
            let logical = figures.fold(Amount::default(), |sum, one| sum + one.logical);
            return Some(words(locked, names.len(), frees, logical));
        }
        let (mut locked, mut rows, mut going) = (0, 0, Vec::new());
        let mut logical = Amount::default();
        for (name, digests) in &chosen {
            let one = repository(name)?;
            let deletion = Frees::of(name, one, analysis, &does);
            // Counted by row, because several tags may be on one manifest.
            let is_kept = |digest: &Digest| deletion.is_locked(digest);
            let targets: Vec<&Digest> = match choice {
                Choice::Tagged(_, tags) => {
                    tags.iter().filter_map(|tag| one.tags.get(tag)?.digest()).collect()
                }
                _ => digests.iter().collect(),
            };
            rows += if let Choice::Tagged(_, tags) = choice { tags.len() } else { targets.len() };
            locked += targets.iter().filter(|&digest| is_kept(digest)).count();
            let own = deletion.going(digests);
            logical += deletion.logical(&own);
            going.extend(own.into_iter().map(|digest| (*name, digest)));
        }
        let all = going.iter().map(|(name, digest)| (*name, digest));
        Some(words(locked, rows, analysis.exclusive_of(all), logical))
    })?
}

fn words(locked: usize, rows: usize, frees: FreedRange, logical: Amount) -> String {
    let mut frees = format!("frees {}", BytesText::of_freed(frees).plain());
    // Untagged manifests have none.
    if logical != Amount::default() {
        frees = format!("{frees} · {} logical", BytesText::of_amount(logical).plain());
    }
    match locked_words(locked, rows) {
        None => frees,
        Some(stays) if locked == rows => stays,
        Some(stays) => format!("{stays} · {frees}"),
    }
}
