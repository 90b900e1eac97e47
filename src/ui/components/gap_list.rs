//! Things that could not be read, one line for each reason.

use leptos::prelude::*;
use plimsoll::present::{GapLine, grouped};

/// The most places that a line names.
const PLACES: usize = 12;

/// The lines as items of a list: the kinds of things and their places, and the reason.
pub(crate) fn gap_lines_view(lines: Vec<GapLine>) -> AnyView {
    let line = |line: GapLine| {
        let what = line.what.into_iter().map(|what| view! { <span class="badge">{what}</span>" " });
        let more = line.places.len().saturating_sub(PLACES);
        let mut places = line.places;
        places.truncate(PLACES);
        view! {
            <li>
                <span>
                    {what.collect_view()}<span class="where">{places.join(", ")}</span>
                    {(more > 0).then(|| format!(" and {} more", grouped(more as u64)))}
                </span>
                " " <span class="muted">{line.why}</span>
            </li>
        }
    };
    lines.into_iter().map(line).collect_view().into_any()
}
