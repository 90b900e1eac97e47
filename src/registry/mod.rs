//! PROTOCOL: how a registry is asked, and how its answers become nouns.
//!
//! A registry's answers are hostile input: everything is bounded, verified or refused.

mod absence;
mod acr;
pub mod address;
pub mod attempts;
mod auth;
pub mod bin;
pub mod capabilities;
mod challenge;
pub mod client;
pub mod credentials;
pub mod doctor;
pub mod endpoint;
pub mod error;
mod error_body;
mod gate;
mod harbor;
mod json;
mod limit;
mod line;
mod link;
pub mod listing;
pub mod locking;
mod oci;
pub mod overrule;
mod pace;
mod paging;
mod pause;
pub mod recognise;
mod retry;
pub mod scan;
mod sentence;
pub mod signs;
pub mod site;
#[cfg(test)]
pub(crate) mod tests;
pub mod transport;
mod url;
mod zot;

pub use address::{Address, is_in_the_clear};
pub use attempts::Attempts;
pub use auth::need::Deed;
pub use auth::right::{Lacking, Right};
pub use capabilities::{Capabilities, Deletes, RegistryKind, SpaceReturns, Untag};
pub use client::Client;
pub use credentials::{BasicCredentials, Credentials, CredentialsError, RenewingToken, TOKEN_USER};
pub use endpoint::{Endpoint, EndpointError, TrustedRealm};
pub use error::{Detail, Error, ErrorKind};
pub use listing::{
    Deletion, ListedManifest, ListedTag, Listing, ManifestListing, Project, ProjectQuota,
    Referrers, RepositoryDeletion, TagListing,
};
pub use locking::{LockChange, LockTarget};
pub use overrule::{Capability, Overrule};
pub use pace::{Pace, Slowdown};
pub use paging::Page;
pub use recognise::{Recognition, Sign};
pub use signs::signs;
