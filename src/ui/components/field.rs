//! A labelled field of a form.

use leptos::prelude::*;

use crate::ui::signal::{RwSignal, Signal};

#[component]
pub(crate) fn Field(
    id: &'static str,
    label: &'static str,
    /// The text in the field, as typed.
    value: RwSignal<String>,
    /// The input's type: `text` or `password`.
    kind: &'static str,
    /// The input's `autocomplete`, which password managers read.
    complete: &'static str,
    /// The placeholder: an example, or empty.
    hint: &'static str,
    /// Whether the text in the field cannot be used.
    invalid: Signal<bool>,
    /// The id of an element that describes the field.
    #[prop(optional)]
    about: Option<&'static str>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input id=id name=id type=kind autocomplete=complete placeholder=hint spellcheck="false" autocapitalize="none"
                aria-invalid=move || invalid.get().then_some("true") aria-describedby=about
                prop:value=move || value.get() on:input=move |event| value.set(event_target_value(&event))/>
        </div>
    }
}
