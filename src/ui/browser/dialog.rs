//! Modal dialogs and focus.

use std::cell::RefCell;

use wasm_bindgen::JsCast;

thread_local! {
    /// The element that had the focus before [`lead_to`] moved it.
    static LED_FROM: RefCell<Option<web_sys::HtmlElement>> = const { RefCell::new(None) };
}

/// Opens a dialog over the page; the browser keeps the focus inside it.
pub(crate) fn show_dialog(dialog: &web_sys::HtmlDialogElement) {
    if !dialog.open() {
        // Fails only for an element that is not in the document.
        let _ = dialog.show_modal();
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

/// Moves the focus to the element with this id; `lead_back` returns it.
pub(crate) fn lead_to(id: &str) {
    let active = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.active_element())
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    LED_FROM.with(|from| from.replace(active));
    focus_by_id(id);
}

/// Returns the focus to the element that had it before [`lead_to`], if that is still in the document.
pub(crate) fn lead_back() {
    LED_FROM.with_borrow(|from| {
        if let Some(element) = from {
            let _ = element.focus();
        }
    });
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
