//! PROTOCOL: how a registry is asked, and how its answers become nouns.
//!
//! A registry's answers are hostile input: everything is bounded, verified or refused.

pub mod capabilities;
pub mod client;
pub mod credentials;
pub mod endpoint;
pub mod error;
mod error_body;
mod link;
pub mod listing;
mod paging;
pub mod scan;
mod sentence;
pub mod transport;
mod url;

pub use capabilities::{Capabilities, RegistryKind, SpaceReturns};
pub use client::Client;
pub use credentials::{BasicCredentials, Credentials, CredentialsError};
pub use endpoint::{Endpoint, EndpointError};
pub use error::{Error, ErrorKind};
pub use listing::{
    Deletion, ListedManifest, ListedTag, Listing, ManifestListing, Referrers, TagListing,
};
pub use paging::Page;
