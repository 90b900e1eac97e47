//! Long words that break where people would break them.

use leptos::prelude::*;

/// `text`, which a line may end in after each dot and slash, not in the middle of a word.
pub(crate) fn breakable(text: &str) -> AnyView {
    let parts = text.split_inclusive(['.', '/']).map(|part| view! { {part.to_owned()}<wbr/> });
    parts.collect_view().into_any()
}
