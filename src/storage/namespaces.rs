//! Namespaces: the figures of all repositories whose names begin alike, as if they were one repository.

use std::ops::Range;

use crate::model::{Amount, FreedRange, ReadState};
use crate::storage::analysis::Analysis;
use crate::storage::figures::RepositoryFigures;
use crate::storage::sums::listed_in;
use crate::storage::{reclaim, sharing};

/// The repositories of a namespace together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namespace {
    /// The beginning of their names: `team/web/`.
    pub name: String,
    /// Repositories in it, at any depth.
    pub repositories: usize,
    /// Their figures as if they were one repository: a blob that several of them use is stored once and comes back when
    /// all of them are deleted, and only repositories outside of the namespace share.
    pub figures: RepositoryFigures,
}

/// A beginning of names, and the numbers of the repositories that have it.
type Group = (String, Range<usize>);

impl Analysis {
    /// The namespace of a name such as `team/web/`; `None` if no repository is in it.
    #[must_use]
    pub fn namespace(&self, name: &str) -> Option<Namespace> {
        let own = self.beginning_with(name);
        (!own.is_empty()).then(|| self.together(vec![(name.to_owned(), own)]).pop())?
    }

    /// The namespaces directly inside of one, or of the registry for an empty name, in the order of their names.
    #[must_use]
    pub fn namespaces_in(&self, name: &str) -> Vec<Namespace> {
        let mut groups: Vec<Group> = Vec::new();
        for number in self.beginning_with(name) {
            let whole = self.graph.names[number].as_str();
            let Some((first, _)) = whole[name.len()..].split_once('/') else { continue };
            let own = &whole[..=name.len() + first.len()];
            match groups.last_mut() {
                Some((last, range)) if last == own => range.end = number + 1,
                _ => groups.push((own.to_owned(), number..number + 1)),
            }
        }
        self.together(groups)
    }

    /// The repositories whose names begin with a text: they follow each other.
    fn beginning_with(&self, begin: &str) -> Range<usize> {
        let names = &self.graph.names;
        let first = names.partition_point(|name| name.as_str() < begin);
        let count = names[first..].partition_point(|name| name.as_str().starts_with(begin));
        first..first + count
    }

    fn together(&self, groups: Vec<Group>) -> Vec<Namespace> {
        let Self { graph, reach, repositories, .. } = self;
        let ranges: Vec<Range<usize>> = groups.iter().map(|(_, range)| range.clone()).collect();
        let splits = sharing::by_group(graph, &ranges);
        let namespace = |((name, range), split): (Group, sharing::Split)| {
            let of_each =
                || graph.names[range.clone()].iter().filter_map(|one| repositories.get(one));
            let sum = |count: fn(&RepositoryFigures) -> usize| of_each().map(count).sum();
            let mut logical = Amount::default();
            of_each().for_each(|figures| logical += figures.logical);
            let orphans: Vec<u32> =
                range.clone().flat_map(|number| reach.orphans(graph, number)).collect();
            let not_understood =
                graph.repositories[range.clone()].iter().map(|one| one.not_understood).sum();
            let read_whole = of_each().all(|figures| figures.read_whole);
            let exclusive = reclaim::range(graph, split.exclusive, not_understood);
            // Repositories that no list shows yet may be in the namespace, too.
            let hides_some = !graph.lists_repositories || graph.sees_part;
            Namespace {
                repositories: range.len(),
                figures: RepositoryFigures {
                    tags: sum(|figures| figures.tags),
                    manifests: sum(|figures| figures.manifests),
                    untagged_manifests: sum(|figures| figures.untagged_manifests),
                    orphans: orphans.len(),
                    logical: logical.with_gap(hides_some),
                    stored: split.stored.with_gap(hides_some),
                    exclusive: FreedRange {
                        or_more: !read_whole || exclusive.or_more,
                        ..exclusive
                    },
                    shared: split.shared,
                    reclaimable: reclaim::exclusive(graph, &orphans),
                    last_updated: of_each().filter_map(|figures| figures.last_updated).max(),
                    state: of_each()
                        .map(|figures| figures.state)
                        .min()
                        .unwrap_or(ReadState::Unread),
                    read_whole,
                    judged: !hides_some && of_each().all(|figures| figures.judged),
                    listed: listed_in(of_each()),
                },
                name,
            }
        };
        groups.into_iter().zip(splits).map(namespace).collect()
    }
}
