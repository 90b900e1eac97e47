//! Light and dark: the system's choice unless the user made one, kept for the next visit.

use crate::ui::browser::keep::{keep, kept};

const KEY: &str = "plimsoll.theme";

/// The colours that the user chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// The colours follow the system's setting, also when it changes.
    System,
    Light,
    Dark,
}

/// The choice made at an earlier visit.
pub(crate) fn stored_theme() -> Theme {
    match kept(KEY).as_deref() {
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
    } else {
        let _ = root.set_attribute("data-theme", name);
    }
    keep(KEY, name);
}
