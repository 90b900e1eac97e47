//! The filter of the table "Images", as its chips and the address say it.

use std::collections::BTreeSet;

use crate::model::{Inventory, RepositoryName, Timestamp};
use crate::present::words::{kind_of, platforms};
use crate::storage::Analysis;

/// A day, in milliseconds.
const DAY: i64 = 24 * 3600 * 1000;

/// Ages that a chip offers: days, and the words for them.
pub const AGES: &[(&str, &str)] = &[
    ("30", "Older than 30 days"),
    ("90", "Older than 90 days"),
    ("180", "Older than 180 days"),
    ("365", "Older than a year"),
    ("730", "Older than 2 years"),
];

/// Sizes that a chip offers: MiB, and the words for them.
pub const SIZES: &[(&str, &str)] = &[
    ("10", "10 MiB or more"),
    ("100", "100 MiB or more"),
    ("1024", "1 GiB or more"),
    ("10240", "10 GiB or more"),
];

/// The conditions that an image must meet, all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImageFilter {
    /// No root reaches it.
    pub orphans: bool,
    /// It has no tag.
    pub untagged: bool,
    /// Its kind, as the column says it.
    pub kind: Option<String>,
    /// One of its platforms, such as `linux/arm64`.
    pub platform: Option<String>,
    /// The namespace that its repository is in, at any depth: `web` of `web/api/v1`.
    pub namespace: Option<String>,
    /// Its date is before this moment. An image without a date is never old.
    pub before: Option<Timestamp>,
    /// Its size is at least so many bytes.
    pub bytes: u64,
}

/// The part of an image that a filter looks at.
pub(super) struct Seen {
    pub(super) is_orphan: bool,
    pub(super) is_tagged: bool,
    pub(super) kind: &'static str,
    pub(super) platforms: Vec<String>,
    pub(super) date: Option<Timestamp>,
    pub(super) bytes: u64,
}

/// The values that chips offer, of what a registry holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImageChoices {
    /// Kinds, as the column says them.
    pub kinds: Vec<String>,
    /// Platforms, such as `linux/arm64`.
    pub platforms: Vec<String>,
    /// First parts of repositories' names.
    pub namespaces: Vec<String>,
}

impl ImageFilter {
    /// The filter of the chips' values: days for the age, and MiB for the size. A value that is no number counts as
    /// none.
    #[must_use]
    pub fn with_numbers(self, days: Option<&str>, mib: Option<&str>, now: Timestamp) -> Self {
        let days = days.and_then(|text| text.parse::<u32>().ok());
        let before = days.map(|days| Timestamp::from_millis(now.millis() - i64::from(days) * DAY));
        let mib = mib.and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
        Self { before, bytes: u64::from(mib) << 20, ..self }
    }

    /// Whether any condition is set.
    #[must_use]
    pub fn is_any(&self) -> bool {
        *self != Self::default()
    }

    pub(super) fn keeps_repository(&self, name: &RepositoryName) -> bool {
        let is_in = |namespace: &str| {
            let rest = name.as_str().strip_prefix(namespace);
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        self.namespace.as_deref().is_none_or(is_in)
    }

    pub(super) fn keeps(&self, seen: &Seen) -> bool {
        let is_old = |before| seen.date.is_some_and(|date| date < before);
        (!self.orphans || seen.is_orphan)
            && (!self.untagged || !seen.is_tagged)
            && self.kind.as_deref().is_none_or(|kind| seen.kind == kind)
            && self.platform.as_ref().is_none_or(|platform| seen.platforms.contains(platform))
            && self.before.is_none_or(is_old)
            && seen.bytes >= self.bytes
    }
}

/// The values that chips offer for this registry.
#[must_use]
pub fn image_choices(inventory: &Inventory, analysis: &Analysis) -> ImageChoices {
    let (mut kinds, mut all) = (BTreeSet::new(), BTreeSet::new());
    let mut namespaces = BTreeSet::new();
    for (name, repository) in &inventory.repositories {
        namespaces.extend(namespace_of(name));
        for (digest, record) in &repository.manifests {
            let Some(figures) = analysis.manifest(name, digest) else { continue };
            kinds.insert(kind_of(figures.role, record));
            if record.manifest.is_index() {
                continue;
            }
            let (present, _) = platforms(repository, record);
            for platform in present {
                if !all.contains(&platform) {
                    all.insert(platform);
                }
            }
        }
    }
    let texts = |all: BTreeSet<&str>| all.into_iter().map(str::to_owned).collect();
    ImageChoices {
        kinds: texts(kinds),
        platforms: all.into_iter().collect(),
        namespaces: texts(namespaces),
    }
}

/// The first part of a name with several.
fn namespace_of(name: &RepositoryName) -> Option<&str> {
    Some(name.as_str().split_once('/')?.0)
}
