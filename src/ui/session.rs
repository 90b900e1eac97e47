//! The session of an opened registry: the client, the picture of the registry, and the scan. It outlives the
//! pages that show it: going back and forth loses nothing.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::model::{Inventory, ReadState};
use plimsoll::present::delete_refusal;
use plimsoll::registry::scan::{ScanEnd, ScanOptions};
use plimsoll::registry::transport::Transport;
use plimsoll::registry::{
    Client, Credentials, Deletes, Endpoint, Error, ErrorKind, Overrides, Pace,
};

use crate::ui::account::{self, Account};
use crate::ui::browser::Fetch;
use crate::ui::identity::Identity;
use crate::ui::later::Cause;
use crate::ui::latest::Latest;
use crate::ui::modules;
use crate::ui::named::Named;
use crate::ui::picture::Picture;
use crate::ui::registries::{RegistryRef, Source};
use crate::ui::scan_job::{Begun, ScanJob, ScanState};
use crate::ui::site::Site;

/// An opened registry. Cheap to copy; its parts live as long as the app.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    registry: StoredValue<RegistryRef>,
    /// The transport to the registry; the sample's comes with its module.
    transport: StoredValue<Option<Rc<dyn Transport>>, LocalStorage>,
    client: StoredValue<Option<Client>, LocalStorage>,
    /// The pace of the last try to connect, successful or not.
    pace: StoredValue<Option<Pace>, LocalStorage>,
    /// Tries to connect and sign-outs: an answer to an earlier try counts no more.
    attempts: Latest,
    site: RwSignal<Option<Site>>,
    /// The kind and the capabilities that the registry is taken to have.
    pub(crate) identity: Identity,
    /// The phase of the connection.
    pub(crate) phase: RwSignal<Phase>,
    /// What is known of the registry.
    pub(crate) picture: Picture,
    /// The user who is signed in.
    pub(crate) user: RwSignal<Option<String>>,
    /// The credentials of the last try, and whether they are kept.
    pub(crate) account: Account,
    /// The page that was open last: path and query.
    pub(crate) place: StoredValue<Option<String>>,
    /// Repositories that the user named.
    pub(crate) named: Named,
    /// The scan.
    pub(crate) scan: ScanJob,
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
    /// Tokens come from this other host. Whether it may be asked is for the user to say.
    Realm(String),
    /// The registry does not list its repositories: the user names those to read.
    Names,
    /// The registry cannot be used, and why.
    Failed(String),
    /// The registry is open.
    Open,
}

impl Session {
    /// A session that is not connected yet. Call it where its signals may live: in the app.
    pub(crate) fn new(registry: RegistryRef, site: RwSignal<Option<Site>>) -> Self {
        Self {
            identity: Identity::of(&registry),
            account: Account::of(&registry),
            named: Named::of(&registry),
            registry: StoredValue::new(registry),
            transport: StoredValue::new_local(None),
            client: StoredValue::new_local(None),
            pace: StoredValue::new_local(None),
            attempts: Latest::new(),
            site,
            place: StoredValue::new(None),
            phase: RwSignal::new(Phase::New),
            picture: Picture::new(),
            user: RwSignal::new(None),
            scan: ScanJob::new(),
        }
    }

    /// The registry.
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

    /// Why nothing may be deleted or changed through this page, whatever the registry does.
    pub(crate) fn site_refusal(self) -> Option<&'static str> {
        self.with_site(Site::refusal).flatten()
    }

    /// Why nothing may be deleted: by this page, or by the registry.
    pub(crate) fn refusal(self) -> Option<&'static str> {
        self.site_refusal().or_else(|| delete_refusal(&self.identity.capabilities()))
    }

    /// The client, once connected.
    pub(crate) fn client(self) -> Option<Client> {
        self.client.get_value()
    }

    /// The seconds for which nothing is sent because the registry asked for it, also while connecting.
    pub(crate) fn waits_seconds(self) -> Option<u64> {
        self.pace.with_value(|pace| pace.as_ref()?.slowdown().waits_seconds)
    }

    /// Connects with these credentials. If the registry lets them in, it is opened and scanned.
    pub(crate) fn connect(self, credentials: Credentials) {
        self.phase.set(Phase::Connecting);
        let attempt = self.attempts.begin();
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
            let transport = self.transport().await;
            if !attempt.is_latest() {
                return;
            }
            let transport = match transport {
                Ok(transport) => transport,
                Err(cause) => return self.phase.set(Phase::Failed(cause.sentence().to_owned())),
            };
            let client = Client::new(transport, endpoint, credentials);
            self.pace.set_value(Some(client.pace()));
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
                    // Other rights may show other content: what was read before does not count.
                    self.forget();
                    self.named.instead.set(None);
                    self.account.may_sign_in.set(client.offers_sign_in());
                    self.account.accepted();
                    self.client.set_value(Some(client));
                    self.user.set(user);
                    self.phase.set(Phase::Open);
                    self.start_scan();
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

    /// The transport to the registry. The sample is made once, so that deletions in it last.
    async fn transport(self) -> Result<Rc<dyn Transport>, Cause> {
        if let Some(known) = self.transport.get_value() {
            return Ok(known);
        }
        let registry = self.registry();
        let transport = match registry.source {
            Source::Alias | Source::Typed => Rc::new(Fetch),
            Source::Sample => match modules::sample(&registry.base).await {
                Ok(sample) => sample,
                Err(_) => return Err(Cause::find().await),
            },
        };
        self.transport.set_value(Some(transport.clone()));
        Ok(transport)
    }

    /// Asks once more what the registry is, if that is still a guess and a repository was read whole.
    pub(crate) fn recognise_better(self) {
        let read_whole = |inventory: &Inventory| {
            let mut all = inventory.repositories.iter();
            let whole =
                all.find(|(_, one)| one.state == ReadState::Complete && !one.tags.is_empty());
            whole.map(|(name, _)| name.clone())
        };
        let place = self.picture.read_inventory(read_whole);
        let Some((client, place)) = self.client().zip(place) else { return };
        spawn_local(async move {
            if self.identity.recognise_in(&client, &place).await {
                self.speak_anew();
            }
        });
    }

    /// Uses the kind that the registry is taken for now, and reads the registry again if another kind is read
    /// differently.
    pub(crate) fn speak_anew(self) {
        let Some(client) = self.client() else { return };
        let client = client.speaking_to(self.identity.speak(client.endpoint().clone()));
        let is_other =
            self.client().is_none_or(|old| !client.endpoint().is_read_like(old.endpoint()));
        self.client.set_value(Some(client));
        if is_other {
            self.forget();
            self.start_scan();
        }
    }

    /// Takes the user's word for the registry's kind and capabilities.
    pub(crate) fn choose_overrides(self, overrides: Overrides) {
        self.identity.choose(overrides);
        self.speak_anew();
    }

    /// Takes note of whether the registry deletes, if only a try can tell.
    pub(crate) fn learn(self, deletes: Deletes) {
        let is_open = untrack(|| self.identity.kind()).capabilities().deletes == Deletes::Unknown;
        if is_open && self.identity.tried.get_untracked() != Some(deletes) {
            self.identity.tried.set(Some(deletes));
            self.speak_anew();
        }
    }

    /// Forgets the credentials and what was read with them. A try to connect that is under way counts no more.
    pub(crate) fn sign_out(self) {
        self.attempts.begin();
        self.forget();
        self.account.forget();
        self.client.set_value(None);
        self.user.set(None);
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

    /// Reads the repositories that the user named, or these and the registry's own list.
    pub(crate) fn read_named(self) {
        self.forget();
        self.phase.set(Phase::Open);
        self.start_scan();
    }

    /// Reads the registry.
    pub(crate) fn start_scan(self) {
        let Some(client) = self.client() else { return };
        let options = self.scan_options();
        let begun = self.scan.begin(self.picture);
        spawn_local(async move {
            if let Some(end) = self.scan.read(&client, &options, &begun).await {
                self.end_scan(&client, &begun, end);
            }
        });
    }

    fn scan_options(self) -> ScanOptions {
        let concurrency = untrack(|| self.with_site(|site| site.concurrency)).flatten();
        let concurrency = concurrency.unwrap_or(ScanOptions::default().concurrency);
        // Where the list of repositories cannot be read, the named ones are read instead of it.
        let is_by_name = self.named.instead.with_untracked(Option::is_some);
        let (repositories, also) = if is_by_name {
            (Some(self.named.all()), Vec::new())
        } else {
            (None, self.named.typed())
        };
        ScanOptions { concurrency, repositories, also }
    }

    /// Shows what a scan read, and asks for what it lacked: a sign-in, names, or whether another host may be
    /// asked for tokens.
    fn end_scan(self, client: &Client, begun: &Begun, end: ScanEnd) {
        // After a sign-out there is nothing to show.
        if self.client().is_none() {
            return self.scan.state.set(ScanState::Idle);
        }
        let is_gap = matches!(end, ScanEnd::Incomplete | ScanEnd::Failed(_));
        match end {
            ScanEnd::Failed(error) if needs_names(&error) => self.read_named_instead(&error),
            end => {
                if let ScanEnd::Failed(error) = &end
                    && error.asks_to_sign_in()
                {
                    self.ask_to_sign_in(error);
                }
                self.scan.finish(begun, end);
                self.recognise_better();
            }
        }
        // A token from the other host may give what is missing. The user is asked one question at a time.
        let elsewhere = client.take_realm_elsewhere().filter(|_| is_gap);
        if let (Some(host), Phase::Open) = (elsewhere, self.phase.get_untracked()) {
            self.phase.set(Phase::Realm(host));
        }
    }

    /// Reads the named repositories, because this sign-in may not list them; or asks for names.
    fn read_named_instead(self, error: &Error) {
        self.named.instead.set(Some(error.sentence()));
        self.scan.state.set(ScanState::Idle);
        self.forget();
        if self.named.all().is_empty() {
            self.phase.set(Phase::Names);
        } else {
            self.start_scan();
        }
    }

    /// Forgets what was read so far.
    pub(crate) fn forget(self) {
        self.scan.cancel();
        self.picture.forget();
    }

    /// Asks for a sign-in, because the registry asked for one in the middle of something. If a sign-in is under
    /// way already, the registry asked the one before.
    pub(crate) fn ask_to_sign_in(self, error: &Error) {
        if self.phase.get_untracked() == Phase::Connecting {
            return;
        }
        self.account.forget();
        self.phase.set(Phase::SignIn(Some(error.sentence())));
    }
}

/// Whether the registry lets this sign-in read, but not list the repositories.
fn needs_names(error: &Error) -> bool {
    !error.asks_to_sign_in() && error.kind == ErrorKind::InsufficientScope
}

fn refused(error: &Error, with_credentials: bool) -> Phase {
    match &error.kind {
        ErrorKind::SignInRequired if !with_credentials => Phase::SignIn(None),
        ErrorKind::RealmElsewhere { host } => Phase::Realm(host.clone()),
        _ if error.asks_to_sign_in() => Phase::SignIn(Some(error.sentence())),
        _ => Phase::Failed(error.sentence()),
    }
}
