//! The frame of the bar that a selection brings up.

use std::collections::BTreeSet;

use leptos::{ev::KeyboardEvent, prelude::*};

use crate::ui::browser;
use crate::ui::signal::RwSignal;

/// The bar. Escape inside it leads back to the row.
#[component]
pub(crate) fn SelectionFrame(
    /// The keys of the selected rows.
    selection: RwSignal<BTreeSet<String>>,
    /// The number of selected rows, and the buttons for them.
    children: Children,
) -> impl IntoView {
    let back = |event: KeyboardEvent| {
        if event.key() == "Escape" {
            browser::focus_rows();
        }
    };
    view! {
        <div class="selection" role="region" aria-label="Selection" tabindex="-1" on:keydown=back>
            {children()}
            <button type="button" class="quiet clear" on:click=move |_| selection.set(BTreeSet::new())>"Clear"</button>
            // The style sheet shows the hint while a row's checkbox has the focus by keyboard.
            <small class="hint">"Tab leads from a row to here, Escape back"</small>
        </div>
    }
}
