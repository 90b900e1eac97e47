//! Light and dark: the system's choice unless the user made one, kept for the next visit.

const KEY: &str = "plimsoll.theme";

/// Which colours to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The choice made at an earlier visit.
pub(crate) fn stored_theme() -> Theme {
    let stored = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    match stored.as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    }
}

/// Sets the page's colours and keeps the choice.
pub(crate) fn apply_theme(theme: Theme) {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    let Some(root) = root else { return };
    let name = match theme {
        Theme::System => "",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    // A browser that keeps nothing (private mode) still changes its colours.
    if name.is_empty() {
        let _ = root.remove_attribute("data-theme");
        let _ = storage().map(|storage| storage.remove_item(KEY));
    } else {
        let _ = root.set_attribute("data-theme", name);
        let _ = storage().map(|storage| storage.set_item(KEY, name));
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
