//! A repository being read.

use std::collections::BTreeSet;

use crate::model::{Digest, RepositoryName};
use crate::registry::census::{Census, Difference};
use crate::registry::scan::job::Job;
use crate::registry::scan::kept::Way;

/// The state of one repository in a scan. A repository that is done keeps its name only.
pub(super) struct Reading {
    pub(super) name: RepositoryName,
    pub(super) has_gap: bool,
    /// Whether the repository was read, as far as it can be.
    pub(super) is_done: bool,
    /// Whether the list of manifests is whole, as far as it was read.
    pub(super) lists_untagged: bool,
    /// Whether more manifests were named than are read.
    pub(super) is_full: bool,
    /// Jobs queued or under way.
    pub(super) outstanding: usize,
    /// Manifests asked for, as the tally counts them: a tag without a digest counts as one.
    pub(super) counted: usize,
    /// Manifests read or to be read.
    pub(super) known: BTreeSet<Digest>,
    pub(super) read: BTreeSet<Digest>,
    /// Children of long indexes that wait for a sample of them.
    pub(super) waiting: Vec<Waiting>,
    /// Manifests whose referrers are not listed with them, and are asked for.
    pub(super) asked_for_referrers: BTreeSet<Digest>,
    pub(super) lists: Lists,
    pub(super) way: Way,
    /// Questions about manifests that wait for the lists to end.
    pub(super) parked: Vec<Job>,
}

/// Children of an index that wait for the answers about a sample of them.
pub(super) struct Waiting {
    /// The part of the sample that the registry has not answered about.
    pub(super) sample: BTreeSet<Digest>,
    pub(super) rest: Vec<Digest>,
    /// Steps from a tag or a list.
    pub(super) depth: usize,
}

/// Whether the registry has a list of referrers, as far as its answers told.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ReferrersList {
    /// No question about referrers has been answered.
    Unknown,
    /// Questions about referrers got no answer at all. The first is asked again, and `others` wait until
    /// its answer decides. Each is a repository, a digest, and the depth at which it was found.
    Silent { first: (usize, Digest), others: Vec<(usize, Digest, usize)> },
    /// The list has answered.
    Offered,
    /// The registry has no such list, or all manifests are listed anyway.
    None,
}

impl Reading {
    /// A repository not begun yet.
    pub(super) fn new(name: RepositoryName) -> Self {
        Self {
            name,
            has_gap: false,
            is_done: false,
            lists_untagged: false,
            is_full: false,
            outstanding: 0,
            counted: 0,
            known: BTreeSet::new(),
            read: BTreeSet::new(),
            waiting: Vec::new(),
            asked_for_referrers: BTreeSet::new(),
            lists: Lists::default(),
            way: Way::default(),
            parked: Vec::new(),
        }
    }

    /// Whether it was begun and is not done yet.
    pub(super) fn is_open(&self) -> bool {
        self.outstanding > 0
    }
}

/// The state of a repository's lists, and what was counted in them.
#[derive(Default)]
pub(super) struct Lists {
    /// Questions queued or under way.
    pub(super) open: usize,
    /// Whether they are being read for the second time.
    pub(super) is_second: bool,
    /// Whether a page could not be read, or an entry not be used.
    pub(super) has_gap: bool,
    pub(super) census: Census,
}

impl Lists {
    /// Whether no question about them is open.
    pub(super) fn are_done(&self) -> bool {
        self.open == 0
    }

    /// A sentence on why the lists may not be whole; `None` where the registry's counts agree with them, or
    /// where they have a gap of their own.
    pub(super) fn difference(&self) -> Option<String> {
        if self.has_gap {
            return None;
        }
        let manifests = self.census.difference_in_manifests().map(|found| (found, "manifests"));
        let tags = || self.census.difference_in_tags().map(|found| (found, "tags"));
        let (Difference { counted, listed }, what) = manifests.or_else(tags)?;
        Some(format!(
            "The registry counts {counted} {what} here and lists {listed}: the list may be \
             incomplete. Entries that are hidden (listEnabled switched off) are counted and not \
             listed; a change during the scan does this, too."
        ))
    }
}
