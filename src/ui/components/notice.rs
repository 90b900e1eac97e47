//! Messages that stay in view: what happened and what to do, or why a table or page is empty.

use leptos::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoticeTone {
    /// Nothing is wrong or limited.
    Info,
    /// Something is limited or risky: figures, a sign-in, a deletion.
    Warning,
    /// An action failed. Screen readers read the notice out at once.
    Failed,
}

#[component]
pub(crate) fn Notice(
    tone: NoticeTone,
    /// One or two words.
    #[prop(into)]
    title: String,
    /// The sentences: what happened, and what to do.
    children: Children,
) -> impl IntoView {
    let (class, role) = match tone {
        NoticeTone::Info => ("notice info", "note"),
        NoticeTone::Warning => ("notice", "note"),
        NoticeTone::Failed => ("notice failed", "alert"),
    };
    view! { <div class=class role=role><b>{title}</b><div>{children()}</div></div> }
}

/// The message in place of an empty table or page.
#[component]
pub(crate) fn Empty(
    /// The heading: `No tags`.
    #[prop(into)]
    title: String,
    /// The reason, and what to do.
    children: Children,
) -> impl IntoView {
    view! { <div class="empty"><b>{title}</b><div>{children()}</div></div> }
}
