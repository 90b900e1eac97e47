//! FIGURES: inventory in, numbers out. Cannot fail.
//!
//! The words are those of the glossary in ARCHITECTURE.md: content, logical, stored, shared, exclusive,
//! reclaimable, root, child, orphan. Digests become numbers once, lists are flat, and nothing is hashed
//! after that: a registry of 100 000 manifests is analysed again with each batch of a scan.

mod analysis;
mod bases;
mod blobs;
mod build;
mod classes;
mod content;
mod figures;
mod graph;
mod images;
mod intern;
mod largest;
mod layers;
mod listed;
mod lists;
mod namespaces;
mod reach;
mod reclaim;
mod rest;
mod role;
mod sharing;
mod slices;
mod sums;

pub use analysis::Analysis;
pub use bases::Base;
pub use classes::{Between, ClassFigures, OUTSIDE};
pub use figures::{
    BlobFigures, BlobUser, ListedFigures, ManifestFigures, RepositoryFigures, Totals,
};
pub use images::{ImageBlob, Part, Standing};
pub use layers::{Keepers, LayerUse};
pub use namespaces::Namespace;
pub use role::Role;
pub use slices::Slices;
