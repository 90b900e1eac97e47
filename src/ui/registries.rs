//! Registries that can be opened: the sample, those that the page's host offers, and typed addresses.

use plimsoll::registry::{Address, RegistryKind};

use crate::ui::browser;
use crate::ui::site::{Alias, Site};

/// The name of the sample registry in addresses.
pub(crate) const SAMPLE: &str = "sample";

/// A registry that can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RegistryRef {
    /// The registry's name in the page's address.
    pub(crate) slug: String,
    /// The registry's name for people.
    pub(crate) title: String,
    /// The address that all requests begin with, without a slash at its end.
    pub(crate) base: String,
    /// The public host, with which the names of images begin.
    pub(crate) host: String,
    pub(crate) source: Source,
    /// The kind, if `config.json` states it. The sample states its own.
    pub(crate) stated: Option<RegistryKind>,
}

/// How a registry is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// In the page's own memory.
    Sample,
    /// Through the page's own server.
    Alias,
    /// From the browser straight to its address.
    Typed,
}

impl RegistryRef {
    /// The registry called `slug`: the sample, an alias of the site, or the host of a typed address. An error is a
    /// sentence for the user.
    pub(crate) fn find(slug: &str, site: &Site) -> Result<Self, &'static str> {
        if slug == SAMPLE && site.sample {
            return Ok(Self::sample());
        }
        match site.registries.iter().find(|alias| alias.alias == slug) {
            Some(alias) => Ok(Self::of_alias(alias)),
            None if !site.other_addresses || slug == SAMPLE => {
                Err("This page opens only the registries that it lists.")
            }
            None if !is_address(slug) => Err("No registry of that name is configured here."),
            None => Address::read(slug).map(|address| Self::typed(address, site)),
        }
    }

    pub(crate) fn sample() -> Self {
        Self {
            slug: SAMPLE.to_owned(),
            title: "Sample registry".to_owned(),
            base: "https://sample.invalid".to_owned(),
            host: "sample.invalid".to_owned(),
            source: Source::Sample,
            stated: Some(plimsoll::sample::KIND),
        }
    }

    /// A registry that the page's own server forwards to.
    pub(crate) fn of_alias(alias: &Alias) -> Self {
        Self {
            slug: alias.alias.clone(),
            title: alias.name.clone().unwrap_or_else(|| alias.alias.clone()),
            base: format!("{}registry/{}", browser::page_base(), alias.alias),
            host: alias.host.clone(),
            source: Source::Alias,
            stated: alias.kind,
        }
    }

    /// A registry at a typed address. Its slug is the host. If the host alone would be read as another address, or as
    /// the name of a registry behind this page, its slug is the whole address.
    pub(crate) fn typed(address: Address, site: &Site) -> Self {
        let usual = Address::read(&address.host).is_ok_and(|read| read == address);
        let is_taken = address.host == SAMPLE
            || site.registries.iter().any(|alias| alias.alias == address.host);
        let is_short = usual && !is_taken && is_address(&address.host);
        let slug = if is_short { address.host.clone() } else { address.base.clone() };
        Self {
            slug,
            title: address.host.clone(),
            base: address.base,
            host: address.host,
            source: Source::Typed,
            stated: None,
        }
    }

    /// The kind before the registry is asked: the stated one, or the one that the host's name gives away.
    pub(crate) fn kind(&self) -> RegistryKind {
        self.stated.unwrap_or_else(|| RegistryKind::of_host(&self.host))
    }
}

/// Whether `slug` can only be an address. A single word is taken for the name of a registry behind this page: an
/// address of one word is written with its scheme.
fn is_address(slug: &str) -> bool {
    slug.contains(['.', ':']) || slug == "localhost"
}
