//! What a repository comes to: counts, figures, gaps, as its page says them.

use plimsoll::model::{Attributes, MissingWhat, ReadState, Repository, RepositoryName};
use plimsoll::present::{BytesText, hedge, listed_counts, listed_size, may_be_incomplete};

use crate::ui::session::Session;

/// What the head of the page says.
#[derive(Clone, PartialEq)]
pub(crate) struct Summary {
    /// How far it was read.
    pub(crate) state: ReadState,
    /// How many tags it has.
    pub(crate) tags: usize,
    /// How many manifests, by its lists while it is being read.
    pub(crate) manifests: usize,
    /// How many orphans.
    pub(crate) orphans: usize,
    /// What deleting those frees.
    pub(crate) reclaimable: BytesText,
    /// What the registry keeps for it.
    pub(crate) stored: BytesText,
    /// What deleting it frees.
    pub(crate) exclusive: BytesText,
    /// What other repositories use, too.
    pub(crate) shared: BytesText,
    /// What its tags add up to.
    pub(crate) logical: BytesText,
    /// Why these figures are bounds, where they are.
    pub(crate) hedge: Option<String>,
    /// How many things could not be read that figures depend on.
    pub(crate) missing: usize,
    /// What its lists say while it is being read, and the most that its tags add up to.
    pub(crate) listed: Option<(String, Option<BytesText>)>,
    /// Whether it was read whole, and its untagged manifests are in no list.
    pub(crate) hides_untagged: bool,
    /// Why its lists may not be whole, where that is all that is missing.
    pub(crate) may_be_incomplete: Option<String>,
    /// Its locks, where the registry has any.
    pub(crate) attributes: Option<Attributes>,
    /// Why things in it could not be read, each reason once.
    pub(crate) reasons: Vec<String>,
    /// Whether the list of tags, and of manifests, could not be read.
    pub(crate) unread: (bool, bool),
}

impl Summary {
    /// Whether it was read to its end, and nothing was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.state == ReadState::Complete && self.tags + self.manifests == 0
    }
}

/// What is known of it; `None` before the scan names it.
pub(crate) fn summary_of(session: Session, name: &RepositoryName) -> Option<Summary> {
    session.picture.read(|inventory, analysis| {
        let repository = inventory.repositories.get(name)?;
        let figures = analysis.repositories.get(name)?;
        let stored = BytesText::of_amount(figures.stored);
        let exclusive = BytesText::of_freed(figures.exclusive);
        let hides_untagged = figures.read_whole && !repository.lists_untagged;
        Some(Summary {
            hedge: hedge(&stored, &exclusive, hides_untagged, figures.read_whole),
            state: repository.state,
            tags: figures.tags,
            manifests: figures.listed.map_or(figures.manifests, |listed| listed.manifests),
            orphans: figures.orphans,
            reclaimable: BytesText::of_freed(figures.reclaimable),
            stored,
            exclusive,
            shared: BytesText::of_amount(figures.shared),
            logical: BytesText::of_amount(figures.logical),
            listed: figures.listed.map(|listed| (listed_counts(&listed), listed_size(&listed))),
            hides_untagged,
            may_be_incomplete: may_be_incomplete(repository).map(str::to_owned),
            attributes: repository.entry.map(|entry| entry.attributes),
            missing: repository.missing.iter().filter(|gap| gap.what.affects_figures()).count(),
            reasons: reasons(repository),
            unread: (
                lacks(repository, MissingWhat::Tags) && repository.tags.is_empty(),
                lacks(repository, MissingWhat::Manifests) && repository.manifests.is_empty(),
            ),
        })
    })?
}

/// Whether a whole list of a repository is missing.
fn lacks(repository: &Repository, what: MissingWhat) -> bool {
    repository.missing.iter().any(|gap| gap.what == what)
}

fn reasons(repository: &Repository) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for gap in repository.missing.iter().filter(|gap| gap.what.affects_figures()) {
        if !reasons.contains(&gap.why) {
            reasons.push(gap.why.clone());
        }
    }
    reasons
}
