//! The choices in the dialog that deletes and untags, and the confirmations before it may begin.

use std::collections::BTreeSet;

use leptos::prelude::*;
use plimsoll::cleanup::{Along, Plan, Refusal, Skipped, Why};
use plimsoll::model::order::set_of;
use plimsoll::model::{Digest, FreedRange};
use plimsoll::present::{BytesText, ConfirmWords, counted};
use plimsoll::storage::Role;

use crate::ui::components::{Bytes, dynamic};
use crate::ui::memo::Memo;
use crate::ui::session::Session;
use crate::ui::signal::RwSignal;

/// Manifests that can be deleted along: their number, and the bytes that this frees beyond the rest.
#[derive(Clone, PartialEq)]
struct Offer {
    count: usize,
    more: BytesText,
}

/// Manifests that can be deleted along, by kind.
#[derive(Clone, PartialEq, Default)]
pub(crate) struct Offers {
    children: Option<Offer>,
    referrers: Option<Offer>,
    /// The number of children that the registry deletes in any case.
    forced: usize,
    /// The word for the owner of the children: `its` for one chosen manifest, and else `their`.
    whose: &'static str,
    /// Manifests that were not understood and so keep others from being deleted.
    keepers: BTreeSet<Digest>,
}

impl Offers {
    /// Counts what children add to a deletion, and what referrers add; `plan_for` makes its plan for a choice. If there
    /// are both, each is counted beside what `along` says of the other. `along` is called only then, and where an
    /// override can be chosen. Plans of thousands take long, so none is made twice.
    pub(crate) fn of(plan_for: impl Fn(Along) -> Option<Plan>, along: impl Fn() -> Along) -> Self {
        let Some(none) = plan_for(Along::default()) else { return Self::default() };
        let keeper = |skipped: &Skipped| match &skipped.why {
            Refusal::MayBePartOf(digest) => Some(digest.clone()),
            _ => None,
        };
        let keepers: BTreeSet<Digest> = set_of(none.skipped.iter().filter_map(keeper));
        let unclear = !keepers.is_empty() && along().unclear;
        let plan = |children, referrers| plan_for(Along { children, referrers, unclear });
        let none = if unclear { plan(false, false).unwrap_or(none) } else { none };
        let Some(all) = plan(true, true) else { return Self::default() };
        let added = |is_kind| count(&all, is_kind).saturating_sub(count(&none, is_kind));
        let children = added(|why| matches!(why, Why::ChildOf(_)));
        let referrers = added(|why| matches!(why, Why::ReferrerOf(_) | Why::AttachedTo(_)));
        // If there is only one kind, the two plans above already say what it adds.
        let freed = |children, referrers| match (children, referrers) {
            (false, false) => none.freed,
            (true, true) => all.freed,
            _ => plan(children, referrers).map_or(none.freed, |plan| plan.freed),
        };
        let (more_children, more_referrers) = if children > 0 && referrers > 0 {
            let along = along();
            let (other, own) = (along.referrers, along.children);
            (
                freed(true, other).beyond(freed(false, other)),
                freed(own, true).beyond(freed(own, false)),
            )
        } else {
            let more = all.freed.beyond(none.freed);
            (more, more)
        };
        let offer = |count: usize, more: FreedRange| {
            (count > 0).then(|| Offer { count, more: BytesText::of_freed(more) })
        };
        let taken = none.steps.iter().filter_map(|step| step.removal());
        let taken = taken.flat_map(|removal| &removal.cascaded);
        let forced = taken.filter(|taken| matches!(taken.role, Role::Child | Role::Index)).count();
        Self {
            children: offer(children, more_children),
            referrers: offer(referrers, more_referrers),
            forced,
            whose: if count(&none, |why| *why == Why::Chosen) == 1 { "its" } else { "their" },
            keepers,
        }
    }
}

impl Offers {
    fn is_any(&self) -> bool {
        let Self { children, referrers, forced, keepers, .. } = self;
        children.is_some() || referrers.is_some() || *forced > 0 || !keepers.is_empty()
    }
}

fn count(plan: &Plan, is_kind: fn(&Why) -> bool) -> usize {
    let removals = plan.steps.iter().filter_map(|step| step.removal());
    removals.filter(|removal| is_kind(&removal.why)).count()
}

/// The consequences of either choice for children, where the registry does not list its untagged manifests.
const UNPROVEN: &str = "If they stay, this registry does not list them again: only a garbage collection of untagged \
    manifests deletes them. If they are deleted, an untagged index that it does not list may lose them.";

/// The choice of children and referrers to delete along. A choice is ticked by default where it is proven that nothing
/// else uses them, and cannot be unticked where the registry deletes them in any case.
#[component]
pub(crate) fn AlongChoice(
    session: Session,
    /// The manifests to choose from.
    offers: Memo<Offers>,
    along: RwSignal<Along>,
) -> impl IntoView {
    let whose = move || offers.with(|offers| offers.whose);
    let words = move |count| {
        let images = counted(count, "platform image", "platform images");
        format!("Also delete {} {images} (used by nothing else)", whose())
    };
    // The bytes of a ticked box are part of the plan's figure.
    let more = |text, is_on| {
        let (before, after) = if is_on { ("included: ", "") } else { ("frees ", " more") };
        view! { <span class="more">{before} <Bytes text/> {after}</span> }
    };
    // The boxes are not drawn anew when their figures change: one of them has the focus.
    let children = Memo::new(move |_| offers.with(|offers| offers.children.clone()));
    let referrers = Memo::new(move |_| offers.with(|offers| offers.referrers.clone()));
    let forced = Memo::new(move |_| offers.with(|offers| offers.forced));
    let is_proven = untrack(|| session.identity.capabilities()).lists_untagged;
    let number = |offer: Memo<Option<Offer>>| {
        Memo::new(move |_| offer.with(|offer| offer.as_ref().map_or(0, |offer| offer.count)))
    };
    let adds = move |offer: Memo<Option<Offer>>, is_on: fn(Along) -> bool| {
        dynamic(move || offer.get().map(|offer| more(offer.more, is_on(along.get()))))
    };
    let (children_count, referrers_count) = (number(children), number(referrers));
    let children = move || {
        let count = children_count.get();
        (count > 0).then(|| view! {
            <label class="choice">
                <input type="checkbox" aria-describedby=(!is_proven).then_some("unproven") prop:checked=move || along.get().children
                    on:change=move |event| along.update(|along| along.children = event_target_checked(&event))/>
                <span>{words(count)}</span>
                {adds(children, |along| along.children)}
            </label>
            {(!is_proven).then(|| view! { <p id="unproven" class="small muted">{UNPROVEN}</p> })}
        })
    };
    let forced = move || {
        let count = forced.get();
        (count > 0).then(|| view! {
            <label class="choice">
                <input type="checkbox" prop:checked=true disabled/>
                <span>{words(count)} ": this registry always deletes them with their index"</span>
            </label>
        })
    };
    let referrers = move || {
        let count = referrers_count.get();
        (count > 0).then(|| view! {
            <label class="choice">
                <input type="checkbox" prop:checked=move || along.get().referrers
                    on:change=move |event| along.update(|along| along.referrers = event_target_checked(&event))/>
                <span>"Also delete " {counted(count, "signature or referrer", "signatures and referrers")} " of the deleted images"</span>
                {adds(referrers, |along| along.referrers)}
            </label>
        })
    };
    let keepers = Memo::new(move |_| offers.with(|offers| offers.keepers.clone()));
    let unclear = move || {
        let keepers = keepers.get();
        let names: Vec<String> = keepers.iter().map(Digest::short).collect();
        (!names.is_empty()).then(|| view! {
            <label class="choice">
                <input type="checkbox" prop:checked=move || along.get().unclear
                    on:change=move |event| along.update(|along| along.unclear = event_target_checked(&event))/>
                <span>"Also delete what " {names.join(", ")} " might list. Plimsoll could not understand it: if it is an index of these manifests, it breaks."</span>
            </label>
        })
    };
    let is_any = Memo::new(move |_| offers.with(Offers::is_any));
    dynamic(move || {
        is_any.get().then(
            || view! { <fieldset aria-label="Take along">{dynamic(children)}{dynamic(forced)}{dynamic(referrers)}{dynamic(unclear)}</fieldset> },
        )
    })
}

/// The consent to untag by way of a placeholder.
#[component]
pub(crate) fn PlaceholderConsent(
    /// Whether the user agreed.
    agreed: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <fieldset aria-label="How">
            <label class="choice">
                <input type="checkbox" prop:checked=move || agreed.get() on:change=move |event| agreed.set(event_target_checked(&event))/>
                <span>"Untag by way of a placeholder"</span>
            </label>
        </fieldset>
    }
}

/// The confirmation of a deletion of several items or of repositories: the user types the plan's text.
#[component]
pub(crate) fn Confirm(
    /// The field; none if nothing has to be typed.
    expected: Memo<Option<ConfirmWords>>,
    /// The text that was typed.
    typed: RwSignal<String>,
) -> impl IntoView {
    dynamic(move || {
        expected.get().map(|ConfirmWords { text, is_number, names }| {
            let names = names.map(|names| view! { <p class="names">{names}</p> });
            view! {
                {names}
                <label class="confirm">
                    <span>"Type " <b>{text}</b> " to confirm"</span>
                    <input type="text" inputmode=is_number.then_some("numeric") class:name=!is_number autocomplete="off"
                        autocapitalize="none" spellcheck="false" prop:value=move || typed.get()
                        on:input=move |event| typed.set(event_target_value(&event))/>
                </label>
            }
        })
    })
}
