//! The scans of a session: when the registry is scanned, and what follows from the end of a scan.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::model::order::set_of;
use plimsoll::model::{Digest, Inventory, ReadState, RepositoryName};
use plimsoll::present::PastTotals;
use plimsoll::registry::scan::{ScanEnd, ScanOptions, Store};
use plimsoll::registry::{Client, Deletes, Error, ErrorKind, Overrides};

use crate::ui::kept::{KeptHistory, Tapes};
use crate::ui::registries::Source;
use crate::ui::scan_job::{Begun, ScanState};
use crate::ui::session::{Phase, Session};

impl Session {
    /// Begins a scan of the registry, unless it is not connected.
    pub(crate) fn start_scan(self) {
        let Some(client) = self.client() else { return };
        let options = ScanOptions { store: self.store(&client), ..self.scan_options() };
        let begun = self.scan.begin(self.picture);
        // A scan of names alone is not recorded: its tape would lack the list that the next visit asks for first.
        let tapes = self.tapes(&client).filter(|_| options.repositories.is_none());
        let recorded = tapes.map(|tapes| tapes.record());
        spawn_local(async move {
            let asking = match &recorded {
                Some(recorded) => client.recording(&recorded.tape),
                None => client.clone(),
            };
            if let Some(end) = self.scan.read(&asking, &options, &begun).await {
                if let (Some(recorded), ScanEnd::Complete | ScanEnd::Incomplete) = (recorded, &end)
                {
                    recorded.end(end == ScanEnd::Complete);
                }
                self.end_scan(&client, &begun, end).await;
            }
        });
    }

    /// Shows the picture of the last visit, where its tape is kept, and scans the registry then.
    pub(crate) fn show_last_and_scan(self) {
        let Some((client, tapes)) =
            self.client().and_then(|client| Some((client.clone(), self.tapes(&client)?)))
        else {
            return self.start_scan();
        };
        // The repository in view may have been none that the list names: it is not on the tape then.
        let options =
            ScanOptions { store: self.store(&client), first: None, ..self.scan_options() };
        let begun = self.scan.begin(self.picture);
        spawn_local(async move {
            if let Some((tape, take)) = tapes.last().await {
                let client = client.playing(&Rc::new(tape));
                self.scan.show(&client, &options, &begun, take).await;
            }
            if self.scan.goes_on(&begun) {
                self.start_scan();
            }
        });
    }

    /// Removes this user's tapes and history, so that the next visit shows nothing before it reads.
    pub(crate) fn forget_last(self) {
        if let Some(tapes) = self.client().and_then(|client| self.tapes(&client)) {
            tapes.clear();
        }
        if let Some(history) = self.history() {
            history.clear();
        }
    }

    /// The tapes of this registry for this user.
    fn tapes(self, client: &Client) -> Option<Tapes> {
        let user = self.proven_user(client)?;
        self.kept.tapes(client.endpoint().base(), user.as_deref())
    }

    /// The history of this registry's totals for this user.
    pub(crate) fn history(self) -> Option<KeptHistory> {
        let client = self.client()?;
        let user = self.proven_user(&client)?;
        self.kept.history(client.endpoint().base(), user.as_deref())
    }

    /// The user's name, if there is one; `None` where nothing is kept for a user: a name proves nothing where the
    /// registry did not ask for it, and the sample is in memory.
    fn proven_user(self, client: &Client) -> Option<Option<String>> {
        let user = self.account.user.get_untracked();
        let is_proven = user.is_none() || client.offers_sign_in();
        (is_proven && self.registry().source != Source::Sample).then_some(user)
    }

    /// Adds the totals of the scan that ended now to the history, if it read the whole registry.
    fn remember(self) {
        let is_by_name = self.named.instead.with_untracked(Option::is_some);
        let is_complete = self.scan.state.get_untracked() == ScanState::Complete;
        let read_at = self.scan.read_at.get_untracked();
        let read_at = read_at.filter(|_| is_complete && !is_by_name);
        let totals =
            untrack(|| self.picture.read(|_, analysis| PastTotals::of(read_at?, analysis)));
        if let (Some(totals), Some(history)) = (totals.flatten(), self.history()) {
            // After a sign-out it is to be empty.
            history.add(totals, move || self.client().is_some());
        }
    }

    /// Reads once more what could not be read: the repositories with gaps, into the picture that is shown; everything,
    /// where the list of repositories has a gap.
    pub(crate) fn read_gaps(self) {
        let is_idle = !untrack(|| self.scan.is_running());
        let Some(client) = self.client().filter(|_| is_idle) else { return };
        let names: Vec<RepositoryName> = self.picture.read_inventory(|inventory| {
            let is_listed =
                inventory.missing.is_empty() && inventory.state != ReadState::Incomplete;
            let all = inventory.repositories.iter().filter(|_| is_listed);
            let open =
                all.filter(|(_, one)| one.state != ReadState::Complete || !one.missing.is_empty());
            open.map(|(name, _)| name.clone()).collect()
        });
        if names.is_empty() {
            return self.start_scan();
        }
        let (store, repositories, also) = (self.store(&client), Some(names), Vec::new());
        let options = ScanOptions { store, repositories, also, ..self.scan_options() };
        let begun = self.scan.begin(self.picture);
        spawn_local(async move {
            if let Some(end) = self.scan.read(&client, &options, &begun).await {
                self.scan.finish_part(&begun, &end).await;
            }
        });
    }

    /// Reads the children of an index that the scan left out, unless a scan is under way.
    pub(crate) fn read_children(self, name: RepositoryName, index: &Digest) {
        let client = self.client().filter(|_| !untrack(|| self.scan.is_running()));
        let known_and_open = self.picture.read_inventory(|inventory| {
            let repository = inventory.repositories.get(&name)?;
            let children = repository.manifests.get(index)?.manifest.children().iter();
            let open = children.map(|child| &child.digest);
            let open = open.filter(|child| repository.unasked.contains(*child));
            Some((set_of(repository.manifests.keys().cloned()), set_of(open.cloned())))
        });
        let Some((client, known_and_open)) = client.zip(known_and_open) else { return };
        let concurrency = self.scan_options().concurrency;
        let before = self.scan.state.get_untracked();
        let begun = self.scan.begin(self.picture);
        spawn_local(async move {
            let read = self.scan.read_children(
                &client,
                &name,
                known_and_open,
                concurrency,
                &begun,
                before,
            );
            read.await;
        });
    }

    fn scan_options(self) -> ScanOptions {
        let concurrency = untrack(|| self.with_site(|site| site.concurrency)).flatten();
        let concurrency = concurrency.unwrap_or(ScanOptions::default().concurrency);
        // If the list of repositories cannot be read, the named ones are read instead of it.
        let is_by_name = self.named.instead.with_untracked(Option::is_some);
        let (repositories, also) = if is_by_name {
            (Some(self.named.all()), Vec::new())
        } else {
            (None, self.named.typed())
        };
        let looked_at = self.named.looked_at();
        let first = looked_at.get();
        let options = ScanOptions::default();
        ScanOptions { concurrency, repositories, also, first, looked_at, ..options }
    }

    /// The store of this registry's content. The sample is in memory already.
    fn store(self, client: &Client) -> Option<Store> {
        let is_sample = self.registry().source == Source::Sample;
        (!is_sample).then(|| self.kept.of(client.endpoint().base())).flatten()
    }

    /// Shows the picture of a scan that has ended. If it lacked something, asks for that: a sign-in, names, or whether
    /// another host may be asked for tokens.
    async fn end_scan(self, client: &Client, begun: &Begun, end: ScanEnd) {
        // After a sign-out there is nothing to show.
        if self.client().is_none() {
            return self.scan.state.set(ScanState::Idle);
        }
        let is_gap = matches!(end, ScanEnd::Incomplete | ScanEnd::Failed(_));
        match end {
            ScanEnd::Failed(error) if needs_names(&error) => self.read_named_instead(&error),
            end => {
                if self.registry().source != Source::Sample {
                    self.kept.settle(client.endpoint().base());
                }
                if let ScanEnd::Failed(error) = &end
                    && error.asks_to_sign_in()
                {
                    self.ask_to_sign_in(error);
                }
                let is_complete = end == ScanEnd::Complete;
                self.scan.finish(begun, end).await;
                if is_complete && begun.is_latest() {
                    self.remember();
                }
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

    /// Reads the repositories that the user named, or these and the registry's own list.
    pub(crate) fn read_named(self) {
        self.forget();
        self.phase.set(Phase::Open);
        self.start_scan();
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
        self.connection.client.set_value(Some(client));
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

    /// Forgets what was read so far, and the report of the last run.
    pub(crate) fn forget(self) {
        self.scan.cancel();
        self.scan.read_at.set(None);
        self.last_run.set(None);
        self.picture.forget();
    }

    /// Asks for a sign-in, because the registry asked for one during a scan. If the user is signing in already, the
    /// registry did not ask that sign-in but the one before.
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
