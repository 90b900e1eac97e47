//! The browser's question before the tab is closed, reloaded or left for another site.

use std::cell::Cell;

use wasm_bindgen::{JsCast, JsValue, closure::Closure};

thread_local! {
    /// The reasons to ask, counted.
    static REASONS: Cell<usize> = const { Cell::new(0) };
}

/// A reason for the browser to ask. It does as long as one of these is kept.
pub(crate) struct AsksBeforeLeaving(());

impl AsksBeforeLeaving {
    pub(crate) fn new() -> Self {
        let reasons = REASONS.get();
        REASONS.set(reasons + 1);
        if reasons == 0 {
            let ask = Closure::<dyn FnMut(web_sys::Event)>::new(|event: web_sys::Event| {
                event.prevent_default();
                // Some browsers look at this property alone.
                let _ =
                    js_sys::Reflect::set(&event, &JsValue::from_str("returnValue"), &JsValue::TRUE);
            });
            set(Some(ask.into_js_value().unchecked_ref()));
        }
        Self(())
    }
}

impl Drop for AsksBeforeLeaving {
    fn drop(&mut self) {
        REASONS.set(REASONS.get() - 1);
        if REASONS.get() == 0 {
            set(None);
        }
    }
}

fn set(ask: Option<&js_sys::Function>) {
    if let Some(window) = web_sys::window() {
        window.set_onbeforeunload(ask);
    }
}
