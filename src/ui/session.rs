//! One registry, opened: the client, what is known, and how far the scan is. It outlives the pages
//! that show it: going back and forth loses nothing.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::model::{Inventory, MissingWhat, ReadState};
use plimsoll::present::delete_refusal;
use plimsoll::registry::transport::Transport;
use plimsoll::registry::{
    Client, Credentials, Deletes, Endpoint, Error, ErrorKind, Overrides, Pace,
};
use plimsoll::storage::Analysis;

use crate::ui::account::{self, Account};
use crate::ui::browser::Fetch;
use crate::ui::identity::Identity;
use crate::ui::later::Cause;
use crate::ui::modules;
use crate::ui::named::Named;
use crate::ui::registries::{RegistryRef, Source};
use crate::ui::scan_job::ScanJob;
use crate::ui::site::Site;

/// An opened registry. Cheap to copy; its parts live as long as the app.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    registry: StoredValue<RegistryRef>,
    /// The way to the registry; of the sample only after its module arrived.
    transport: StoredValue<Option<Rc<dyn Transport>>, LocalStorage>,
    client: StoredValue<Option<Client>, LocalStorage>,
    /// The pace of the last try to connect, whether it was let in or not.
    pace: StoredValue<Option<Pace>, LocalStorage>,
    /// Grows with every try to connect and with every sign-out: what comes of an earlier try after that
    /// counts no more.
    attempt: StoredValue<u32>,
    known: StoredValue<Known, LocalStorage>,
    site: RwSignal<Option<Site>>,
    /// What the registry is taken for.
    pub(crate) identity: Identity,
    /// Where the connection stands.
    pub(crate) phase: RwSignal<Phase>,
    /// Grows whenever what is known was published anew.
    pub(crate) published: RwSignal<u32>,
    /// Who is signed in.
    pub(crate) user: RwSignal<Option<String>>,
    /// What was given to sign in with, and what is kept of it.
    pub(crate) account: Account,
    /// Where in the page it was left: path and query.
    pub(crate) place: StoredValue<Option<String>>,
    /// Repositories that the user named.
    pub(crate) named: Named,
    /// The scan.
    pub(crate) scan: ScanJob,
}

/// What was read, and the figures of it, always of the same moment.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) inventory: Inventory,
    pub(crate) analysis: Option<Analysis>,
    /// What a second scan is reading meanwhile: it takes the place of the first when it is whole.
    next: Option<Inventory>,
}

/// Where a connection stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Never tried.
    New,
    /// Asking.
    Connecting,
    /// The registry wants to know who asks; with what it said to the last try.
    SignIn(Option<String>),
    /// Tokens come from this other host: may it be asked?
    Realm(String),
    /// It does not list its repositories: which are to be read?
    Names,
    /// It cannot be used, and why.
    Failed(String),
    /// Open.
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
            attempt: StoredValue::new(0),
            known: StoredValue::new_local(Known::default()),
            site,
            place: StoredValue::new(None),
            phase: RwSignal::new(Phase::New),
            published: RwSignal::new(0),
            user: RwSignal::new(None),
            scan: ScanJob::new(),
        }
    }

    /// Which registry this is.
    pub(crate) fn registry(self) -> RegistryRef {
        self.registry.get_value()
    }

    /// Its name in addresses.
    pub(crate) fn slug(self) -> String {
        self.registry.with_value(|registry| registry.slug.clone())
    }

    /// What whoever hosts the page configured.
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

    /// For how many seconds nothing is sent, because the registry asked for it; also before it let us in.
    pub(crate) fn waits_seconds(self) -> Option<u64> {
        self.pace.with_value(|pace| pace.as_ref()?.slowdown().waits_seconds)
    }

    /// Connects with these credentials; opens and scans where the registry agrees.
    pub(crate) fn connect(self, credentials: Credentials) {
        self.phase.set(Phase::Connecting);
        let attempt = self.next_attempt();
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
            if !self.is_last(attempt) {
                return;
            }
            let transport = match transport {
                Ok(transport) => transport,
                Err(cause) => return self.phase.set(Phase::Failed(cause.sentence().to_owned())),
            };
            let client = Client::new(transport, endpoint, credentials);
            self.pace.set_value(Some(client.pace()));
            let client = self.identity.recognise(client).await;
            if !self.is_last(attempt) {
                return;
            }
            let answer = client.check().await;
            if !self.is_last(attempt) {
                return;
            }
            match answer {
                Ok(()) => {
                    let client = self.identity.recognise_signed(client).await;
                    if !self.is_last(attempt) {
                        return;
                    }
                    // Other rights may show another registry: nothing read before counts.
                    self.forget();
                    self.named.instead.set(None);
                    self.account.may_sign_in.set(client.offers_sign_in());
                    self.account.accepted();
                    self.client.set_value(Some(client));
                    self.user.set(user);
                    self.phase.set(Phase::Open);
                    self.scan.start(self);
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

    /// The way to the registry. The sample is made once: what was deleted from it stays deleted.
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

    fn next_attempt(self) -> u32 {
        self.attempt.update_value(|attempt| *attempt += 1);
        self.attempt.get_value()
    }

    /// Whether neither another try to connect nor a sign-out came after this one.
    fn is_last(self, attempt: u32) -> bool {
        self.attempt.get_value() == attempt
    }

    /// Asks once more what the registry is, where that is still a guess and something was read whole.
    pub(crate) fn recognise_better(self) {
        let read_whole = |inventory: &Inventory| {
            let mut all = inventory.repositories.iter();
            let whole =
                all.find(|(_, one)| one.state == ReadState::Complete && !one.tags.is_empty());
            whole.map(|(name, _)| name.clone())
        };
        let place = self.known.with_value(|known| read_whole(&known.inventory));
        let Some((client, place)) = self.client().zip(place) else { return };
        spawn_local(async move {
            if self.identity.recognise_in(&client, &place).await {
                self.speak_anew();
            }
        });
    }

    /// Speaks to the registry as what it is taken for now, and reads it anew where that shows more or
    /// less of it.
    pub(crate) fn speak_anew(self) {
        let Some(client) = self.client() else { return };
        let client = client.speaking_to(self.identity.speak(client.endpoint().clone()));
        let is_other =
            self.client().is_none_or(|old| !client.endpoint().is_read_like(old.endpoint()));
        self.client.set_value(Some(client));
        if is_other {
            self.forget();
            self.scan.start(self);
        }
    }

    /// Takes the user's word for what the registry is and can do.
    pub(crate) fn choose_overrides(self, overrides: Overrides) {
        self.identity.choose(overrides);
        self.speak_anew();
    }

    /// Takes note of whether the registry deletes, where only trying tells.
    pub(crate) fn learn(self, deletes: Deletes) {
        let is_open = untrack(|| self.identity.kind()).capabilities().deletes == Deletes::Unknown;
        if is_open && self.identity.tried.get_untracked() != Some(deletes) {
            self.identity.tried.set(Some(deletes));
            self.speak_anew();
        }
    }

    /// Forgets the credentials and what was read with them; a try to connect that is under way, too.
    pub(crate) fn sign_out(self) {
        self.next_attempt();
        self.forget();
        self.account.forget();
        self.client.set_value(None);
        self.user.set(None);
        self.phase.set(Phase::SignIn(None));
    }

    /// Connects with what was tried last and not refused, with what was kept for the tab, or without
    /// credentials.
    pub(crate) fn begin(self) {
        let tried = self.account.tried();
        self.connect(if tried.is_none() { self.account.first() } else { tried });
    }

    /// The user says that tokens may be asked for at `host`: tries again.
    pub(crate) fn trust(self, host: &str) {
        account::confirm(&self.registry(), host);
        self.connect(self.account.tried());
    }

    /// Asks who this is, although the registry can be used as it is.
    pub(crate) fn sign_in(self) {
        self.phase.set(Phase::SignIn(None));
    }

    /// Reads the repositories that the user named, or the registry's own list with them.
    pub(crate) fn read_named(self) {
        self.forget();
        self.phase.set(Phase::Open);
        self.scan.start(self);
    }

    /// Forgets what was read so far.
    pub(crate) fn forget(self) {
        self.scan.cancel();
        self.known.set_value(Known::default());
        self.published.update(|version| *version += 1);
    }

    /// The registry asked for a sign-in in the middle of something. Where somebody is signing in already,
    /// it asked whoever was there before.
    pub(crate) fn ask_to_sign_in(self, error: &Error) {
        if self.phase.get_untracked() == Phase::Connecting {
            return;
        }
        self.account.forget();
        self.phase.set(Phase::SignIn(Some(error.sentence())));
    }

    /// Reads what is known; follows it where this is called reactively.
    pub(crate) fn with_known<T>(self, read: impl FnOnce(&Inventory, &Analysis) -> T) -> Option<T> {
        self.published.track();
        self.known.with_value(|known| {
            known.analysis.as_ref().map(|analysis| read(&known.inventory, analysis))
        })
    }

    /// Changes what was read, without publishing it yet.
    pub(crate) fn change(self, change: impl FnOnce(&mut Inventory)) {
        self.known.update_value(|known| change(&mut known.inventory));
    }

    /// Changes it, and what a second scan has read: what was deleted must not come back with it.
    pub(crate) fn change_all(self, change: impl Fn(&mut Inventory)) {
        self.known.update_value(|known| {
            change(&mut known.inventory);
            known.next.as_mut().map(change);
        });
    }

    /// Begins another inventory beside the one that is shown.
    pub(crate) fn begin_next(self) {
        self.known.update_value(|known| known.next = Some(Inventory::default()));
    }

    /// Changes the other inventory.
    pub(crate) fn change_next(self, change: impl FnOnce(&mut Inventory)) {
        self.known.update_value(|known| {
            known.next.as_mut().map(change);
        });
    }

    /// Why the other inventory does not know all repositories, where the one that is shown does.
    pub(crate) fn next_lacks(self) -> Option<String> {
        self.known.with_value(|known| {
            let next = known.next.as_ref()?;
            let is_less =
                known.inventory.state == ReadState::Complete && next.state == ReadState::Incomplete;
            let gap = next.missing.iter().find(|gap| gap.what == MissingWhat::Catalog);
            gap.filter(|_| is_less).map(|gap| gap.why.clone())
        })
    }

    /// Shows the other inventory from now on, or drops it.
    pub(crate) fn end_next(self, is_whole: bool) {
        self.known.update_value(|known| {
            if let Some(next) = known.next.take().filter(|_| is_whole) {
                known.inventory = next;
            }
        });
    }

    /// Computes the figures anew and shows them.
    pub(crate) fn publish(self) {
        self.known.update_value(|known| known.analysis = Some(Analysis::of(&known.inventory)));
        self.published.update(|version| *version += 1);
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
