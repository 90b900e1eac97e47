//! Locks of a repository, a tag or a manifest.

/// Four permissions of one repository, tag or manifest. A registry without locks grants all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Attributes {
    /// Deleting is allowed (ACR: `deleteEnabled`).
    pub delete: bool,
    /// Overwriting is allowed (ACR: `writeEnabled`). Without it, deleting is refused as well.
    pub write: bool,
    /// Pulling is allowed (ACR: `readEnabled`).
    pub read: bool,
    /// Lists show the item (ACR: `listEnabled`).
    pub list: bool,
}

impl Attributes {
    /// All four are granted.
    pub const OPEN: Self = Self { delete: true, write: true, read: true, list: true };
    /// Deleting and overwriting are refused.
    pub const LOCKED: Self = Self { delete: false, write: false, ..Self::OPEN };

    /// [`Self::LOCKED`] where `is_locked`, otherwise [`Self::OPEN`].
    #[must_use]
    pub fn locked_if(is_locked: bool) -> Self {
        if is_locked { Self::LOCKED } else { Self::OPEN }
    }

    /// Whether deleting or overwriting is refused.
    #[must_use]
    pub fn is_locked(self) -> bool {
        !(self.delete && self.write)
    }
}

impl Default for Attributes {
    fn default() -> Self {
        Self::OPEN
    }
}
