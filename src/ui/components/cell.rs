//! The view of a table's cell.

use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::model::{RepositoryName, Timestamp};
use plimsoll::present::{Badge, BytesText, Cell, Change, Target, Tone, ago, grouped};

use crate::ui::components::{Bytes, DigestText, MeterBar, parted_name};

/// Finds the address of the page that a name leads to, if there is one.
pub(crate) type Links = Arc<dyn Fn(&Target) -> Option<String> + Send + Sync>;

#[component]
pub(crate) fn CellView(
    cell: Cell,
    links: Links,
    /// The present moment, for ages.
    now: Timestamp,
    /// The bound in the column's heading, which the cell does not repeat.
    bound: &'static str,
) -> AnyView {
    match cell {
        Cell::Text(text) => plain(text),
        Cell::Ranked(_, text, target) => match links(&target) {
            Some(href) => {
                let title = text.clone();
                view! { <a href=href title=title>{text}</a> }.into_any()
            }
            None => plain(text),
        },
        Cell::Name { before, name, target, badges } => {
            let title = format!("{before}{name}");
            // The two parts may stand on two lines. A screen reader reads them as one name.
            let whole = (!before.is_empty()).then(|| title.clone());
            let before =
                (!before.is_empty()).then(|| view! { <span class="before">{before}</span> });
            let namespace_at =
                |name: &RepositoryName| links(&Target::Namespace(name.namespace()?.to_owned()));
            let name = match links(&target) {
                // An orphan has no name, only its badge.
                None if title.is_empty() => ().into_any(),
                Some(href) => match &target {
                    Target::Repository(name) => parted_name(name, namespace_at(name), href),
                    _ => view! { <a href=href title=title aria-label=whole>{before}{name}</a> }
                        .into_any(),
                },
                None => view! { <span title=title>{before}{name}</span> }.into_any(),
            };
            view! { <span class="name">{name}{badges.into_iter().map(badge).collect_view()}</span> }
                .into_any()
        }
        Cell::Count(count) => grouped(count).into_any(),
        Cell::AtLeast(count) => {
            let prefix =
                (bound != "at least").then(|| view! { <span class="prefix">"at least"</span>" " });
            view! { <span class="bytes">{prefix}{grouped(count)}</span> }.into_any()
        }
        // The zeros of a column would hide its figures.
        Cell::Bytes(_, text) if text.bound() == ("", true) => {
            view! { <span class="pending" title=text.exact>"–"</span> }.into_any()
        }
        Cell::Bytes(_, text) => view! { <Bytes text=text.without(bound)/> }.into_any(),
        Cell::Change(Change { bytes: 0, bound: "", .. }) => {
            view! { <span class="pending" title="no change">"–"</span> }.into_any()
        }
        Cell::Change(change) => {
            let text = BytesText::of(change.bytes);
            let prefix = Some(change.bound).filter(|own| !own.is_empty() && *own != bound);
            let prefix = prefix.map(|prefix| view! { <span class="prefix">{prefix}</span>" " });
            let title = format!("{} {}", text.exact, change.word());
            view! { <span class="bytes" title=title>{prefix}{text.number}" "<span class="unit">{text.unit}" "{change.word()}</span></span> }
                .into_any()
        }
        Cell::Meter(meter) => view! { <MeterBar meter/> }.into_any(),
        Cell::Digest(digest, repository) => {
            let target =
                repository.map(|repository| Target::Manifest(repository, digest.clone(), None));
            let href = target.and_then(|target| links(&target));
            view! { <DigestText digest href/> }.into_any()
        }
        Cell::Chips(words) => {
            let title = words.join(", ");
            let chips = words
                .into_iter()
                .map(|word| view! { <span class="badge">{word}</span> })
                .collect_view();
            view! { <span class="chips" title=title>{chips}</span> }.into_any()
        }
        Cell::Moment(moment) => {
            let exact = moment.to_string();
            view! { <time datetime=exact.clone() title=exact>{ago(moment, now)}</time> }.into_any()
        }
        Cell::Nothing => view! { <span class="pending">"–"</span> }.into_any(),
        Cell::Unknown => view! { <span class="pending" title="not known">"?"</span> }.into_any(),
        Cell::Pending => view! { <span class="pending" title="not read yet">"…"</span> }.into_any(),
    }
}

fn plain(text: String) -> AnyView {
    let title = text.clone();
    view! { <span title=title>{text}</span> }.into_any()
}

/// A word about a row, beside its name: `locked`.
pub(crate) fn badge(badge: Badge) -> impl IntoView {
    let class = match badge.tone {
        Tone::Quiet => "badge",
        Tone::Warning => "badge warning",
        Tone::Good => "badge good",
    };
    let hint = (!badge.hint.is_empty()).then_some(badge.hint);
    view! { <span class=class title=hint>{badge.text}</span> }
}
