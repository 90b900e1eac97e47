//! The sentence on a manifest without a name of its own: what it is a part of, or what it is about, and whether anything
//! keeps it. It states what was read, and no history.

use crate::model::{Descriptor, Digest, Inventory, ManifestRecord, ReadState, RepositoryName};
use crate::present::around::Around;
use crate::present::content_kind::ContentKind;
use crate::present::image_cells::is_gone;
use crate::present::{Target, grouped, visible};
use crate::registry::Capabilities;
use crate::storage::{Analysis, Role};

/// A sentence around a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purpose {
    /// The words before the link.
    pub before: String,
    /// The name of another manifest, and its page; both may be empty.
    pub link: (String, Target),
    /// The words after the link.
    pub after: String,
}

/// The sentence on a manifest that was read; `None` for one with a tag that is about no other manifest.
#[must_use]
pub fn purpose(
    name: &RepositoryName,
    digest: &Digest,
    inventory: &Inventory,
    analysis: &Analysis,
    does: &Capabilities,
) -> Option<Purpose> {
    let repository = inventory.repositories.get(name)?;
    let record = repository.manifests.get(digest)?;
    let role = analysis.role(name, digest)?;
    Around::of(name, repository, analysis, does).purpose(digest, record, role)
}

impl Around<'_> {
    fn purpose(&self, digest: &Digest, record: &ManifestRecord, role: Role) -> Option<Purpose> {
        let tags = self.tags.on(digest);
        let attached = tags.iter().find_map(|tag| tag.attached_to());
        let subject = record.manifest.subject.clone().or(attached);
        let parents = self.indexes_of(digest);
        let text = |before| {
            let link = (String::new(), Target::Nowhere);
            Some(Purpose { before, link, after: String::new() })
        };
        if let (true, [index, rest @ ..]) = (tags.is_empty(), &parents[..]) {
            let (others, them) = match rest.len() {
                0 => (String::new(), "the index"),
                more => (format!(" and of {} more", grouped(more as u64)), "these indexes"),
            };
            let part = self.part_words(index, digest);
            return Some(Purpose {
                before: "Part of the index ".to_owned(),
                link: (self.tag_or_short(index), self.target(index)),
                after: match role {
                    Role::Orphan => {
                        format!("{others}{part}. Nothing keeps {them}, so it is an orphan, too.")
                    }
                    _ => format!("{others}{part}."),
                },
            });
        }
        if let Some(subject) = subject {
            let noun = ContentKind::of(record).noun().0;
            let article = if noun.starts_with(['a', 'i']) { "An" } else { "A" };
            // Nobody asks for a subject: without a list of all manifests it may be there, untagged.
            let is_sure =
                self.repository.lists_untagged || self.repository.absent.contains(&subject);
            let after = match (is_gone(self.repository, &subject), role) {
                (true, Role::Orphan) if is_sure => {
                    ", which is not in this repository. It is an orphan: nothing keeps it."
                }
                (true, _) if is_sure => ", which is not in this repository.",
                (true, _) => ", which no list shows.",
                (_, Role::Orphan) => ". Nothing keeps either of them: they are orphans.",
                _ => ".",
            };
            return Some(Purpose {
                before: format!("{article} {noun} that belongs to "),
                link: (self.tag_or_short(&subject), self.target(&subject)),
                after: after.to_owned(),
            });
        }
        if !tags.is_empty() {
            return None;
        }
        let repository = self.repository;
        let sees_all = repository.state == ReadState::Complete && repository.lists_untagged;
        let nameless = match sees_all {
            true => "No tag names it and no index lists it",
            false => "No tag names it and no index that was read lists it",
        };
        let kept = match role {
            _ if repository.hidden_tags.contains(digest) => {
                return text("A tag names it that the list of tags does not show.".to_owned());
            }
            _ if record.attributes.is_locked() => ". A lock keeps it.",
            Role::Orphan => ". It is an orphan: nothing keeps it.",
            Role::Unknown => ". Whether something else keeps it is not known.",
            _ => ". A manifest that belongs to it is kept, and keeps it.",
        };
        text(format!("{nameless}{kept}"))
    }

    /// The place of a manifest in an index that lists it: `: its linux/amd64 image`.
    fn part_words(&self, index: &Digest, digest: &Digest) -> String {
        let Some(index) = self.repository.manifests.get(index) else { return String::new() };
        let children = index.manifest.children();
        let entry = |digest: &Digest| children.iter().find(|child| child.digest == *digest);
        let platform = |child: &Descriptor| {
            let platform = child.platform().filter(|platform| !platform.is_unknown())?;
            Some(visible(&platform.to_string()))
        };
        let Some(child) = entry(digest) else { return String::new() };
        let about = child.attests().and_then(&entry).and_then(platform);
        match (platform(child), child.attests(), about) {
            (Some(platform), ..) => format!(": its {platform} image"),
            (_, Some(_), Some(platform)) => format!(": the attestation of its {platform} image"),
            (_, Some(image), None) => format!(": the attestation of {}", image.short()),
            _ => String::new(),
        }
    }
}
