//! The module of the sample registry.

use std::rc::Rc;

use leptos::task::spawn_local;
use leptos::wasm_split::wasm_split;
use plimsoll::registry::transport::Transport;
use plimsoll::sample::Sample;

use crate::ui::browser::{Paced, now};
use crate::ui::later::Loaded;

/// Makes the sample registry, for the address that it is asked at.
type MakeSample = fn(&str) -> Rc<dyn Transport>;

#[wasm_split(sample, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_sample))]
fn sample_registry() -> Loaded<MakeSample> {
    Ok(|base| Rc::new(Paced(Sample::new(base).with_clock(now))))
}

/// Fetches the module before it is needed.
pub(super) fn fetch() {
    spawn_local(async {
        let _ = fetch_sample().await;
    });
}

/// The sample registry, at `base`.
pub(crate) async fn sample(base: &str) -> Loaded<Rc<dyn Transport>> {
    Ok(sample_registry().await?(base))
}
