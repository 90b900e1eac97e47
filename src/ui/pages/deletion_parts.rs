//! Parts of the dialog that deletes and untags: what is chosen in it, and how it ended.

use leptos::prelude::*;
use plimsoll::cleanup::{Along, Plan, Why};
use plimsoll::present::counted;
use plimsoll::storage::Role;

use crate::ui::components::dynamic;
use crate::ui::job::Sum;
use crate::ui::pages::job_dialog::outcome;

/// What could be taken along.
#[derive(Clone, Copy, PartialEq, Default)]
pub(crate) struct Offers {
    children: usize,
    referrers: usize,
    /// Children that the registry takes in any case.
    forced: usize,
}

impl Offers {
    /// What taking everything along adds to taking nothing.
    pub(crate) fn between(none: Option<&Plan>, all: Option<&Plan>) -> Self {
        let removals =
            |plan: &'_ Plan| plan.steps.iter().filter_map(|step| step.removal()).cloned().collect();
        let (none, all): (Vec<_>, Vec<_>) =
            (none.map(removals).unwrap_or_default(), all.map(removals).unwrap_or_default());
        let count = |steps: &[plimsoll::cleanup::Removal], is_kind: fn(&Why) -> bool| {
            steps.iter().filter(|removal| is_kind(&removal.why)).count()
        };
        let added = |is_kind| count(&all, is_kind).saturating_sub(count(&none, is_kind));
        let taken = none.iter().flat_map(|removal| &removal.cascaded);
        Self {
            children: added(|why| matches!(why, Why::ChildOf(_))),
            referrers: added(|why| matches!(why, Why::ReferrerOf(_) | Why::AttachedTo(_))),
            forced: taken.filter(|taken| matches!(taken.role, Role::Child | Role::Index)).count(),
        }
    }
}

/// Children and referrers stay unless they are chosen along, or the registry asks nobody.
#[component]
pub(crate) fn AlongChoice(
    /// What there is to choose.
    offers: Memo<Offers>,
    /// What is chosen.
    along: RwSignal<Along>,
) -> impl IntoView {
    let words = |count| counted(count, "platform manifest", "platform manifests");
    let children = move || {
        let count = offers.get().children;
        (count > 0).then(|| view! {
            <label class="choice">
                <input type="checkbox" prop:checked=move || along.get().children
                    on:change=move |event| along.update(|along| along.children = event_target_checked(&event))/>
                <span>"Also delete " {words(count)} " that nothing else needs"</span>
            </label>
        })
    };
    let forced = move || {
        let count = offers.get().forced;
        (count > 0).then(|| view! {
            <label class="choice">
                <input type="checkbox" prop:checked=true disabled/>
                <span>"Also delete " {words(count)} " that nothing else needs: this registry deletes them with their index in any case"</span>
            </label>
        })
    };
    let referrers = move || {
        let count = offers.get().referrers;
        (count > 0).then(|| view! {
            <label class="choice">
                <input type="checkbox" prop:checked=move || along.get().referrers
                    on:change=move |event| along.update(|along| along.referrers = event_target_checked(&event))/>
                <span>"Also delete " {counted(count, "signature or referrer", "signatures and referrers")} " of what goes"</span>
            </label>
        })
    };
    let is_any = Memo::new(move |_| offers.get() != Offers::default());
    dynamic(move || {
        is_any.get().then(
            || view! { <fieldset aria-label="Take along">{children}{forced}{referrers}</fieldset> },
        )
    })
}

/// The placeholder way is nobody's default.
#[component]
pub(crate) fn PlaceholderConsent(
    /// Whether the user agreed.
    agreed: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <fieldset aria-label="How">
            <label class="choice">
                <input type="checkbox" prop:checked=agreed on:change=move |event| agreed.set(event_target_checked(&event))/>
                <span>"Untag by way of a placeholder"</span>
            </label>
        </fieldset>
    }
}

/// For more than one thing, or for a repository: type how many, or its name.
#[component]
pub(crate) fn Confirm(
    /// What has to be typed.
    expected: Memo<Option<String>>,
    /// What is typed.
    typed: RwSignal<String>,
) -> impl IntoView {
    dynamic(move || {
        expected.get().map(|expected| {
            let is_number = expected.bytes().all(|byte| byte.is_ascii_digit());
            view! {
                <label class="confirm">
                    <span>"Type " <b>{expected}</b> " to confirm"</span>
                    <input type="text" inputmode=is_number.then_some("numeric") class:name=!is_number autocomplete="off"
                        autocapitalize="none" spellcheck="false" prop:value=typed
                        on:input=move |event| typed.set(event_target_value(&event))/>
                </label>
            }
        })
    })
}

/// How it ended. `words`: what a step is called, one and many, and what is done with it.
pub(crate) fn ended(sum: Sum, words: ((&str, &str), &str)) -> AnyView {
    let Sum { gone, of, as_planned, remarks } = sum;
    let ((one, many), verb) = words;
    let (title, mut text) = if as_planned {
        ("Done", format!("{} {verb}.", counted(gone, one, many)))
    } else if gone == of {
        let all = counted(gone, one, many);
        // What a step did stands at the step, the rest below.
        let where_ = if remarks.is_empty() { ": see above." } else { "." };
        ("Not as planned", format!("{all} {verb}, but not only as planned{where_}"))
    } else {
        let of = counted(of, one, many);
        (
            "Not all",
            format!("{gone} of {of} {verb}. Each of the others says above what came of it."),
        )
    };
    for remark in remarks {
        text.push(' ');
        text.push_str(&remark);
    }
    outcome(as_planned, title, text)
}
