//! A button that copies a text and shows whether that worked, and digests with such a button.

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::model::Digest;

use crate::ui::browser;
use crate::ui::components::dynamic;
use crate::ui::signal::RwSignal;

/// A button that copies `text`.
#[component]
pub(crate) fn CopyButton(
    #[prop(into)] text: String,
    /// The button's name for screen readers.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let said = RwSignal::new(None::<bool>);
    let click = move |_| {
        let text = text.clone();
        spawn_local(async move {
            let copied = browser::copy(&text).await;
            // The button may be gone by now: a table only keeps the rows in view.
            said.set(Some(copied));
        });
    };
    let icon = move || match said.get() {
        Some(true) => view! { <path d="M3 8.5l3.2 3L13 4.5"/> }.into_any(),
        Some(false) => view! { <path d="M4 4l8 8M12 4l-8 8"/> }.into_any(),
        None => view! {
            <rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/>
            <path d="M10.5 5.5v-1a2 2 0 0 0-2-2h-4a2 2 0 0 0-2 2v4a2 2 0 0 0 2 2h1"/>
        }
        .into_any(),
    };
    let title = move || match said.get() {
        Some(true) => "Copied",
        Some(false) => "The browser did not allow copying",
        None => "Copy",
    };
    view! {
        <button type="button" class="copy" aria-label=label title=title
            data-copied=move || (said.get() == Some(true)).to_string() on:click=click>
            <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5"
                stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{dynamic(icon)}</svg>
        </button>
    }
}

/// A digest: short in the text, whole on hover and when copied.
#[component]
pub(crate) fn DigestText(
    digest: Digest,
    /// The address of the digest's page, if it has one.
    #[prop(optional_no_strip)]
    href: Option<String>,
) -> impl IntoView {
    let full = digest.to_string();
    let short = digest.short();
    let text = match href {
        Some(href) => view! { <a href=href>{short}</a> }.into_any(),
        None => short.into_any(),
    };
    // A screen reader reads the short digest, and neither the whole one nor the digest again with the button.
    let title = full.clone();
    view! { <span class="digest" title=title>{text}<CopyButton text=full label="Copy digest"/></span> }
}
