//! The dialects that registries speak. Every registry speaks OCI's; some offer an API of their own
//! beside it, which says or does more.
//!
//! The traits of `contract` (questions) and `changing` (changes) default to the OCI specification. A kind
//! of registry differs only where its own file says so. Nothing outside this folder asks which kind a
//! registry is in order to speak to it.

mod acr;
pub(super) mod call;
pub(super) mod changing;
pub(super) mod contract;
mod distribution2;
mod harbor;
pub(super) mod oci;
pub(super) mod zot;

use crate::registry::dialect::changing::ChangingDialect;
use crate::registry::dialect::contract::Dialect;
use crate::registry::kind::registry_kind::RegistryKind;

/// The dialect of a registry that speaks the OCI specification and nothing beyond it.
struct Oci;

impl Dialect for Oci {}

impl ChangingDialect for Oci {}

/// The dialect of this kind of registry.
pub(crate) fn of(kind: RegistryKind) -> &'static dyn Dialect {
    match kind {
        RegistryKind::Acr => &acr::Acr,
        RegistryKind::Distribution2 => &distribution2::Distribution2,
        RegistryKind::Distribution3 | RegistryKind::Oci => &Oci,
        RegistryKind::Zot => &zot::Zot,
        RegistryKind::Harbor => &harbor::Harbor,
    }
}

/// The dialect of this kind of registry for changes.
pub(crate) fn changing(kind: RegistryKind) -> &'static dyn ChangingDialect {
    match kind {
        RegistryKind::Acr => &acr::Acr,
        RegistryKind::Distribution2 => &distribution2::Distribution2,
        RegistryKind::Distribution3 | RegistryKind::Oci => &Oci,
        RegistryKind::Zot => &zot::Zot,
        RegistryKind::Harbor => &harbor::Harbor,
    }
}
