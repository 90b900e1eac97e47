//! The clipboard.

use wasm_bindgen_futures::JsFuture;

/// Copies `text`; false where the browser does not allow it.
pub(crate) async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    // Browsers have a clipboard only for pages that come over https or from this machine.
    if !window.is_secure_context() {
        return false;
    }
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}
