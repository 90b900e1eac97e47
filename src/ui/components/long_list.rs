//! A list of any length, of which only the rows near the view are drawn. Their heights may differ.

use std::sync::Arc;

use leptos::{html, prelude::*};

use crate::ui::components::window::Window;
use crate::ui::signal::Signal;

/// The list named `label`, with this many rows. `row` draws the content of the row at a place.
pub(crate) fn long_list(
    label: String,
    class: &'static str,
    rows: Signal<usize>,
    row: impl Fn(usize) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let list = NodeRef::<html::Ul>::new();
    let window = Window::of(list, rows);
    // Keys are texts, as those of tables: both share what Leptos compiles for a list.
    let places = move || {
        let (from, to) = window.span();
        (from..to).map(|place| place.to_string()).collect()
    };
    let line = move |place: String| {
        let place: usize = place.parse().unwrap_or_default();
        view! { <li aria-setsize=move || rows.get() aria-posinset=place + 1>{row(place)}</li> }
            .into_any()
    };
    let room = |height: String| {
        view! { <li class="room" aria-hidden="true" style:height=height></li> }.into_any()
    };
    let content = window.draw(Box::new(places), Arc::new(line), room);
    view! { <ul class=class aria-label=label node_ref=list>{content}</ul> }.into_any()
}
