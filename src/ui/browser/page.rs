//! The page's own address, its title, and the time.

use plimsoll::model::Timestamp;

/// The present moment, by the browser's clock.
pub(crate) fn now() -> Timestamp {
    // A double holds milliseconds exactly for 285 000 years.
    #[allow(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
    Timestamp::from_millis(js_sys::Date::now() as i64)
}

/// The address that the page's own files stand under, ending in `/`, without query.
pub(crate) fn page_base() -> String {
    let document = web_sys::window().and_then(|window| window.document());
    let base = document.and_then(|document| document.base_uri().ok().flatten()).unwrap_or_default();
    let base = base.split(['?', '#']).next().unwrap_or_default();
    match base.rfind('/') {
        Some(end) => base[..=end].to_owned(),
        None => String::from("/"),
    }
}

/// The path of [`page_base`], without a slash at its end; empty if the page is at the root.
pub(crate) fn base_path() -> String {
    let base = page_base();
    let path = base.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
    path.map(|(_, path)| path.trim_end_matches('/'))
        .filter(|path| !path.is_empty())
        .map(|path| format!("/{path}"))
        .unwrap_or_default()
}

/// The page's origin, as a registry has to name it in its CORS headers: scheme, host and port.
pub(crate) fn origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// Brings the element with this id to the top of the window, and the focus to it.
pub(crate) fn lead_down_to(id: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(element) = document.and_then(|document| document.get_element_by_id(id)) {
        element.scroll_into_view();
        super::focus_by_id(id);
    }
}

/// Sets the title of the tab.
pub(crate) fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}
