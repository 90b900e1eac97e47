//! What the user signs in with. Printed nowhere.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What the user signs in with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Nothing: what the registry lets everybody do.
    #[default]
    None,
    /// A user name and a password.
    Basic(BasicCredentials),
}

/// A user name and a password (or token), fit for HTTP Basic.
#[derive(Clone, PartialEq, Eq)]
pub struct BasicCredentials {
    user: String,
    password: String,
}

/// Why credentials cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// HTTP Basic cannot carry such a name: everything after the colon would become password.
    #[error("A user name must not contain a colon.")]
    ColonInUser,
    /// A line break or another control character, mostly pasted along by accident.
    #[error("User name and password must not contain line breaks or other control characters.")]
    ControlCharacter,
}

impl Credentials {
    /// A user name and a password.
    ///
    /// # Errors
    ///
    /// When HTTP Basic cannot carry them. Reference: RFC 7617, section 2.
    pub fn basic(
        user: impl Into<String>,
        password: impl Into<String>,
    ) -> Result<Self, CredentialsError> {
        let (user, password) = (user.into(), password.into());
        if user.contains(':') {
            return Err(CredentialsError::ColonInUser);
        }
        if user.chars().chain(password.chars()).any(char::is_control) {
            return Err(CredentialsError::ControlCharacter);
        }
        Ok(Self::Basic(BasicCredentials { user, password }))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// The user name.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::Basic(basic) => Some(&basic.user),
        }
    }

    /// The value of `Authorization`, where there is one.
    pub(crate) fn authorization(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Basic(BasicCredentials { user, password }) => {
                Some(format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
            }
        }
    }

    /// Whether `text` repeats the password, in whatever case: a server may echo what it was sent.
    /// Passwords under four letters would be found in every text, and are no secret anyway.
    pub(crate) fn show_in(&self, text: &str) -> bool {
        match self {
            Self::None => false,
            Self::Basic(BasicCredentials { password, .. }) => {
                password.len() >= 4
                    && text.to_ascii_lowercase().contains(&password.to_ascii_lowercase())
            }
        }
    }
}

impl fmt::Debug for BasicCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BasicCredentials(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_is_encoded_by_the_book_and_printed_nowhere() {
        let credentials = Credentials::basic("Aladdin", "open sesame").expect("fit");
        // The example of RFC 7617, section 2.
        assert_eq!(
            credentials.authorization().as_deref(),
            Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        );
        let printed = format!("{credentials:?}");
        assert!(!printed.contains("sesame") && !printed.contains("Aladdin"), "{printed}");
        assert!(credentials.show_in("you sent Open Sesame!"));
        assert!(!credentials.show_in("denied"));
    }

    #[test]
    fn what_basic_cannot_carry_is_refused() {
        let check = |user: &str, password: &str, why| {
            assert_eq!(Credentials::basic(user, password), Err(why), "{user:?}");
        };
        check("a:b", "c", CredentialsError::ColonInUser);
        check("a\n", "c", CredentialsError::ControlCharacter);
        check("a", "c\r\nHost: elsewhere", CredentialsError::ControlCharacter);
        assert!(Credentials::basic("robot$project+name", "a:b:ü").is_ok());
    }
}
