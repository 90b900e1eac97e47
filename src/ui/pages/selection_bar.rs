//! What is selected in a table, and the buttons that lead to a plan for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::cleanup::{Along, Plan};
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

/// `frees 124 MiB`, as the plan will say it, and what the platform manifests would add.
fn frees_words(session: Session, choice: &Choice) -> Option<String> {
    let figure = |plan: &Plan| BytesText::of_freed(plan.freed).plain();
    let plan = choice.plan(session, Along::default())?;
    if plan.steps.is_empty() {
        return Some("nothing of it can be deleted now".to_owned());
    }
    let alone = format!("frees {}", figure(&plan));
    let whole = choice.plan(session, Along { children: true, referrers: false })?;
    if whole.manifests() == plan.manifests() {
        return Some(alone);
    }
    Some(format!("{alone}, with platform manifests {}", figure(&whole)))
}
