//! The note of the tag that is being untagged by a placeholder: kept in the tab's own storage before the
//! placeholder is pushed, and forgotten once the tag is off. It names a repository and a tag, no secret.

use plimsoll::model::{RepositoryName, TagName};

use crate::ui::browser;

/// A tag that may have been left on a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UntaggingNote {
    pub(crate) repository: RepositoryName,
    pub(crate) tag: TagName,
}

impl UntaggingNote {
    /// The note that was kept in this tab for a registry.
    pub(crate) fn kept(registry: &str) -> Option<Self> {
        let text = browser::kept_for_tab(&slot(registry))?;
        let (repository, tag) = text.split_once(':')?;
        Some(Self { repository: repository.parse().ok()?, tag: tag.parse().ok()? })
    }

    pub(crate) fn keep(&self, registry: &str) {
        let text = format!("{}:{}", self.repository, self.tag);
        browser::keep_for_tab(&slot(registry), Some(&text));
    }

    pub(crate) fn forget(registry: &str) {
        browser::keep_for_tab(&slot(registry), None);
    }
}

fn slot(registry: &str) -> String {
    format!("plimsoll.untagging.{registry}")
}
