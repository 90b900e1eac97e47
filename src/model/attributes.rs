//! What a registry allows to be done with a repository, a tag or a manifest.

/// Four switches of one thing. A registry without locks leaves all of them on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Attributes {
    /// Whether it may be deleted.
    pub delete: bool,
    /// Whether it may be overwritten. What may not be written is not deleted, either.
    pub write: bool,
    /// Whether it may be pulled.
    pub read: bool,
    /// Whether lists show it.
    pub list: bool,
}

impl Attributes {
    /// Everything is allowed.
    pub const OPEN: Self = Self { delete: true, write: true, read: true, list: true };
    /// Neither deleted nor overwritten.
    pub const LOCKED: Self = Self { delete: false, write: false, ..Self::OPEN };

    /// Locked, or not.
    #[must_use]
    pub fn locked_if(is_locked: bool) -> Self {
        if is_locked { Self::LOCKED } else { Self::OPEN }
    }

    /// Whether it is locked: deleting it, or writing to it, is switched off.
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
