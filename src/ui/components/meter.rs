//! Bars of three parts: only here, reclaimable, shared. A bar is hatched while its figures are unread.

use crate::ui::components::dynamic;
use crate::ui::signal::Signal;
use leptos::prelude::*;
use plimsoll::present::{BytesText, Meter};

/// A small bar, for the cell of a table.
#[component]
pub(crate) fn MeterBar(meter: Meter) -> impl IntoView {
    let words = words(&meter);
    view! { <span class="meter" role="img" aria-label=words.clone() title=words>{parts(&meter)}</span> }
}

/// A long bar, as wide as its place.
#[component]
pub(crate) fn MeterParts(meter: Meter) -> impl IntoView {
    let words = words(&meter);
    view! { <span class="bar" role="img" aria-label=words.clone() title=words>{parts(&meter)}</span> }
}

/// The meaning of the bars' colours.
#[component]
pub(crate) fn Legend(
    /// Whether a bar has a reclaimable part.
    #[prop(optional, into)]
    reclaimable: Signal<bool>,
    /// Whether anything is still unread.
    #[prop(into)]
    unread: Signal<bool>,
) -> impl IntoView {
    view! {
        <div class="legend">
            <span><i class="own"></i>"only here"</span>
            <span><i class="shared"></i>"shared with others"</span>
            {dynamic(move || reclaimable.get().then(|| view! { <span><i class="free"></i>"reclaimable"</span> }))}
            {dynamic(move || unread.get().then(|| view! { <span><i class="unread"></i>"not read yet"</span> }))}
        </div>
    }
}

fn parts(meter: &Meter) -> AnyView {
    if meter.pending {
        return view! { <i class="unread" style:width="100%"></i> }.into_any();
    }
    let full = meter.full;
    [("own", meter.only_here), ("free", meter.reclaimable), ("shared", meter.shared)]
        .into_iter()
        .filter(|&(_, bytes)| bytes > 0)
        .map(|(class, bytes)| view! { <i class=class style:width=percent(bytes, full)></i> })
        .collect_view()
        .into_any()
}

/// A width in percent of `full`, at most all of it.
pub(crate) fn percent(bytes: u64, full: u64) -> String {
    // Whole numbers: printing floating point ones takes 10 KB of wasm.
    let hundredths = u128::from(bytes.min(full)) * 10_000 / u128::from(full.max(1));
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

fn words(meter: &Meter) -> String {
    if meter.pending {
        return "not read yet".to_owned();
    }
    let part = |bytes: u64, name: &str| format!("{} {name}", BytesText::of(bytes).plain());
    let mut words = part(meter.only_here, "only here");
    if meter.reclaimable > 0 {
        words = format!("{words}, {}", part(meter.reclaimable, "reclaimable"));
    }
    format!("{words}, {}", part(meter.shared, "shared with others"))
}
