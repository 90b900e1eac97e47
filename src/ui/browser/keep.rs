//! Small choices kept for the next visit; never a secret.

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
