//! Changes of locks: ACR's "changeable attributes" of one repository, tag or manifest.
//!
//! Reference: Microsoft's `container-registry-image-lock.md`.

use crate::model::Attributes;

/// A change of locks; `None` leaves a lock as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Change {
    /// The new value of `deleteEnabled`.
    pub delete: Option<bool>,
    /// The new value of `writeEnabled`.
    pub write: Option<bool>,
    /// The new value of `readEnabled`.
    pub read: Option<bool>,
    /// The new value of `listEnabled`.
    pub list: Option<bool>,
}

impl Change {
    /// Applies the change to these locks.
    pub fn apply(self, to: &mut Attributes) {
        to.delete = self.delete.unwrap_or(to.delete);
        to.write = self.write.unwrap_or(to.write);
        to.read = self.read.unwrap_or(to.read);
        to.list = self.list.unwrap_or(to.list);
    }
}
