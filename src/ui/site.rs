//! `config.json` beside the page: the registries that whoever hosts it offers.

use std::rc::Rc;

use plimsoll::registry::transport::{Method, Request, Transport};
use serde::Deserialize;

use crate::ui::browser;

/// The longest configuration that is read.
const LIMIT: usize = 1024 * 1024;

/// What the host of the page configured.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Site {
    /// Registries reachable through the page's own server at `registry/<alias>/`.
    pub(crate) registries: Vec<Alias>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Alias {
    /// Its name in addresses.
    pub(crate) alias: String,
    /// Its name for people.
    #[serde(default)]
    pub(crate) name: Option<String>,
    /// Its public host name: what its images are called by.
    pub(crate) host: String,
}

impl Site {
    /// Reads the configuration; a page without one offers no registries of its own.
    pub(crate) async fn load(transport: Rc<dyn Transport>) -> Result<Self, String> {
        let request = Request {
            method: Method::Get,
            url: format!("{}config.json", browser::page_base()),
            headers: Vec::new(),
            body: Vec::new(),
            body_limit: LIMIT,
        };
        let answer = transport.send(request).await.map_err(|error| error.to_string())?;
        // A server that answers every unknown path with the page itself has no configuration either.
        let is_page = answer.headers.get("content-type").is_some_and(|kind| kind.contains("html"));
        if answer.status == 404 || is_page {
            return Ok(Self::default());
        }
        if answer.status != 200 {
            return Err(format!("the server answered {}", answer.status));
        }
        serde_json::from_slice(&answer.body).map_err(|error| error.to_string())
    }
}
