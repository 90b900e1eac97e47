//! What the browser keeps: small choices for the next visit, never a secret; and for as long as the tab
//! is open what the user wants kept there.

/// What was kept under `key`.
pub(crate) fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps `text` under `key`; nothing where it is empty. A browser that keeps nothing (private mode)
/// forgets it with the page.
pub(crate) fn keep(key: &str, text: &str) {
    let Some(storage) = storage() else { return };
    let _ = if text.is_empty() { storage.remove_item(key) } else { storage.set_item(key, text) };
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// What was kept under `key` for this tab.
pub(crate) fn kept_for_tab(key: &str) -> Option<String> {
    tab()?.get_item(key).ok().flatten()
}

/// Keeps `value` under `key` until the tab is closed; `None` forgets it.
pub(crate) fn keep_for_tab(key: &str, value: Option<&str>) {
    let Some(storage) = tab() else { return };
    let _ = match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    };
}

fn tab() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
