//! The frame of the bar that a selection brings up.

use std::collections::BTreeSet;

use leptos::{ev::KeyboardEvent, prelude::*};
use plimsoll::present::{counted, grouped};

use crate::ui::browser;
use crate::ui::components::{Arranged, dynamic, text};
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

/// `4 tags`, or `4 tags selected, 0 shown` with the way to them, where a filter or folding hides some.
#[component]
pub(crate) fn Selected(
    /// The rows of the table.
    arranged: Arranged,
    /// The keys of the selected rows.
    selection: RwSignal<BTreeSet<String>>,
    /// The nouns of the rows: one, and many.
    nouns: (&'static str, &'static str),
) -> impl IntoView {
    let count = move || selection.with(BTreeSet::len);
    let hidden = move || {
        let shown = selection.with(|keys| arranged.count_shown(keys));
        (shown < count()).then(|| {
            let show = move |_| selection.with_untracked(|keys| arranged.show(keys));
            view! {
                " selected, " {grouped(shown as u64)} " shown · "
                <button type="button" class="link" on:click=show>"Show them"</button>
            }
        })
    };
    view! { <b>{text(move || counted(count(), nouns.0, nouns.1))}</b>{dynamic(hidden)} }
}
