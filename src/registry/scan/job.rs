//! The questions that a scan is made of.

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;

use crate::model::{
    Digest, Hint, ImageConfig, Reference, RepositoryEntry, RepositoryName, TagName,
};
use crate::registry::answer::listing::{ListedManifest, ListedTag, Referrers};
use crate::registry::client::Client;
use crate::registry::error::Error;
use crate::registry::line::list::PageLost;
use crate::registry::line::paging::{Listing, Page};
use crate::registry::scan::kept::{Read, Way};

/// A question. `repository` is its place in the run's list of repositories.
#[derive(Debug)]
pub(super) enum Job {
    /// A page of the list of repositories.
    Catalog { page: Option<Page> },
    /// Whether the sign-in is shown every repository.
    SeesEverything,
    /// Whether the registry has a search.
    Search,
    /// The registry's description of a repository.
    Entry { repository: usize },
    /// A page of a repository's tags.
    Tags { repository: usize, page: Option<Page> },
    /// A page of a repository's manifests.
    Listed { repository: usize, page: Option<Page> },
    /// The registry's search about a repository.
    Hints { repository: usize },
    /// The manifest that a tag points to.
    Tag { repository: usize, tag: TagName },
    /// A manifest; `depth` steps away from a tag or a list.
    Manifest { repository: usize, digest: Digest, depth: usize },
    /// The referrers of a manifest.
    Referrers { repository: usize, digest: Digest, depth: usize },
    /// An image config, read through one of the repositories that use it.
    Config { repository: usize, digest: Digest },
}

/// The answer to a question, with as much of the question as its meaning needs.
pub(super) enum Outcome {
    Catalog { is_first: bool, answer: Result<Listing<RepositoryName>, PageLost> },
    SeesEverything { sees_all: bool },
    Search { is_there: bool },
    Entry { repository: usize, answer: Result<RepositoryEntry, Error> },
    Tags { repository: usize, answer: Result<Listing<ListedTag>, PageLost> },
    Listed { repository: usize, answer: Result<Listing<ListedManifest>, PageLost> },
    Hints { repository: usize, answer: Result<Hint, Error> },
    Tag { repository: usize, tag: TagName, answer: Result<Read, Error> },
    Manifest { repository: usize, digest: Digest, depth: usize, answer: Result<Read, Error> },
    Referrers { repository: usize, digest: Digest, depth: usize, answer: Result<Referrers, Error> },
    Config { repository: usize, digest: Digest, answer: Result<(ImageConfig, Vec<u8>), Error> },
}

impl Job {
    /// Asks the question, and returns its answer. `name_of` and `way_of` give the name of the repository at a place
    /// in the run's list, and the way of questions about its manifests.
    pub(super) fn ask(
        self,
        client: Client,
        name_of: impl FnOnce(usize) -> RepositoryName,
        way_of: impl FnOnce(usize) -> Way,
    ) -> LocalBoxFuture<'static, Outcome> {
        match self {
            Self::Catalog { page } => async move {
                let is_first = page.is_none();
                Outcome::Catalog { is_first, answer: client.catalog_page(page).await }
            }
            .boxed_local(),
            Self::SeesEverything => {
                async move { Outcome::SeesEverything { sees_all: client.sees_everything().await } }
                    .boxed_local()
            }
            Self::Search => {
                async move { Outcome::Search { is_there: client.searches().await } }.boxed_local()
            }
            Self::Entry { repository } => {
                let name = name_of(repository);
                async move { Outcome::Entry { repository, answer: client.repository(&name).await } }
                    .boxed_local()
            }
            Self::Tags { repository, page } => {
                let name = name_of(repository);
                async move {
                    Outcome::Tags { repository, answer: client.tags_page(&name, page).await }
                }
                .boxed_local()
            }
            Self::Listed { repository, page } => {
                let name = name_of(repository);
                async move {
                    Outcome::Listed { repository, answer: client.manifests_page(&name, page).await }
                }
                .boxed_local()
            }
            Self::Hints { repository } => {
                let name = name_of(repository);
                async move { Outcome::Hints { repository, answer: client.hint(&name).await } }
                    .boxed_local()
            }
            Self::Tag { repository, tag } => {
                let (name, way) = (name_of(repository), way_of(repository));
                async move {
                    let reference = Reference::Tag(tag.clone());
                    let answer = way.manifest(client, name, reference, false).await;
                    Outcome::Tag { repository, tag, answer }
                }
                .boxed_local()
            }
            Self::Manifest { repository, digest, depth } => {
                let (name, way) = (name_of(repository), way_of(repository));
                async move {
                    let reference = Reference::Digest(digest.clone());
                    // A list names it itself, no index.
                    let answer = way.manifest(client, name, reference, depth == 0).await;
                    Outcome::Manifest { repository, digest, depth, answer }
                }
                .boxed_local()
            }
            Self::Referrers { repository, digest, depth } => {
                let name = name_of(repository);
                async move {
                    let answer = client.referrers(&name, &digest).await;
                    Outcome::Referrers { repository, digest, depth, answer }
                }
                .boxed_local()
            }
            Self::Config { repository, digest } => {
                let name = name_of(repository);
                async move {
                    let answer = client.image_config(&name, &digest).await;
                    Outcome::Config { repository, digest, answer }
                }
                .boxed_local()
            }
        }
    }

    /// Whether the question is about a list, or about something that lists need.
    pub(super) fn is_list(&self) -> bool {
        match self {
            Self::Catalog { .. }
            | Self::SeesEverything
            | Self::Search
            | Self::Entry { .. }
            | Self::Tags { .. }
            | Self::Listed { .. }
            | Self::Hints { .. } => true,
            Self::Tag { .. }
            | Self::Manifest { .. }
            | Self::Referrers { .. }
            | Self::Config { .. } => false,
        }
    }

    /// The repository that it is about; `None` also for configs, which may be shared.
    pub(super) fn repository(&self) -> Option<usize> {
        match self {
            Self::Catalog { .. } | Self::SeesEverything | Self::Search | Self::Config { .. } => {
                None
            }
            Self::Entry { repository }
            | Self::Tags { repository, .. }
            | Self::Listed { repository, .. }
            | Self::Hints { repository }
            | Self::Tag { repository, .. }
            | Self::Manifest { repository, .. }
            | Self::Referrers { repository, .. } => Some(*repository),
        }
    }

    /// Whether its answer may lead to further manifests, as all but configs may.
    pub(super) fn may_find_manifests(&self) -> bool {
        !matches!(self, Self::Config { .. })
    }
}
