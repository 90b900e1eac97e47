//! The account at a registry: the credentials of the last try, those that are kept for the tab, and the hosts
//! that may be asked for tokens.
//!
//! Secrets are in memory, and in the tab's own storage where the user ticked that box.

use leptos::prelude::*;
use plimsoll::registry::{Credentials, Endpoint, TrustedRealm};

use crate::ui::browser;
use crate::ui::registries::{RegistryRef, Source};
use crate::ui::signal::RwSignal;
use crate::ui::site::Site;

/// The account at one registry.
#[derive(Clone, Copy)]
pub(crate) struct Account {
    /// The user who is signed in.
    pub(crate) user: RwSignal<Option<String>>,
    tried: StoredValue<Credentials, LocalStorage>,
    /// The user name of the last try. It need not be typed again after a wrong password.
    pub(crate) user_name: StoredValue<String>,
    /// Whether the credentials are to be kept for the tab when they are accepted.
    keeps: StoredValue<bool>,
    /// The key under which the tab keeps the credentials.
    key: StoredValue<String>,
    /// Whether the registry can be used without a sign-in.
    pub(crate) is_open_to_all: RwSignal<bool>,
    /// Whether the registry offers a sign-in.
    pub(crate) may_sign_in: RwSignal<bool>,
}

impl Account {
    /// The account at a registry, before any try.
    pub(crate) fn of(registry: &RegistryRef) -> Self {
        Self {
            user: RwSignal::new(None),
            tried: StoredValue::new_local(Credentials::None),
            user_name: StoredValue::new(String::new()),
            keeps: StoredValue::new(false),
            key: StoredValue::new(registry.base.clone()),
            is_open_to_all: RwSignal::new(false),
            may_sign_in: RwSignal::new(false),
        }
    }

    /// The credentials of the first try: those kept for the tab, or none.
    pub(crate) fn first(self) -> Credentials {
        let kept = browser::kept_for_tab(&self.slot());
        let pair = kept.and_then(|text| serde_json::from_str::<[String; 2]>(&text).ok());
        let Some([user, secret]) = pair else { return Credentials::None };
        self.keeps.set_value(true);
        Credentials::of_form(&user, &secret).unwrap_or_default()
    }

    /// The credentials of the last try.
    pub(crate) fn tried(self) -> Credentials {
        self.tried.get_value()
    }

    /// Takes note of the credentials that are tried next.
    pub(crate) fn tries(self, credentials: &Credentials) {
        self.tried.set_value(credentials.clone());
        self.user_name.set_value(credentials.user().unwrap_or_default().to_owned());
    }

    /// Chooses whether the credentials that are tried next are kept for the tab.
    pub(crate) fn keep(self, keeps: bool) {
        self.keeps.set_value(keeps);
    }

    /// Keeps the accepted credentials for the tab, if the user asked for that, and else removes those kept before. A
    /// registry that lets everybody in without credentials is noted as open to all.
    pub(crate) fn accepted(self) {
        let tried = self.tried.get_value();
        let pair = tried.to_form().filter(|_| self.keeps.get_value());
        // Two texts can always be written as JSON.
        let text = pair.and_then(|pair| serde_json::to_string(&[pair.0, pair.1]).ok());
        browser::keep_for_tab(&self.slot(), text.as_deref());
        if tried.is_none() {
            self.is_open_to_all.set(true);
        }
    }

    /// Forgets the credentials: they were refused, or the user signed out.
    pub(crate) fn forget(self) {
        self.tried.set_value(Credentials::None);
        self.keeps.set_value(false);
        browser::keep_for_tab(&self.slot(), None);
    }

    fn slot(self) -> String {
        self.key.with_value(|base| format!("plimsoll.signed-in {base}"))
    }
}

/// `endpoint` with the hosts that may be asked for tokens of `registry`: those that the page's host
/// configured, for the registries that it offers, and those that the user confirmed in this tab.
pub(crate) fn trusting(
    endpoint: Endpoint,
    registry: &RegistryRef,
    site: Option<&Site>,
) -> Endpoint {
    let configured = site.filter(|_| registry.source == Source::Alias);
    let configured = configured.into_iter().flat_map(|site| &site.trusted_realms);
    let base = browser::page_base();
    let configured = configured.filter_map(|realm| {
        let through = realm.through.as_ref().map(|alias| format!("{base}registry/{alias}"));
        TrustedRealm::new(&realm.host, through.as_deref()).ok()
    });
    let confirmed = confirmed(registry);
    let confirmed = confirmed.iter().filter_map(|host| TrustedRealm::new(host, None).ok());
    endpoint.trusting(configured.chain(confirmed))
}

/// Remembers for the tab that tokens of `registry` may be asked for at `host`.
pub(crate) fn confirm(registry: &RegistryRef, host: &str) {
    let mut hosts = confirmed(registry);
    hosts.push(host.to_owned());
    let text = serde_json::to_string(&hosts).ok();
    browser::keep_for_tab(&realms_slot(registry), text.as_deref());
}

fn confirmed(registry: &RegistryRef) -> Vec<String> {
    let text = browser::kept_for_tab(&realms_slot(registry));
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn realms_slot(registry: &RegistryRef) -> String {
    format!("plimsoll.realms {}", registry.base)
}
