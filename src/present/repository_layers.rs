//! The table "Layers" of a repository: each layer once.

use crate::model::{Digest, Repository, RepositoryName};
use crate::present::layer_words::{layer_size, step_cell, step_or_type, tells_steps};
use crate::present::table::table;
use crate::present::{Cell, Column, Row, Shape, Target, counted};
use crate::registry::Capabilities;
use crate::storage::{Analysis, LayerUse};

table! {
    /// The columns of the table "Layers" of a repository.
    pub REPOSITORY_LAYER_COLUMNS of LayerCells {
        step: Column::new("Made by", "build step, if the history of an image here names it", Shape::Name, true)
            .over("repositories"),
        digest: Column::new("Digest", "", Shape::Digest, false),
        size: Column::new("Size", "compressed, as stored", Shape::Bytes, true),
        manifests: Column::new("Manifests", "manifests of this repository that use the layer", Shape::Count, false),
        repositories: Column::new(
            "Used in",
            "repositories that use the layer, in the whole registry",
            Shape::Count,
            false,
        ),
    }
}

/// One row for each layer that was read; the key is the digest.
#[must_use]
pub fn repository_layer_rows(
    name: &RepositoryName,
    repository: &Repository,
    analysis: &Analysis,
    _: &Capabilities,
) -> Vec<Row> {
    let tells = |manifest: &Digest| tells_steps(repository.manifests.get(manifest));
    analysis.layers_in(name, &tells).into_iter().map(|layer| row(repository, layer)).collect()
}

fn row(repository: &Repository, layer: LayerUse) -> Row {
    let LayerUse { figures, manifests, user } = layer;
    let digest = figures.digest;
    let step = step_or_type(repository.manifests.get(&user), &digest);
    let search = format!("{} {digest}", step.to_lowercase());
    let cells = LayerCells {
        step: step_cell(step, figures.stored),
        digest: Cell::Digest(digest.clone(), None),
        size: Cell::Bytes(figures.amount.bytes, layer_size(figures.amount, figures.stored)),
        manifests: Cell::Count(manifests as u64),
        repositories: Cell::Ranked(
            figures.repositories as u64,
            match figures.repositories {
                0 | 1 => "only here".to_owned(),
                count => counted(count, "repository", "repositories"),
            },
            Target::Layer(digest.clone()),
        ),
    };
    cells.row(digest.to_string(), digest.short(), search)
}
