//! The part of a registry that a level of the map shows, its address, the way to it, and the destinations of its blocks.

use crate::model::{Digest, Inventory, RepositoryName};
use crate::present::Target;

/// The part of a registry that a level of the map shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MapScope {
    /// The repositories whose names begin with this text: empty for all, or `team/web/`.
    Namespace(String),
    /// The images of a repository.
    Repository(RepositoryName),
    /// The blobs of the image that a manifest heads.
    Image(RepositoryName, Digest),
}

/// The destination of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// The level inside.
    Into(MapScope),
    /// A page.
    To(Target),
    /// The list of everything in the level.
    All,
    /// The layers that members of the level share.
    Shared,
}

impl MapScope {
    /// The scope that an address names: ``, `team/`, `team/web`, `team/web@sha256:…`. Anything else is the registry.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let image = text
            .split_once('@')
            .and_then(|(name, digest)| Some(Self::Image(name.parse().ok()?, digest.parse().ok()?)));
        let repository = || text.parse().ok().map(Self::Repository);
        let namespace =
            text.strip_suffix('/').filter(|name| name.parse::<RepositoryName>().is_ok());
        let namespace = namespace.map_or("", |_| text);
        image.or_else(repository).unwrap_or_else(|| Self::Namespace(namespace.to_owned()))
    }

    /// The scope as an address names it; empty for the registry.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Namespace(prefix) => prefix.clone(),
            Self::Repository(name) => name.to_string(),
            Self::Image(name, digest) => format!("{name}@{digest}"),
        }
    }

    /// The scope around this one; `None` for the registry.
    #[must_use]
    pub fn around(&self) -> Option<Self> {
        let above = |name: &str| {
            let prefix =
                name.rsplit_once('/').map_or(String::new(), |(above, _)| format!("{above}/"));
            Self::Namespace(prefix)
        };
        match self {
            Self::Namespace(prefix) => prefix.strip_suffix('/').map(above),
            Self::Repository(name) => Some(above(name.as_str())),
            Self::Image(name, _) => Some(Self::Repository(name.clone())),
        }
    }

    /// The way from the registry to this scope, which is the last: a word for each scope, without the registry.
    pub(super) fn way(&self, inventory: &Inventory) -> Vec<(String, Self)> {
        let mut way = vec![(self.word(inventory), self.clone())];
        while let Some(around) = way.last().and_then(|(_, scope)| scope.around()) {
            way.push((around.word(inventory), around));
        }
        // The registry itself has no word.
        way.pop();
        way.reverse();
        way
    }

    /// The last word of the scope: `web`, `storefront`, `v1`.
    fn word(&self, inventory: &Inventory) -> String {
        let last = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
        match self {
            Self::Namespace(prefix) => last(prefix.trim_end_matches('/')),
            Self::Repository(name) => last(name.as_str()),
            Self::Image(name, head) => {
                let repository = inventory.repositories.get(name);
                let tag = repository.and_then(|repository| repository.tags_of(head).next());
                tag.map_or_else(|| head.short(), ToString::to_string)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_and_its_address_lead_to_each_other() {
        let digest = Digest::of(b"x");
        let check = |text: &str, around: Option<&str>| {
            let scope = MapScope::parse(text);
            assert_eq!(scope.text(), text);
            assert_eq!(scope.around().map(|around| around.text()).as_deref(), around, "{text}");
        };
        check("", None);
        check("team/", Some(""));
        check("team/web/", Some("team/"));
        check("team/web", Some("team/"));
        check("web", Some(""));
        check(&format!("team/web@{digest}"), Some("team/web"));
        // Anything else is the registry.
        for odd in ["/", "Team", "a@b", "@", "//", "a//b"] {
            assert_eq!(MapScope::parse(odd).text(), "", "{odd}");
        }
    }
}
