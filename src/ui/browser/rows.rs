//! Focus in the rows of a table. One row has Tab stops: its checkbox and its first link. Arrow keys lead from them to
//! everything else.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, NodeList};

use crate::ui::browser::focus_by_id;

/// Everything in a row that can have the focus.
const PARTS: &str = "a, button, input";
/// The link of a row: that of its namespace, before it, is reached by an arrow key.
const LINK: &str = "a:not(.before)";
/// The checkbox and the link that Tab leads to. Everything else in a table's rows has `tabindex="-1"`.
const STOPS: &str = "main .data tbody :is(a, input):not([tabindex])";
/// The fields and choices that take letters themselves.
const TYPED: &str = "input:not([type=checkbox], [type=radio]), textarea, select";

/// The element of a table that had the focus last.
#[derive(Default)]
pub(crate) struct RowFocus {
    last: RefCell<Option<HtmlElement>>,
}

impl RowFocus {
    /// The row that has the focus now (counted from 0, among all rows of the table), and the part of the row.
    pub(crate) fn take(&self, body: &Element) -> Option<(usize, usize)> {
        let active = active()?;
        let row = active.closest("tr[aria-rowindex]").ok()??;
        let index: usize = row.get_attribute("aria-rowindex")?.parse().ok()?;
        let part = parts(&row).position(|part| part == active)?;
        body.contains(Some(&row)).then_some(())?;
        self.last.replace(Some(active));
        Some((index.checked_sub(2)?, part))
    }

    /// Gives the Tab stops to this row, or to the row `in_view` if it is not drawn. If the element that had the focus is
    /// gone, the stop takes the focus.
    pub(crate) fn keep(&self, body: &Element, row: usize, in_view: usize) {
        let Some(row) = row_at(body, row).or_else(|| row_at(body, in_view)) else { return };
        let first = |what| row.query_selector(what).ok().flatten();
        let stops = [first("input"), first(LINK)];
        for part in elements(&all(body, ":is(a, button, input):not([tabindex])")) {
            let _ = part.set_attribute("tabindex", "-1");
        }
        for stop in stops.iter().flatten() {
            let _ = stop.remove_attribute("tabindex");
        }
        let is_lost = self.last.borrow().as_ref().is_some_and(|last| !last.is_connected());
        if is_lost && is_nowhere() {
            let stop = stops.into_iter().flatten().next().and_then(|stop| stop.dyn_into().ok());
            stop.as_ref().inspect(|stop: &&HtmlElement| {
                let _ = stop.focus();
            });
            self.last.replace(stop);
        }
    }
}

/// Moves the focus to a part of a row, or to the row's last part. `false` if the row is not drawn.
pub(crate) fn focus_row(body: &Element, row: usize, part: usize) -> bool {
    let Some(row) = row_at(body, row) else { return false };
    let part = parts(&row).take(part + 1).last();
    part.is_some_and(|part| part.focus().is_ok())
}

/// Scrolls the window so that a place this far below the top of `body` (CSS pixels) is in its middle.
pub(crate) fn scroll_to_row(body: &Element, below: f64) {
    let Some(window) = web_sys::window() else { return };
    let height = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(0.0);
    window
        .scroll_by_with_x_and_y(0.0, body.get_bounding_client_rect().top() + below - height / 2.0);
}

/// Clicks the link of the row that has the focus, or its checkbox; `false` if that one has the focus itself, or if the
/// row has none.
pub(crate) fn click_in_row(checkbox: bool) -> bool {
    let what = if checkbox { "input" } else { LINK };
    let Some(active) = active() else { return false };
    let row = active.closest("tr").ok().flatten();
    let target = row.and_then(|row| row.query_selector(what).ok().flatten());
    let target = target.and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let Some(target) = target.filter(|target| *target != active) else { return false };
    target.click();
    true
}

/// Moves the focus to the page's table: to the row with the Tab stops, or if there is none to the filter.
pub(crate) fn focus_rows() {
    focus_first(STOPS).or_else(|| focus_first("main input[type=search]"));
}

/// Moves the focus to the page's table if nothing has it any more: the button that opened a dialog is gone.
pub(crate) fn focus_rows_if_lost() {
    if is_nowhere() {
        focus_rows();
    }
}

/// Moves the focus to the element with this id if nothing has it any more.
pub(crate) fn focus_if_lost(id: &str) {
    if is_nowhere() {
        focus_by_id(id);
    }
}

/// Moves the focus to the filter of the page's table, with its text selected.
pub(crate) fn focus_filter() {
    if let Some(filter) = focus_first("main input[type=search]") {
        let filter = filter.unchecked_into::<web_sys::HtmlInputElement>();
        filter.select();
    }
}

/// Whether the page may take a key: nobody is typing, and no dialog is open.
pub(crate) fn takes_keys() -> bool {
    let is_typing = active().is_some_and(|active| active.matches(TYPED).unwrap_or(false));
    !is_typing && first("dialog[open]").is_none()
}

/// Whether the event comes from a checkbox.
pub(crate) fn is_in_checkbox(event: &web_sys::Event) -> bool {
    is_from(event, "input")
}

/// Whether the event comes from a link.
pub(crate) fn is_in_link(event: &web_sys::Event) -> bool {
    is_from(event, "a")
}

fn is_from(event: &web_sys::Event, what: &str) -> bool {
    let from = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    from.is_some_and(|from| from.matches(what).unwrap_or(false))
}

fn focus_first(what: &str) -> Option<HtmlElement> {
    first(what).filter(|found| found.focus().is_ok())
}

fn first(what: &str) -> Option<HtmlElement> {
    let document = web_sys::window()?.document()?;
    document.query_selector(what).ok()??.dyn_into().ok()
}

fn active() -> Option<HtmlElement> {
    web_sys::window()?.document()?.active_element()?.dyn_into().ok()
}

/// Whether the focus is on the page as a whole.
fn is_nowhere() -> bool {
    active().is_none_or(|active| active.tag_name() == "BODY")
}

fn row_at(body: &Element, row: usize) -> Option<HtmlElement> {
    let row = body.query_selector(&format!("tr[aria-rowindex='{}']", row + 2)).ok()??;
    row.dyn_into().ok()
}

fn parts(row: &Element) -> impl Iterator<Item = HtmlElement> {
    let all = all(row, PARTS);
    (0..all.length()).filter_map(move |at| all.get(at)?.dyn_into().ok())
}

fn all(root: &Element, what: &str) -> NodeList {
    // Fails only for a text that is no selector.
    root.query_selector_all(what).unwrap_or_else(|_| root.child_nodes())
}

fn elements(list: &NodeList) -> impl Iterator<Item = HtmlElement> + '_ {
    (0..list.length()).filter_map(|at| list.get(at)?.dyn_into().ok())
}
