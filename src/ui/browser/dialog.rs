//! Modal dialogs and focus.

use wasm_bindgen::JsCast;

/// Opens a dialog over the page. The browser keeps the focus inside it, and the dialog's heading has it first.
pub(crate) fn show_dialog(dialog: &web_sys::HtmlDialogElement) {
    if !dialog.open() {
        // Fails only for an element that is not in the document.
        let _ = dialog.show_modal();
        let heading = dialog.query_selector("h1").ok().flatten();
        if let Some(heading) =
            heading.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok())
        {
            let _ = heading.focus();
        }
    }
}

/// Closes a dialog. The browser returns the focus to the element that had it before the dialog.
pub(crate) fn close_dialog(dialog: &web_sys::HtmlDialogElement) {
    dialog.close();
}

/// Moves the focus to the element with this id.
pub(crate) fn focus_by_id(id: &str) {
    let element = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(id))
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
    }
}

/// Whether a `focusout` moves the focus to another element inside the one that listens for it.
pub(crate) fn focus_stays_within(event: &web_sys::FocusEvent) -> bool {
    let node = |target: Option<web_sys::EventTarget>| {
        target.and_then(|target| target.dyn_into::<web_sys::Node>().ok())
    };
    match node(event.current_target()) {
        Some(root) => root.contains(node(event.related_target()).as_ref()),
        None => false,
    }
}

/// Whether a `focusout` moves the focus to an element outside of the one that listens for it. An element that is
/// removed loses the focus to nothing.
pub(crate) fn focus_is_taken(event: &web_sys::FocusEvent) -> bool {
    event.related_target().is_some() && !focus_stays_within(event)
}
