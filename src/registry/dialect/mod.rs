//! The dialects that registries speak. Every registry speaks OCI's; some offer an API of their own
//! beside it, which says or does more.

pub(crate) mod acr;
pub(crate) mod harbor;
pub(crate) mod oci;
pub(crate) mod zot;
