//! Fetches the page's configuration: `config.json` beside the page.

use std::rc::Rc;

use plimsoll::registry::transport::{Method, Request, Transport};
pub(crate) use plimsoll::site::{Alias, Site};

use crate::ui::browser;

/// The longest configuration that is read.
const LIMIT: usize = 1024 * 1024;

/// The page's configuration. A page without one offers no registries of its own, and forbids nothing. A page whose
/// configuration cannot be read is read-only.
pub(crate) async fn load(transport: Rc<dyn Transport>) -> Site {
    let url = format!("{}config.json", browser::page_base());
    let request = Request::new(Method::Get, url, LIMIT);
    let answer = match transport.send(request).await {
        Ok(answer) => answer,
        Err(error) => return Site::unreadable(&error.to_string()),
    };
    // A server that answers every unknown path with the page itself has no configuration either.
    let is_page = answer.headers.get("content-type").is_some_and(|kind| kind.contains("html"));
    match answer.status {
        404 => Site::default(),
        200 if is_page => Site::default(),
        200 => Site::read(&answer.body),
        status => Site::unreadable(&format!("The server answered {status} instead of the file.")),
    }
}
