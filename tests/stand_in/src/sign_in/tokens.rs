//! Tokens that were given out. Azure's have three parts, of which the middle one is readable. The
//! rights of a token are kept here; its text is only compared.
//!
//! Reference: recorded tokens of the service: `iat` and `nbf` lie 15 minutes back, entries of `access`
//! are written `Type`, `Name`, `Actions`; Azure/acr `docs/AAD-OAuth.md`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::sign_in::access::Access;
use crate::sign_in::need::Need;
use crate::sign_in::rights::Rights;
use plimsoll::model::Timestamp;

/// Seconds that `iat` and `nbf` lie back.
const BACKDATED: i64 = 900;
/// Seconds of an anonymous token's life. With the 900 above, this is 1200, as recorded.
const ANONYMOUS_SECONDS: u64 = 300;

/// The tokens that were given out.
#[derive(Default)]
pub(crate) struct Tokens {
    access: Vec<AccessToken>,
    refresh: Vec<RefreshToken>,
    /// Milliseconds by which the clock in tokens is ahead of the sample's.
    ahead: i64,
}

/// An access token: its entries and its end.
pub(crate) struct AccessToken {
    text: String,
    /// The token's claim `access`.
    access: Vec<Access>,
    /// The token was given to an anonymous client.
    is_anonymous: bool,
    /// The end of the token, by the sample's clock.
    pub(crate) expires: Timestamp,
}

/// A refresh token: its owner's rights and its end.
struct RefreshToken {
    text: String,
    rights: Rights,
    expires: Timestamp,
}

/// The claims of a token.
pub(crate) struct Claims<'a> {
    /// The name of the token's owner.
    pub(crate) subject: &'a str,
    /// The host of the registry that the token is for.
    pub(crate) service: &'a str,
    /// Seconds until the token ends.
    pub(crate) seconds: u64,
    /// The present, by the sample's clock.
    pub(crate) now: Timestamp,
}

impl AccessToken {
    /// Whether the token is enough for a request. The anonymous token states `pull` and, as recorded,
    /// opens every list as well.
    pub(crate) fn opens(&self, need: &Need<'_>) -> bool {
        need.is_met_by(&self.access) || (self.is_anonymous && need.is_reading())
    }
}

impl Tokens {
    /// Sets the clock in tokens ahead of the sample's, by so many milliseconds, for clients that live
    /// in the real present.
    pub(crate) fn set_ahead(&mut self, millis: i64) {
        self.ahead = millis;
    }

    /// A token with a meaningless text, as distribution's token servers give it; it ends at `expires`.
    pub(crate) fn opaque(&mut self, access: Vec<Access>, expires: Timestamp) -> String {
        let text = format!("sample-token-{:04}", self.access.len() + 1);
        self.access.push(AccessToken { text: text.clone(), access, is_anonymous: false, expires });
        text
    }

    /// The access token of clients without credentials.
    pub(crate) fn anonymous(&mut self, service: &str, now: Timestamp) -> String {
        let seconds = ANONYMOUS_SECONDS;
        let claims = Claims { subject: "acr_anon_pull", service, seconds, now };
        let text = self.access(&claims, vec![Access::anonymous()]);
        if let Some(token) = self.access.last_mut() {
            token.is_anonymous = true;
        }
        text
    }

    /// An access token in Azure's form.
    pub(crate) fn access(&mut self, claims: &Claims<'_>, access: Vec<Access>) -> String {
        let listed = access.iter().map(
            |access| json!({"Type": access.kind, "Name": access.name, "Actions": access.actions}),
        );
        let listed: Vec<Value> = listed.collect();
        let text = self.write(claims, "access_token", "access", json!(listed));
        let expires = claims.now.plus_seconds(claims.seconds);
        self.access.push(AccessToken { text: text.clone(), access, is_anonymous: false, expires });
        text
    }

    /// A refresh token in Azure's form. An ABAC registry states its owner.
    pub(crate) fn refresh(&mut self, claims: &Claims<'_>, rights: Rights, abac: bool) -> String {
        let text = if abac {
            self.write(claims, "refresh_token", "aad_identity", json!(claims.subject))
        } else {
            let permissions = json!({"Actions": ["read"], "NotActions": null});
            self.write(claims, "refresh_token", "permissions", permissions)
        };
        self.know_refresh(text.clone(), rights, claims.now.plus_seconds(claims.seconds));
        text
    }

    /// Adds a refresh token with this text.
    pub(crate) fn know_refresh(&mut self, text: String, rights: Rights, expires: Timestamp) {
        self.refresh.push(RefreshToken { text, rights, expires });
    }

    /// The access token of this text, ended or not.
    pub(crate) fn find(&self, text: &str) -> Option<&AccessToken> {
        self.access.iter().find(|token| token.text == text)
    }

    /// The rights of a refresh token's owner; `None` if the token is unknown or has ended.
    pub(crate) fn rights(&self, text: &str, now: Timestamp) -> Option<&Rights> {
        let token = self.refresh.iter().find(|token| token.text == text && token.expires > now);
        token.map(|token| &token.rights)
    }

    fn write(&self, claims: &Claims<'_>, grant: &str, name: &str, value: Value) -> String {
        let now = claims.now.millis().saturating_add(self.ahead).div_euclid(1000);
        let number = self.access.len() + self.refresh.len() + 1;
        let mut payload = json!({
            "jti": format!("00000000-0000-4000-9000-{number:012}"),
            "sub": claims.subject,
            "nbf": now - BACKDATED,
            "exp": now.saturating_add_unsigned(claims.seconds),
            "iat": now - BACKDATED,
            "iss": "Azure Container Registry",
            "aud": claims.service,
            "version": "1.0",
            "grant_type": grant,
        });
        payload[name] = value;
        let head = json!({"alg": "RS256", "typ": "JWT", "kid": "SAMPLE"});
        let part = |text: &[u8]| URL_SAFE_NO_PAD.encode(text);
        let signature = format!("nobody signed sample token {number}");
        let (head, payload) = (head.to_string(), payload.to_string());
        format!(
            "{}.{}.{}",
            part(head.as_bytes()),
            part(payload.as_bytes()),
            part(signature.as_bytes())
        )
    }
}
