//! The table "Layers" of a repository: each layer once.

use crate::model::{Digest, Repository, RepositoryName};
use crate::present::layer_words::{layer_size, step_cell, step_of};
use crate::present::table::table;
use crate::present::{Cell, Column, Row, Shape, Target, counted, visible};
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
    let tells = |manifest: &Digest| {
        let record = repository.manifests.get(manifest);
        let config = record.and_then(|record| Some((record, record.config.as_ref()?)));
        config.is_some_and(|(record, config)| {
            config.step_of_layer(0, record.manifest.layers().len()).is_some()
        })
    };
    analysis.layers_in(name, &tells).into_iter().map(|layer| row(repository, layer)).collect()
}

fn row(repository: &Repository, layer: LayerUse) -> Row {
    let LayerUse { figures, manifests, user } = layer;
    let digest = figures.digest;
    let record = repository.manifests.get(&user);
    let step = record.and_then(|record| {
        let descriptor = record.manifest.layers().iter().find(|own| own.digest == digest)?;
        let by_type = || visible(descriptor.media_type.as_str());
        Some(step_of(record, &digest).unwrap_or_else(by_type))
    });
    let step = step.unwrap_or_else(|| digest.short());
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
