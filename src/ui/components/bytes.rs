//! A figure in bytes: the number, the unit in a quieter weight, the exact count on hover.

use leptos::prelude::*;
use plimsoll::present::BytesText;

#[component]
pub(crate) fn Bytes(text: BytesText) -> impl IntoView {
    let prefix =
        (!text.prefix.is_empty()).then(|| view! { <span class="prefix">{text.prefix}</span>" " });
    let unit = (!text.unit.is_empty()).then(|| view! { " "<span class="unit">{text.unit}</span> });
    view! { <span class="bytes" class:quiet=text.quiet title=text.exact>{prefix}{text.number}{unit}</span> }
}
