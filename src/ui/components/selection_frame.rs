//! The frame of the bar that a selection brings up, and the way to it from any row of a table.

use std::collections::BTreeSet;

use leptos::{ev::KeyboardEvent, prelude::*};

use crate::ui::browser;
use crate::ui::signal::RwSignal;

/// The bar's id: Enter on a row's checkbox leads there.
pub(crate) const SELECTION: &str = "selection";

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
            browser::lead_back();
        }
    };
    view! {
        <div class="selection" id=SELECTION role="region" aria-label="Selection" tabindex="-1" on:keydown=back>
            {children()}
            <button type="button" class="quiet clear" on:click=move |_| selection.set(BTreeSet::new())>"Clear"</button>
            // The style sheet shows the hint while a row's checkbox has the focus by keyboard.
            <small class="hint">"Enter leads from a row to here, Escape back"</small>
        </div>
    }
}
