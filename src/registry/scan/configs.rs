//! Image configs: each is read once, however many images use it.

use crate::model::order::set_of;
use crate::model::{Digest, ImageConfig, MissingWhat};
use crate::registry::error::Error;
use crate::registry::scan::ScanEvent;
use crate::registry::scan::job::Job;
use crate::registry::scan::reading::Reading;
use crate::registry::scan::run::Run;

impl Run<'_> {
    /// Records that the image `manifest` uses the config `config`, and asks for the config where it is new.
    pub(super) fn want_config(&mut self, repository: usize, manifest: Digest, config: &Digest) {
        let Reading { way, name, .. } = &self.repositories[repository];
        let kept = way.content().and_then(|content| content.borrow_mut().config(config));
        if let Some(mut config) = kept {
            let repository = name.clone();
            config.share(&mut self.parts);
            let config = Box::new(config);
            return self.emit(ScanEvent::ConfigRead { repository, manifest, config });
        }
        if let Some(users) = self.configs.get_mut(config) {
            users.push((repository, manifest));
            return;
        }
        self.configs.insert(config.clone(), vec![(repository, manifest)]);
        self.tally.progress.configs_known += 1;
        self.queue.push(Job::Config { repository, digest: config.clone() });
    }

    /// Takes in a config for all images that use it, and keeps it for later scans of each of their repositories.
    pub(super) fn config_came(
        &mut self,
        digest: Digest,
        answer: Result<(ImageConfig, Vec<u8>), Error>,
    ) {
        self.tally.progress.configs_read += 1;
        let users = self.configs.remove(&digest).unwrap_or_default();
        match answer {
            Ok((mut config, body)) => {
                config.share(&mut self.parts);
                for repository in set_of(users.iter().map(|(at, _)| *at)) {
                    self.fresh.add(&self.repositories[repository].name, &digest, "", &body);
                }
                for (repository, manifest) in users {
                    let repository = self.repositories[repository].name.clone();
                    let config = Box::new(config.clone());
                    self.emit(ScanEvent::ConfigRead { repository, manifest, config });
                }
            }
            Err(error) => {
                for repository in set_of(users.into_iter().map(|(at, _)| at)) {
                    let reference = Some(digest.to_string());
                    let why = error.sentence();
                    self.miss(Some(repository), reference, MissingWhat::Config, why);
                }
            }
        }
    }
}
