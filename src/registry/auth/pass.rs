//! Passes: the part of a request by which the registry knows the sign-in.

use crate::model::Timestamp;
use crate::registry::auth::token_cache::TokenKey;

/// A pass. Not printable: it holds secrets.
pub(crate) enum Pass {
    Nothing,
    Basic { header: String },
    Token { value: String, is_fresh: bool, since: Timestamp, key: TokenKey },
}

impl Pass {
    /// The value of `Authorization`.
    pub(crate) fn header(&self) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Basic { header } => Some(header.clone()),
            Self::Token { value, .. } => Some(format!("Bearer {value}")),
        }
    }

    pub(super) fn token(&self) -> Option<&str> {
        match self {
            Self::Token { value, .. } => Some(value),
            Self::Nothing | Self::Basic { .. } => None,
        }
    }

    /// Whether `text` repeats the pass.
    pub(super) fn shows_in(&self, text: &str) -> bool {
        let secret = match self {
            Self::Nothing => return false,
            Self::Basic { header } => header.strip_prefix("Basic ").unwrap_or(header),
            Self::Token { value, .. } => value,
        };
        // An excerpt is cut short: its beginning is enough to tell.
        let beginning = secret.get(..secret.len().min(12)).unwrap_or(secret);
        text.contains(beginning)
    }
}
