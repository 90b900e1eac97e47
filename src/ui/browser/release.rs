//! The release that this page is of, beside the one that its host serves by now.

use gloo_net::http::Request;

use crate::ui::browser::page_base;

/// Whether the page's host still serves the release that runs here: its own page names the same script.
/// `None` where the host does not answer.
pub(crate) async fn is_current_release() -> Option<bool> {
    let script = own_script()?;
    let request = Request::get(&page_base()).cache(web_sys::RequestCache::NoStore);
    let answer = request.send().await.ok().filter(|answer| answer.ok())?;
    Some(answer.text().await.ok()?.contains(&script))
}

/// Loads the page anew, with whatever its host serves.
pub(crate) fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// The file name of the script that started this page: it holds a hash of its content, and names all others.
fn own_script() -> Option<String> {
    let document = web_sys::window()?.document()?;
    let script = document.query_selector("script[type=module]").ok()??;
    let source = script.get_attribute("src")?;
    Some(source.rsplit('/').next()?.to_owned())
}
