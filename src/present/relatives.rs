//! The relatives of a manifest: its children, the indexes that list it, its referrers and signatures.

use crate::model::{
    Descriptor, Digest, Inventory, ManifestRecord, ReadState, Repository, RepositoryName, TagName,
};
use crate::present::content_kind::ContentKind;
use crate::present::{BytesText, counted, grouped, visible};
use crate::storage::Analysis;

/// A child of a manifest, an index that lists it, or a manifest about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Relative {
    /// The digest of the manifest that the line is about.
    pub digest: Digest,
    /// Its platform or kind, its tags, and what is known of an absent one.
    pub words: String,
    /// The size of its content; `None` if it was not read.
    pub size: Option<BytesText>,
    /// Whether it was read, and so has a page.
    pub is_read: bool,
}

/// A list of relatives.
#[derive(Debug, Clone, PartialEq)]
pub struct Relatives {
    /// The title of the list.
    pub title: &'static str,
    /// The answer before the list: `2 of 5 platforms present, 3 are not in this repository`. May be empty.
    pub headline: String,
    /// In the order of the index, or of their digests.
    pub all: Vec<Relative>,
}

/// The lists of a manifest's relatives; empty lists are left out.
#[must_use]
pub fn relatives(
    name: &RepositoryName,
    digest: &Digest,
    inventory: &Inventory,
    analysis: &Analysis,
) -> Vec<Relatives> {
    let Some(repository) = inventory.repositories.get(name) else { return Vec::new() };
    let Some(record) = repository.manifests.get(digest) else { return Vec::new() };
    let children = record.manifest.children();
    let described = |digests: Vec<Digest>, says_untagged: bool| -> Vec<Relative> {
        let describe = |digest| describe(repository, name, digest, analysis, says_untagged);
        digests.into_iter().filter_map(describe).collect()
    };
    let mut about = analysis.referrers_of(name, digest);
    about.extend(analysis.attachments_of(name, digest));
    let lists = [
        Relatives {
            title: "Platforms and other children",
            headline: presence(repository, children),
            all: children.iter().map(|one| child(repository, name, one, analysis)).collect(),
        },
        Relatives {
            title: "Listed by",
            headline: String::new(),
            all: described(analysis.parents_of(name, digest), true),
        },
        Relatives {
            title: "Referrers and signatures",
            headline: String::new(),
            all: described(about, false),
        },
    ];
    lists.into_iter().filter(|list| !list.all.is_empty()).collect()
}

/// The presence of a child in its repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    Present,
    Absent,
    Unasked,
    Unread,
}

impl Presence {
    fn of(repository: &Repository, digest: &Digest) -> Self {
        match () {
            () if repository.manifests.contains_key(digest) => Self::Present,
            () if repository.absent.contains(digest) => Self::Absent,
            // It is listed, although it could not be read.
            () if repository.listed.contains_key(digest) => Self::Present,
            () if repository.unasked.contains(digest) => Self::Unasked,
            () => Self::Unread,
        }
    }
}

/// `2 of 5 platforms present, 3 are not in this repository`: of the children with a platform, or of all if none has one.
fn presence(repository: &Repository, children: &[Descriptor]) -> String {
    let is_platform =
        |child: &&Descriptor| child.platform().is_some_and(|platform| !platform.is_unknown());
    let mut counts = [0_usize; 4];
    let mut count = |child: &Descriptor| {
        counts[Presence::of(repository, &child.digest) as usize] += 1;
    };
    let noun = match children.iter().any(|child| is_platform(&child)) {
        true => {
            children.iter().filter(is_platform).for_each(&mut count);
            ("platform", "platforms")
        }
        false => {
            children.iter().for_each(&mut count);
            ("manifest", "manifests")
        }
    };
    let [present, absent, unasked, unread] = counts;
    let total = present + absent + unasked + unread;
    let all = counted(total, noun.0, noun.1);
    if present == total {
        return format!("{all} present");
    }
    let unread_words = match repository.state < ReadState::Incomplete {
        true => ("is not read yet", "are not read yet"),
        false => ("is not known: it could not be read", "are not known: they could not be read"),
    };
    let mut words = format!("{} of {all} present", grouped(present as u64));
    for (count, (one, many)) in [
        (absent, ("is not in this repository", "are not in this repository")),
        (unasked, ("is not known: not asked for", "are not known: not asked for")),
        (unread, unread_words),
    ] {
        if count > 0 {
            words = format!("{words}, {}", counted(count, one, many));
        }
    }
    words
}

fn child(
    repository: &Repository,
    name: &RepositoryName,
    child: &Descriptor,
    analysis: &Analysis,
) -> Relative {
    let platform = child.platform().filter(|platform| !platform.is_unknown());
    let mut words = match (platform, child.attests()) {
        (Some(platform), _) => visible(&platform.to_string()),
        (None, Some(image)) => format!("attestation of {}", image.short()),
        (None, None) => visible(child.media_type.as_str()),
    };
    let is_read = repository.manifests.contains_key(&child.digest);
    words.push_str(match Presence::of(repository, &child.digest) {
        Presence::Present if is_read => "",
        Presence::Absent => ": not in this repository",
        Presence::Unasked => ": not asked for",
        Presence::Present | Presence::Unread => ": not read",
    });
    let size = analysis.content(name, &child.digest).map(BytesText::of_amount);
    Relative { digest: child.digest.clone(), words, size, is_read }
}

fn describe(
    repository: &Repository,
    name: &RepositoryName,
    digest: Digest,
    analysis: &Analysis,
    says_untagged: bool,
) -> Option<Relative> {
    let record: &ManifestRecord = repository.manifests.get(&digest)?;
    let mut words = ContentKind::of(record).noun().0.to_owned();
    if let Some(artifact_type) = &record.manifest.artifact_type {
        words = format!("{words}, {}", visible(artifact_type));
    }
    let tags: Vec<&str> = repository.tags_of(&digest).take(6).map(TagName::as_str).collect();
    match tags[..] {
        [] if says_untagged => words.push_str(", untagged"),
        [] => {}
        _ => words = format!("{words}, {}", tags.join(", ")),
    }
    let size = analysis.content(name, &digest).map(BytesText::of_amount);
    Some(Relative { digest, words, size, is_read: true })
}
