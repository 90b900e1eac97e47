//! The summary of a repository for the head of its page: counts, figures and gaps.

use plimsoll::model::{Attributes, Missing, MissingWhat, ReadState, Repository, RepositoryName};
use plimsoll::present::{
    BytesText, GapLine, gap_lines, hedge, listed_counts, listed_size, may_be_incomplete,
};

use crate::ui::session::Session;

/// Counts, figures and gaps of a repository.
#[derive(Clone, PartialEq)]
pub(crate) struct Summary {
    pub(crate) state: ReadState,
    pub(crate) tags: usize,
    /// The number of manifests; while the repository is being read, as its lists say.
    pub(crate) manifests: usize,
    /// The number of layers that were read, each counted once.
    pub(crate) layers: usize,
    pub(crate) orphans: usize,
    /// Bytes that deleting the orphans frees.
    pub(crate) reclaimable: BytesText,
    pub(crate) stored: BytesText,
    /// Bytes that deleting the repository frees.
    pub(crate) exclusive: BytesText,
    /// Bytes that other repositories use, too.
    pub(crate) shared: BytesText,
    /// The sum over tags of each tag's content.
    pub(crate) logical: BytesText,
    /// The sentence on how these figures may differ from the exact ones, and why; `None` if they are exact.
    pub(crate) hedge: Option<String>,
    /// The number of gaps that figures depend on.
    pub(crate) missing: usize,
    /// While the repository is being read: the counts by its lists, and the most that its tags can add up to.
    pub(crate) listed: Option<(String, Option<BytesText>)>,
    /// Whether it was read whole, but the registry does not list untagged manifests.
    pub(crate) hides_untagged: bool,
    /// The reason why its lists may be incomplete, if nothing else is missing.
    pub(crate) may_be_incomplete: Option<String>,
    /// The repository's locks, if the registry has locks.
    pub(crate) attributes: Option<Attributes>,
    /// The gaps that figures depend on, by reason.
    pub(crate) gaps: Vec<GapLine>,
    /// Whether the list of tags, and of manifests, could not be read.
    pub(crate) unread: (bool, bool),
}

impl Summary {
    /// Whether it was read to its end, and nothing was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.state == ReadState::Complete && self.tags + self.manifests == 0
    }
}

/// The summary of a repository; `None` if it is not in the picture.
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
            layers: analysis.layer_count(name),
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
            gaps: gaps(repository),
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

/// The gaps that figures depend on, by reason. The repository is not named: it is the page's.
fn gaps(repository: &Repository) -> Vec<GapLine> {
    let own = repository.missing.iter().filter(|gap| gap.what.affects_figures());
    gap_lines(&own.map(|gap| Missing { repository: None, ..gap.clone() }).collect::<Vec<_>>())
}
