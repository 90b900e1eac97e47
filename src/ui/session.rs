//! The session of an opened registry: the client, the picture of the registry, and the scan. A session outlives the
//! pages that show it, so that going back and forth loses nothing.

mod reading;

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::present::delete_refusal;
use plimsoll::registry::{Client, Credentials, Endpoint, Error, ErrorKind};

use crate::ui::account::{self, Account};
use crate::ui::connection::Connection;
use crate::ui::identity::Identity;
use crate::ui::kept::Kept;
use crate::ui::last_run::LastRun;
use crate::ui::named::NamedRepositories;
use crate::ui::picture::Picture;
use crate::ui::registries::RegistryRef;
use crate::ui::scan_job::ScanJob;
use crate::ui::signal::RwSignal;
use crate::ui::site::Site;

/// An opened registry. Cheap to copy; its parts live as long as the app.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    registry: StoredValue<RegistryRef>,
    connection: Connection,
    site: RwSignal<Option<Site>>,
    /// The kind and the capabilities that the registry is taken to have.
    pub(crate) identity: Identity,
    /// The phase of the connection.
    pub(crate) phase: RwSignal<Phase>,
    /// The inventory that was read of the registry, and its figures.
    pub(crate) picture: Picture,
    /// The user, the credentials of the last try, and whether they are kept.
    pub(crate) account: Account,
    /// The page that was open last: path and query.
    pub(crate) place: StoredValue<Option<String>>,
    /// Repositories that the user named.
    pub(crate) named: NamedRepositories,
    pub(crate) scan: ScanJob,
    pub(crate) last_run: LastRun,
    /// Content of earlier scans, of all registries.
    pub(crate) kept: Kept,
}

/// Phases of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nobody tried to connect yet.
    New,
    /// The registry is being asked.
    Connecting,
    /// The registry asks for a sign-in; with its answer to the last try.
    SignIn(Option<String>),
    /// Tokens come from this other host, and the user has to decide whether it may be asked.
    Realm(String),
    /// The registry does not list its repositories: the user names those to read.
    Names,
    /// The registry cannot be used, and why.
    Failed(String),
    /// The registry is open.
    Open,
}

impl Session {
    /// A session that is not connected yet. Its signals live as long as the owner in which it is made: the app's.
    pub(crate) fn new(registry: RegistryRef, site: RwSignal<Option<Site>>, kept: Kept) -> Self {
        let (identity, picture) = (Identity::of(&registry), Picture::new());
        Effect::new(move |_| picture.keep_once(identity.capabilities().kept_once));
        Self {
            identity,
            account: Account::of(&registry),
            named: NamedRepositories::of(&registry),
            registry: StoredValue::new(registry),
            connection: Connection::new(),
            site,
            place: StoredValue::new(None),
            phase: RwSignal::new(Phase::New),
            picture,
            scan: ScanJob::new(),
            last_run: RwSignal::new(None),
            kept,
        }
    }

    pub(crate) fn registry(self) -> RegistryRef {
        self.registry.get_value()
    }

    /// The registry's name in addresses.
    pub(crate) fn slug(self) -> String {
        self.registry.with_value(|registry| registry.slug.clone())
    }

    /// Reads the configuration of the site that hosts the page.
    pub(crate) fn with_site<T>(self, read: impl FnOnce(&Site) -> T) -> Option<T> {
        self.site.with(|site| site.as_ref().map(read))
    }

    /// The reason why this page may delete and change nothing, if so: its configuration.
    pub(crate) fn site_refusal(self) -> Option<&'static str> {
        self.with_site(Site::refusal).flatten()
    }

    /// The reason why nothing may be deleted, if so: the page's configuration, or the registry.
    pub(crate) fn refusal(self) -> Option<&'static str> {
        self.site_refusal().or_else(|| delete_refusal(&self.identity.capabilities()))
    }

    /// The client, once connected.
    pub(crate) fn client(self) -> Option<Client> {
        self.connection.client.get_value()
    }

    /// The seconds for which nothing is sent because the registry asked for it, also while connecting.
    pub(crate) fn waits_seconds(self) -> Option<u64> {
        self.connection.pace.with_value(|pace| pace.as_ref()?.slowdown().waits_seconds)
    }

    /// Connects with these credentials. If the registry lets them in, it is opened and scanned.
    pub(crate) fn connect(self, credentials: Credentials) {
        self.phase.set(Phase::Connecting);
        let attempt = self.connection.tries.begin();
        let registry = self.registry();
        let endpoint = match Endpoint::new(&registry.base, &registry.host, registry.kind()) {
            Ok(endpoint) => {
                let site = self.site.get_untracked();
                let endpoint = account::trusting(endpoint, &registry, site.as_ref());
                self.identity.speak(endpoint)
            }
            Err(error) => return self.phase.set(Phase::Failed(error.to_string())),
        };
        let user = credentials.user().map(str::to_owned);
        self.account.tries(&credentials);
        spawn_local(async move {
            let transport = self.connection.transport(&registry).await;
            if !attempt.is_latest() {
                return;
            }
            let transport = match transport {
                Ok(transport) => transport,
                Err(cause) => return self.phase.set(Phase::Failed(cause.sentence().to_owned())),
            };
            let client = Client::new(transport, endpoint, credentials);
            self.connection.pace.set_value(Some(client.pace()));
            let client = self.identity.recognise(client).await;
            if !attempt.is_latest() {
                return;
            }
            let answer = client.check().await;
            if !attempt.is_latest() {
                return;
            }
            match answer {
                Ok(()) => {
                    let client = self.identity.recognise_signed(client).await;
                    if !attempt.is_latest() {
                        return;
                    }
                    // Other rights may show other content, so everything that was read before is forgotten.
                    self.forget();
                    self.named.instead.set(None);
                    self.account.may_sign_in.set(client.offers_sign_in());
                    self.account.accepted();
                    self.connection.client.set_value(Some(client));
                    self.account.user.set(user);
                    self.phase.set(Phase::Open);
                    self.show_last_and_scan();
                }
                Err(error) => {
                    if error.asks_to_sign_in() {
                        self.account.forget();
                    }
                    self.phase.set(refused(&error, user.is_some()));
                }
            }
        });
    }

    /// Drops a try to connect that is under way.
    pub(crate) fn give_up(self) {
        self.connection.tries.begin();
        let why = "The registry had not answered when you stopped waiting.";
        self.phase.set(Phase::Failed(why.to_owned()));
    }

    /// Forgets the credentials and everything that was read with them. A try to connect that is under way is dropped.
    pub(crate) fn sign_out(self) {
        self.connection.tries.begin();
        self.forget_last();
        self.forget();
        self.account.forget();
        self.connection.client.set_value(None);
        self.account.user.set(None);
        self.phase.set(Phase::SignIn(None));
    }

    /// Connects with the last credentials that were not refused, with those kept for the tab, or without any.
    pub(crate) fn begin(self) {
        let tried = self.account.tried();
        self.connect(if tried.is_none() { self.account.first() } else { tried });
    }

    /// Connects again, because the user allowed to ask `host` for tokens.
    pub(crate) fn trust(self, host: &str) {
        account::confirm(&self.registry(), host);
        self.connect(self.account.tried());
    }

    /// Asks for a sign-in, although the registry can be used without one.
    pub(crate) fn sign_in(self) {
        self.phase.set(Phase::SignIn(None));
    }
}

fn refused(error: &Error, with_credentials: bool) -> Phase {
    match &error.kind {
        ErrorKind::SignInRequired if !with_credentials => Phase::SignIn(None),
        ErrorKind::RealmElsewhere { host } => Phase::Realm(host.clone()),
        _ if error.asks_to_sign_in() => Phase::SignIn(Some(error.sentence())),
        _ => Phase::Failed(error.sentence()),
    }
}
