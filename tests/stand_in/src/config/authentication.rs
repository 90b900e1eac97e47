//! Sign-in of a stand-in: none, one user, or Azure's identities.

use serde::Deserialize;

use crate::config::azure::Azure;

/// The kind of sign-in. In JSON: `"none"`, `{"basic": {…}}`, `{"bearer": {…}}`, `{"acr": {…}}`.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Authentication {
    /// No sign-in: everybody is let in.
    #[default]
    None,
    /// One user, by name and password with every request.
    Basic {
        /// The user's name.
        user: String,
        /// The user's password.
        password: String,
    },
    /// Tokens, which one user gets at `/oauth2/token` (GET with Basic, or POST).
    Bearer(Bearer),
    /// Azure's identities: an admin user, service principals, repository-scoped tokens, Entra users
    /// and anonymous ones; by Basic, or by tokens from `/oauth2/exchange` and `/oauth2/token`.
    #[serde(rename = "acr")]
    Azure(Azure),
}

/// Tokens as distribution's token servers give them: their user, life and rights.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bearer {
    /// The name of the one user.
    pub user: String,
    /// The password of the one user.
    pub password: String,
    /// Life of a token in seconds, stated as `expires_in`. Without it the answer states no life, as in
    /// ACR, and tokens live for an hour.
    #[serde(default)]
    pub expires_in: Option<u64>,
    /// The realm of the challenge; `{base}/oauth2/token` without it.
    #[serde(default)]
    pub realm: Option<String>,
    /// Actions that are granted if they are asked for; all without it. Granting fewer actions than
    /// asked is no error at the token's endpoint.
    #[serde(default)]
    pub granted_actions: Option<Vec<String>>,
}
