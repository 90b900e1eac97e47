//! A message that stays: what happened, and the way out. And what stands where nothing is.

use leptos::prelude::*;

/// How serious it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoticeTone {
    /// Good to know.
    Info,
    /// Figures or deeds are limited.
    Warning,
    /// It did not work.
    Failed,
}

/// A message.
#[component]
pub(crate) fn Notice(
    /// How serious it is.
    tone: NoticeTone,
    /// One or two words.
    #[prop(into)]
    title: String,
    /// What happened, and what to do.
    children: Children,
) -> impl IntoView {
    let (class, role) = match tone {
        NoticeTone::Info => ("notice info", "note"),
        NoticeTone::Warning => ("notice", "note"),
        NoticeTone::Failed => ("notice failed", "alert"),
    };
    view! { <div class=class role=role><b>{title}</b><div>{children()}</div></div> }
}

/// Where nothing is: why, and what to do.
#[component]
pub(crate) fn Empty(
    /// What is not there.
    #[prop(into)]
    title: String,
    /// Why, and what to do.
    children: Children,
) -> impl IntoView {
    view! { <div class="empty"><b>{title}</b><div>{children()}</div></div> }
}
