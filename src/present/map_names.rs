//! The names of the map's blocks, and the pages that they lead to.

use crate::model::{Digest, Inventory, RepositoryName, TagsByDigest};
use crate::present::Target;
use crate::present::layer_words::step_of;
use crate::present::map_scope::{Leads, MapScope};
use crate::storage::{ImageBlob, Part};

/// The name of a member, which only members with a block of their own need.
pub(super) enum Content {
    Named(String, Leads),
    Image(RepositoryName, Digest),
    Blob(RepositoryName, Box<ImageBlob>),
}

/// Names of images and blobs. The tags of the repository are sorted once.
#[derive(Default)]
pub(super) struct Names<'a> {
    tags: Option<TagsByDigest<'a>>,
}

impl<'a> Names<'a> {
    pub(super) fn of(&mut self, content: Content, inventory: &'a Inventory) -> (String, Leads) {
        match content {
            Content::Named(name, leads) => (name, leads),
            Content::Image(name, head) => {
                let repository = inventory.repositories.get(&name);
                if self.tags.is_none() {
                    self.tags = repository.map(TagsByDigest::of);
                }
                let tags = self.tags.as_ref().map(|tags| tags.on(&head)).unwrap_or_default();
                let words = match tags {
                    [] => format!("untagged {}", head.short()),
                    [tag] => tag.to_string(),
                    [tag, rest @ ..] => format!("{tag} and {} more", rest.len()),
                };
                (words, Leads::Into(MapScope::Image(name, head)))
            }
            Content::Blob(name, blob) => {
                let digest = blob.figures.digest;
                let record = inventory.repositories.get(&name);
                let record = record.and_then(|repository| repository.manifests.get(&blob.user));
                let short = digest.short();
                let words = match blob.part {
                    Part::Manifest => format!("manifest {short}"),
                    Part::Config => format!("config {short}"),
                    Part::Layer => record
                        .and_then(|record| step_of(record, &digest))
                        .unwrap_or_else(|| format!("layer {short}")),
                };
                let target = match blob.part {
                    Part::Manifest => Target::Manifest(name, digest, None),
                    _ => Target::Layer(digest),
                };
                (words, Leads::To(target))
            }
        }
    }
}
