//! PROTOCOL: how a registry is asked, and how its answers become nouns.
//!
//! A registry's answers are hostile input: everything is bounded, verified or refused.

pub mod address;
pub mod answer;
pub mod auth;
pub mod bin;
pub mod cancel;
pub mod census;
pub mod client;
mod dialect;
pub mod doctor;
pub mod error;
pub mod kind;
pub mod line;
pub mod locking;
pub mod scan;
#[cfg(test)]
pub(crate) mod tests;

pub use address::endpoint::{Endpoint, EndpointError, TrustedRealm};
pub use address::{Address, endpoint, is_in_the_clear};
pub use answer::listing::{
    self, Deletion, ListedManifest, ListedTag, ManifestListing, Project, ProjectQuota, Referrers,
    RepositoryDeletion, TagListing,
};
pub use auth::credentials::{
    self, BasicCredentials, Credentials, CredentialsError, RenewingToken, TOKEN_USER,
};
pub use auth::lacking::Lacking;
pub use auth::need::Purpose;
pub use auth::right::Right;
pub use cancel::Cancel;
pub use census::{Census, Difference};
pub(crate) use client::Changes;
pub use client::Client;
pub(crate) use error::sentence::with_what_was_said;
pub use error::{Detail, Error, ErrorKind};
pub use kind::capabilities::{self, Capabilities, Deletes, RegistryKind, SpaceReturns, Untag};
pub use kind::facts::{Accounts, Cascade, Facts, UntagProof};
pub use kind::overrides::Overrides;
pub use kind::recognise::{self, Recognition, Sign};
pub use kind::signs::{lacks_own_untag, signs};
pub use kind::table::Capability;
pub(crate) use line::attempts::Attempts;
pub use line::pace::Slowdown;
pub use line::paging::{Listing, Page};
pub use line::send::Pace;
pub use line::transport;
pub use locking::{LockChange, LockTarget};
