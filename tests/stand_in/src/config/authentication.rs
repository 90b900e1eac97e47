//! Who may ask a sample registry: everybody, one user, or whom a registry of Azure's knows.

use serde::Deserialize;

use crate::config::azure::Azure;

/// Who may ask. In JSON: `"none"`, `{"basic": {…}}`, `{"bearer": {…}}`, `{"acr": {…}}`.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Authentication {
    /// Everybody.
    #[default]
    None,
    /// One user, by name and password with every request.
    Basic {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
    /// Holders of a token, which one user gets at `/oauth2/token` (GET with Basic, or POST).
    Bearer(Bearer),
    /// Azure's identities: an admin user, service principals, repository-scoped tokens, Entra users,
    /// the anonymous; by Basic or by tokens from `/oauth2/exchange` and `/oauth2/token`.
    #[serde(rename = "acr")]
    Azure(Azure),
}

/// Tokens as distribution's token servers give them: who gets them and for how long.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bearer {
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
    /// Seconds that a token lives, stated as `expires_in`. Without it nothing is stated, as in ACR,
    /// and tokens live for an hour.
    #[serde(default)]
    pub expires_in: Option<u64>,
    /// The realm of the challenge; `{base}/oauth2/token` without it.
    #[serde(default)]
    pub realm: Option<String>,
    /// The actions that are granted of those that were asked for; all without it. Fewer rights than
    /// asked are no error at the token's end.
    #[serde(default)]
    pub granted_actions: Option<Vec<String>>,
}
