//! Credentials as they are typed.

use plimsoll::registry::Credentials;

/// Credentials from two fields; none if both are empty. An error is a sentence for the user.
pub(crate) fn credentials(user: &str, password: &str) -> Result<Credentials, String> {
    let user = user.trim();
    match (user.is_empty(), password.is_empty()) {
        (true, true) => Ok(Credentials::None),
        (true, false) => Err("Type the user name that belongs to the password.".to_owned()),
        _ => Credentials::of_form(user, password).map_err(|error| error.to_string()),
    }
}
