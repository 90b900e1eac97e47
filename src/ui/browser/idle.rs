//! Work that waits until the browser is idle.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// Runs `work` once, when the browser is idle. If the user asked the browser to save data, `work` never runs.
pub(crate) fn when_idle(work: impl FnOnce() + 'static) {
    let Some(window) = web_sys::window() else { return };
    if saves_data(&window.navigator()) {
        return;
    }
    let work = Closure::once_into_js(work);
    let work = work.unchecked_ref::<js_sys::Function>();
    // Safari has no idle callback: half a second after the first paint will do.
    if window.request_idle_callback(work).is_err() {
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(work, 500);
    }
}

/// `navigator.connection.saveData`, which not every browser has.
fn saves_data(navigator: &web_sys::Navigator) -> bool {
    let connection = Reflect::get(navigator, &JsValue::from_str("connection"));
    let saves = connection.and_then(|found| Reflect::get(&found, &JsValue::from_str("saveData")));
    saves.is_ok_and(|saves| saves.is_truthy())
}
