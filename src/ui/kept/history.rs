//! The history of a registry's totals in this browser, for one user: a text beside the packs.

use leptos::task::spawn_local;
use plimsoll::present::{History, PastTotals};

use crate::ui::kept::{Kept, within};

/// The history of one registry, for one user.
#[derive(Clone)]
pub(crate) struct KeptHistory {
    kept: Kept,
    key: String,
}

impl Kept {
    /// The history of the registry at this address for `user`; `None` where nothing is kept of that user alone.
    pub(crate) fn history(self, registry: &str, user: Option<&str>) -> Option<KeptHistory> {
        Some(KeptHistory { kept: self, key: self.own_prefix(registry, user, " history")? })
    }
}

impl KeptHistory {
    /// The entries so far; `None` if the browser's storage does not answer.
    pub(crate) async fn read(&self) -> Option<History> {
        let database = self.kept.database().await?;
        let texts = within(database.packs(&self.key)).await?;
        Some(texts.first().map(|text| History::read(text)).unwrap_or_default())
    }

    /// Adds the totals of a scan that ended now, unless they are not `wanted` any more once the history is read.
    pub(crate) fn add(self, totals: PastTotals, wanted: impl Fn() -> bool + 'static) {
        spawn_local(async move {
            // A history that cannot be read now may be there another time: it is not written over.
            let Some(mut history) = self.read().await.filter(|_| wanted()) else { return };
            history.add(totals);
            self.kept.put(&self.key, history.text().as_bytes(), None).await;
            self.kept.written.update(|count| *count += 1);
        });
    }

    /// Removes all entries.
    pub(crate) fn clear(self) {
        spawn_local(async move { self.kept.remove(&self.key, &self.key, true).await });
    }
}
