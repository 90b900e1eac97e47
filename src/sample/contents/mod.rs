//! Contents of the sample registry: a company's registry after two years of pushing and little
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

pub use calendar::{TODAY, present};

use std::cell::LazyCell;

use crate::sample::store::Store;

/// The contents, built when a request first needs them: opening the page does not wait for it.
pub type Contents = LazyCell<Store, fn() -> Store>;

/// The contents as they are at the start, the same every time.
#[must_use]
pub fn contents() -> Contents {
    LazyCell::new(build)
}

/// Builds the contents. A debug build takes a good part of a second.
#[must_use]
pub fn build() -> Store {
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
