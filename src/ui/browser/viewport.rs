//! Which part of an element is in view.

/// How an element stands to the window, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Viewport {
    /// How far the element's top is above the window's top.
    pub(crate) scrolled: f64,
    /// The window's height.
    pub(crate) height: f64,
}

/// Measures `element` against the window.
pub(crate) fn viewport_of(element: &web_sys::Element) -> Viewport {
    let height = web_sys::window()
        .and_then(|window| window.inner_height().ok())
        .and_then(|height| height.as_f64())
        .unwrap_or(1000.0);
    Viewport { scrolled: -element.get_bounding_client_rect().top(), height }
}
