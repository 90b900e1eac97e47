//! Parts of the page that change when a signal changes that they read.
//!
//! Leptos builds its machinery once for each closure type in a view. Boxed closures share one type, and so one
//! machinery, which makes the wasm about a tenth smaller.

use leptos::prelude::*;

/// A part that is drawn anew when a signal changes that `content` reads.
pub(crate) fn dynamic<V: IntoAny + 'static>(content: impl Fn() -> V + Send + 'static) -> AnyView {
    boxed(Box::new(move || content().into_any()))
}

/// A text that changes when a signal changes that `content` reads.
pub(crate) fn text(content: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    drawn(Box::new(content))
}

fn drawn(content: Box<dyn Fn() -> String + Send + Sync>) -> AnyView {
    (move || content()).into_any()
}

fn boxed(content: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    (move || content()).into_any()
}
