//! The table "Layers" of a manifest.

use crate::model::ManifestRecord;
use crate::present::table::table;
use crate::present::{Badge, BytesText, Cell, Column, Row, Shape, Target, counted, visible};
use crate::storage::Analysis;

/// The badge of a layer with `urls`, or of a foreign type, that no other manifest stores here.
const ELSEWHERE: &str = "kept elsewhere, as its manifest says";
/// Its meaning: nobody knows without asking for the blob.
const IF_HERE: &str =
    "Figures are without this layer. If the registry holds it all the same, a deletion frees more.";

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
            "images that use this layer, in the whole registry",
            Shape::Phrase,
            false,
        ),
    }
}

/// One row for each layer, lowest first.
#[must_use]
pub fn layer_rows(record: &ManifestRecord, analysis: &Analysis) -> Vec<Row> {
    let layers = record.manifest.layers();
    let row = |(index, layer): (usize, &crate::model::Descriptor)| {
        let step = record
            .config
            .as_ref()
            .and_then(|config| config.step_of_layer(index, layers.len()))
            .map(|step| visible(&tidy_step(step)))
            .filter(|step| !step.is_empty());
        let step = step.unwrap_or_else(|| visible(layer.media_type.as_str()));
        let blob = analysis.blob(&layer.digest);
        let used = blob.as_ref().map_or(Cell::Nothing, |blob| {
            Cell::Text(match (blob.manifests, blob.repositories) {
                (0 | 1, _) => "only this image".to_owned(),
                (images, 0 | 1) => format!("{} here", counted(images, "image", "images")),
                (images, repositories) => format!(
                    "{} in {}",
                    counted(images, "image", "images"),
                    counted(repositories, "repository", "repositories")
                ),
            })
        });
        let stored = blob.as_ref().map_or(layer.is_stored(), |blob| blob.stored);
        let badges =
            if stored { Vec::new() } else { vec![Badge::quiet(ELSEWHERE).saying(IF_HERE)] };
        let known = blob.as_ref().map(|blob| blob.amount).filter(|amount| !amount.has_gaps);
        let size = match known {
            Some(_) if !stored => Cell::Bytes(0, BytesText::not_counted()),
            Some(amount) => Cell::Bytes(amount.bytes, BytesText::of_amount(amount)),
            None => Cell::Bytes(0, BytesText::unknown()),
        };
        let search = format!("{} {}", step.to_lowercase(), layer.digest);
        let cells = LayerCells {
            layer: Cell::Count(index as u64 + 1),
            step: Cell::Name { before: String::new(), name: step, target: Target::Nowhere, badges },
            digest: Cell::Digest(layer.digest.clone(), None),
            size,
            used,
        };
        cells.row(index.to_string(), format!("layer {}", index + 1), search)
    };
    layers.iter().enumerate().map(row).collect()
}

/// A build step without the shell that every builder writes before it.
fn tidy_step(step: &str) -> String {
    let step = step.trim();
    let step = step.strip_prefix("/bin/sh -c #(nop)").unwrap_or(step);
    let step = step.strip_prefix("/bin/sh -c").unwrap_or(step);
    step.strip_suffix("# buildkit").unwrap_or(step).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_shown_without_the_builders_shell() {
        let check = |step: &str, expected: &str| assert_eq!(tidy_step(step), expected);
        check("/bin/sh -c #(nop)  CMD [\"sh\"]", "CMD [\"sh\"]");
        check("/bin/sh -c apt-get update", "apt-get update");
        check("COPY app /app # buildkit", "COPY app /app");
        check("", "");
    }
}
