//! The browser's storage. `localStorage` keeps small choices for the next visit, never a secret. `sessionStorage`
//! keeps texts until the tab is closed; among them is a secret only if the user asked for that.

/// The text that this or an earlier visit kept under `key`.
pub(crate) fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps `text` under `key` for later visits; an empty text removes the entry. A browser without storage (private
/// mode) keeps nothing.
pub(crate) fn keep(key: &str, text: &str) {
    let Some(storage) = storage() else { return };
    let _ = if text.is_empty() { storage.remove_item(key) } else { storage.set_item(key, text) };
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// The text that was kept under `key` for this tab.
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
