//! The part of a list that is in view.

use leptos::prelude::StoredValue;
use wasm_bindgen::{JsCast, closure::Closure};

pub(crate) use web_sys::Element;

/// The place of a list in the box that scrolls it, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Viewport {
    /// The distance from the list's top down to the box's top; negative if the list begins below it.
    pub(crate) scrolled: f64,
    /// The height of the box.
    pub(crate) height: f64,
    /// Whether the window is too narrow for all columns of a table: `components.css` then hides some.
    pub(crate) narrow: bool,
}

/// The widest window that hides columns, in CSS pixels.
const NARROW: f64 = 1023.0;

/// Measures `list` against the box of the class `items` that it is in, or else against the window.
pub(crate) fn viewport_of(list: &Element) -> Viewport {
    let window = web_sys::window();
    let height = window.as_ref().and_then(|window| window.inner_height().ok()?.as_f64());
    let width = window.and_then(|window| window.inner_width().ok()?.as_f64());
    let top = list.get_bounding_client_rect().top();
    let (top, height) = match list.closest(".items").ok().flatten() {
        Some(around) => {
            let around = around.get_bounding_client_rect();
            (top - around.top(), around.height())
        }
        None => (top, height.unwrap_or(1000.0)),
    };
    Viewport { scrolled: -top, height, narrow: width.is_some_and(|width| width <= NARROW) }
}

/// The height of each row of a list, with its place. Rows of tables are all of the same height and say no place.
pub(crate) fn heights_of(list: &Element) -> Vec<(usize, f64)> {
    let mut heights = Vec::new();
    let mut next = list.first_element_child();
    while let Some(row) = next {
        next = row.next_element_sibling();
        let place =
            row.get_attribute("aria-posinset").and_then(|place| place.parse::<usize>().ok());
        let Some(place) = place else { continue };
        let height = row.get_bounding_client_rect().height();
        // A list in a closed group has no height.
        if height > 0.0 {
            heights.push((place - 1, height));
        }
    }
    heights
}

/// Calls `scrolled` when anything on the page scrolls or the window changes its size, and `moved` when `list` or the page
/// does, as long as the owner lives. Both are called where the browser has measured the page anyway.
pub(crate) fn follow(list: &Element, scrolled: impl Fn() + 'static, moved: impl Fn() + 'static) {
    let scrolled = function(Closure::new(scrolled));
    let sizes = web_sys::ResizeObserver::new(&function(Closure::new(moved))).ok();
    if let Some(sizes) = &sizes {
        sizes.observe(list);
        // Parts above the list move it.
        let page = list.owner_document().and_then(|document| document.body());
        page.inspect(|page| sizes.observe(page));
    }
    let follower = Follower { scrolled, sizes };
    follower.listen(true);
    StoredValue::new_local(follower);
}

fn function(tell: Closure<dyn Fn()>) -> js_sys::Function {
    tell.into_js_value().unchecked_into()
}

/// The listeners, until they are dropped.
struct Follower {
    scrolled: js_sys::Function,
    sizes: Option<web_sys::ResizeObserver>,
}

impl Follower {
    /// Boxes tell their scrolling to listeners that capture it, and to no other.
    fn listen(&self, begin: bool) {
        let Some(window) = web_sys::window() else { return };
        for event in ["scroll", "resize"] {
            // Fails for no event that has a name.
            let _ = if begin {
                window.add_event_listener_with_callback_and_bool(event, &self.scrolled, true)
            } else {
                window.remove_event_listener_with_callback_and_bool(event, &self.scrolled, true)
            };
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.listen(false);
        self.sizes.as_ref().inspect(|sizes| sizes.disconnect());
    }
}
