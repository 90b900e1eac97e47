//! The places in which a registry keeps a blob once.

use crate::model::RepositoryName;

/// The part of a registry that keeps a blob once, however many of its manifests use it. Another part keeps a copy of
/// its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeptOnce {
    /// The whole registry.
    #[default]
    Registry,
    /// All repositories with the same first component of their names: `team` of `team/web/app`.
    Namespace,
    /// A single repository.
    Repository,
}

impl KeptOnce {
    /// The word in exports, and where a person's choice is kept.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::Namespace => "namespace",
            Self::Repository => "repository",
        }
    }

    /// The name that the repositories of one part have in common; empty for the whole registry.
    #[must_use]
    pub fn part_of(self, name: &RepositoryName) -> &str {
        let name = name.as_str();
        match self {
            Self::Registry => "",
            Self::Namespace => name.split_once('/').map_or(name, |(root, _)| root),
            Self::Repository => name,
        }
    }
}
