//! Parts of the page that follow what they read.
//!
//! Leptos builds its machinery once for each closure type in a view. Boxed first, all of them share
//! one: a tenth of the wasm.

use leptos::prelude::*;

/// A part that is drawn anew when something it read has changed.
pub(crate) fn dynamic<V: IntoAny + 'static>(content: impl Fn() -> V + Send + 'static) -> AnyView {
    boxed(Box::new(move || content().into_any()))
}

/// A text that follows what it read.
pub(crate) fn text(content: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    Signal::derive(content).into_any()
}

fn boxed(content: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    (move || content()).into_any()
}
