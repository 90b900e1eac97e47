//! Failures in sentences for people, with what helps against each.

use crate::registry::auth::lacking::Lacking;
use crate::registry::error::{Detail, Error, ErrorKind};

impl Error {
    /// One or two sentences for a person: what happened, and what to do. No secrets, no URL.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self.is_next_page {
            true => format!("{} The request was for the next page of a list.", of(self)),
            false => of(self),
        }
    }
}

fn of(error: &Error) -> String {
    let plain = match &error.kind {
        ErrorKind::RealmElsewhere { host } => {
            return format!(
                "The registry sends sign-ins to another host ({host}). Nothing was sent there: the host is \
                 not trusted yet."
            );
        }
        ErrorKind::RealmInside { host } => {
            return format!(
                "The registry sends sign-ins to {host}, an address inside this computer or its network. \
                 A registry outside must not do that, so nothing was sent there. The registry's \
                 operator has to correct its token realm."
            );
        }
        ErrorKind::InsufficientScope => {
            return with_what_was_said(
                &lacking(error).map_or_else(no_right, Lacking::sentence),
                error,
            );
        }
        ErrorKind::CliSecret => {
            "Harbor accepts this sign-in, but refuses this request. With a CLI secret (for users of OIDC), \
             Harbor lets nobody delete a whole repository. Delete its artifacts here, or the \
             repository in Harbor's own pages."
        }
        ErrorKind::Forbidden => forbidden(error.detail.as_deref()),
        ErrorKind::NotFound => return not_found(error),
        ErrorKind::DeletesDisabled => return deletes_disabled(error).to_owned(),
        ErrorKind::Malformed if !error.excerpt.is_empty() => {
            // A sentence of Plimsoll's about a bad answer, not the server's words.
            return error.excerpt.clone();
        }
        // Answers of the page's own server need no CORS headers.
        ErrorKind::Unreachable if is_behind_page(&error.url) => {
            "No answer came. Requests to this registry go through the server that this page came from. \
             That server or the network is down, or an extension blocked the request."
        }
        ErrorKind::Unreachable => {
            "No answer came. The address may be wrong, the network or the server may be down, the \
             certificate may not be trusted, or the registry sends no CORS headers for this page."
        }
        ErrorKind::Truncated => "The answer broke off half-way. Try again.",
        ErrorKind::TooLarge => "The answer is too long, so it was not read.",
        ErrorKind::Redirected => {
            "The answer redirects to another address. Plimsoll did not follow it: requests and sign-ins \
             are for this address only. If the registry has moved or needs https, connect to its new \
             address. Otherwise the registry's operator has to make it, or the server in front of it, \
             answer here."
        }
        ErrorKind::NotARegistry => {
            "The server at this address is not a container registry. Check the address: a registry \
             answers at /v2/."
        }
        ErrorKind::SignInRequired if lacking(error).is_some_and(Lacking::is_known) => {
            let sentence = lacking(error).map(Lacking::of_nobody).unwrap_or_default();
            return with_what_was_said(&sentence, error);
        }
        ErrorKind::SignInRequired => {
            "The registry needs a sign-in. Connect with a user name and a password."
        }
        ErrorKind::CredentialsRefused => {
            "The registry refused the user name or the password. Sign in again."
        }
        ErrorKind::TokenRefused => {
            "The registry refused this token. A token of az acr login is valid for about three hours. Run \
             az acr login --expose-token again for this registry, and sign in with the new token."
        }
        ErrorKind::GrantRefused => {
            "The token server accepted the sign-in and granted a token, but the registry refuses that \
             token. The registry and its token server do not fit together. Their operator has to \
             compare the keys (rootcertbundle or jwks), the issuer, the service and the clocks."
        }
        ErrorKind::RealmInsecure => {
            "The registry sends sign-ins to an address that is not safe (it must be https), so nothing \
             was sent. The registry's operator has to correct its token realm."
        }
        ErrorKind::Locked => {
            "The registry does not allow this because of a lock, a quarantine, or because its \
             storage is full. Remove the lock first (deleteEnabled and writeEnabled)."
        }
        ErrorKind::CannotUntag => "This registry cannot untag.",
        ErrorKind::PartOfIndex => {
            "The registry keeps this manifest because an index lists it. Delete the index first."
        }
        ErrorKind::SeveralTags => {
            "This sign-in may not delete a manifest with several tags (detectManifestCollision in zot's \
             accessControl). Untag all but one of them first."
        }
        ErrorKind::Immutable => {
            "A rule of the project makes a tag here immutable: it can be neither deleted nor moved. A \
             project administrator can change the rule."
        }
        ErrorKind::NotAllowed => "The registry does not offer this operation (405).",
        ErrorKind::Conflict => {
            "The registry refused because of a conflict (409): somebody else may be changing this, or a \
             lock is set. Try again later."
        }
        ErrorKind::Precondition => {
            "The registry refused (412): something else still refers to this, or a rule protects it."
        }
        ErrorKind::Throttled => {
            "The registry asks to slow down (429), even after waiting. Try again in a few minutes."
        }
        ErrorKind::ServerFault if matches!(error.status, None | Some(502..=504)) => {
            "The registry failed several times (a fault on its side). Try again later."
        }
        ErrorKind::ServerFault => "The registry failed several times (a fault on its side).",
        ErrorKind::Stopped => "The request was stopped before the registry took it up.",
        ErrorKind::DigestMismatch => {
            "The bytes of the answer do not match their digest, so they were not used. A proxy may alter \
             answers, or the registry's storage is damaged."
        }
        ErrorKind::Malformed => "The answer does not follow the specification, so it was not used.",
        ErrorKind::LinkRefused => {
            "The registry's list continues at another server's address. Plimsoll did not follow it, so \
             the list is incomplete."
        }
        ErrorKind::LinkUnclear => {
            "The registry's list comes with a Link header that cannot be read. The list may go on, so it \
             counts as incomplete."
        }
        ErrorKind::TooManyPages => {
            "The registry's list does not come to an end, so Plimsoll stopped reading. The list may be \
             incomplete."
        }
        ErrorKind::BadRequest => "The registry did not understand the request (400).",
        ErrorKind::Unexpected => "The server sent an unexpected answer.",
    };
    with_what_was_said(plain, error)
}

/// Whether the page's own server forwards `url` to a registry: `…/registry/<alias>/v2/…`, below the path
/// that the page is hosted at. An address whose path begins as a registry's own is none of these, even if a
/// repository is called `registry`.
fn is_behind_page(url: &str) -> bool {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let is_direct = matches!(parts.as_slice(), ["v2" | "acr" | "oauth2", ..] | ["api", "v2.0", ..]);
    let forwards =
        |three: &[&str]| matches!(three, ["registry", _, "v2" | "acr" | "oauth2" | "api"]);
    !is_direct && parts.windows(3).any(forwards)
}

fn lacking(error: &Error) -> Option<&Lacking> {
    error.detail.as_ref()?.lacking.as_ref()
}

fn no_right() -> String {
    "The sign-in is valid, but lacks the right to do this. Ask the registry's operator for the right, or \
     sign in as somebody who has it."
        .to_owned()
}

fn forbidden(detail: Option<&Detail>) -> &'static str {
    if detail.is_some_and(|detail| detail.kind.facts().forbids_by_network) {
        "The registry's network rules do not admit this computer (403): its address is not allowed, or \
         public access is switched off. The registry's operator can allow the address under Networking; \
         or connect from inside the registry's network."
    } else {
        "The registry forbids this (403). The sign-in may lack the right, or the registry's network \
         rules do not admit this computer."
    }
}

fn not_found(error: &Error) -> String {
    match &error.code {
        Some(code) if error.is_absent() => {
            format!("The registry says that this does not exist ({code}).")
        }
        _ if error.is_of_path() => {
            "Harbor does not know this path (404), which does not say that the item is gone. A proxy between \
             this page and Harbor may have changed the name: it has to pass on %252F unchanged."
                .to_owned()
        }
        _ => {
            let has_own_lists =
                error.detail.as_ref().is_some_and(|detail| detail.kind.facts().has_own_lists);
            let or_wrong = if has_own_lists {
                ", or the kind of this registry is wrong (see About this registry)"
            } else {
                ""
            };
            if error.is_of_list() {
                return format!(
                    "Not found (404). This server may not offer this list, or a proxy may not pass its \
                     path on{or_wrong}."
                );
            }
            format!(
                "Not found (404), but the answer is not a registry's own, so it does not say that \
                 the item is gone. A proxy may not pass this path on{or_wrong}."
            )
        }
    }
}

fn deletes_disabled(error: &Error) -> &'static str {
    if error.code.is_some() {
        "Deletes are switched off in this registry. Set storage.delete.enabled: true \
         (REGISTRY_STORAGE_DELETE_ENABLED=true) and restart the registry."
    } else {
        "This registry is read-only at present. Switch storage.maintenance.readonly off and restart \
         the registry."
    }
}

/// Adds status, code and the server's own text where they help to find the cause.
pub(crate) fn with_what_was_said(plain: &str, error: &Error) -> String {
    let helps = matches!(
        error.kind,
        ErrorKind::BadRequest
            | ErrorKind::Conflict
            | ErrorKind::Precondition
            | ErrorKind::ServerFault
            | ErrorKind::Forbidden
            | ErrorKind::NotAllowed
            | ErrorKind::Unexpected
    );
    let correlation = error.detail.as_ref().and_then(|detail| detail.correlation.as_deref());
    let mut said: Vec<String> = Vec::new();
    if helps {
        let is_told = |status: &u16| !plain.contains(&status.to_string());
        said.extend(error.status.filter(is_told).map(|status| format!("status {status}")));
        said.extend(error.code.clone());
        said.extend(
            Some(&error.excerpt)
                .filter(|text| !text.is_empty())
                .map(|text| format!("\u{201c}{text}\u{201d}")),
        );
    }
    let mut text = plain.to_owned();
    if !said.is_empty() {
        let said = said.join(", ");
        // A server's sentence brings its own full stop.
        let stop = if said.ends_with(".\u{201d}") { "" } else { "." };
        text.push_str(&format!(" The registry said: {said}{stop}"));
    }
    if let Some(correlation) = correlation {
        text.push_str(&format!(" Correlation ID: {correlation}."));
    }
    text
}
