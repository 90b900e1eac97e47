//! Switches of a table, beside its search: filters and the like, which are on or off.

use leptos::prelude::*;

use crate::ui::components::text;
use crate::ui::signal::Signal;

/// A setting that is on or off.
#[derive(Clone, Copy)]
pub(crate) struct Switch {
    pub(crate) on: Signal<bool>,
    pub(crate) set: Callback<bool>,
}

/// A button that shows whether the setting is on, and changes it.
#[component]
pub(crate) fn SwitchButton(
    switch: Switch,
    /// The button's words, which may count something.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let toggle = move |_| switch.set.run(!switch.on.get_untracked());
    view! {
        <button type="button" class="toggle" aria-pressed=move || switch.on.get().to_string() on:click=toggle>
            {text(move || label.get())}
        </button>
    }
}
