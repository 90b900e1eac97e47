//! A button that tells everybody why it cannot be used. It can be focused all the same, and its reason shows on hover
//! and on focus.

use leptos::prelude::*;

use crate::ui::components::dynamic;
use crate::ui::signal::Signal;

/// A button that leads to a dialog.
#[component]
pub(crate) fn ActionButton(
    /// The button's text. The id of its reason is made from the text that it has at first.
    #[prop(into)]
    label: Signal<&'static str>,
    /// The button's class: `primary`, `danger`, `danger-line` or empty.
    class: &'static str,
    /// The reason why the button cannot be used, if so.
    #[prop(into)]
    refusal: Signal<Option<&'static str>>,
    /// Called when the button is pressed, unless there is a refusal.
    on_press: Callback<()>,
) -> impl IntoView {
    let is_refused = move || refusal.with(Option::is_some);
    let word = label.get_untracked().trim_end_matches('…').replace(' ', "-").to_lowercase();
    let reason = format!("why-not-{word}");
    let described_by = reason.clone();
    let press = move |_| {
        if refusal.with_untracked(Option::is_none) {
            on_press.run(());
        }
    };
    view! {
        <span class="action">
            <button type="button" class=class aria-disabled=move || is_refused().then_some("true")
                aria-describedby=move || is_refused().then(|| described_by.clone())
                title=move || refusal.get() on:click=press>{move || label.get()}</button>
            {dynamic(move || refusal.get().map(|why| view! { <span class="reason" id=reason.clone() role="tooltip">{why}</span> }))}
        </span>
    }
}
