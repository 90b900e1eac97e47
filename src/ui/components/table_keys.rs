//! The keys of a table: "/" leads to its filter, arrows along its rows, "?" shows all of them.

use leptos::ev::{self, KeyboardEvent};
use leptos::{html, prelude::*};
use plimsoll::present::counted;

use crate::ui::browser::{self, RowFocus};
use crate::ui::components::dynamic;
use crate::ui::components::window::Window;
use crate::ui::signal::{RwSignal, Signal};

/// The frames within which a row has to be drawn that was scrolled to.
const FRAMES: u8 = 20;

/// The rows of a table, for the keys that move along them.
#[derive(Clone, Copy)]
pub(crate) struct RowKeys {
    body: NodeRef<html::Tbody>,
    /// The number of rows, drawn or not.
    rows: Signal<usize>,
    window: Window,
    focus: StoredValue<RowFocus, LocalStorage>,
    /// The row that was reached last, and the part of it.
    place: StoredValue<(usize, usize)>,
}

impl RowKeys {
    /// Follows the focus in the table's rows. `drawn` changes with the rows in the document.
    pub(crate) fn of(
        body: NodeRef<html::Tbody>,
        rows: Signal<usize>,
        window: Window,
        drawn: impl Fn() + 'static,
    ) -> Self {
        let focus = StoredValue::new_local(RowFocus::default());
        let keys = Self { body, rows, window, focus, place: StoredValue::new((0, 0)) };
        Effect::new(move |_| {
            drawn();
            request_animation_frame(move || keys.keep());
        });
        keys
    }

    /// Remembers the row that has the focus now.
    pub(crate) fn focused(self) {
        let body = self.body.get_untracked();
        let place = body.and_then(|body| self.focus.with_value(|focus| focus.take(&body)));
        if let Some(place) = place {
            self.place.set_value(place);
            self.keep();
        }
    }

    /// Does what a key means in a row.
    pub(crate) fn pressed(self, event: &KeyboardEvent) {
        if has_modifier(event) {
            return;
        }
        let (row, part) = self.place.get_value();
        let last = self.rows.get_untracked().saturating_sub(1);
        let page = self.window.page().saturating_sub(5).max(1);
        let (row, part) = match event.key().as_str() {
            "ArrowDown" => (row + 1, part),
            "ArrowUp" => (row.saturating_sub(1), part),
            "PageDown" => (row + page, part),
            "PageUp" => (row.saturating_sub(page), part),
            "Home" => (0, part),
            "End" => (last, part),
            "ArrowRight" => (row, part + 1),
            "ArrowLeft" => (row, part.saturating_sub(1)),
            "Enter" if browser::is_in_checkbox(event) && browser::click_in_row(false) => {
                return event.prevent_default();
            }
            " " if browser::is_in_link(event) && browser::click_in_row(true) => {
                return event.prevent_default();
            }
            _ => return,
        };
        event.prevent_default();
        self.lead(row.min(last), part);
    }

    /// Moves the focus to a part of a row, also if the row is not drawn yet.
    fn lead(self, row: usize, part: usize) {
        let Some(body) = self.body.get_untracked() else { return };
        if !browser::focus_row(&body, row, part) {
            browser::scroll_to_row(&body, self.window.above(row));
            self.wait(row, part, FRAMES);
        }
    }

    fn wait(self, row: usize, part: usize, frames: u8) {
        request_animation_frame(move || {
            let body = self.body.try_get_untracked().flatten();
            let is_there = body.is_none_or(|body| browser::focus_row(&body, row, part));
            if !is_there && frames > 0 {
                self.wait(row, part, frames - 1);
            }
        });
    }

    fn keep(self) {
        // The table may be gone by now.
        if let (Some(body), Some((row, _))) =
            (self.body.try_get_untracked().flatten(), self.place.try_get_value())
        {
            self.focus.with_value(|focus| focus.keep(&body, row, self.window.first_in_view()));
        }
    }
}

/// The button that lists the keys, and the list. "/" and "?" work wherever nobody types.
#[component]
pub(crate) fn KeysHelp(
    /// The number of rows that the filter looks at.
    rows: Signal<usize>,
    /// The nouns of the rows: one, and many.
    nouns: (&'static str, &'static str),
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let listener = window_event_listener(ev::keydown, move |event| {
        let key = event.key();
        // The browser's own search opens as well: the words say what it does not see.
        if key == "f" && (event.ctrl_key() || event.meta_key()) {
            is_open.set(true);
        } else if !has_modifier(&event) && browser::takes_keys() {
            match key.as_str() {
                "/" => {
                    event.prevent_default();
                    browser::focus_filter();
                }
                "?" => is_open.update(|open| *open = !*open),
                "Escape" => is_open.set(false),
                _ => {}
            }
        }
    });
    on_cleanup(move || listener.remove());
    let words = move || {
        let rows = counted(rows.get(), nouns.0, nouns.1);
        is_open.get().then(|| view! {
            <p class="keys-help" id="keys" role="status">
                "The filter searches all " {rows} "; the browser’s own search sees only the rows in view. "
                <kbd>"/"</kbd> " filter " <kbd>"Esc"</kbd> " clear it " <kbd>"↑ ↓ Home End"</kbd> " along the rows "
                <kbd>"← →"</kbd> " within a row " <kbd>"Space"</kbd> " select " <kbd>"Enter"</kbd> " open"
            </p>
        })
    };
    view! {
        <button type="button" class="quiet keys" aria-label="Keys" title="Keys (?)" aria-expanded=move || is_open.get().to_string()
            on:click=move |_| is_open.update(|open| *open = !*open)>"?"</button>
        {dynamic(words)}
    }
}

fn has_modifier(event: &KeyboardEvent) -> bool {
    event.ctrl_key() || event.alt_key() || event.meta_key()
}
