//! A modal dialog: opened when it is mounted, closed by Escape or by its buttons.

use leptos::{html, prelude::*};

use crate::ui::browser;
use crate::ui::signal::{RwSignal, Signal};

#[component]
pub(crate) fn Dialog(
    /// The id of the dialog's heading.
    labelled_by: &'static str,
    /// Whether Escape may close the dialog now: not while a job runs.
    #[prop(into)]
    may_close: Signal<bool>,
    /// Called after the dialog was closed.
    on_close: Callback<()>,
    /// Set to true by a button in the dialog that closes it.
    closing: RwSignal<bool>,
    /// Heading, body and buttons.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            browser::show_dialog(&dialog);
        }
    });
    Effect::new(move |_| {
        if let (true, Some(dialog)) = (closing.get(), dialog.get_untracked()) {
            browser::close_dialog(&dialog);
        }
    });
    // A browser lets the page refuse `cancel` once; the next Escape closes the dialog. The key itself can always
    // be refused.
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && !may_close.get_untracked() {
            event.prevent_default();
        }
    };
    view! {
        <dialog node_ref=dialog aria-labelledby=labelled_by on:keydown=escape
            on:cancel=move |event: leptos::ev::Event| if !may_close.get_untracked() { event.prevent_default() }
            on:close=move |_| {
                on_close.run(());
                // The button that opened the dialog may be gone: with the rows that were deleted, for example.
                request_animation_frame(browser::focus_rows_if_lost);
            }>
            {children()}
        </dialog>
    }
}
