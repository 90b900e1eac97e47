//! The release that runs here, compared with the one that the page's host serves now.

use gloo_net::http::Request;

use crate::ui::browser::page_base;

/// Whether the page's host still serves the release that runs here. The page is fetched again: it has to name the
/// same script. `None` if the host does not answer.
pub(crate) async fn is_current_release() -> Option<bool> {
    let script = own_script()?;
    let request = Request::get(&page_base()).cache(web_sys::RequestCache::NoStore);
    let answer = request.send().await.ok().filter(|answer| answer.ok())?;
    Some(answer.text().await.ok()?.contains(&script))
}

/// Reloads the page, with the release that its host serves now.
pub(crate) fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// The file name of the script that started this page. The name holds a hash of the script, and the script names
/// all other files of the release.
fn own_script() -> Option<String> {
    let document = web_sys::window()?.document()?;
    let script = document.query_selector("script[type=module]").ok()??;
    let source = script.get_attribute("src")?;
    Some(source.rsplit('/').next()?.to_owned())
}
