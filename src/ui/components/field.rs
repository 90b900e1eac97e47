//! A labelled field of a form.

use leptos::prelude::*;

/// A labelled field.
#[component]
pub(crate) fn Field(
    /// Its id.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// Text in the field, as typed.
    value: RwSignal<String>,
    /// `text` or `password`.
    kind: &'static str,
    /// For password managers.
    complete: &'static str,
    /// An example.
    hint: &'static str,
    /// Whether what is in it cannot be used.
    invalid: Signal<bool>,
    /// The id of what is said about it elsewhere.
    #[prop(optional)]
    about: Option<&'static str>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input id=id name=id type=kind autocomplete=complete placeholder=hint spellcheck="false" autocapitalize="none"
                aria-invalid=move || invalid.get().then_some("true") aria-describedby=about
                prop:value=value on:input=move |event| value.set(event_target_value(&event))/>
        </div>
    }
}
