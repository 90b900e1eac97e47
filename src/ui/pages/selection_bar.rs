//! What is selected in a table, and the buttons that lead to a plan for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::cleanup::Frees;
use plimsoll::model::Digest;
use plimsoll::model::order::set_of;
use plimsoll::present::{BytesText, Row, counted};

use crate::ui::components::{ActionButton, SelectionFrame, dynamic, text};
use crate::ui::pages::choice::{Choice, cannot_untag};
use crate::ui::pages::deletion::Deletion;
use crate::ui::pages::lock_dialog::LockButtons;
use crate::ui::session::Session;

/// The bar, shown while anything is selected.
#[component]
pub(crate) fn SelectionBar(
    /// In which registry.
    session: Session,
    /// What the selection would have deleted.
    #[prop(into)]
    delete: Signal<Choice>,
    /// What the selection would have untagged, where it is one of tags.
    #[prop(optional, into)]
    untag: Option<Signal<Choice>>,
    /// The keys of the selected rows.
    selection: RwSignal<BTreeSet<String>>,
    /// All rows.
    rows: Memo<Arc<Vec<Row>>>,
    /// What a row is called: one, and many.
    nouns: (&'static str, &'static str),
) -> impl IntoView {
    // A row that is gone (deleted, or by a new scan) is not selected any more.
    Effect::new(move |_| {
        rows.with(|rows| {
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
    let open = RwSignal::new(None::<Choice>);
    let frees = Memo::new(move |_| frees_words(session, &delete.get()));
    let is_some = Memo::new(move |_| selection.with(|keys| !keys.is_empty()));
    let may_not = Signal::derive(move || session.refusal());
    let may_not_untag = Signal::derive(move || session.refusal().or_else(|| cannot_untag(session)));
    // Locks stand on tags and manifests of one repository.
    let place = delete.with_untracked(Choice::of_one_repository);
    let lock_targets = Signal::derive(move || delete.with(Choice::lock_targets));
    let locks = move || {
        place.clone().map(|repository| {
            view! { <LockButtons session repository targets=lock_targets/> }
        })
    };
    let press = move |choice: Signal<Choice>| {
        Callback::new(move |()| open.set(Some(choice.get_untracked())))
    };
    view! {
        <Show when=move || is_some.get()>
            <SelectionFrame selection clone:locks>
                <span class="about"><b>{text(move || counted(selection.with(BTreeSet::len), nouns.0, nouns.1))}</b> " · " {frees}</span>
                <div class="deeds">
                    {locks}
                    {untag.map(|untag| view! { <ActionButton label="Untag…" class="" refusal=may_not_untag on_press=press(untag)/> })}
                    <ActionButton label="Delete…" class="danger" refusal=may_not on_press=press(delete)/>
                </div>
            </SelectionFrame>
        </Show>
        {dynamic(move || open.get().map(|choice| view! { <Deletion session choice on_close=Callback::new(move |()| open.set(None))/> }))}
    }
}

/// `frees 124 MiB` with what the registry takes along, and what the platform manifests would add.
fn frees_words(session: Session, choice: &Choice) -> Option<String> {
    let does = session.identity.capabilities();
    session.with_known(|inventory, analysis| {
        let chosen = choice.manifests(inventory);
        let (&[(name, ref digests)], false) =
            (chosen.as_slice(), matches!(choice, Choice::Repositories(_)))
        else {
            // Whole repositories: whatever would be taken along is among it.
            let each =
                chosen.iter().flat_map(|(name, all)| all.iter().map(move |one| (*name, one)));
            return Some(format!(
                "frees {}",
                BytesText::of_freed(analysis.exclusive_of(each)).plain()
            ));
        };
        let deletion = Frees::of(name, inventory.repositories.get(name)?, analysis, &does);
        let words = |all: &BTreeSet<Digest>| BytesText::of_freed(deletion.together(all)).plain();
        let mut whole = digests.clone();
        for digest in digests {
            whole.extend(analysis.companions(name, digest));
        }
        let alone = format!("frees {}", words(digests));
        if whole.len() == digests.len() {
            return Some(alone);
        }
        Some(format!("{alone}, with platform manifests {}", words(&whole)))
    })?
}
