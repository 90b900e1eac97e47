//! Line breaks in long words: names, media types.

use leptos::prelude::*;

/// `text`, with a possible line break after each dot and slash.
pub(crate) fn breakable(text: &str) -> AnyView {
    let parts = text.split_inclusive(['.', '/']).map(|part| view! { {part.to_owned()}<wbr/> });
    parts.collect_view().into_any()
}
