//! Credentials of the user, which are never printed.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Credentials of the user, as they are sent to the registry or its token server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// None: the registry lets everybody in.
    #[default]
    None,
    /// A user name and a password.
    Basic(BasicCredentials),
    /// A token that is exchanged for others: an ACR refresh token.
    Renewing(RenewingToken),
}

/// A user name and a password (or token), fit for HTTP Basic.
#[derive(Clone, PartialEq, Eq)]
pub struct BasicCredentials {
    user: String,
    password: String,
}

/// A token that only the registry's token server exchanges for others.
#[derive(Clone, PartialEq, Eq)]
pub struct RenewingToken {
    token: String,
}

/// The user name that stands for "the password is a token" in ACR.
///
/// Reference: ACR, `az acr login --expose-token`.
pub const TOKEN_USER: &str = "00000000-0000-0000-0000-000000000000";
/// Longest token taken, in bytes.
const MAX_TOKEN: usize = 32 * 1024;

/// The reason why credentials cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// HTTP Basic cannot carry such a name: everything after the colon would become password.
    #[error("A user name must not contain a colon.")]
    ColonInUser,
    /// A line break or another control character, mostly pasted along by accident.
    #[error("User name and password must not contain line breaks or other control characters.")]
    ControlCharacter,
    /// No token: empty, too long, or with blanks, quotes or other characters that no token has.
    #[error(
        "This is not a token as `az acr login --expose-token` prints it: copy the value of \
         accessToken, whole and without quotes."
    )]
    NotAToken,
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

    /// The credentials that a form with a user name and a password means: with [`TOKEN_USER`], a token.
    ///
    /// # Errors
    ///
    /// As for [`Credentials::basic`] and [`Credentials::refresh_token`].
    pub fn of_form(user: &str, password: &str) -> Result<Self, CredentialsError> {
        match user.trim() {
            TOKEN_USER => Self::refresh_token(password),
            user => Self::basic(user, password),
        }
    }

    /// An ACR refresh token.
    ///
    /// # Errors
    ///
    /// When the text cannot be a token.
    pub fn refresh_token(token: &str) -> Result<Self, CredentialsError> {
        let token = token.trim().to_owned();
        let is_token = !token.is_empty() && token.len() <= MAX_TOKEN;
        if !is_token || !token.bytes().all(|b| b.is_ascii_graphic() && b != b'"') {
            return Err(CredentialsError::NotAToken);
        }
        Ok(Self::Renewing(RenewingToken { token }))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// The user name, [`TOKEN_USER`] for a token; `None` without credentials.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::Basic(basic) => Some(&basic.user),
            Self::Renewing(_) => Some(TOKEN_USER),
        }
    }

    /// The name and the password of which [`Credentials::of_form`] makes the same credentials. Only for
    /// keeping them where the user wants that.
    #[must_use]
    pub fn to_form(&self) -> Option<(&str, &str)> {
        match self {
            Self::None => None,
            Self::Basic(BasicCredentials { user, password }) => Some((user, password)),
            Self::Renewing(RenewingToken { token }) => Some((TOKEN_USER, token)),
        }
    }

    /// The token to exchange for others.
    pub(crate) fn renewing_token(&self) -> Option<&str> {
        match self {
            Self::Renewing(renewing) => Some(&renewing.token),
            Self::None | Self::Basic(_) => None,
        }
    }

    /// The value of `Authorization` for Basic. `None` for a token to exchange, which only a token server
    /// gets.
    pub(crate) fn authorization(&self) -> Option<String> {
        match self {
            Self::None | Self::Renewing(_) => None,
            Self::Basic(BasicCredentials { user, password }) => {
                Some(format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
            }
        }
    }

    /// Whether `text` repeats the password or token, in whatever case or as an address would write it:
    /// a server may echo what it was sent. Passwords under four letters would be found in every text, and are no secret anyway.
    pub(crate) fn show_in(&self, text: &str) -> bool {
        let secret = match self {
            Self::None => return false,
            Self::Basic(basic) => basic.password.as_str(),
            // A text is cut short: the end of a token, its signature, is secret, too.
            Self::Renewing(RenewingToken { token }) => {
                let end = token.get(token.len().saturating_sub(12)..).unwrap_or(token);
                if text.contains(end) {
                    return true;
                }
                token.get(..token.len().min(20)).unwrap_or(token)
            }
        };
        let secret = secret.to_ascii_lowercase();
        let text = text.to_ascii_lowercase();
        secret.len() >= 4 && (text.contains(&secret) || decoded(&text).contains(&decoded(&secret)))
    }
}

/// `text` with `+` and `%20` as blanks, and every other such escape as what it stands for.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (first, byte) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).to_ascii_lowercase()
}

impl fmt::Debug for RenewingToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RenewingToken(…)")
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
        for text in ["?p=open%20sesame", "p=Open+Sesame&x", "%6Fpen%20%73esame"] {
            assert!(credentials.show_in(text), "{text}");
        }
        let odd = Credentials::basic("bob", "Sn0w/dr%p & 7f3").expect("fit");
        for text in ["Sn0w/dr%p & 7f3", "sn0w%2Fdr%25p+%26+7f3", "Sn0w%2fdr%25p%20%26%207f3"] {
            assert!(odd.show_in(text), "{text}");
        }
        assert!(!odd.show_in("100% of it, %zz %"));
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

    #[test]
    fn the_user_of_zeros_stands_for_a_token_which_is_no_password() {
        let token = "eyJhbGciOiJ9.eyJleHAiOjF9.c2lnbmF0dXJlLWVuZA";
        let credentials = Credentials::of_form(&format!(" {TOKEN_USER} "), &format!("{token}\n"));
        let credentials = credentials.expect("fit");
        assert_eq!(credentials.renewing_token(), Some(token));
        assert_eq!(credentials.authorization(), None);
        assert_eq!(credentials.user(), Some(TOKEN_USER));
        let printed = format!("{credentials:?}");
        assert!(!printed.contains("eyJ"), "{printed}");
        for text in
            ["you sent eyJhbGciOiJ9.eyJleHA…", "EYJHBGCIOIJ9.EYJLEHAIOJF9", "…1cmUtZW5k?", token]
        {
            let expected = text != "…1cmUtZW5k?";
            assert_eq!(credentials.show_in(text), expected, "{text}");
        }
        assert!(credentials.show_in("cut off: bmF0dXJlLWVuZA"), "the end of the signature");
        assert!(!credentials.show_in("denied"));
        let ada = Credentials::of_form("ada", "pw").expect("fit");
        assert_eq!(
            (ada.to_form(), credentials.to_form()),
            (Some(("ada", "pw")), Some((TOKEN_USER, token)))
        );
        assert_eq!(Credentials::None.to_form(), None);
        for wrong in ["", "  ", "a b", "\"quoted\"", "tök", &"a".repeat(40_000)] {
            let refused = Credentials::of_form(TOKEN_USER, wrong);
            assert_eq!(refused, Err(CredentialsError::NotAToken), "{wrong:.20}");
        }
    }
}
