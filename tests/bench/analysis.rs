//! The figures of a large registry, computed where they are computed for people: in wasm. `make bench`
//! loads this in Chromium.
#![cfg(target_arch = "wasm32")]

#[path = "made.rs"]
mod made;

use std::cell::RefCell;
use std::rc::Rc;

use plimsoll::model::{Inventory, KeptOnce};
use plimsoll::present::{MapScope, map_level};
use plimsoll::storage::{Analysis, Slices};
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static INVENTORY: RefCell<Rc<Inventory>> = RefCell::default();
    static SLICES: RefCell<Option<Slices>> = const { RefCell::new(None) };
    static ANALYSIS: RefCell<Option<Analysis>> = const { RefCell::new(None) };
}

/// Reads `manifests` manifests with `layers` layers each, as a scan would.
#[wasm_bindgen]
pub fn prepare(manifests: u32, layers: u32) {
    INVENTORY.set(Rc::new(made::inventory(manifests, layers)));
}

/// Computes all figures once, and keeps them as the page does: the old ones go before the new ones come. Returns the
/// stored bytes, so that the compiler leaves nothing out as unused.
#[wasm_bindgen]
pub fn analyse() -> f64 {
    ANALYSIS.set(None);
    let analysis = INVENTORY.with_borrow(|inventory| Analysis::of(inventory));
    let stored = analysis.totals.stored.bytes as f64;
    ANALYSIS.set(Some(analysis));
    stored
}

/// Computes one piece of the figures, while the old ones stay as they do in the page. True after the last piece.
#[wasm_bindgen]
pub fn piece() -> bool {
    SLICES.with_borrow_mut(|open| {
        let slices = open.get_or_insert_with(|| {
            Slices::of(INVENTORY.with_borrow(Rc::clone), KeptOnce::Registry)
        });
        let is_whole = slices.step(|| true);
        if is_whole {
            ANALYSIS.set(open.take().and_then(Slices::end));
        }
        is_whole
    })
}

/// Computes a level of the map: the registry, its first namespace, the first repository in that, or the first image
/// there. Returns the number of blocks; 0 if there is no such level.
#[wasm_bindgen]
pub fn map(depth: u32) -> usize {
    let level = ANALYSIS.with_borrow(|analysis| {
        let inventory = INVENTORY.with_borrow(Rc::clone);
        let name = inventory.repositories.keys().next()?;
        let analysis = analysis.as_ref()?;
        let namespace = name.as_str().split_inclusive('/').next().unwrap_or_default();
        let scope = match depth {
            0 => MapScope::Namespace(String::new()),
            1 => MapScope::Namespace(namespace.to_owned()),
            2 => MapScope::Repository(name.clone()),
            _ => {
                let head = inventory.repositories[name].manifests.keys().next()?;
                MapScope::Image(name.clone(), head.clone())
            }
        };
        map_level(&scope, &inventory, analysis)
    });
    level.map_or(0, |level| level.blocks.len())
}
