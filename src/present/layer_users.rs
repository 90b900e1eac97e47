//! The page of a layer: its facts, and the table of the manifests that use it.

use crate::model::{Digest, Inventory, RepositoryName};
use crate::present::around::Around;
use crate::present::content_kind::ContentKind;
use crate::present::image_cells::{PLATFORMS, SIZE_HINT, platforms_cell, repository_cell};
use crate::present::layer_words::{
    MIXED, copies_words, elsewhere, keepers_words, layer_size, step_of, users_words,
};
use crate::present::table::table;
use crate::present::words::kind_of;
use crate::present::{Badge, BytesText, Cell, Column, Row, Shape, visible};
use crate::registry::Capabilities;
use crate::storage::Analysis;

table! {
    /// The columns of the table of the manifests that use a layer.
    pub LAYER_USER_COLUMNS of UserCells {
        repository: Column::new("Repository", "", Shape::Name, true).over("tags"),
        tags: Column::new("Tags", "tags, or the index that it is a part of", Shape::Name, false),
        digest: Column::new("Digest", "", Shape::Digest, false),
        kind: Column::new("Kind", "", Shape::Words, false).late(),
        platforms: PLATFORMS,
        size: Column::new("Size", SIZE_HINT, Shape::Bytes, true),
    }
}

/// The facts of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerFacts {
    /// Its stored bytes.
    pub size: BytesText,
    /// The type that an image states for it.
    pub media_type: String,
    /// The build step that made it, and the image whose config names that step.
    pub step: Option<(String, RepositoryName, Digest)>,
    /// `Layer`, or `Config` for a blob that is nobody's layer.
    pub title: &'static str,
    /// The nouns for one user and for many: `image`, `images`.
    pub nouns: (&'static str, &'static str),
    /// `122 images in 12 repositories`
    pub users: String,
    /// The number of its copies, if the registry keeps more than one.
    pub copies: Option<String>,
    /// The sentence on the images to be deleted before the layer's bytes come back; empty if it is not stored here.
    pub keepers: String,
    /// The word about a layer that is kept elsewhere.
    pub badge: Option<Badge>,
}

/// The facts of a layer, or of a config; `None` if no manifest that was read has it.
#[must_use]
pub fn layer_facts(
    digest: &Digest,
    inventory: &Inventory,
    analysis: &Analysis,
) -> Option<LayerFacts> {
    let figures = analysis.blob(digest)?;
    let keepers = analysis.keepers(inventory, digest)?;
    let (mut media_type, mut step, mut nouns) = (None, None, None);
    let mut is_layer = false;
    for user in analysis.blob_users(digest) {
        let repository = inventory.repositories.get(&user.repository)?;
        let record = repository.manifests.get(&user.manifest)?;
        let own = record.manifest.blobs().find(|own| own.digest == *digest);
        media_type = media_type.or_else(|| Some(visible(own?.media_type.as_str())));
        is_layer |= record.manifest.layers().iter().any(|layer| layer.digest == *digest);
        let noun = ContentKind::of(record).noun();
        nouns = nouns.map(|all| if all == noun { all } else { MIXED }).or(Some(noun));
        if step.is_none() {
            step = step_of(record, digest).map(|step| (step, user.repository, user.manifest));
        }
    }
    let nouns = nouns?;
    Some(LayerFacts {
        size: layer_size(figures.amount, figures.stored),
        media_type: media_type?,
        step,
        title: if is_layer { "Layer" } else { "Config" },
        nouns,
        users: users_words(figures.manifests, nouns, figures.repositories),
        copies: copies_words(figures.copies, figures.amount, analysis.kept_once()),
        keepers: match figures.stored {
            true => keepers_words(&keepers, nouns, &analysis.totals),
            false => String::new(),
        },
        badge: (!figures.stored).then(elsewhere),
    })
}

/// One row for each manifest that uses the layer itself, by repository, then by digest.
#[must_use]
pub fn layer_user_rows(
    digest: &Digest,
    inventory: &Inventory,
    analysis: &Analysis,
    does: &Capabilities,
) -> Vec<Row> {
    let users = analysis.blob_users(digest);
    let mut rows = Vec::with_capacity(users.len());
    for of_one in users.chunk_by(|a, b| a.repository == b.repository) {
        let name = &of_one[0].repository;
        let Some(repository) = inventory.repositories.get(name) else { continue };
        let around = Around::of(name, repository, analysis, does);
        rows.extend(of_one.iter().filter_map(|user| row(&around, analysis, &user.manifest)));
    }
    rows
}

fn row(around: &Around<'_>, analysis: &Analysis, digest: &Digest) -> Option<Row> {
    let Around { name, repository, tags, .. } = around;
    let record = repository.manifests.get(digest)?;
    let content = analysis.content(name, digest)?;
    let role = analysis.role(name, digest)?;
    let cells = UserCells {
        repository: repository_cell(name),
        tags: around.names(digest, record, role),
        digest: Cell::Digest(digest.clone(), Some((*name).clone())),
        kind: Cell::Text(kind_of(role, record).to_owned()),
        platforms: platforms_cell(repository, digest, record, false),
        size: Cell::Bytes(content.bytes, BytesText::of_amount(content)),
    };
    let mut search = format!("{name} {digest} {} {}", kind_of(role, record), role.as_str());
    for tag in tags.on(digest) {
        search = format!("{search} {tag}");
    }
    if let Cell::Chips(platforms) = &cells.platforms {
        search = format!("{search} {}", platforms.join(" "));
    }
    let label = format!("{name}@{}", digest.short());
    Some(cells.row(format!("{name}@{digest}"), label, search.to_lowercase()))
}
