//! Repositories that the user named, because the registry does not list them: to nobody, or not to this user. The
//! names are kept for later visits.

use std::collections::BTreeSet;

use leptos::prelude::*;
use plimsoll::model::RepositoryName;
use plimsoll::registry::scan::LookedAt;

use crate::ui::browser;
use crate::ui::registries::RegistryRef;
use crate::ui::signal::RwSignal;

/// The repositories of one registry that the user named.
#[derive(Clone, Copy)]
pub(crate) struct NamedRepositories {
    names: RwSignal<BTreeSet<RepositoryName>>,
    /// The repositories that the page's address named since it was opened.
    visited: StoredValue<BTreeSet<RepositoryName>>,
    /// The last of these.
    looked_at: StoredValue<LookedAt, LocalStorage>,
    key: StoredValue<String>,
    /// The reason why the registry's own list cannot be read. The named repositories are read instead of it.
    pub(crate) instead: RwSignal<Option<String>>,
}

impl NamedRepositories {
    /// The named repositories of a registry, as an earlier visit left them.
    pub(crate) fn of(registry: &RegistryRef) -> Self {
        let key = format!("plimsoll.repositories {}", registry.base);
        let kept = browser::kept(&key).unwrap_or_default();
        let names = kept.split_ascii_whitespace().filter_map(|name| name.parse().ok()).collect();
        Self {
            names: RwSignal::new(names),
            visited: StoredValue::new(BTreeSet::new()),
            looked_at: StoredValue::new_local(LookedAt::default()),
            key: StoredValue::new(key),
            instead: RwSignal::new(None),
        }
    }

    /// The names, one a line.
    pub(crate) fn text(self) -> String {
        self.names
            .with(|names| names.iter().map(RepositoryName::as_str).collect::<Vec<_>>().join("\n"))
    }

    /// Replaces the names, and keeps them.
    pub(crate) fn replace(self, names: BTreeSet<RepositoryName>) {
        self.names.set(names);
        let text = untrack(|| self.text());
        self.key.with_value(|key| browser::keep(key, &text));
    }

    /// The repository that the page's address named last. A scan that runs follows it.
    pub(crate) fn looked_at(self) -> LookedAt {
        self.looked_at.get_value()
    }

    /// Adds a repository that the page's address names. Returns whether it is new here.
    pub(crate) fn visit(self, name: RepositoryName) -> bool {
        self.looked_at.with_value(|looked_at| looked_at.set(Some(name.clone())));
        if self.names.with_untracked(|names| names.contains(&name)) {
            return false;
        }
        self.visited.try_update_value(|visited| visited.insert(name)).unwrap_or_default()
    }

    /// The repositories that the user named.
    pub(crate) fn typed(self) -> Vec<RepositoryName> {
        self.names.with_untracked(|names| names.iter().cloned().collect())
    }

    /// The repositories that the user or an address named.
    pub(crate) fn all(self) -> Vec<RepositoryName> {
        let mut all = self.names.get_untracked();
        self.visited.with_value(|visited| all.extend(visited.iter().cloned()));
        all.into_iter().collect()
    }
}
