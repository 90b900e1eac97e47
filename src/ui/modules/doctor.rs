//! The module of the doctor.

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::ui::later::{Loaded, later};
use crate::ui::pages::connect::doctor::Doctor;
use crate::ui::registries::RegistryRef;

/// The doctor finds out why a browser may not read a registry's answers. It may be needed before any other page.
#[wasm_split(doctor, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_doctor))]
fn doctor_panel() -> Loaded<fn(RegistryRef) -> AnyView> {
    Ok(|registry| view! { <Doctor registry/> }.into_any())
}

/// The doctor, for a registry at a typed address.
pub(crate) fn doctor(registry: RegistryRef) -> AnyView {
    later(|| Box::pin(doctor_panel()), move |panel| panel(registry.clone()))
}
