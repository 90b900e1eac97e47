//! The page of a namespace: the figures of its repositories together, and the namespaces in it.

use crate::model::{Inventory, ReadState};
use crate::present::headlines::{Orphans, reclaimable};
use crate::present::{BytesText, Headline, Meter, counted, hedge, listed_counts, once_words};
use crate::storage::{Analysis, ListedFigures, Namespace, RepositoryFigures};

/// The facts of a namespace.
#[derive(Debug, Clone, PartialEq)]
pub struct NamespaceFacts {
    /// `4 repositories. 103 tags. 210 manifests; 57 have no tag.`
    pub counts: String,
    /// The sentence on how the figures may differ from the exact ones, and why; `None` if they are exact.
    pub hedge: Option<String>,
    /// Stored, only here, shared, reclaimable.
    pub figures: [Headline; 4],
    /// Manifests that nothing reaches.
    pub orphans: usize,
    /// The namespaces directly inside, largest first.
    pub inside: Vec<NamespaceLine>,
}

/// A namespace inside of another one.
#[derive(Debug, Clone, PartialEq)]
pub struct NamespaceLine {
    /// Its whole name, which ends in a slash.
    pub whole: String,
    /// The part of the name after that of the namespace around it.
    pub name: String,
    /// Repositories in it, at any depth.
    pub repositories: usize,
    /// Bytes, each blob once.
    pub stored: BytesText,
    /// Bytes that deleting all of its repositories frees.
    pub only_here: BytesText,
    /// The parts of the stored bytes, on the scale of the largest line.
    pub meter: Meter,
}

/// The facts of the namespace of this name, which ends in a slash; `None` if no repository is known in it.
#[must_use]
pub fn namespace_facts(
    name: &str,
    inventory: &Inventory,
    analysis: &Analysis,
) -> Option<NamespaceFacts> {
    let Namespace { repositories, figures, .. } = analysis.namespace(name)?;
    let own = inventory.repositories.iter().filter(|(own, _)| own.as_str().starts_with(name));
    let lists = || own.clone().map(|(_, repository)| repository.lists_untagged);
    let (lists_untagged, hides_untagged) =
        (lists().any(|lists| lists), lists().any(|lists| !lists));
    let read = ListedFigures {
        tags: figures.tags,
        manifests: figures.manifests,
        untagged: figures.untagged_manifests,
        logical: None,
    };
    let counts = listed_counts(&figures.listed.unwrap_or(read));
    let stored = BytesText::of_amount(figures.stored);
    let exclusive = BytesText::of_freed(figures.exclusive);
    let hedge = match figures.state < ReadState::Incomplete {
        true => Some("Still being read.".to_owned()),
        false => {
            let hides_untagged = figures.read_whole && hides_untagged;
            hedge(&stored, &exclusive, hides_untagged, figures.read_whole)
        }
    };
    let mut inside = analysis.namespaces_in(name);
    inside.sort_by_key(|one| std::cmp::Reverse(one.figures.stored.bytes));
    let full = inside.first().map_or(0, |one| one.figures.stored.bytes);
    let once = once_words(analysis.kept_once());
    Some(NamespaceFacts {
        counts: format!("{}. {counts}.", counted(repositories, "repository", "repositories")),
        hedge,
        figures: headlines(name, repositories, &figures, lists_untagged, &once),
        orphans: figures.orphans,
        inside: inside.into_iter().map(|one| line(name, one, full)).collect(),
    })
}

fn headlines(
    name: &str,
    repositories: usize,
    figures: &RepositoryFigures,
    lists_untagged: bool,
    once: &str,
) -> [Headline; 4] {
    let logical = BytesText::of_amount(figures.logical).plain();
    let deleting = match repositories {
        1 => "its only repository".to_owned(),
        2 => "both of its repositories".to_owned(),
        count => format!("all of its {}", counted(count, "repository", "repositories")),
    };
    let of = Orphans {
        count: figures.orphans,
        frees: figures.reclaimable,
        is_judged: figures.judged,
        is_being_read: figures.listed.is_some(),
    };
    [
        Headline {
            name: "Stored",
            value: BytesText::of_amount(figures.stored),
            means: format!("Bytes of its repositories, {once}. Tags add up to {logical}."),
        },
        Headline {
            name: "Only here",
            value: BytesText::of_freed(figures.exclusive),
            means: format!("Freed by deleting {deleting}."),
        },
        Headline {
            name: "Shared",
            value: BytesText::of_amount(figures.shared),
            means: format!("Used by repositories outside of {name}, too."),
        },
        reclaimable(&of, lists_untagged),
    ]
}

fn line(around: &str, one: Namespace, full: u64) -> NamespaceLine {
    let Namespace { name, repositories, figures } = one;
    NamespaceLine {
        name: name[around.len()..].to_owned(),
        whole: name,
        repositories,
        stored: BytesText::of_amount(figures.stored),
        only_here: BytesText::of_freed(figures.exclusive),
        meter: Meter::of_repository(&figures, full),
    }
}
