//! The tags of a repository, by the digest they point to.

use crate::model::order::sort_by;
use crate::model::{Digest, Repository, TagName};

/// The tags of each digest, for many lookups: each is a binary search.
#[derive(Debug, Clone)]
pub struct TagsByDigest<'a> {
    /// Digests in order, each repeated for each of its tags.
    digests: Vec<&'a Digest>,
    /// The tag of each entry in `digests`; the tags of one digest are in order.
    tags: Vec<&'a TagName>,
}

impl<'a> TagsByDigest<'a> {
    /// Groups the tags with a known digest.
    #[must_use]
    pub fn of(repository: &'a Repository) -> Self {
        let pair = |(name, tag): (&'a TagName, &'a crate::model::Tag)| Some((tag.digest()?, name));
        let mut pairs: Vec<(&Digest, &TagName)> = repository.tags.iter().filter_map(pair).collect();
        sort_by(&mut pairs, |(a, _), (b, _)| a.cmp(b));
        let (digests, tags) = pairs.into_iter().unzip();
        Self { digests, tags }
    }

    /// The tags that point to `digest`, in order.
    #[must_use]
    pub fn on(&self, digest: &Digest) -> &[&'a TagName] {
        let from = self.digests.partition_point(|&other| other < digest);
        let to = from + self.digests[from..].partition_point(|&other| other == digest);
        &self.tags[from..to]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Attributes, Tag, TagTarget};

    #[test]
    fn tags_are_found_by_their_digest_in_order() {
        let digest = |text: &str| Digest::of(text.as_bytes());
        let mut repository = Repository::default();
        for (name, points_to) in [("c", "x"), ("a", "x"), ("b", "y"), ("d", "x")] {
            let target = TagTarget::Digest(digest(points_to));
            let tag = Tag { target, last_updated: None, attributes: Attributes::OPEN };
            repository.tags.insert(name.parse().expect("a tag"), tag);
        }
        let unread =
            Tag { target: TagTarget::Unread, last_updated: None, attributes: Attributes::OPEN };
        repository.tags.insert("e".parse().expect("a tag"), unread);

        let tags = TagsByDigest::of(&repository);
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = tags.on(&digest(text)).iter().map(|tag| tag.as_str()).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("x", &["a", "c", "d"]);
        check("y", &["b"]);
        check("z", &[]);
    }
}
