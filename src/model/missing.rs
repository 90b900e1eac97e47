//! Gaps of a scan: lists, manifests and sizes that could not be read.

use crate::model::RepositoryName;

/// A list, manifest or size that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The repository; `None` for the registry as a whole.
    pub repository: Option<RepositoryName>,
    /// The tag, digest or listed name; `None` for a whole list. A server's text: show it as text.
    pub reference: Option<String>,
    /// The kind of gap.
    pub what: MissingWhat,
    /// The reason, one sentence for a person.
    pub why: String,
}

/// Kinds of gaps, by the thing that could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingWhat {
    /// The list of repositories, or a name in it.
    Catalog,
    /// A list of tags, or a name in it.
    Tags,
    /// A list of manifests.
    Manifests,
    /// A manifest that something names.
    Manifest,
    /// A list of referrers.
    Referrers,
    /// Entries of a list: the registry counts another number than it lists.
    Counts,
    /// An image config: dates and platforms are unknown, bytes are not.
    Config,
    /// Untagged manifests: the registry lists none.
    Untagged,
    /// Repositories that the sign-in is not shown.
    Repositories,
    /// The size of a blob, or which of several.
    Size,
}

impl MissingWhat {
    /// The word on the page and in exports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Catalog => "catalog",
            Self::Tags => "tags",
            Self::Manifests => "manifests",
            Self::Manifest => "manifest",
            Self::Referrers => "referrers",
            Self::Counts => "counts",
            Self::Config => "config",
            Self::Untagged => "untagged",
            Self::Repositories => "repositories",
            Self::Size => "size",
        }
    }

    /// Whether the gap may make a figure too low. An unread config does not: its size is known.
    #[must_use]
    pub fn affects_figures(self) -> bool {
        self != Self::Config
    }
}
