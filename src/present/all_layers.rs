//! The table "Layers" of a registry, largest first, and the beginning of it.

use crate::model::{Digest, Inventory, RepositoryName};
use crate::present::content_kind::ContentKind;
use crate::present::layer_words::{
    MIXED, layer_size, step_cell, step_or_type, tells_steps, users_words,
};
use crate::present::table::table;
use crate::present::{BytesText, Cell, Column, Row, Shape, Target, grouped};
use crate::storage::Analysis;

/// The most layers that have a row.
const MOST: usize = 20_000;

table! {
    /// The columns of the table "Layers" of a registry.
    pub ALL_LAYER_COLUMNS of LayerCells {
        step: Column::new("Made by", "build step, if the history of an image names it", Shape::Name, true)
            .over("used"),
        digest: Column::new("Digest", "", Shape::Digest, false),
        used: Column::new("Used by", "manifests that use the layer", Shape::Phrase, false),
        size: Column::new("Size", "compressed, as stored", Shape::Bytes, true),
    }
}

/// A layer of a registry.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerLine {
    /// The digest, which leads to the page of the layer.
    pub digest: Digest,
    /// The step that made it, or its type.
    pub step: String,
    /// `122 images in 12 repositories`
    pub used: String,
    /// Stored bytes.
    pub size: BytesText,
    manifests: usize,
    bytes: u64,
    is_stored: bool,
}

/// The largest layers of a registry, at most `limit`, and the number of all.
#[must_use]
pub fn largest_layers(
    inventory: &Inventory,
    analysis: &Analysis,
    limit: usize,
) -> (Vec<LayerLine>, usize) {
    let record = |name: &RepositoryName, manifest: &Digest| {
        inventory.repositories.get(name)?.manifests.get(manifest)
    };
    let tells = |name: &_, manifest: &_| tells_steps(record(name, manifest));
    let (layers, count) = analysis.largest_layers(limit, &tells);
    let lines = layers.into_iter().map(|(layer, user)| {
        let record = record(&user.repository, &user.manifest);
        // Nothing but images is known to have the layers of an image.
        let nouns = record.map_or(MIXED, |record| match ContentKind::of(record) {
            own if own == ContentKind::Image || layer.manifests == 1 => own.noun(),
            _ => MIXED,
        });
        LayerLine {
            step: step_or_type(record, &layer.digest),
            used: users_words(layer.manifests, nouns, layer.repositories),
            size: layer_size(layer.amount, layer.stored),
            manifests: layer.manifests,
            bytes: layer.amount.bytes,
            is_stored: layer.stored,
            digest: layer.digest,
        }
    });
    (lines.collect(), count)
}

/// One row for each layer of a registry, the largest of them if there are very many; and the sentence that says so.
#[must_use]
pub fn all_layer_rows(inventory: &Inventory, analysis: &Analysis) -> (Vec<Row>, Option<String>) {
    let (lines, count) = largest_layers(inventory, analysis, MOST);
    let left_out = (lines.len() < count).then(|| {
        let (shown, all) = (grouped(lines.len() as u64), grouped(count as u64));
        format!("These are the {shown} largest of {all} layers.")
    });
    (lines.into_iter().map(row).collect(), left_out)
}

fn row(line: LayerLine) -> Row {
    let LayerLine { digest, step, used, size, manifests, bytes, is_stored } = line;
    let search = format!("{} {digest}", step.to_lowercase());
    let label = digest.short();
    let cells = LayerCells {
        step: step_cell(step, is_stored),
        digest: Cell::Digest(digest.clone(), None),
        used: Cell::Ranked(manifests as u64, used, Target::Layer(digest.clone())),
        size: Cell::Bytes(bytes, size),
    };
    cells.row(digest.to_string(), label, search)
}
