//! The table "Layers" of a manifest.

use crate::model::{Amount, ManifestRecord};
use crate::present::content_kind::ContentKind;
use crate::present::layer_words::{MIXED, layer_size, step_at, step_cell, users_words};
use crate::present::table::table;
use crate::present::{Cell, Column, Row, Shape, Target, counted, visible};
use crate::storage::Analysis;

table! {
    /// The columns of the table "Layers".
    pub LAYER_COLUMNS of LayerCells {
        layer: Column::new("Layer", "lowest first", Shape::Count, false),
        step: Column::new(
            "Made by",
            "build step, if the image's history names it",
            Shape::Name,
            true,
        )
        .over("used"),
        digest: Column::new("Digest", "", Shape::Digest, false),
        size: Column::new("Size", "compressed, as stored", Shape::Bytes, true),
        used: Column::new(
            "Used by",
            "users of this layer, in the whole registry",
            Shape::Phrase,
            false,
        ),
    }
}

/// One row for each layer, lowest first.
#[must_use]
pub fn layer_rows(record: &ManifestRecord, analysis: &Analysis) -> Vec<Row> {
    let layers = record.manifest.layers();
    let own = ContentKind::of(record);
    // Nothing but images is known to have the layers of an image.
    let nouns = if own == ContentKind::Image { own.noun() } else { MIXED };
    let row = |(index, layer): (usize, &crate::model::Descriptor)| {
        let step = step_at(record, index);
        let step = step.unwrap_or_else(|| visible(layer.media_type.as_str()));
        let blob = analysis.blob(&layer.digest);
        let used = blob.as_ref().map_or(Cell::Nothing, |blob| {
            let words = match (blob.manifests, blob.repositories) {
                (0 | 1, _) => format!("only this {}", own.noun().0),
                (images, 0 | 1) => format!("{} here", counted(images, nouns.0, nouns.1)),
                (images, repositories) => users_words(images, nouns, repositories),
            };
            Cell::Ranked(blob.manifests as u64, words, Target::Layer(layer.digest.clone()))
        });
        let stored = blob.as_ref().map_or(layer.is_stored(), |blob| blob.stored);
        let unknown = Amount::default().with_gap(true);
        let known = blob.as_ref().map_or(unknown, |blob| blob.amount);
        let search = format!("{} {}", step.to_lowercase(), layer.digest);
        let cells = LayerCells {
            layer: Cell::Count(index as u64 + 1),
            step: step_cell(step, stored),
            digest: Cell::Digest(layer.digest.clone(), None),
            size: Cell::Bytes(known.bytes, layer_size(known, stored)),
            used,
        };
        cells.row(index.to_string(), format!("layer {}", index + 1), search)
    };
    layers.iter().enumerate().map(row).collect()
}
