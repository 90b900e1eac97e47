//! Content that this browser keeps for the next visit: manifests and image configs by registry and repository, in
//! IndexedDB. A failure here costs the speed of a scan, and nothing else.

mod history;
mod tape;

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::{Either, LocalBoxFuture, Shared, select};
use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::model::{Digest, RepositoryName};
use plimsoll::registry::TOKEN_USER;
use plimsoll::registry::scan::{ContentStore, Store};

use crate::ui::browser::{self, Database};
use crate::ui::signal::RwSignal;

pub(crate) use history::KeptHistory;
pub(crate) use tape::Tapes;

/// Most MiB that are kept, of all registries together, unless the user chose another limit.
const DEFAULT_LIMIT: u64 = 256;
/// The place of the user's limit in the browser's storage, in MiB.
const LIMIT_KEY: &str = "plimsoll.kept.limit";
/// The longest wait for the database. A scan must not stand still because a browser's storage does.
const PATIENCE: Duration = Duration::from_secs(3);
/// The age at which the date of a pack's last use is written anew (milliseconds).
const NOTE_EVERY: i64 = 24 * 3600 * 1000;

type Opening = Shared<LocalBoxFuture<'static, Option<Rc<Database>>>>;

/// The content kept by this browser. Cheap to copy; one for the app.
#[derive(Clone, Copy)]
pub(crate) struct Kept {
    database: StoredValue<Option<Opening>, LocalStorage>,
    /// Bytes kept, of all registries; `None` before anybody looked.
    pub(crate) bytes: RwSignal<Option<u64>>,
    /// The reason why nothing more is kept, if so.
    pub(crate) trouble: RwSignal<Option<&'static str>>,
    /// The user's limit in MiB; 0 keeps nothing.
    pub(crate) limit: RwSignal<u64>,
    /// Grows whenever a history was written.
    pub(crate) written: RwSignal<u32>,
}

/// The part of one registry.
struct Part {
    kept: Kept,
    registry: String,
    /// Packs written so far, so that the keys of two of them differ.
    written: Cell<u32>,
}

impl Kept {
    pub(crate) fn new() -> Self {
        let chosen = browser::kept(LIMIT_KEY).and_then(|text| text.parse().ok());
        Self {
            database: StoredValue::new_local(None),
            bytes: RwSignal::new(None),
            trouble: RwSignal::new(None),
            limit: RwSignal::new(chosen.unwrap_or(DEFAULT_LIMIT)),
            written: RwSignal::new(0),
        }
    }

    /// The store for the registry at this address; `None` where nothing is kept.
    pub(crate) fn of(self, registry: &str) -> Option<Store> {
        let part = Part { kept: self, registry: registry.to_owned(), written: Cell::new(0) };
        self.is_on().then(|| Store(Rc::new(part)))
    }

    /// Whether anything is kept.
    fn is_on(self) -> bool {
        self.limit.get_untracked() > 0 && self.trouble.get_untracked().is_none()
    }

    /// The beginning of the keys of what is kept of `user` alone, of the registry at this address: `name` begins with a
    /// space, as no repository's name does, and the user's name is hashed. `None` where nothing is kept. Users who sign
    /// in with a token all have the same name, so nothing is kept of one of them alone.
    fn own_prefix(self, registry: &str, user: Option<&str>, name: &str) -> Option<String> {
        let user = user.unwrap_or_default();
        let is_one = user != TOKEN_USER;
        let prefix = format!("{}{name}\n{}\n", prefix(registry, None), Digest::of(user.as_bytes()));
        (is_one && self.is_on()).then_some(prefix)
    }

    /// Writes a value under `key`, after removing everything whose key begins with `instead_of`, if given.
    fn write(self, key: String, value: Vec<u8>, instead_of: Option<String>) {
        spawn_local(async move { self.put(&key, &value, instead_of.as_deref()).await });
    }

    async fn put(self, key: &str, value: &[u8], instead_of: Option<&str>) {
        let note = note(browser::now().millis(), value.len() as u64);
        let Some(database) = self.database().await else { return };
        if within(database.put(key, value, &note, instead_of)).await.is_none() {
            self.fail("The browser's storage is full or broken.");
        }
    }

    /// Removes the values whose keys begin with `prefix`: those whose keys begin with `part` if `is_own`, or else the
    /// others. Values that stay because this fails are removed the next time.
    async fn remove(self, prefix: &str, part: &str, is_own: bool) {
        let Some(database) = self.database().await else { return };
        let notes = within(database.notes()).await.unwrap_or_default();
        let keys = notes.into_iter().map(|(key, _)| key).filter(|key| key.starts_with(prefix));
        let gone: Vec<String> = keys.filter(|key| key.starts_with(part) == is_own).collect();
        within(database.tidy(&[], &gone)).await.unwrap_or_default();
    }

    /// After a scan of the registry: notes that its packs were used, and removes the packs that were used longest ago
    /// where there are more bytes than the limit.
    pub(crate) fn settle(self, registry: &str) {
        let registry = prefix(registry, None);
        spawn_local(async move {
            let Some(database) = self.database().await else { return };
            let Some(notes) = within(database.notes()).await else { return };
            let now = browser::now().millis();
            let mut packs: Vec<(i64, u64, String)> = Vec::with_capacity(notes.len());
            let mut renewed = Vec::new();
            for (key, text) in notes {
                let (mut used, bytes) = read_note(&text);
                if key.starts_with(&registry) && used + NOTE_EVERY < now {
                    used = now;
                    renewed.push((key.clone(), note(now, bytes)));
                }
                packs.push((used, bytes, key));
            }
            let mut sum: u64 = packs.iter().map(|(_, bytes, _)| bytes).sum();
            packs.sort_unstable();
            let limit = self.limit.get_untracked() << 20;
            let mut old = Vec::new();
            for (_, bytes, key) in packs {
                if sum <= limit {
                    break;
                }
                sum -= bytes;
                old.push(key);
            }
            let is_tidy = renewed.is_empty() && old.is_empty();
            if is_tidy || within(database.tidy(&renewed, &old)).await.is_some() {
                self.bytes.set(Some(sum));
            }
        });
    }

    /// Counts the bytes that are kept.
    pub(crate) fn count(self) {
        self.settle("");
    }

    /// Removes everything that is kept, of all registries.
    pub(crate) fn clear(self) {
        spawn_local(async move {
            let Some(database) = self.database().await else { return };
            let keys = within(database.notes()).await.unwrap_or_default();
            let keys: Vec<String> = keys.into_iter().map(|(key, _)| key).collect();
            if within(database.tidy(&[], &keys)).await.is_some() {
                self.bytes.set(Some(0));
            }
        });
    }

    /// Takes the user's limit in MiB, and keeps it for the next visit.
    pub(crate) fn choose_limit(self, mib: u64) {
        browser::keep(LIMIT_KEY, &mib.to_string());
        self.limit.set(mib);
        self.settle("");
    }

    /// The database, opened once; `None` where it cannot be had.
    async fn database(self) -> Option<Rc<Database>> {
        let opening = self.database.with_value(Clone::clone).unwrap_or_else(|| {
            let open = async { Some(Rc::new(within(Database::open()).await?)) };
            let opening = open.boxed_local().shared();
            self.database.set_value(Some(opening.clone()));
            opening
        });
        let database = opening.await;
        if database.is_none() {
            self.fail("This browser keeps no data for this page, as in a private window.");
        }
        database
    }

    fn fail(self, why: &'static str) {
        if self.trouble.get_untracked().is_none() {
            self.trouble.set(Some(why));
        }
    }
}

impl ContentStore for Part {
    fn packs(&self, repository: &RepositoryName) -> LocalBoxFuture<'static, Vec<Vec<u8>>> {
        let (kept, prefix) = (self.kept, prefix(&self.registry, Some(repository)));
        let packs = async move {
            let database = kept.database().await?;
            within(database.packs(&prefix)).await
        };
        packs.map(Option::unwrap_or_default).boxed_local()
    }

    fn add(&self, repository: &RepositoryName, pack: Vec<u8>) {
        self.write(repository, pack, false);
    }

    fn replace(&self, repository: &RepositoryName, pack: Vec<u8>) {
        self.write(repository, pack, true);
    }
}

impl Part {
    fn write(&self, repository: &RepositoryName, pack: Vec<u8>, is_instead: bool) {
        self.written.set(self.written.get() + 1);
        let now = browser::now().millis();
        let prefix = prefix(&self.registry, Some(repository));
        let key = format!("{prefix}{now} {}", self.written.get());
        self.kept.write(key, pack, is_instead.then_some(prefix));
    }
}

/// The beginning of the keys of a registry's packs, or of one of its repositories. Names have no line breaks.
fn prefix(registry: &str, repository: Option<&RepositoryName>) -> String {
    match repository {
        Some(repository) => format!("{registry}\n{repository}\n"),
        None => format!("{registry}\n"),
    }
}

/// The note of a pack: the moment of its last use, and its bytes.
fn note(used: i64, bytes: u64) -> String {
    format!("{used} {bytes}")
}

/// A note's moment and bytes. A note that cannot be read is as old as can be.
fn read_note(text: &str) -> (i64, u64) {
    let number = |text: &str| text.parse::<i64>().ok();
    let (used, bytes) = text.split_once(' ').unwrap_or_default();
    (number(used).unwrap_or(0), number(bytes).and_then(|n| n.try_into().ok()).unwrap_or(0))
}

/// The result of `work`, unless it fails or takes too long.
async fn within<T, E>(work: impl Future<Output = Result<T, E>>) -> Option<T> {
    let patience = std::pin::pin!(gloo_timers::future::sleep(PATIENCE));
    match select(std::pin::pin!(work), patience).await {
        Either::Left((result, _)) => result.ok(),
        Either::Right(_) => None,
    }
}
