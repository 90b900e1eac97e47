//! Requests for dialogs: pages ask for a dialog here, and so need not know the dialogs themselves.

use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::model::RepositoryName;
use plimsoll::registry::LockTarget;

use crate::ui::bin::Deleted;
use crate::ui::last_run::EndedRun;
use crate::ui::pages::choice::Choice;
use crate::ui::signal::RwSignal;

/// A dialog that a page asks for.
#[derive(Clone)]
pub(crate) enum Request {
    /// The dialog that deletes, and also the one that untags.
    Delete(Choice),
    Lock(LockChoice),
    /// The report of a deletion that has ended.
    Report(Arc<EndedRun>),
    Restore(RestoreChoice),
}

/// Tags, manifests or a repository to lock or unlock.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LockChoice {
    pub(crate) repository: RepositoryName,
    /// The targets, all of one kind.
    pub(crate) targets: Vec<LockTarget>,
    /// Whether to lock or to unlock.
    pub(crate) lock: bool,
}

/// Deleted manifests to restore.
#[derive(Clone)]
pub(crate) struct RestoreChoice {
    /// The keys of the chosen rows.
    pub(crate) keys: Vec<String>,
    /// The content of the bin.
    pub(crate) deleted: Deleted,
    /// Called when the dialog is closed, with whether the restoration was begun.
    pub(crate) on_close: Callback<bool>,
}

/// The place where pages ask for dialogs: a context below the registry's frame.
#[derive(Clone, Copy)]
pub(crate) struct Dialogs(pub(crate) RwSignal<Option<Request>>);

impl Dialogs {
    /// Provides the place to the pages of a registry, and to its header.
    pub(crate) fn provide() {
        provide_context(Self(RwSignal::new(None)));
    }

    /// The dialogs of the registry whose page asks.
    pub(crate) fn here() -> Self {
        expect_context()
    }

    pub(crate) fn open(self, request: Request) {
        self.0.set(Some(request));
    }
}
