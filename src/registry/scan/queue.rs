//! The queue of questions, most urgent first.

use std::collections::{BTreeMap, VecDeque};

use crate::registry::scan::job::Job;

#[derive(Default)]
pub(super) struct Queue {
    catalog: Option<Job>,
    lists: VecDeque<Job>,
    repositories: VecDeque<usize>,
    /// Questions about manifests by repository, so that one repository is finished before the next.
    manifests: BTreeMap<usize, VecDeque<Job>>,
    configs: VecDeque<Job>,
    /// The repository whose questions go before all others, and these questions.
    urgent: Option<usize>,
    first: VecDeque<Job>,
    /// That repository, if it is not begun.
    begin: Option<usize>,
}

/// The next piece of work: a question, or a repository to begin.
pub(super) enum Next {
    Job(Box<Job>),
    Begin(usize),
}

impl Queue {
    /// Puts `job` behind the waiting ones of its kind.
    pub(super) fn push(&mut self, job: Job) {
        match job {
            Job::Catalog { .. } => self.catalog = Some(job),
            _ if job.repository().is_some_and(|repository| Some(repository) == self.urgent) => {
                // Lists go before manifests here, too.
                let lists = self.first.iter().take_while(|other| other.is_list()).count();
                let place = if job.is_list() { lists } else { self.first.len() };
                self.first.insert(place, job);
            }
            _ if job.is_list() => self.lists.push_back(job),
            Job::Tag { repository, .. }
            | Job::Manifest { repository, .. }
            | Job::Referrers { repository, .. } => {
                self.manifests.entry(repository).or_default().push_back(job);
            }
            _ => self.configs.push_back(job),
        }
    }

    /// Lets the questions about a repository, configs apart, go before all others: those that wait, too.
    pub(super) fn hurry(&mut self, repository: usize) {
        self.urgent = Some(repository);
        let is_its = |job: &Job| job.repository() == Some(repository);
        let (its, others) = std::mem::take(&mut self.lists).into_iter().partition(is_its);
        self.lists = others;
        self.first.extend::<VecDeque<Job>>(its);
        self.first.extend(self.manifests.remove(&repository).unwrap_or_default());
        if let Some(place) = self.repositories.iter().position(|other| *other == repository) {
            self.repositories.remove(place);
            self.begin = Some(repository);
        }
    }

    /// Puts a repository behind those that wait to be begun.
    pub(super) fn push_repository(&mut self, repository: usize) {
        self.repositories.push_back(repository);
    }

    /// Takes the most urgent work. First the list of repositories and the lists of those already begun,
    /// then a new repository: lists tell how much there is, and some of them how large it is at most. Then
    /// manifests, repository by repository, so that one after the other is done.
    ///
    /// Configs wait until nothing else is under way (`is_idle`): byte figures do not depend on them,
    /// and once all manifests are known each config needs to be asked for only once.
    pub(super) fn take(&mut self, is_idle: bool) -> Option<Next> {
        if let Some(repository) = self.begin.take() {
            return Some(Next::Begin(repository));
        }
        let job = self.catalog.take().or_else(|| self.first.pop_front());
        let job = job.or_else(|| self.lists.pop_front());
        if let Some(job) = job {
            return Some(Next::Job(Box::new(job)));
        }
        if let Some(repository) = self.repositories.pop_front() {
            return Some(Next::Begin(repository));
        }
        if let Some(job) = self.manifest() {
            return Some(Next::Job(Box::new(job)));
        }
        if is_idle { self.configs.pop_front().map(Box::new).map(Next::Job) } else { None }
    }

    fn manifest(&mut self) -> Option<Job> {
        let mut first = self.manifests.first_entry()?;
        let job = first.get_mut().pop_front();
        if first.get().is_empty() {
            first.remove();
        }
        job
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Digest;

    #[test]
    fn lists_go_before_manifests_also_where_a_repository_goes_first() {
        for urgent in [None, Some(0), Some(1)] {
            let mut queue = Queue::default();
            if let Some(repository) = urgent {
                queue.hurry(repository);
            }
            for repository in [0, 1] {
                let digest = Digest::of(b"a");
                queue.push(Job::Manifest { repository, digest, depth: 0 });
                queue.push(Job::Entry { repository });
                queue.push(Job::Tags { repository, page: None });
            }
            let mut taken = Vec::new();
            while let Some(Next::Job(job)) = queue.take(true) {
                let kind = match *job {
                    Job::Entry { .. } => "entry",
                    Job::Tags { .. } => "tags",
                    _ => "manifest",
                };
                taken.push(format!("{kind} {}", job.repository().unwrap_or_default()));
            }
            let expected: &[&str] = match urgent {
                None => &["entry 0", "tags 0", "entry 1", "tags 1", "manifest 0", "manifest 1"],
                Some(0) => &["entry 0", "tags 0", "manifest 0", "entry 1", "tags 1", "manifest 1"],
                _ => &["entry 1", "tags 1", "manifest 1", "entry 0", "tags 0", "manifest 0"],
            };
            assert_eq!(taken, expected, "{urgent:?}");
        }
    }
}
