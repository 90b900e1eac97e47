//! Failures in words: what happened, and what helps.

use crate::registry::auth::lacking::Lacking;
use crate::registry::error::{Detail, Error, ErrorKind};
use crate::registry::kind::registry_kind::RegistryKind;

impl Error {
    /// One or two sentences for a person: what happened, and what to do. No secrets, no URL.
    #[must_use]
    pub fn sentence(&self) -> String {
        of(self)
    }
}

fn of(error: &Error) -> String {
    let plain = match &error.kind {
        ErrorKind::RealmElsewhere { host } => {
            return format!(
                "The registry wants the sign-in to go to another host ({host}). Nothing was sent there: \
                 it is not trusted yet."
            );
        }
        ErrorKind::RealmInside { host } => {
            return format!(
                "The registry wants the sign-in to go to {host}, an address inside this computer or \
                 its network, which a registry outside has no business to name. Nothing was sent \
                 there. Whoever runs the registry has to correct its token realm."
            );
        }
        ErrorKind::InsufficientScope => {
            return with_what_was_said(
                &lacking(error).map_or_else(no_right, Lacking::sentence),
                error,
            );
        }
        ErrorKind::CliSecret => {
            "Harbor lets this sign-in in, but not for this. With a CLI secret, which users of OIDC sign in \
             with, Harbor lets nobody delete a whole repository: delete its artifacts here, or the \
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
            "No answer came. This registry is reached through the server that this page came from: \
             that server or the network is down, or an extension blocked the request."
        }
        ErrorKind::Unreachable => {
            "No answer came. The address may be wrong, the network or the server down, its \
             certificate not trusted, or the registry sends no CORS headers for this page."
        }
        ErrorKind::Truncated => "The answer broke off half-way. Try again.",
        ErrorKind::TooLarge => {
            "The answer was longer than such an answer may be, so it was not read."
        }
        ErrorKind::Redirected => {
            "The answer sends us to another address (a redirect), which was not followed: what is \
             asked and signed here is for this address alone. Where the registry has moved or wants \
             https, connect to its new address; otherwise whoever runs it, or the server in front \
             of it, has to let it answer here."
        }
        ErrorKind::NotARegistry => {
            "Something answers at this address, but it is not a container registry. Check the \
             address; a registry answers at /v2/."
        }
        ErrorKind::SignInRequired if lacking(error).is_some_and(Lacking::is_known) => {
            let sentence = lacking(error).map(Lacking::of_nobody).unwrap_or_default();
            return with_what_was_said(&sentence, error);
        }
        ErrorKind::SignInRequired => {
            "The registry asks for a sign-in. Connect with a user name and a password."
        }
        ErrorKind::CredentialsRefused => {
            "The registry refused the user name or the password. Sign in again."
        }
        ErrorKind::TokenRefused => {
            "The registry refused this token. A token of az acr login lives about three hours: run az \
             acr login --expose-token again, for this registry, and sign in with the new one."
        }
        ErrorKind::GrantRefused => {
            "The sign-in was accepted and a token granted, but the registry refuses that token. It \
             and its token server do not fit together: whoever runs them has to compare the keys \
             (rootcertbundle or jwks), the issuer, the service and the clocks."
        }
        ErrorKind::RealmInsecure => {
            "The registry names an address for sign-ins that is not safe to use (it must be https), \
             so nothing was sent. Whoever runs the registry has to correct its token realm."
        }
        ErrorKind::Locked => {
            "The registry does not allow this because of a lock, a quarantine, or because its \
             storage is full. Unlock it first (deleteEnabled and writeEnabled)."
        }
        ErrorKind::CannotUntag => {
            "This registry cannot untag: it offers no way to take a tag off a manifest that stays."
        }
        ErrorKind::PartOfIndex => {
            "The registry keeps this manifest because an index lists it. Delete the index first."
        }
        ErrorKind::SeveralTags => {
            "The registry does not let this sign-in delete a manifest that several tags point to \
             (detectManifestCollision in zot's accessControl). Untag all but one of them first."
        }
        ErrorKind::Immutable => {
            "A rule of its project makes a tag here immutable: it can be neither deleted nor moved. \
             Whoever runs the project can change the rule."
        }
        ErrorKind::NotAllowed => "The registry does not offer this operation (405).",
        ErrorKind::Conflict => {
            "The registry refused because of a conflict (409): something locks it or is changing it. \
             Try again later."
        }
        ErrorKind::Precondition => {
            "The registry refused (412): something else still refers to this, or a rule protects it."
        }
        ErrorKind::Throttled => {
            "The registry asks to slow down (429), and still did after waiting. Try again in a few \
             minutes."
        }
        ErrorKind::ServerFault => {
            "The registry failed to answer (a fault on its side), more than once. Try again later."
        }
        ErrorKind::Stopped => "It was stopped before the registry took it up.",
        ErrorKind::DigestMismatch => {
            "The bytes that came are not the ones their digest names, so they were not used. A proxy \
             may alter answers, or the registry's storage is damaged."
        }
        ErrorKind::Malformed => {
            "The answer is not what the specification says, so it was not used."
        }
        ErrorKind::LinkRefused => {
            "The registry's list continues at an address that is not its own, which was not \
             followed: the list is incomplete."
        }
        ErrorKind::TooManyPages => {
            "The registry's list does not come to an end, so reading stopped: the list may be \
             incomplete."
        }
        ErrorKind::BadRequest => "The registry did not understand the request (400).",
        ErrorKind::Unexpected => "The server answered in a way that means nothing here.",
    };
    with_what_was_said(plain, error)
}

/// Whether `url` is one of those that the page's own server forwards: `…/registry/<alias>/v2/…`, below
/// whatever path the page is hosted at. At a registry's own address its own paths come first, whatever
/// its repositories are called.
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
    "The sign-in is valid, but it does not carry the right to do this. Ask whoever runs the registry \
     for that right, or sign in as somebody who has it."
        .to_owned()
}

/// ACR answers 401 where a right is missing, and 403 where the network is wrong.
fn forbidden(detail: Option<&Detail>) -> &'static str {
    if detail.is_some_and(|detail| detail.kind == RegistryKind::Acr) {
        "The registry's network rules do not admit this computer (403): its address is not among \
         those allowed, or public access is switched off. Whoever runs the registry can allow the \
         address under Networking, or connect from inside its network."
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
            "Harbor knows no such path (404), which does not say that the thing is gone: something \
             between this page and Harbor may have taken the name apart. It has to pass on %252F as it \
             comes."
                .to_owned()
        }
        _ => {
            // These kinds have lists of their own, outside `/v2/`.
            let has_own_lists = error.detail.as_ref().is_some_and(|detail| {
                matches!(detail.kind, RegistryKind::Acr | RegistryKind::Harbor)
            });
            let or_wrong = if has_own_lists {
                ", or this is another kind of registry than it is taken for (see About this registry)"
            } else {
                ""
            };
            format!(
                "Not found (404), but the answer is not a registry's own, so it does not say that \
                 the thing is gone: a proxy may not pass this path on{or_wrong}."
            )
        }
    }
}

fn deletes_disabled(error: &Error) -> &'static str {
    if error.code.is_some() {
        "Deletes are switched off in this registry. Set storage.delete.enabled: true \
         (REGISTRY_STORAGE_DELETE_ENABLED=true) and restart it."
    } else {
        "This registry is read-only at present. Switch storage.maintenance.readonly off and restart \
         it."
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
        text.push_str(&format!(" It said: {said}{stop}"));
    }
    if let Some(correlation) = correlation {
        text.push_str(&format!(" Correlation ID: {correlation}."));
    }
    text
}
