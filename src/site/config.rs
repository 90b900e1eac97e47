//! The host's configuration of the page, as far as it was understood.

use crate::registry::RegistryKind;

/// The configuration of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The name of the page; `None` for "Plimsoll".
    pub title: Option<String>,
    /// Registries reachable through the page's own server at `registry/<alias>/`.
    pub registries: Vec<Alias>,
    /// Whether nothing may be deleted or changed through this page.
    pub read_only: bool,
    /// Whether other registries may be opened, by their address.
    pub other_addresses: bool,
    /// Whether the sample registry is offered.
    pub sample: bool,
    /// Token servers that may be asked without a question.
    pub trusted_realms: Vec<TrustedRealm>,
    /// Requests under way at once, 1 to 32; `None` for the usual number.
    pub concurrency: Option<usize>,
    /// Problems with the file: a sentence each, with the place and what is expected.
    pub problems: Vec<String>,
}

/// A registry behind the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The registry's name in addresses: 1 to 63 of a-z, 0-9 and `-`.
    pub alias: String,
    /// The registry's name for people; `None` where the alias serves.
    pub name: Option<String>,
    /// The registry's public host name, perhaps with a port, with which image references begin.
    pub host: String,
    /// The kind of registry; `None` where its answers are to give that away.
    pub kind: Option<RegistryKind>,
}

/// A token server that gets credentials without a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedRealm {
    /// The token server's host in lower case, perhaps with a port.
    pub host: String,
    /// The name under which the page's own server forwards to it, `registry/<through>/`: most token servers send no
    /// CORS headers.
    pub through: Option<String>,
}

impl Default for Site {
    /// A page without a configuration: no registries of its own, nothing forbidden.
    fn default() -> Self {
        Self {
            title: None,
            registries: Vec::new(),
            read_only: false,
            other_addresses: true,
            sample: true,
            trusted_realms: Vec::new(),
            concurrency: None,
            problems: Vec::new(),
        }
    }
}

impl Site {
    /// The configuration of a page whose file could not be read at all.
    #[must_use]
    pub fn unreadable(why: &str) -> Self {
        Self { read_only: true, problems: vec![why.to_owned()], ..Self::default() }
    }

    /// Whether the file was not understood in full.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        !self.problems.is_empty()
    }

    /// The reason why nothing may be deleted or changed through this page, if there is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&'static str> {
        match (self.read_only, self.is_broken()) {
            (false, _) => None,
            (true, false) => Some("This page is read-only."),
            (true, true) => Some(
                "This page is read-only until its config.json is mended: the first page says how.",
            ),
        }
    }
}
