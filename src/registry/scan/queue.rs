//! What is still to be asked, most urgent first.

use std::collections::VecDeque;

use crate::registry::scan::job::Job;

/// Jobs waiting.
#[derive(Default)]
pub(super) struct Queue {
    catalog: Option<Job>,
    lists: VecDeque<Job>,
    manifests: VecDeque<Job>,
    repositories: VecDeque<usize>,
    configs: VecDeque<Job>,
}

/// What comes next.
pub(super) enum Next {
    /// Ask this.
    Job(Job),
    /// Begin with this repository.
    Begin(usize),
}

impl Queue {
    /// Puts `job` in its place.
    pub(super) fn push(&mut self, job: Job) {
        match job {
            Job::Catalog { .. } => self.catalog = Some(job),
            Job::Tags { .. } | Job::Listed { .. } => self.lists.push_back(job),
            Job::Tag { .. } | Job::Manifest { .. } | Job::Referrers { .. } => {
                self.manifests.push_back(job);
            }
            Job::Config { .. } => self.configs.push_back(job),
        }
    }

    /// Puts a repository in line to be begun.
    pub(super) fn push_repository(&mut self, repository: usize) {
        self.repositories.push_back(repository);
    }

    /// Takes what is most urgent: lists, for they tell how much there is; then the manifests of
    /// repositories already begun, so that one after the other is done; then a new repository.
    ///
    /// Configs wait until nothing else is under way (`is_idle`): byte figures do not depend on them,
    /// and once all manifests are known each config needs to be asked for only once.
    pub(super) fn take(&mut self, is_idle: bool) -> Option<Next> {
        let job = self.catalog.take().or_else(|| self.lists.pop_front());
        if let Some(job) = job.or_else(|| self.manifests.pop_front()) {
            return Some(Next::Job(job));
        }
        if let Some(repository) = self.repositories.pop_front() {
            return Some(Next::Begin(repository));
        }
        if is_idle { self.configs.pop_front().map(Next::Job) } else { None }
    }
}
