//! A change of locks: ACR's "changeable attributes", on a repository, a tag or a manifest, each for
//! itself.
//!
//! Reference: Microsoft's `container-registry-image-lock.md`.

use crate::model::Attributes;

/// What shall change; `None` leaves as it is.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::sample) struct Change {
    /// `deleteEnabled`
    pub(in crate::sample) delete: Option<bool>,
    /// `writeEnabled`
    pub(in crate::sample) write: Option<bool>,
    /// `readEnabled`
    pub(in crate::sample) read: Option<bool>,
    /// `listEnabled`
    pub(in crate::sample) list: Option<bool>,
}

impl Change {
    /// Changes what shall change.
    pub(in crate::sample) fn apply(self, to: &mut Attributes) {
        to.delete = self.delete.unwrap_or(to.delete);
        to.write = self.write.unwrap_or(to.write);
        to.read = self.read.unwrap_or(to.read);
        to.list = self.list.unwrap_or(to.list);
    }
}
