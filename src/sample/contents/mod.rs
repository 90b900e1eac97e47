//! What the sample registry holds: a company's registry after two years of pushing and little
//! tidying, made by fixed rules from fixed seeds.
//!
//! Manifests and configs are real bytes with computed digests. Layers exist only as descriptors: a
//! digest and a size.

mod application;
mod artifact;
mod bases;
mod calendar;
mod dice;
mod image;
mod index;
mod push;
mod step;
mod teams;

pub(super) use calendar::TODAY;

use crate::sample::store::Store;

/// Builds everything. The same every time.
pub(super) fn build() -> Store {
    let mut store = Store::default();
    teams::base::push(&mut store);
    teams::charts::push(&mut store);
    teams::data::push(&mut store);
    teams::legacy::push(&mut store);
    teams::library::push(&mut store);
    teams::machine_learning::push(&mut store);
    teams::operations::push(&mut store);
    teams::web::push(&mut store);
    teams::web_assets::push(&mut store);
    store
}

#[cfg(test)]
mod tests;
