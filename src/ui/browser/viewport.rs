//! The part of an element that is in view.

/// The place of an element in the window, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Viewport {
    /// The distance from the element's top down to the window's top; negative if the element begins below it.
    pub(crate) scrolled: f64,
    pub(crate) height: f64,
    /// Whether the window is too narrow for all columns of a table: `components.css` then hides some.
    pub(crate) narrow: bool,
}

/// The widest window that hides columns, in CSS pixels.
const NARROW: f64 = 1023.0;

/// Measures `element` against the window.
pub(crate) fn viewport_of(element: &web_sys::Element) -> Viewport {
    let window = web_sys::window();
    let height = window.as_ref().and_then(|window| window.inner_height().ok()?.as_f64());
    let width = window.and_then(|window| window.inner_width().ok()?.as_f64());
    Viewport {
        scrolled: -element.get_bounding_client_rect().top(),
        height: height.unwrap_or(1000.0),
        narrow: width.is_some_and(|width| width <= NARROW),
    }
}
