//! PROTOCOL: the questions to a registry, and the reading of its answers.
//!
//! A registry's answers are hostile input: everything is bounded, verified or refused.
//!
//! `client` asks every question. It builds requests and reads answers by `dialect`, signs by `auth` and
//! sends over the `line`, whose `transport` is the door to the outside. `address` reads a registry's
//! address, `kind` recognises which registry it is, `answer` and `error` hold what it says. A `scan` reads
//! all of it; the `doctor` finds out what a browser hides.

mod address;
mod answer;
mod auth;
pub mod bin;
mod cancel;
mod census;
mod client;
mod dialect;
pub mod doctor;
mod error;
mod kind;
mod line;
mod locking;
pub mod scan;
#[cfg(test)]
pub(crate) mod tests;

pub use address::endpoint::{Endpoint, EndpointError, TrustedRealm};
pub use address::{Address, is_in_the_clear};
pub use answer::listing::{
    Deletion, ListedManifest, ListedTag, ManifestListing, Project, ProjectQuota, Referrers,
    RepositoryDeletion, TagListing,
};
pub use auth::credentials::{
    BasicCredentials, Credentials, CredentialsError, RenewingToken, TOKEN_USER,
};
pub use auth::lacking::Lacking;
pub use auth::need::Purpose;
pub use auth::right::Right;
pub use cancel::Cancel;
pub use census::{Census, Difference};
pub(crate) use client::Changes;
pub use client::{Client, Playing, Recording, Take, TapeSink};
pub(crate) use error::sentence::with_what_was_said;
pub use error::{Detail, Error, ErrorKind};
pub use kind::capabilities::{Capabilities, Deletes, SpaceReturns, Untag};
pub use kind::facts::{Accounts, Cascade, Facts, UntagProof};
pub use kind::overrides::Overrides;
pub use kind::recognise::{Recognition, Sign};
pub use kind::registry_kind::RegistryKind;
pub use kind::signs::{lacks_own_untag, signs};
pub use kind::table::Capability;
pub(crate) use line::attempts::Attempts;
pub use line::pace::Pace;
pub use line::paging::{Listing, Page};
pub use line::slowdown::Slowdown;
pub use line::transport;
pub use locking::{LockChange, LockTarget};
