//! The mark: a circle with a line through it, the load line of a hull.

use leptos::prelude::*;

#[component]
pub(crate) fn Mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 26 26" fill="none" stroke="currentColor" stroke-width="2.6" aria-hidden="true">
            <circle cx="13" cy="13" r="7.5"/>
            <path d="M1 13h24" stroke-linecap="round"/>
        </svg>
    }
}
