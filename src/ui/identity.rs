//! The kind and the capabilities that a registry is taken to have: by the user's choice, by the page's
//! configuration, or as recognised.

use leptos::prelude::*;
use plimsoll::model::RepositoryName;
use plimsoll::registry::{
    Capabilities, Client, Deletes, Endpoint, Overrides, Recognition, RegistryKind, signs,
};

use crate::ui::browser;
use crate::ui::registries::{RegistryRef, Source};
use crate::ui::signal::RwSignal;

/// The kind and the capabilities that a registry is taken to have. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Identity {
    /// The key under which the browser keeps the user's choice.
    key: StoredValue<String>,
    /// The kind by the page's configuration.
    pub(crate) stated: Option<RegistryKind>,
    is_sample: bool,
    /// The kind that the host's name gives away.
    of_host: RegistryKind,
    /// The recognition, if there was one since this page was opened.
    pub(crate) recognised: RwSignal<Option<Recognition>>,
    /// Whether the registry deletes, if that was tried.
    pub(crate) tried: RwSignal<Option<Deletes>>,
    /// Whether the registry said that it has no bin: soft delete is off.
    pub(crate) lacks_bin: RwSignal<bool>,
    /// The user's choices, which count more than what was recognised.
    pub(crate) overrides: RwSignal<Overrides>,
}

impl Identity {
    /// The identity of a registry, with the choices that the user left.
    pub(crate) fn of(registry: &RegistryRef) -> Self {
        let key = format!("plimsoll.kind {}", registry.base);
        let kept = browser::kept(&key).map(|text| Overrides::read(&text));
        Self {
            key: StoredValue::new(key),
            stated: registry.stated,
            is_sample: registry.source == Source::Sample,
            of_host: RegistryKind::of_host(&registry.host),
            recognised: RwSignal::new(None),
            tried: RwSignal::new(None),
            lacks_bin: RwSignal::new(false),
            overrides: RwSignal::new(kept.unwrap_or_default()),
        }
    }

    /// The kind that the user chose, or else [`own_kind`](Self::own_kind).
    pub(crate) fn kind(self) -> RegistryKind {
        self.overrides.with(|overrides| overrides.kind).unwrap_or_else(|| self.own_kind())
    }

    /// The kind without the user's choice: as configured, or as recognised, or plain OCI.
    pub(crate) fn own_kind(self) -> RegistryKind {
        self.stated.or(self.recognised.get().map(|found| found.kind)).unwrap_or_default()
    }

    pub(crate) fn capabilities(self) -> Capabilities {
        let kind = self.kind();
        let mut own = self.overrides.with(|overrides| overrides.apply(kind, &self.signs()));
        let is_chosen = self.overrides.with(|overrides| {
            overrides.capabilities.contains_key(&plimsoll::registry::Capability::Deletes)
        });
        if let Some(tried) = self.tried.get().filter(|_| !is_chosen) {
            own.deletes = tried;
        }
        own
    }

    /// Whether deleted manifests may wait in a bin. A registry that has soft delete says whether it is on only when it
    /// is asked for the bin.
    pub(crate) fn has_bin(self) -> bool {
        self.capabilities().restores && !self.lacks_bin.get()
    }

    /// The kinds that the registry may be, without the user's choice.
    pub(crate) fn signs(self) -> Vec<RegistryKind> {
        signs(self.own_kind(), self.of_host, self.recognised.get())
    }

    /// The kind's word in exports.
    pub(crate) fn word(self) -> &'static str {
        if self.is_sample { "sample" } else { self.kind().word() }
    }

    /// The kind's name in the header.
    pub(crate) fn short_name(self) -> &'static str {
        if self.is_sample { "sample" } else { self.kind().short_name() }
    }

    /// `endpoint` with this kind and these capabilities.
    pub(crate) fn speak(self, endpoint: Endpoint) -> Endpoint {
        untrack(|| endpoint.with_kind(self.kind()).with_capabilities(self.capabilities()))
    }

    /// Recognises the registry, unless it was recognised before, and returns a client for its kind. The registry
    /// is asked even if the user or the page's configuration names a kind, because a wrong one must do no harm.
    pub(crate) async fn recognise(self, client: Client) -> Client {
        let before = self.recognised.get_untracked();
        if self.is_sample || before.is_some_and(Recognition::is_settled) {
            return client;
        }
        let now = match self.stated {
            Some(_) => client.recognise_in_doubt().await,
            None => client.recognise().await,
        };
        self.recognised.set(Recognition::latest(before, now));
        client.speaking_to(self.speak(client.endpoint().clone()))
    }

    /// Recognises the registry better, after a sign-in, and returns a client for the kind that was found.
    pub(crate) async fn recognise_signed(self, client: Client) -> Client {
        let first = self.recognised.get_untracked().filter(|found| found.is_open());
        let Some(first) = first.filter(|_| self.stated.is_none()) else { return client };
        self.recognised.set(Some(client.recognise_signed(first).await));
        client.speaking_to(self.speak(client.endpoint().clone()))
    }

    /// Recognises the registry better, after something was read in `repository`. Returns whether the recognition
    /// changed.
    pub(crate) async fn recognise_in(self, client: &Client, repository: &RepositoryName) -> bool {
        let first = self.recognised.get_untracked().filter(|_| self.stated.is_none());
        let Some(first) = first else { return false };
        let found = client.recognise_in(first, repository).await;
        let is_new = found != first && self.recognised.get_untracked() == Some(first);
        if is_new {
            self.recognised.set(Some(found));
        }
        is_new
    }

    /// Uses the user's choices from now on, and keeps them for later visits.
    pub(crate) fn choose(self, overrides: Overrides) {
        self.key.with_value(|key| browser::keep(key, &overrides.to_string()));
        self.overrides.set(overrides);
    }
}
