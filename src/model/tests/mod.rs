//! Tests of the nouns together.

mod manifest_wire;
mod odd_manifests;
