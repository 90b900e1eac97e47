//! The kind, the platform and the age of each manifest, as classes that the stored bytes are split by.

use crate::model::order::sort_by;
use crate::model::{Digest, Inventory, ManifestRecord, Platform, Repository, Timestamp, visible};
use crate::present::content_kind::ContentKind;
use crate::storage::Analysis;

/// Kinds of manifests, in the order of [`ContentKind`].
pub(super) const KINDS: [&str; 8] = [
    "Images",
    "Indexes themselves",
    "Attestations",
    "Signatures",
    "Charts",
    "Build caches",
    "Other artifacts",
    "Not understood",
];

/// Ages, by class. The last is the age of manifests without a date.
pub(super) const AGES: [&str; 6] = [
    "In the last 7 days",
    "7 to 30 days ago",
    "30 to 90 days ago",
    "90 days to a year ago",
    "Over a year ago",
    "No date known",
];

/// The class of manifests without a platform.
pub(super) const NO_PLATFORM: u32 = 0;

/// The classes of all manifests, in the order of [`Analysis::manifests`].
pub(super) struct Classes {
    pub(super) kinds: Vec<u32>,
    pub(super) platforms: Vec<u32>,
    pub(super) ages: Vec<u32>,
    /// The platforms, by class from 1 on.
    pub(super) platform_names: Vec<String>,
}

impl Classes {
    pub(super) fn of(inventory: &Inventory, analysis: &Analysis, now: Timestamp) -> Self {
        let (mut kinds, mut ages) = (Vec::new(), Vec::new());
        let mut found: Vec<(&Platform, usize)> = Vec::new();
        let mut around: Option<(_, Around)> = None;
        for (number, (name, digest)) in analysis.manifests().enumerate() {
            if around.as_ref().is_none_or(|(last, _)| *last != name) {
                let repository = inventory.repositories.get(name);
                around = repository.map(|repository| (name, Around::of(repository)));
            }
            let read = around.as_ref().and_then(|(_, around)| around.record(digest));
            let kind = read.map_or(ContentKind::NotUnderstood, |read| ContentKind::of(read.record));
            kinds.push(kind as u32);
            ages.push(age(read.and_then(|read| read.date), now));
            found.extend(read.and_then(|read| read.platform).map(|platform| (platform, number)));
        }
        sort_by(&mut found, |a, b| a.0.cmp(b.0));
        let mut platforms = vec![NO_PLATFORM; kinds.len()];
        let mut platform_names = Vec::new();
        let mut last = None;
        for (platform, number) in found {
            if last != Some(platform) {
                platform_names.push(visible(&platform.to_string()));
                last = Some(platform);
            }
            platforms[number] = platform_names.len() as u32;
        }
        Self { kinds, platforms, ages, platform_names }
    }
}

/// A repository's statements about its manifests, outside of these.
struct Around<'a> {
    repository: &'a Repository,
    /// The platforms that indexes give, by digest.
    platforms: Vec<(&'a Digest, &'a Platform)>,
    /// The dates of tags, by the digest that each points to, the youngest first.
    pushed: Vec<(&'a Digest, Timestamp)>,
}

/// A manifest with its platform and its date.
#[derive(Clone, Copy)]
struct Read<'a> {
    record: &'a ManifestRecord,
    platform: Option<&'a Platform>,
    date: Option<Timestamp>,
}

impl<'a> Around<'a> {
    fn of(repository: &'a Repository) -> Self {
        let children = repository.manifests.values().flat_map(|record| record.manifest.children());
        let mut platforms: Vec<_> =
            children.filter_map(|child| Some((&child.digest, child.platform()?))).collect();
        sort_by(&mut platforms, |a, b| a.0.cmp(b.0));
        let tags = repository.tags.values();
        let mut pushed: Vec<_> =
            tags.filter_map(|tag| Some((tag.digest()?, tag.last_updated?))).collect();
        sort_by(&mut pushed, |a, b| a.0.cmp(b.0).then(b.1.cmp(&a.1)));
        Self { repository, platforms, pushed }
    }

    fn record(&self, digest: &Digest) -> Option<Read<'a>> {
        let record = self.repository.manifests.get(digest)?;
        let own = record.platform();
        let place = self.platforms.partition_point(|(child, _)| *child < digest);
        let given = self.platforms.get(place).filter(|(child, _)| *child == digest);
        let platform = own.or(given.map(|(_, platform)| *platform));
        let place = self.pushed.partition_point(|(tagged, _)| *tagged < digest);
        let pushed = self.pushed.get(place).filter(|(tagged, _)| *tagged == digest);
        Some(Read {
            record,
            platform: platform.filter(|platform| !platform.is_unknown()),
            date: record.date().max(pushed.map(|(_, moment)| *moment)),
        })
    }
}

/// The age of a date, as a place in [`AGES`].
fn age(date: Option<Timestamp>, now: Timestamp) -> u32 {
    const DAY: i64 = 24 * 60 * 60_000;
    let Some(date) = date else { return AGES.len() as u32 - 1 };
    let days = now.millis().saturating_sub(date.millis()) / DAY;
    [7, 30, 90, 365].iter().filter(|&&end| days >= end).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_begins_at_its_first_day() {
        let now = Timestamp::parse("2026-11-30T12:00:00Z").expect("a moment");
        let check = |text: &str, expected: &str| {
            assert_eq!(AGES[age(Timestamp::parse(text), now) as usize], expected, "{text}");
        };
        check("2026-12-01T11:00:00Z", "In the last 7 days"); // another clock
        check("2026-11-23T12:00:01Z", "In the last 7 days");
        check("2026-11-23T12:00:00Z", "7 to 30 days ago");
        check("2026-10-31T12:00:00Z", "30 to 90 days ago"); // 30 days
        check("2026-09-01T12:00:00Z", "90 days to a year ago"); // 30 + 31 + 29
        check("2025-11-30T12:00:00Z", "Over a year ago"); // 365 days
        check("", "No date known");
    }
}
