//! Why a manifest is not deleted although somebody asked for it.

use crate::model::{Digest, TagName};

/// A reason to leave a manifest alone, known before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is not among the manifests that were read.
    NotRead,
    /// Its repository was not read whole.
    RepositoryNotWhole,
    /// Nothing in its repository may be written or deleted.
    RepositoryLocked,
    /// A tag is on it that the registry does not list: what would go cannot be said.
    HiddenTag,
    /// The registry says that it is locked.
    Locked,
    /// The registry says that this tag on it is locked.
    TagLocked(TagName),
    /// It was chosen by a tag that points elsewhere, or nowhere.
    NotItsTag(TagName),
    /// An index that stays lists it and would break.
    PartOf {
        /// The index.
        index: Digest,
        /// The tags of the index.
        tags: Vec<TagName>,
    },
    /// A manifest that stays could not be understood: it may be an index that lists this one.
    MayBePartOf(Digest),
    /// The same manifest is there under a digest of another algorithm, and stays: the registry may keep
    /// one for both.
    SameAs(Digest),
    /// The registry deletes this along with it, and that must not go: the reason why.
    Takes(Digest, Box<Refusal>),
    /// One request would delete the repository with all of this in it, which is locked: tags, and
    /// the short digests of manifests.
    HoldsLocked(Vec<String>),
    /// The registry says that the repository itself may not be deleted.
    RepositoryUndeletable,
    /// The tag is not known, or nobody could read what it points to.
    TagNotRead,
    /// The registry lists the tag and has no manifest for it.
    PointsToNothing,
    /// The registry cannot take a tag off a manifest.
    CannotUntag,
}

impl Refusal {
    /// The reason, for a person.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::NotRead => "It was not read, so nothing is known of what needs it.".to_owned(),
            Self::RepositoryNotWhole => {
                "Its repository was not read whole: something unread may need it.".to_owned()
            }
            Self::RepositoryLocked => {
                "Its repository is locked: nothing in it may be written or deleted.".to_owned()
            }
            Self::HiddenTag => {
                "A tag that the registry does not list is on it, and would go unseen.".to_owned()
            }
            Self::Locked => "It is locked.".to_owned(),
            Self::TagLocked(tag) => format!("Its tag {tag} is locked."),
            Self::NotItsTag(tag) => format!("The tag {tag} does not point to it."),
            Self::PartOf { index, tags } => {
                let index = match tags.as_slice() {
                    [] => format!("The untagged index {}", index.short()),
                    [tag] => format!("The index {tag}"),
                    tags => format!("The index {}", names(tags)),
                };
                format!("{index} lists it and would break.")
            }
            Self::MayBePartOf(other) => {
                format!("{} could not be understood and may list it.", other.short())
            }
            Self::SameAs(other) => format!(
                "It is also there as {}:{}, which stays: for the registry the two may be one.",
                other.algorithm(),
                other.short()
            ),
            Self::Takes(other, why) => format!(
                "The registry would delete {} with it, which must stay. {}",
                other.short(),
                why.sentence()
            ),
            Self::HoldsLocked(locked) => format!(
                "One request deletes everything in it, and these are locked: {}. Unlock them, or \
                 delete the other manifests by themselves.",
                listed(locked)
            ),
            Self::RepositoryUndeletable => {
                "It is locked: the registry does not let it be deleted.".to_owned()
            }
            Self::TagNotRead => "What it points to was not read.".to_owned(),
            Self::PointsToNothing => {
                "It points to nothing: there is no manifest to delete.".to_owned()
            }
            Self::CannotUntag => {
                "This registry cannot take a tag off a manifest that stays.".to_owned()
            }
        }
    }
}

fn names(tags: &[TagName]) -> String {
    listed(&tags.iter().map(ToString::to_string).collect::<Vec<_>>())
}

/// `a, b and 3 more`: a manifest may have a thousand tags.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown = names[..names.len().min(SHOWN)].join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_index_is_named_by_its_tags() {
        let check = |tags: &[&str], expected: &str| {
            let tags = tags.iter().map(|tag| tag.parse().expect("a tag")).collect();
            let refusal = Refusal::PartOf { index: Digest::Sha256([0xab; 32]), tags };
            assert_eq!(refusal.sentence(), format!("The {expected} lists it and would break."));
        };
        check(&[], "untagged index abababababab");
        check(&["v1"], "index v1");
        check(&["v1", "v2"], "index v1, v2");
        check(&["a", "b", "c", "d", "e"], "index a, b, c and 2 more");
    }
}
