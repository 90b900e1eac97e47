//! Dates in the findings of a scan. A date in the future is no date, wherever it comes from: a registry's list
//! or search, or the config of an image.

use crate::model::{ManifestEntry, Timestamp};
use crate::registry::scan::ScanEvent;

impl ScanEvent {
    /// The event without dates that lie in the future of `now`.
    pub(super) fn without_future(mut self, now: Timestamp) -> Self {
        let entry = |entry: &mut ManifestEntry| {
            for date in [&mut entry.created, &mut entry.last_updated, &mut entry.last_pulled] {
                Timestamp::forget_future(date, now);
            }
        };
        match &mut self {
            Self::TagsFound { tags, .. } => {
                tags.iter_mut()
                    .for_each(|tag| Timestamp::forget_future(&mut tag.last_updated, now));
            }
            Self::RepositoryDescribed { entry, .. } => {
                Timestamp::forget_future(&mut entry.created, now);
                Timestamp::forget_future(&mut entry.last_updated, now);
            }
            Self::ManifestsListed { manifests, .. } => {
                manifests.iter_mut().for_each(|listed| entry(&mut listed.entry));
            }
            Self::Hinted { hint, .. } => hint.manifests.values_mut().for_each(entry),
            Self::ConfigRead { config, .. } => Timestamp::forget_future(&mut config.created, now),
            _ => {}
        }
        self
    }
}
