//! The members of a level of the map: namespaces and repositories, images, or blobs, each with its stored bytes.

use crate::model::{Amount, Digest, FreedRange, Inventory, RepositoryName};
use crate::present::counted;
use crate::present::map_names::Content;
use crate::present::map_scope::{Leads, MapScope};
use crate::storage::{Analysis, Between, ClassFigures, ImageBlob, OUTSIDE};

/// A member of a level, before it is a block.
pub(super) struct Member {
    pub(super) figures: ClassFigures,
    pub(super) shared: bool,
    /// Something in it was not read.
    pub(super) partial: bool,
    pub(super) content: Content,
}

impl Member {
    pub(super) fn known(&self) -> u64 {
        self.figures.bytes.known
    }
}

/// The members of a level.
#[derive(Default)]
pub(super) struct Members {
    pub(super) all: Vec<Member>,
    /// The bytes that several of them use.
    pub(super) between: Option<ClassFigures>,
    /// The names of parts of which nothing was read.
    pub(super) unread: Vec<(String, Leads)>,
}

/// Whether everything that a repository is known to hold was read.
fn is_whole(analysis: &Analysis, name: &RepositoryName) -> bool {
    analysis.repositories.get(name).is_some_and(|figures| figures.read_whole)
}

/// The namespaces and repositories in a namespace.
pub(super) fn of_namespace(prefix: &str, inventory: &Inventory, analysis: &Analysis) -> Members {
    // The namespace or repository in which a repository stands, or outside.
    let inside = |name: &RepositoryName| {
        let rest = name.as_str().strip_prefix(prefix)?;
        let namespace = rest.split_once('/').map(|(first, _)| format!("{prefix}{first}/"));
        Some(namespace.unwrap_or_else(|| name.to_string()))
    };
    let mut names: Vec<String> = Vec::new();
    let mut classes = Vec::new();
    let mut last: Option<(&RepositoryName, u32)> = None;
    for (name, _) in analysis.manifests() {
        let class = match last {
            Some((before, class)) if before == name => class,
            _ => inside(name).map_or(OUTSIDE, |own| {
                if names.last() != Some(&own) {
                    names.push(own);
                }
                names.len() as u32 - 1
            }),
        };
        last = Some((name, class));
        classes.push(class);
    }
    let mut figures = analysis.stored_by(&classes, names.len() as u32, Between::Apart);
    let between = figures.pop();
    let is_unread = |name: &&RepositoryName| !is_whole(analysis, name);
    let mut unread: Vec<String> =
        inventory.repositories.keys().filter(is_unread).filter_map(&inside).collect();
    unread.dedup();
    let named = |name: String| {
        let words = name[prefix.len()..].to_owned();
        let scope = match name.ends_with('/') {
            true => MapScope::Namespace(name),
            false => MapScope::parse(&name),
        };
        (words, Leads::Into(scope))
    };
    let is_new = |name: &String| names.binary_search(name).is_err();
    let new = unread.iter().filter(|name| is_new(name)).cloned().map(named).collect();
    let member = |(name, figures): (String, ClassFigures)| {
        let partial = unread.binary_search(&name).is_ok();
        let (words, leads) = named(name);
        Member { figures, shared: false, partial, content: Content::Named(words, leads) }
    };
    let all = names.iter().cloned().zip(figures).map(member).collect();
    Members { all, between, unread: new }
}

/// The images of a repository.
pub(super) fn of_repository(
    name: &RepositoryName,
    inventory: &Inventory,
    analysis: &Analysis,
) -> Option<Members> {
    let repository = inventory.repositories.get(name)?;
    let (images, between) = analysis.stored_by_image(name)?;
    let member = |(head, figures)| Member {
        figures,
        shared: false,
        partial: false,
        content: Content::Image(name.clone(), head),
    };
    let is_unread = |digest: &&Digest| {
        !repository.manifests.contains_key(digest) && !repository.absent.contains(digest)
    };
    let unread = (!is_whole(analysis, name)).then(|| {
        let words = match repository.listed.keys().filter(is_unread).count() {
            0 => "some manifests".to_owned(),
            count => counted(count, "manifest", "manifests"),
        };
        (words, Leads::All)
    });
    let all = images.into_iter().map(member).collect();
    Some(Members { all, between: Some(between), unread: unread.into_iter().collect() })
}

/// The blobs of an image.
pub(super) fn of_image(
    name: &RepositoryName,
    head: &Digest,
    inventory: &Inventory,
    analysis: &Analysis,
) -> Members {
    if !inventory.repositories.contains_key(name) {
        return Members::default();
    }
    let member = |blob: ImageBlob| {
        let Amount { bytes, has_gaps } = blob.figures.amount;
        let bytes = FreedRange { known: bytes, or_less: false, or_more: has_gaps };
        Member {
            figures: ClassFigures { bytes, blobs: 1 },
            shared: !blob.only_here,
            partial: false,
            content: Content::Blob(name.clone(), Box::new(blob)),
        }
    };
    let all = analysis.blobs_of_image(name, head).into_iter().map(member).collect();
    Members { all, ..Members::default() }
}
