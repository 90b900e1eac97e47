//! The difference between a saved report and the inventory that is known now: bytes, repositories and tags.
//!
//! A figure that is a lower bound on one side makes the change a bound: growth is "at least" so much where the figure of
//! now is one, and "up to" so much where that of the report is.

use std::collections::BTreeSet;

use crate::model::order::set_of;
use crate::model::{
    Amount, Digest, Inventory, MissingWhat, ReadState, Repository, RepositoryName, TagName,
};
use crate::present::{SavedReport, SavedRepository};
use crate::storage::{Analysis, RepositoryFigures};

/// Everything that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Bytes that the registry stored.
    pub stored: Sides,
    /// Every repository of either side, by name.
    pub repositories: Vec<RepositoryChange>,
    /// Every tag that is surely new, gone or moved, by repository and name.
    pub tags: Vec<TagChange>,
    /// Whether there may be further tags that are new, gone or moved.
    pub more_tags: [bool; 3],
}

/// A figure then and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    /// The figure of the report.
    pub then: Side,
    /// The figure of now.
    pub now: Side,
}

/// A figure of one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Bytes.
    Known(Amount),
    /// The thing is surely not there.
    Absent,
    /// Nobody knows.
    Unknown,
}

/// A change of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Whether there are fewer bytes than then.
    pub is_less: bool,
    /// Bytes between the two figures, without a sign.
    pub bytes: u64,
    /// The bound of `bytes`: `at least`, `up to`, `about` for neither, or empty.
    pub bound: &'static str,
}

/// A repository on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryChange {
    /// The name, which is the same on both sides.
    pub name: RepositoryName,
    /// Bytes that it stored.
    pub stored: Sides,
    /// Tags that are surely new, gone and moved.
    pub tags: [usize; 3],
    /// Whether there may be more of each.
    pub more_tags: [bool; 3],
}

/// A tag that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagChange {
    /// The tag's repository.
    pub repository: RepositoryName,
    /// The name of the tag in its repository.
    pub tag: TagName,
    /// The manifest that it pointed to; `None` if it was not there, or pointed to nothing.
    pub then: Option<Digest>,
    /// The manifest that it points to; `None` if it is not there, or points to nothing.
    pub now: Option<Digest>,
    /// The kind of change.
    pub how: TagMove,
}

/// Kinds of changes of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagMove {
    /// The tag was not there.
    New,
    /// The tag is not there any more.
    Gone,
    /// The tag points to another manifest.
    Moved,
}

impl Difference {
    /// Compares a report with the inventory of now and its figures.
    #[must_use]
    pub fn of(saved: &SavedReport, inventory: &Inventory, analysis: &Analysis) -> Self {
        // Totals that count copies differently cannot be compared; those of single repositories can.
        let then = saved.stored.filter(|_| saved.kept_once == analysis.kept_once());
        let then = then.map_or(Side::Unknown, Side::Known);
        let now = Side::Known(analysis.totals.stored);
        let mut all = Self {
            stored: Sides { then, now },
            repositories: Vec::new(),
            tags: Vec::new(),
            more_tags: [false; 3],
        };
        let lists_all = inventory.state == ReadState::Complete
            && !inventory.sees_part
            && !inventory.missing.iter().any(|gap| gap.what == MissingWhat::Catalog);
        let absent = |lists_all| if lists_all { Side::Absent } else { Side::Unknown };
        let names = saved.repositories.keys().chain(inventory.repositories.keys());
        let names: BTreeSet<&RepositoryName> = set_of(names);
        for name in names {
            let before = saved.repositories.get(name);
            let after = inventory.repositories.get(name);
            let figures = analysis.repositories.get(name);
            let then = match before {
                Some(before) => before.stored.map_or(Side::Unknown, Side::Known),
                None => absent(saved.lists_all),
            };
            let now = match figures {
                Some(figures) if is_unread(figures) => Side::Unknown,
                Some(figures) => Side::Known(figures.stored),
                None if after.is_some() => Side::Unknown,
                None => absent(lists_all),
            };
            let mut change = RepositoryChange {
                name: name.clone(),
                stored: Sides { then, now },
                tags: [0; 3],
                more_tags: [false; 3],
            };
            if saved.tells_tags {
                let before = Tags::before(before, saved.lists_all);
                let after = Tags::after(after.zip(figures), lists_all);
                all.add_tags(&mut change, &before, &after);
            }
            for (of_all, own) in all.more_tags.iter_mut().zip(change.more_tags) {
                *of_all |= own;
            }
            all.repositories.push(change);
        }
        all
    }

    fn add_tags(&mut self, change: &mut RepositoryChange, before: &Tags<'_>, after: &Tags<'_>) {
        // A tag is new only if the report lists all tags, and gone only if all tags of now are listed.
        change.more_tags = [!before.are_all || !after.are_all; 3];
        for tag in before.names().chain(after.names()).collect::<BTreeSet<_>>() {
            let (then, now) = (before.find(tag), after.find(tag));
            let how = match (then, now) {
                (None, Some(_)) if before.are_all => TagMove::New,
                (Some(_), None) if after.are_all => TagMove::Gone,
                (Some(Some(then)), Some(Some(now))) if then != now => TagMove::Moved,
                (Some(Some(_)), Some(None)) if !after.are_read => {
                    change.more_tags[2] = true;
                    continue;
                }
                _ => continue,
            };
            change.tags[how as usize] += 1;
            self.tags.push(TagChange {
                repository: change.name.clone(),
                tag: tag.clone(),
                then: then.flatten().cloned(),
                now: now.flatten().cloned(),
                how,
            });
        }
    }
}

impl Sides {
    /// The change; `None` where a side is unknown.
    #[must_use]
    pub fn change(&self) -> Option<Change> {
        let amount = |side| match side {
            Side::Known(amount) => Some(amount),
            Side::Absent => Some(Amount::default()),
            Side::Unknown => None,
        };
        let (then, now) = (amount(self.then)?, amount(self.now)?);
        let is_less = now.bytes < then.bytes;
        let bound = match (then.has_gaps, now.has_gaps) {
            (false, false) => "",
            (true, true) => "about",
            (was_more, _) if was_more == is_less => "at least",
            _ => "up to",
        };
        Some(Change { is_less, bytes: now.bytes.abs_diff(then.bytes), bound })
    }
}

/// Whether nothing of a repository is known yet, or could be read.
fn is_unread(figures: &RepositoryFigures) -> bool {
    figures.state != ReadState::Complete && figures.manifests == 0
}

/// The tags of a repository on one side.
enum Known<'a> {
    Nothing,
    Before(&'a SavedRepository),
    After(&'a Repository),
}

struct Tags<'a> {
    known: Known<'a>,
    /// There are no others.
    are_all: bool,
    /// The target of each is known.
    are_read: bool,
}

impl<'a> Tags<'a> {
    fn before(saved: Option<&'a SavedRepository>, lists_all: bool) -> Self {
        let known = saved.map_or(Known::Nothing, Known::Before);
        let are_all = saved.map_or(lists_all, |saved| saved.lists_tags);
        Self { known, are_all, are_read: true }
    }

    fn after(read: Option<(&'a Repository, &'a RepositoryFigures)>, lists_all: bool) -> Self {
        let Some((repository, figures)) = read else {
            return Self { known: Known::Nothing, are_all: lists_all, are_read: true };
        };
        let lacks = |what| repository.missing.iter().any(|gap| gap.what == what);
        let is_listed = repository.lists == ReadState::Complete
            && !lacks(MissingWhat::Tags)
            && !lacks(MissingWhat::Counts);
        let are_all = figures.read_whole || is_listed;
        Self { known: Known::After(repository), are_all, are_read: figures.read_whole }
    }

    fn names(&self) -> Box<dyn Iterator<Item = &'a TagName> + 'a> {
        match self.known {
            Known::Nothing => Box::new(std::iter::empty()),
            Known::Before(saved) => Box::new(saved.tags.keys()),
            Known::After(repository) => Box::new(repository.tags.keys()),
        }
    }

    /// The target of a tag, if the tag is there: `Some(None)` if it points to nothing, or nobody knows where.
    fn find(&self, tag: &TagName) -> Option<Option<&'a Digest>> {
        match self.known {
            Known::Nothing => None,
            Known::Before(saved) => saved.tags.get(tag).map(Option::as_ref),
            Known::After(repository) => repository.tags.get(tag).map(|tag| tag.digest()),
        }
    }
}
