//! Calls: one request under way, with everything that the endpoints read and change.

use crate::model::Timestamp;
use crate::sample::contents::Contents;
use crate::sample::soft_delete::Bin;
use crate::sample::store::Removed;

/// Behaviour that differs between registries, or by their set-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Behaviour {
    /// Most entries of a page, whatever `n` asks for. Without `n` a page has 100 at most, as in ACR.
    pub page_size: usize,
    /// Most tags that a manifest's entry in a listing names. Users of ACR report ten.
    pub tags_of_a_manifest: usize,
    /// A manifest's entry in a listing also names tags that are not listed themselves
    /// (`listEnabled: false`). Azure/acr issue 495 reports this of locked tags; not documented.
    pub hidden_tags_named: bool,
    /// Every DELETE is answered with 405 UNSUPPORTED.
    pub deletes_disabled: bool,
    /// A deleted manifest takes its referrers along, recursively. ACR does so; distribution and zot
    /// do not.
    pub cascade_referrers: bool,
}

impl Behaviour {
    /// The behaviour of Azure Container Registry.
    pub const ACR: Self = Self {
        page_size: 1000,
        tags_of_a_manifest: 10,
        hidden_tags_named: true,
        deletes_disabled: false,
        cascade_referrers: true,
    };
}

/// One request under way.
pub struct Call<'a> {
    /// The behaviour of the registry that answers.
    pub behaviour: &'a Behaviour,
    /// The URL before `/v2/`.
    pub base: &'a str,
    /// The present, by the sample's clock.
    pub now: Timestamp,
    /// Repositories, tags and manifests, which the request may change.
    pub store: &'a mut Contents,
    /// The bin, where soft delete is on. It takes everything that this request deletes.
    pub bin: Option<&'a mut Bin>,
    /// Manifests and tags that this request deleted, where there is no bin.
    pub removed: Removed,
}

impl<'a> Call<'a> {
    /// A request that was just received.
    #[must_use]
    pub fn new(
        behaviour: &'a Behaviour,
        base: &'a str,
        now: Timestamp,
        store: &'a mut Contents,
        bin: Option<&'a mut Bin>,
    ) -> Self {
        Self { behaviour, base, now, store, bin, removed: Removed::default() }
    }

    /// The host and port by which ACR calls itself, in `service` and in its listings.
    #[must_use]
    pub fn host(&self) -> &str {
        host(self.base)
    }
}

/// The host and port in a URL.
#[must_use]
pub fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default()
}
