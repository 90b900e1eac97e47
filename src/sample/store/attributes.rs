//! ACR's "changeable attributes": locks, on a repository, a tag or a manifest, each for itself.
//!
//! Reference: Microsoft's `container-registry-image-lock.md`.

/// What is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sample) struct Attributes {
    /// `deleteEnabled`
    pub(in crate::sample) delete: bool,
    /// `writeEnabled`: false forbids deleting, too.
    pub(in crate::sample) write: bool,
    /// `readEnabled`: false forbids pulling.
    pub(in crate::sample) read: bool,
    /// `listEnabled`: false hides it from lists.
    pub(in crate::sample) list: bool,
}

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

impl Default for Attributes {
    fn default() -> Self {
        Self { delete: true, write: true, read: true, list: true }
    }
}

impl Attributes {
    /// Whether deleting is allowed.
    pub(in crate::sample) fn may_go(self) -> bool {
        self.delete && self.write
    }

    /// Changes what shall change.
    pub(in crate::sample) fn apply(&mut self, change: Change) {
        self.delete = change.delete.unwrap_or(self.delete);
        self.write = change.write.unwrap_or(self.write);
        self.read = change.read.unwrap_or(self.read);
        self.list = change.list.unwrap_or(self.list);
    }
}
